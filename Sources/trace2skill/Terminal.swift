internal import Evolution
internal import Foundations
internal import Glibc
internal import Synchronization

/// Output for people: colour and progress only if it is a terminal.
enum Terminal {
    /// Whether standard output is a terminal that shows colours.
    static var isTerminal: Bool {
        isatty(1) == 1 && getenv("NO_COLOR") == nil && getenv("TERM").map { String(cString: $0) } != "dumb"
    }
    private static var errorIsTerminal: Bool { isatty(2) == 1 }

    /// The text in bold on a terminal.
    static func bold(_ text: String) -> String { isTerminal ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    /// The text in a faint colour on a terminal.
    static func dim(_ text: String) -> String { isTerminal ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

    /// The text without characters that are not shown as what they are, so that text of agents cannot move the cursor,
    /// set a title or read otherwise than it is written.
    static func plain(_ text: String) -> String { PrintableText(text).description }

    /// Prints an error to standard error.
    static func error(_ text: String) { write("Error: \(plain(text))\n") }
    /// Prints a note to standard error.
    static func note(_ text: String) { write("\(plain(text))\n") }

    private static func write(_ text: String) {
        // Where nobody reads standard error, there is nobody to tell.
        try? FileBytes.write(text.utf8, to: 2)
    }

    /// Shows which file is being read.
    static func readingProgress() -> @Sendable (_ done: Int, _ total: Int, _ name: String) -> Void {
        let show = progressLine()
        return { done, total, name in show("reading \(done + 1) of \(total): \(name)") }
    }

    /// Shows the step of an evolution.
    static func evolutionProgress() -> @Sendable (EvolutionProgress) -> Void {
        let show = progressLine()
        return { step in
            switch step {
            case .mining(let episodes): show("mining \(episodes.of("episode"))")
            case .proposing(let skill, let lessons): show("\(skill): \(lessons.of("lesson"))")
            case .evaluating(let skill, let run, let total): show("evaluating \(skill): run \(run) of \(total)")
            case .publishing(let revision): show("publishing \(revision)")
            }
        }
    }

    /// Shows a text on one line of the terminal, at most ten times a second; nothing where it is not a terminal.
    private static func progressLine() -> @Sendable (String) -> Void {
        guard errorIsTerminal else { return { _ in } }
        let last = Mutex(ContinuousClock.now - .seconds(1))
        return { text in
            let isDue = last.withLock { last in
                guard ContinuousClock.now - last > .milliseconds(100) else { return false }
                last = .now
                return true
            }
            if isDue { write("\r\u{1B}[K\(plain(text).prefix(78))") }
        }
    }

    /// Clears the line of progress.
    static func endProgress() { if errorIsTerminal { write("\r\u{1B}[K") } }
}
