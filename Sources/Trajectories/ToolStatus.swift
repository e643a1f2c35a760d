package import Shell

/// Decides whether an action failed, from everything a recorder says, since every single flag lies somewhere.
package enum ToolStatus {
    /// What a recorder says of a result.
    package struct Signs: Sendable {
        /// The recorder's own failure flag: true means failed. Absent is not false.
        package var failed: Bool?
        package var exitCode: Int?
        package var timedOut: Bool
        package init(failed: Bool? = nil, exitCode: Int? = nil, timedOut: Bool = false) {
            self.failed = failed
            self.exitCode = exitCode
            self.timedOut = timedOut
        }
    }

    /// - Parameter command: the shell command, where the action ran one: it decides which exit codes are answers.
    package static func judge(_ signs: Signs, text: String, command: String?) -> (
        status: Observation.Status, exitCode: Int?
    ) {
        let code = signs.exitCode ?? exitCode(in: text)
        if signs.timedOut { return (.error, code) }
        if let code, code != 0 {
            return (isAnswer(code, text: text, command: command) ? .answer : .error, code)
        }
        if signs.failed == true {
            return (isAnswer(1, text: text, command: command) ? .answer : .error, code)
        }
        if saysFailure(text, hidden: code == 0 || signs.failed == false, command: command) { return (.error, code) }
        if code == nil, signs.failed == nil, text.isEmpty { return (.unknown, nil) }
        return (.ok, code)
    }

    // MARK: Exit codes in text

    private static let markers = [
        "<returncode>", "Process exited with code ", "Exit code: ", "Exit code ", "Exit Code: ",
        "Command exited with code ", "[exit_code] ", "[Command finished with exit code ",
    ]

    /// The exit code that a harness wrote into the text: near the start, or in the last lines.
    static func exitCode(in text: String) -> Int? {
        text.withBytes { bytes in
            code(in: UnsafeBufferPointer(rebasing: bytes.prefix(300)))
                ?? (bytes.count > 300 ? code(in: UnsafeBufferPointer(rebasing: bytes.suffix(200))) : nil)
        }
    }

    private static func code(in part: UnsafeBufferPointer<UInt8>) -> Int? {
        // Every marker has these letters, and most texts do not.
        guard part.holds("ode") else { return nil }
        for marker in markers {
            guard let start = part.place(of: marker) else { continue }
            let isAtStart = start == 0 || part[start - 1] == UInt8(ascii: "\n") || part[start - 1] == UInt8(ascii: "\r")
            guard isAtStart || marker.hasPrefix("[") || marker.hasPrefix("<") else { continue }
            let digits = part[(start + marker.utf8.count)...].prefix { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-") }
            if let code = Int(String(decoding: digits, as: UTF8.self)) { return code }
        }
        return nil
    }

    // MARK: Exit codes that are answers

    private static let askers: Set<String> = [
        "grep", "egrep", "fgrep", "rg", "ag", "diff", "cmp", "test", "[", "[[", "pgrep", "which", "type", "expr",
        "false",
    ]
    private static let testRunners: Set<String> = [
        "pytest", "py.test", "tox", "nosetests", "jest", "vitest", "mocha", "phpunit", "rspec",
    ]

    static func isAnswer(_ code: Int, text: String, command: String?) -> Bool {
        guard code == 1, let command else { return false }
        let shell = ShellCommand(command)
        guard let last = shell.commands.last(where: { $0.after != "||" }) else { return false }
        // The pipeline's own exit status is its last command's; before `&&` any part may have failed.
        let candidates = shell.commands.filter { $0.program != "cd" && $0.program != "echo" }
        if askers.contains(last.program) || candidates.allSatisfy({ askers.contains($0.program) }) {
            return !text.holds("No such file") && !text.holds("command not found") && !text.holds("rror:")
        }
        if last.program == "git", last.words.count > 1,
            ["grep", "diff", "merge-base", "show-ref", "check-ignore"].contains(last.words[1])
        {
            return !text.holds("fatal:") && !text.holds("error:")
        }
        if let main = shell.main, main.program == "git", main.words.count > 1, main.words[1] == "grep" {
            return !text.holds("fatal:")
        }
        return runsTests(shell) && reportsTests(text)
    }

    static func runsTests(_ shell: ShellCommand) -> Bool {
        shell.commands.contains { simple in
            if testRunners.contains(simple.program) || simple.program.hasPrefix("runtests") { return true }
            let joined = simple.words.prefix(5).joined(separator: " ")
            return [
                "-m pytest", "-m unittest", "runtests.py", "manage.py test", "setup.py test", "cargo test", "go test",
                "npm test", "swift test", "make test", "mvn test",
            ]
            .contains { joined.holds($0) }
        }
    }

    /// Whether a test runner got as far as telling which tests failed.
    static func reportsTests(_ text: String) -> Bool {
        [
            "FAILED (", " failed", "FAIL:", "AssertionError", "Ran ", "FAILED ", "--- FAIL", "test result: FAILED",
            "Failures:",
        ]
        .contains { text.holds($0) }
            && !text.holds("ImportError while loading conftest") && !text.holds("error: unrecognized arguments")
    }

    // MARK: Words of failure

    /// - Parameter hidden: the recorder says that all is well, so only words that a success cannot print count.
    static func saysFailure(_ text: String, hidden: Bool, command: String?) -> Bool {
        text.withBytes { saysFailure($0, hidden: hidden, command: command) }
    }

    private static func saysFailure(_ text: UnsafeBufferPointer<UInt8>, hidden: Bool, command: String?) -> Bool {
        let start = UnsafeBufferPointer(rebasing: text.trimmedStart.prefix(400))
        if start.begins(with: "<tool_use_error>") || shellSaysMissing(text) { return true }
        let isTraceback = endsInTraceback(text)
        if let command, isTraceback, !hidden || command.holds("|") || command.holds(";") {
            let programs = ShellCommand(command).programs
            return programs.contains { $0.hasPrefix("python") || $0.hasSuffix(".py") || $0 == "pytest" }
        }
        guard !hidden else { return false }
        if isTraceback { return true }
        for prefix in [
            "Error:", "ERROR:", "error:", "Error executing", "Error calling", "execution error:",
            "Traceback (most recent call last)",
        ]
        where start.begins(with: prefix) { return true }
        if start.first == UInt8(ascii: "{") {
            for sign in [
                "\"error\":", "\"status\": \"error\"", "\"status\":\"error\"", "\"success\": false",
                "\"success\":false",
            ]
            where start.holds(sign) {
                return !start.holds("\"error\": null") && !start.holds("\"error\":null")
            }
        }
        return [
            "EXECUTION TIMED OUT", "Your proposed edit has introduced new syntax error", "failed in sandbox",
            "rejected by user",
        ]
        .contains { text.holds($0) }
    }

    /// A shell's own complaint, in the last lines, that there is no such program.
    private static func shellSaysMissing(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.linesFromEnd.prefix(6).contains { line in
            guard line.last == UInt8(ascii: "d") else { return false }
            if line.ends(with: ": command not found") { return line.holds("sh: ") || line.holds("line ") }
            return line.ends(with: ": not found") && line.holds("sh: ")
        }
    }

    private static let traceback = "Traceback (most recent call last)"

    /// Whether the last block of the text is a Python traceback: the error line is (almost) the last.
    ///
    /// Seen from the end, so that only the last lines of a long text are looked at: the error's line is among the last
    /// four, and what stands between it and the head is indented.
    private static func endsInTraceback(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.holds(traceback) else { return false }
        var count = 0
        var error = 0
        for line in text.linesFromEnd {
            if line.holds(traceback) { return error > 0 }
            count += 1
            guard line[0] != UInt8(ascii: " "), line[0] != UInt8(ascii: "\t") else { continue }
            error = count
            if error > 4 { return false }
        }
        return false
    }
}

extension ToolStatus {
    /// Whether a command line runs a test suite.
    package static func isTestRun(_ shell: ShellCommand) -> Bool { runsTests(shell) }
}
