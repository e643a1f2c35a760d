internal import Foundations
package import Shell

/// Decides whether an action failed. Every single sign is wrong in some recordings, so all of them are considered.
package enum ToolStatus {
    /// The signs of a failure that a recording has for a result.
    package struct Signs: Sendable {
        /// The recorder's own failure flag: true means failed. Absent is not false.
        package var failed: Bool?
        /// The exit code, where the recorder gives it apart from the output.
        package var exitCode: Int?
        /// Whether the action ran out of time.
        package var timedOut: Bool

        /// The signs of a result; none of them by default.
        package init(failed: Bool? = nil, exitCode: Int? = nil, timedOut: Bool = false) {
            self.failed = failed
            self.exitCode = exitCode
            self.timedOut = timedOut
        }
    }

    /// Returns whether an action failed, and its exit code if there is one.
    ///
    /// - Parameter command: the shell command, if the action ran one: it decides which exit codes are answers.
    static func judge(_ signs: Signs, text: String, command: String?) -> (
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

    /// Returns the exit code that a harness wrote into the output, near its start or in its last lines.
    static func exitCode(in text: String) -> Int? {
        text.withBytes { bytes in
            code(in: UnsafeBufferPointer(rebasing: bytes.prefix(300)))
                ?? (bytes.count > 300 ? code(in: UnsafeBufferPointer(rebasing: bytes.suffix(200))) : nil)
        }
    }

    private static func code(in part: UnsafeBufferPointer<UInt8>) -> Int? {
        // Every marker has these letters, and most texts do not.
        guard part.containsBytes(of: "ode") else { return nil }
        for marker in markers {
            guard let start = part.firstOffset(of: marker) else { continue }
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

    /// Whether an exit code is an answer rather than a failure.
    static func isAnswer(_ code: Int, text: String, command: String?) -> Bool {
        guard code == 1, let command else { return false }
        let shell = ShellCommand(command)
        guard let last = shell.commands.last(where: { $0.after != "||" }) else { return false }
        // The exit code of a pipeline is that of its last command; before `&&` any part may have failed.
        let candidates = shell.commands.filter { $0.program != "cd" && $0.program != "echo" }
        if askers.contains(last.program) || candidates.allSatisfy({ askers.contains($0.program) }) {
            return !text.containsBytes(of: "No such file") && !text.containsBytes(of: "command not found")
                && !text.containsBytes(of: "rror:")
        }
        if last.program == "git", last.words.count > 1,
            ["grep", "diff", "merge-base", "show-ref", "check-ignore"].contains(last.words[1])
        {
            return !text.containsBytes(of: "fatal:") && !text.containsBytes(of: "error:")
        }
        if let main = shell.main, main.program == "git", main.words.count > 1, main.words[1] == "grep" {
            return !text.containsBytes(of: "fatal:")
        }
        return runsTests(shell) && reportsTests(text)
    }

    /// Whether a command line runs a test suite.
    package static func runsTests(_ shell: ShellCommand) -> Bool {
        shell.commands.contains { simple in
            if testRunners.contains(simple.program) || simple.program.hasPrefix("runtests") { return true }
            let joined = simple.words.prefix(5).joined(separator: " ")
            return [
                "-m pytest", "-m unittest", "runtests.py", "manage.py test", "setup.py test", "cargo test", "go test",
                "npm test", "swift test", "make test", "mvn test",
            ]
            .contains { joined.containsBytes(of: $0) }
        }
    }

    /// Whether a test runner reports which tests failed.
    static func reportsTests(_ text: String) -> Bool {
        [
            "FAILED (", " failed", "FAIL:", "AssertionError", "Ran ", "FAILED ", "--- FAIL", "test result: FAILED",
            "Failures:",
        ]
        .contains { text.containsBytes(of: $0) }
            && !text.containsBytes(of: "ImportError while loading conftest")
            && !text.containsBytes(of: "error: unrecognized arguments")
    }

    // MARK: Words of failure

    /// Whether the output has words of a failure.
    ///
    /// - Parameter hidden: whether the recorder reports success, so that only words count that a success cannot print.
    static func saysFailure(_ text: String, hidden: Bool, command: String?) -> Bool {
        text.withBytes { saysFailure($0, hidden: hidden, command: command) }
    }

    private static func saysFailure(_ text: UnsafeBufferPointer<UInt8>, hidden: Bool, command: String?) -> Bool {
        let start = UnsafeBufferPointer(rebasing: text.trimmedStart.prefix(400))
        if start.begins(with: "<tool_use_error>") || shellSaysMissing(text) { return true }
        let isTraceback = endsInTraceback(text)
        if let command, isTraceback, !hidden || command.containsBytes(of: "|") || command.containsBytes(of: ";") {
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
            where start.containsBytes(of: sign) {
                return !start.containsBytes(of: "\"error\": null") && !start.containsBytes(of: "\"error\":null")
            }
        }
        return [
            "EXECUTION TIMED OUT", "Your proposed edit has introduced new syntax error", "failed in sandbox",
            "rejected by user",
        ]
        .contains { text.containsBytes(of: $0) }
    }

    /// Whether a shell says in the last lines that there is no such program.
    private static func shellSaysMissing(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.linesFromEnd.prefix(6).contains { line in
            guard line.last == UInt8(ascii: "d") else { return false }
            if line.ends(with: ": command not found") {
                return line.containsBytes(of: "sh: ") || line.containsBytes(of: "line ")
            }
            return line.ends(with: ": not found") && line.containsBytes(of: "sh: ")
        }
    }

    private static let traceback = "Traceback (most recent call last)"

    /// Whether the last block of the text is a Python traceback: the error line is (almost) the last.
    ///
    /// Read from the end, so that only the last lines of a long text are looked at: the line of the error is among the
    /// last four, and the lines between it and the head are indented.
    private static func endsInTraceback(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.containsBytes(of: traceback) else { return false }
        var count = 0
        var error = 0
        for line in text.linesFromEnd {
            if line.containsBytes(of: traceback) { return error > 0 }
            count += 1
            guard line[0] != UInt8(ascii: " "), line[0] != UInt8(ascii: "\t") else { continue }
            error = count
            if error > 4 { return false }
        }
        return false
    }
}
