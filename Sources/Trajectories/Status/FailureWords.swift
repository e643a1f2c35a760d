internal import Foundations

/// Looks in an output for the words with which the programs of a command line report their own failure.
struct FailureWords {
    let outline: CommandOutline
    let lines: OutputLines
    private let isStatusKnown: Bool
    /// The parts whose failure the exit status does not show.
    private let parts: [CommandOutline.Part]
    /// The last lines, without those that the command line prints by itself after its work.
    private let ending: ArraySlice<OutputLine>

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
    private var lastRunner: CommandOutline.Part? { outline.working.last(where: \.runsCode) }

    /// Whether the exit status says nothing about a part.
    private func isOpen(_ part: CommandOutline.Part) -> Bool { part.isHidden || !isStatusKnown }

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
            isShell || parts.contains(where: { $0.program == name && (lookers || !Self.lookers.contains($0.program)) })
        else { return false }
        let words = OutputLine(rebasing: line[colon...].prefix(400))
        return Self.complaints.contains { words.containsBytes(of: $0) }
    }

    private static let lookers: Set<String> = ["find", "grep", "rg", "ls", "du"]

    // MARK: Words of well-known programs

    /// How well-known programs report failure, where their lines do not begin with the program's name.
    private struct Report {
        /// The programs, also as modules that an interpreter runs.
        let programs: Set<String>
        /// The beginnings of their lines, or words anywhere in them.
        var starts: [String] = []
        var words: [String] = []
        /// What they say after it, if another run of the same line then succeeded.
        var successes: [String] = []
    }

    private static let reports = [
        Report(
            programs: ["pip", "pip3", "uv", "pipx"],
            starts: ["ERROR: ", "error: "],
            successes: ["Successfully installed", "Requirement already satisfied"]
        ),
        Report(programs: ["apt", "apt-get", "dpkg", "aptitude"], starts: ["E: ", "dpkg: error"]),
        Report(programs: ["npm", "npx", "pnpm"], starts: ["npm ERR!", "npm error", "ERR_PNPM", " ERR_PNPM"]),
        Report(programs: ["yarn"], starts: ["error ", "Usage Error:"]),
        Report(programs: ["git"], starts: ["fatal: ", "error: "]),
        Report(programs: ["cargo", "rustc"], starts: ["error: ", "error["]),
        Report(programs: ["make", "gmake", "ninja"], starts: ["make: *** ", "ninja: error", "ninja: build stopped"]),
        Report(
            programs: ["pytest", "py.test"],
            starts: ["ImportError while loading conftest", "INTERNALERROR>", "ERROR: usage:"]
        ),
        Report(programs: ["docker", "podman"], starts: ["Error response from daemon", "docker: ", "ERROR: "]),
        Report(programs: ["kubectl", "helm"], starts: ["error: ", "Error from server", "Error: "]),
        Report(programs: ["gh"], starts: ["To get started with GitHub CLI", "gh: To use GitHub CLI", "could not "]),
        Report(programs: ["curl"], starts: ["curl: ("]),
        Report(programs: ["wget"], starts: ["wget: ", "ERROR "]),
        Report(programs: ["node", "deno", "bun"], starts: ["Uncaught ", "error: "]),
        Report(
            programs: ["java", "mvn", "gradle", "gradlew"],
            starts: ["Exception in thread ", "[ERROR] ", "FAILURE: Build failed", "BUILD FAILED"]
        ),
        Report(programs: ["go"], starts: ["panic: ", "# command-line-arguments", "FAIL\t"]),
        Report(
            programs: ["psql", "mysql", "sqlite3"],
            starts: ["psql: error", "ERROR: ", "ERROR ", "Error: ", "Parse error"]
        ),
        Report(programs: ["poetry", "conda", "mamba"], starts: ["CondaError", "PackagesNotFoundError"]),
        Report(
            programs: ["gcc", "g++", "cc", "c++", "clang", "clang++", "make", "swift", "swiftc", "ninja", "cmake"],
            words: [": error: ", ": fatal error: ", "CMake Error"]
        ),
        Report(programs: ["tsc", "npx", "npm", "yarn", "pnpm", "tsgo"], words: [": error TS"]),
        Report(programs: ["file"], words: [": cannot open `"]),
        Report(programs: ["redis-cli", "psql", "mysql", "nc", "telnet"], words: ["Connection refused"]),
    ]

    /// The places in ``reports`` of those of a program.
    private static let reportsByProgram: [String: [Int]] = reports.enumerated()
        .reduce(into: [:]) { places, report in
            for program in report.element.programs { places[program, default: []].append(report.offset) }
        }

    private var reportedByProgram: Bool {
        let last = ending.suffix(8)
        return Set(parts.flatMap(\.names).flatMap { Self.reportsByProgram[$0] ?? [] }).contains { place in
            let report = Self.reports[place]
            guard
                let index = last.lastIndex(where: { line in
                    report.starts.contains { line.begins(with: $0) }
                        || report.words.contains { line.containsBytes(of: $0) }
                })
            else { return false }
            return !last[index...].contains { line in report.successes.contains { line.begins(with: $0) } }
        }
    }

    // MARK: Exceptions

    /// Whether the output ends in a Python traceback: after its last frame there are only the words of the exception.
    ///
    /// The head of the traceback or its last line may have been cut off by a filter.
    private var endsInException: Bool {
        guard let runner = lastRunner, isOpen(runner) else { return false }
        let last = Array(ending.suffix(30))
        guard let frame = Self.lastFrame(of: last) else { return isPanic(last) }
        return !isLogged(before: frame, in: last)
    }

    /// The place of the last frame of a traceback that nothing but the exception follows.
    private static func lastFrame(of lines: [OutputLine]) -> Int? {
        guard let frame = lines.lastIndex(where: { isFrame($0) }) else { return nil }
        let after = lines[(frame + 1)...]
        return after.count(where: { $0.first != 0x20 && $0.first != 0x09 }) <= 3 ? frame : nil
    }

    /// Whether a text that holds a whole traceback ends in it.
    static func endsInTraceback(_ text: String) -> Bool {
        guard text.containsBytes(of: traceback) else { return false }
        return OutputLines.with(text) { lastFrame(of: Array($0.tail.suffix(30))) != nil }
    }

    /// Whether the output starts with the traceback that ended the program, and what it had printed before follows:
    /// a pipe delays the standard output, and does not delay the standard error.
    private var startsWithException: Bool {
        guard outline.working.contains(where: { $0.isHidden && $0.runsCode }), let first = lines.head.first,
            first.begins(with: Self.traceback), lines.tail.count(where: { $0.begins(with: Self.traceback) }) == 1
        else { return false }
        // A program that went on after the exception mostly says so.
        return !lines.tail.contains { $0.begins(with: "Error: ") }
    }

    static let traceback = "Traceback (most recent call last)"

    static func isFrame(_ line: OutputLine) -> Bool {
        let text = line.withoutIndent
        return line.first == 0x20 && text.begins(with: "File \"") && text.containsBytes(of: "\", line ")
    }

    /// Whether the traceback was only written to a log: the line in front of it is a record of a log.
    private func isLogged(before frame: Int, in last: [OutputLine]) -> Bool {
        guard let head = last[..<frame].lastIndex(where: { $0.begins(with: Self.traceback) }), head > 0 else {
            return false
        }
        let line = last[head - 1]
        return [" ERROR ", " - ERROR", "ERROR:", "[ERROR]", " WARNING ", "WARNING:", " CRITICAL "].contains {
            line.containsBytes(of: $0)
        } && line.first.map { $0 > 0x20 } == true
    }

    /// Whether the last lines are those of a program of another language that stopped.
    private func isPanic(_ last: [OutputLine]) -> Bool {
        last.suffix(12).contains { line in
            ["panic: ", "thread '", "Unhandled exception", "Segmentation fault", "terminate called", "Uncaught "]
                .contains {
                    line.begins(with: $0)
                } || line.begins(with: "    at ") && line.ends(with: ")") && line.containsBytes(of: ":")
        }
            && last.contains {
                $0.containsBytes(of: "rror") || $0.containsBytes(of: "xception") || $0.containsBytes(of: "panic")
            }
    }
}
