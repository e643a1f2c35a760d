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

    /// The characters in a line of the terminal behind a descriptor; nil where it is not a terminal.
    private static func width(of descriptor: Int32) -> Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var size = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return 80
    }

    /// The text for a descriptor: on a terminal, with its lines broken between words.
    static func folded(_ text: String, for descriptor: Int32 = 1) -> String {
        width(of: descriptor).map { FoldedText(text, width: $0).description } ?? text
    }

    /// A line of which the end is left out where the terminal is narrower.
    ///
    /// - Parameter start: the characters before it in the same line.
    static func cut(_ line: String, after start: Int) -> String {
        guard let width = width(of: 1), start + line.count > width else { return line }
        return line.prefix(max(0, width - start - 1)) + "…"
    }

    /// The text in bold on a terminal.
    static func bold(_ text: String) -> String { isTerminal ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    /// The text in a faint colour on a terminal.
    static func dim(_ text: String) -> String { isTerminal ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

    /// The text without characters that are not shown as what they are, so that text of agents cannot move the cursor,
    /// set a title or read otherwise than it is written.
    static func plain(_ text: String) -> String { PrintableText(text).description }

    /// Prints an error to standard error.
    static func error(_ text: String) { write(folded("Error: \(plain(text))", for: 2) + "\n") }
    /// Prints a note to standard error.
    static func note(_ text: String) { write(folded(plain(text), for: 2) + "\n") }

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
            case .analysing(let episodes): show("a model analyses \(episodes.of("episode"))")
            case .proposing(let skill, let lessons): show("\(skill): \(lessons.of("lesson"))")
            case .evaluating(let skill, let run, let total): show("evaluating \(skill): run \(run) of \(total)")
            case .publishing(let revision): show("publishing \(revision)")
            }
        }
    }

    /// Shows what is being done and for how long, for as long as a command runs: on one line of the terminal, and where
    /// it is not a terminal, as a line of the log once a minute. What takes less than a second is not shown.
    private static func progressLine() -> @Sendable (String) -> Void {
        let isTerminal = errorIsTerminal
        let start = ContinuousClock.now
        let state = Mutex((pace: ProgressPace(isTerminal: isTerminal), text: ""))
        let show: @Sendable () -> Void = {
            let waited = ContinuousClock.now - start
            let text = state.withLock { $0.pace.isDue(at: waited) ? $0.text : "" }
            guard !text.isEmpty else { return }
            let line = plain("\(text) (\(waited.components.seconds) s)")
            write(isTerminal ? "\r\u{1B}[K\(line.prefix((width(of: 2) ?? 80) - 1))" : line + "\n")
        }
        // One step may take minutes. The process ends with the command, and so does this.
        let ticking = Task.detached(priority: .utility) {
            while !Task.isCancelled {
                try await Task.sleep(for: .seconds(1))
                show()
            }
        }
        progress.withLock { $0 = ticking }
        return { text in
            state.withLock { $0.text = text }
            show()
        }
    }

    /// What shows the progress of a step that takes long.
    private static let progress = Mutex<Task<Void, any Error>?>(nil)

    /// Clears the line of progress.
    static func endProgress() {
        progress.withLock { $0?.cancel() }
        if errorIsTerminal { write("\r\u{1B}[K") }
    }
}

/// Prints a line for people, in the width of the terminal.
func print(_ text: String) { Swift.print(Terminal.folded(text)) }
