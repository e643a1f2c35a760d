internal import Foundations
internal import Glibc
internal import Pipeline
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

    /// Reports the progress of long work on one line of the terminal, at most ten times a second.
    static func progress() -> @Sendable (Progress) -> Void {
        guard errorIsTerminal else { return { _ in } }
        let last = Mutex(ContinuousClock.now - .seconds(1))
        return { step in
            let isDue = last.withLock { last in
                guard ContinuousClock.now - last > .milliseconds(100) else { return false }
                last = .now
                return true
            }
            guard isDue else { return }
            let text: String
            switch step {
            case .ingesting(let done, let total, let name): text = "reading \(done + 1) of \(total): \(name)"
            case .mining(let episodes): text = "mining \(episodes.of("episode"))"
            case .proposing(let skill, let lessons): text = "\(skill): \(lessons.of("lesson"))"
            case .evaluating(let skill, let run, let total): text = "evaluating \(skill): run \(run) of \(total)"
            case .publishing(let revision): text = "publishing \(revision)"
            }
            write("\r\u{1B}[K\(plain(text).prefix(78))")
        }
    }

    /// Clears the line of progress.
    static func endProgress() { if errorIsTerminal { write("\r\u{1B}[K") } }
}
