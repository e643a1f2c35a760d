internal import Foundations

/// Looks in an output for the words with which the programs of a command line report their own failure.
struct FailureWords {
    let outline: CommandOutline
    let lines: OutputLines
    private let isStatusKnown: Bool
    /// The parts whose failure the exit status does not show.
    private let parts: [CommandOutline.Part]
    /// The last lines, without those that the command line prints by itself after its work.
    let ending: ArraySlice<OutputLine>

    /// - Parameter isStatusKnown: whether the exit status is known to be 0, so that only hidden parts may have failed.
    init(_ outline: CommandOutline, lines: OutputLines, isStatusKnown: Bool) {
        self.outline = outline
        self.lines = lines
        self.isStatusKnown = isStatusKnown
        parts = isStatusKnown ? outline.parts.filter(\.isHidden) : outline.parts
        var ending = lines.tail[...]
        let closing = (outline.closingTexts + [outline.fallbackText].compactMap { $0 })
            .filter { !$0.isEmpty }.map { String($0.prefix(40)) }
        while let last = ending.last, closing.contains(where: { last.begins(with: $0) }) {
            ending.removeLast()
        }
        self.ending = ending
    }

    /// Whether the output ends in a failure of a part that the exit status does not cover.
    var isFailure: Bool {
        if missingProgram || timedOut { return true }
        guard !parts.isEmpty else { return false }
        if complaint || reportedByProgram { return true }
        return endsInException || startsWithException
    }

    /// The part that runs code of its own last: an exception at the end of the output is its exception.
    var lastRunner: CommandOutline.Part? { outline.working.last(where: \.runsCode) }

    /// Whether the exit status says nothing about a part.
    func isOpen(_ part: CommandOutline.Part) -> Bool { part.isHidden || !isStatusKnown }

    /// Whether the output is nothing but complaints of the programs, so that no part got anything done.
    var isOnlyComplaint: Bool { lines.isWhole && !ending.isEmpty && ending.allSatisfy { isComplaint($0) } }

    // MARK: The shell

    /// Whether a shell says in the last lines that a program of the command line does not exist.
    ///
    /// A shell says so although a later part succeeds. If that part is there for this case, the line did not fail.
    private var missingProgram: Bool {
        guard let index = ending.suffix(6).lastIndex(where: { Self.isMissingProgram($0) }) else { return false }
        guard outline.fallbackText == nil, outline.parts.contains(where: { $0.after == "||" && $0.program != "true" })
        else { return true }
        return index == ending.indices.last
    }

    static func isMissingProgram(_ line: OutputLine) -> Bool {
        guard line.contains(UInt8(ascii: ":")) else { return false }
        if line.ends(with: ": command not found") {
            return line.containsBytes(of: "sh: ") || line.containsBytes(of: "line ")
        }
        if line.ends(with: ": not found") { return line.containsBytes(of: "sh: ") }
        return line.containsBytes(of: "sh: command not found: ")
    }

    /// Whether the harness says in the last line that it stopped the command.
    private var timedOut: Bool {
        guard let last = ending.last, last.count < 200 else { return false }
        return last.containsBytes(of: "ommand timed out") || last.containsBytes(of: "timed out after ")
    }

    // MARK: Complaints of programs

    /// Whether the last line, or every line, is a complaint of a part in its own name: `cat: x: No such file`.
    private var complaint: Bool {
        guard let last = ending.last else { return false }
        if isOnlyComplaint { return true }
        // Programs that look at many files complain about some and print the others.
        return isComplaint(last, lookers: false)
    }

    private static let complaints = [
        "No such file", "cannot ", "can't ", "not found", "No module named", "rror", "nvalid", "nrecognized", "unknown",
        "Unknown", "illegal", "ailed", "ermission denied", "not permitted", "s a directory", "efused", "is not a",
        "equires", "***", "nexpected", "mbiguous", "nable to", "ould not", "no such", "Not a directory", "oo many",
        "issing",
    ]

    private func isComplaint(_ line: OutputLine, lookers: Bool = true) -> Bool {
        guard let colon = line.prefix(200).firstIndex(of: UInt8(ascii: ":")) else { return false }
        let path = line[..<colon]
        let start = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        guard start < colon, colon - start < 40 else { return false }
        let name = String(decoding: line[start..<colon], as: UTF8.self)
        let isShell = ["bash", "sh", "zsh", "dash"].contains(name)
        guard
            isShell
                || (lookers || !Self.lookers.contains(name))
                    && parts.contains(where: { part in part.isAnyName { $0 == name } })
        else { return false }
        let words = OutputLine(rebasing: line[colon...].prefix(400))
        return Self.complaints.contains { words.containsBytes(of: $0) }
    }

    private static let lookers: Set<String> = ["find", "grep", "rg", "ls", "du"]

    // MARK: Words of well-known programs

    private var reportedByProgram: Bool {
        let last = ending.suffix(8)
        guard !last.isEmpty else { return false }
        return parts.contains { part in
            guard !part.printsLogs else { return false }
            return part.isAnyName { FailureReport.of($0).contains { $0.isIn(last) } }
                || part.isRelay && !part.isPrinter && FailureReport.telling.contains { $0.isIn(last) }
        }
    }
}
