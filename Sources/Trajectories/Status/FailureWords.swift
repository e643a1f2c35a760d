internal import Foundations

/// Looks in an output for the words with which the programs of a command line report their own failure.
struct FailureWords {
    let outline: CommandOutline
    let lines: OutputLines
    private let isStatusKnown: Bool
    /// The parts whose failure the exit status does not show.
    private let parts: [CommandOutline.Part]
    /// The last lines, without those that the command line prints by itself after its work.
    private let ending: ArraySlice<Substring>

    /// - Parameter isStatusKnown: whether the exit status is known to be 0, so that only hidden parts may have failed.
    init(_ outline: CommandOutline, lines: OutputLines, isStatusKnown: Bool) {
        self.outline = outline
        self.lines = lines
        self.isStatusKnown = isStatusKnown
        parts = isStatusKnown ? outline.parts.filter(\.isHidden) : outline.parts
        var ending = lines.tail[...]
        let closing = outline.closingTexts + [outline.fallbackText].compactMap { $0 }
        while let last = ending.last, closing.contains(where: { !$0.isEmpty && last.hasPrefix($0.prefix(40)) }) {
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

    static func isMissingProgram(_ line: Substring) -> Bool {
        if line.hasSuffix(": command not found") {
            return line.containsBytes(of: "sh: ") || line.containsBytes(of: "line ")
        }
        if line.hasSuffix(": not found") { return line.containsBytes(of: "sh: ") }
        return line.containsBytes(of: "sh: command not found: ")
    }

    /// Whether the harness says in the last line that it stopped the command.
    private var timedOut: Bool {
        guard let last = ending.last, last.utf8.count < 200 else { return false }
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

    private func isComplaint(_ line: Substring, lookers: Bool = true) -> Bool {
        guard let colon = line.utf8.prefix(200).firstIndex(of: UInt8(ascii: ":")) else { return false }
        let path = line[..<colon]
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path
        guard !name.isEmpty, name.utf8.count < 40 else { return false }
        let isShell = ["bash", "sh", "zsh", "dash"].contains(name)
        guard
            isShell || parts.contains(where: { $0.program == name && (lookers || !Self.lookers.contains($0.program)) })
        else { return false }
        let words = Substring(line[colon...].utf8.prefix(400))
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

    private var reportedByProgram: Bool {
        let last = ending.suffix(8)
        let names = Set(parts.flatMap(\.names))
        return Self.reports.contains { report in
            guard !report.programs.isDisjoint(with: names),
                let index = last.lastIndex(where: { line in
                    report.starts.contains { line.hasPrefix($0) }
                        || report.words.contains { line.containsBytes(of: $0) }
                })
            else { return false }
            return !last[index...].contains { line in report.successes.contains { line.hasPrefix($0) } }
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
    private static func lastFrame(of lines: [Substring]) -> Int? {
        guard let frame = lines.lastIndex(where: { isFrame($0) }) else { return nil }
        let after = lines[(frame + 1)...]
        return after.count(where: { $0.utf8.first != 0x20 && $0.utf8.first != 0x09 }) <= 3 ? frame : nil
    }

    /// Whether a text that holds a whole traceback ends in it.
    static func endsInTraceback(_ text: String) -> Bool {
        guard text.containsBytes(of: traceback) else { return false }
        return lastFrame(of: Array(OutputLines(text).tail.suffix(30))) != nil
    }

    /// Whether the output starts with the traceback that ended the program, and what it had printed before follows:
    /// a pipe delays the standard output, and does not delay the standard error.
    private var startsWithException: Bool {
        guard outline.working.contains(where: { $0.isHidden && $0.runsCode }), let first = lines.head.first,
            first.hasPrefix(Self.traceback), lines.tail.count(where: { $0.hasPrefix(Self.traceback) }) == 1
        else { return false }
        // A program that went on after the exception mostly says so.
        return !lines.tail.contains { $0.hasPrefix("Error: ") }
    }

    static let traceback = "Traceback (most recent call last)"

    static func isFrame(_ line: Substring) -> Bool {
        let text = line.withoutIndent
        return line.utf8.first == 0x20 && text.hasPrefix("File \"") && text.containsBytes(of: "\", line ")
    }

    /// Whether the traceback was only written to a log: the line in front of it is a record of a log.
    private func isLogged(before frame: Int, in last: [Substring]) -> Bool {
        guard let head = last[..<frame].lastIndex(where: { $0.hasPrefix(Self.traceback) }), head > 0 else {
            return false
        }
        let line = last[head - 1]
        return [" ERROR ", " - ERROR", "ERROR:", "[ERROR]", " WARNING ", "WARNING:", " CRITICAL "].contains {
            line.containsBytes(of: $0)
        } && line.first?.isWhitespace == false
    }

    /// Whether the last lines are those of a program of another language that stopped.
    private func isPanic(_ last: [Substring]) -> Bool {
        last.suffix(12).contains { line in
            ["panic: ", "thread '", "Unhandled exception", "Segmentation fault", "terminate called", "Uncaught "]
                .contains {
                    line.hasPrefix($0)
                } || line.hasPrefix("    at ") && line.hasSuffix(")") && line.containsBytes(of: ":")
        }
            && last.contains {
                $0.containsBytes(of: "rror") || $0.containsBytes(of: "xception") || $0.containsBytes(of: "panic")
            }
    }
}
