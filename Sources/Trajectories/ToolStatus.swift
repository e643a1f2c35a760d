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
        let utf8 = text.utf8
        let head = String(Substring(utf8.prefix(300)))
        let tail = utf8.count > 300 ? String(Substring(utf8.suffix(200))) : ""
        for part in [head, tail] where !part.isEmpty {
            for marker in markers {
                guard let range = part.firstRange(of: marker) else { continue }
                let atStart = range.lowerBound == part.startIndex || part[..<range.lowerBound].last?.isNewline == true
                guard atStart || marker.hasPrefix("[") || marker.hasPrefix("<") else { continue }
                let digits = part[range.upperBound...].prefix { $0.isNumber || $0 == "-" }
                if let code = Int(digits) { return code }
            }
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
            return !text.contains("No such file") && !text.contains("command not found") && !text.contains("rror:")
        }
        if last.program == "git", last.words.count > 1,
            ["grep", "diff", "merge-base", "show-ref", "check-ignore"].contains(last.words[1])
        {
            return !text.contains("fatal:") && !text.contains("error:")
        }
        if let main = shell.main, main.program == "git", main.words.count > 1, main.words[1] == "grep" {
            return !text.contains("fatal:")
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
            .contains { joined.contains($0) }
        }
    }

    /// Whether a test runner got as far as telling which tests failed.
    static func reportsTests(_ text: String) -> Bool {
        [
            "FAILED (", " failed", "FAIL:", "AssertionError", "Ran ", "FAILED ", "--- FAIL", "test result: FAILED",
            "Failures:",
        ]
        .contains { text.contains($0) }
            && !text.contains("ImportError while loading conftest") && !text.contains("error: unrecognized arguments")
    }

    // MARK: Words of failure

    /// - Parameter hidden: the recorder says that all is well, so only words that a success cannot print count.
    static func saysFailure(_ text: String, hidden: Bool, command: String?) -> Bool {
        let trimmed = text.drop { $0.isWhitespace }
        if trimmed.hasPrefix("<tool_use_error>") { return true }
        if shellSaysMissing(text, command: command) { return true }
        if let command, endsInTraceback(text), hidden == false || command.contains("|") || command.contains(";") {
            let programs = ShellCommand(command).programs
            return programs.contains { $0.hasPrefix("python") || $0.hasSuffix(".py") || $0 == "pytest" }
        }
        guard !hidden else { return false }
        if endsInTraceback(text) { return true }
        for prefix in [
            "Error:", "ERROR:", "error:", "Error executing", "Error calling", "execution error:",
            "Traceback (most recent call last)",
        ]
        where trimmed.hasPrefix(prefix) { return true }
        if trimmed.hasPrefix("{") {
            let head = trimmed.prefix(400)
            for sign in [
                "\"error\":", "\"status\": \"error\"", "\"status\":\"error\"", "\"success\": false",
                "\"success\":false",
            ]
            where head.contains(sign) {
                return !head.contains("\"error\": null") && !head.contains("\"error\":null")
            }
        }
        return [
            "EXECUTION TIMED OUT", "Your proposed edit has introduced new syntax error", "failed in sandbox",
            "rejected by user",
        ]
        .contains { text.contains($0) }
    }

    /// A shell's own complaint that there is no such program.
    static func shellSaysMissing(_ text: String, command: String?) -> Bool {
        guard text.contains("not found") else { return false }
        for line in text.split(separator: "\n", omittingEmptySubsequences: true).suffix(6) {
            guard line.hasSuffix("not found") else { continue }
            if line.hasSuffix(": command not found"), line.contains("sh: ") || line.contains("line ") { return true }
            if line.hasSuffix(": not found"), line.contains("sh: ") { return true }
        }
        return false
    }

    /// Whether the last block of the text is a Python traceback: the error line is (almost) the last.
    static func endsInTraceback(_ text: String) -> Bool {
        guard let start = text.ranges(of: "Traceback (most recent call last)").last else { return false }
        let lines = text[start.lowerBound...].split(separator: "\n", omittingEmptySubsequences: true)
        guard let error = lines.dropFirst().firstIndex(where: { !$0.hasPrefix(" ") && !$0.hasPrefix("\t") }) else {
            return false
        }
        return lines.count - error <= 4
    }
}

extension ToolStatus {
    /// Whether a command line runs a test suite.
    package static func isTestRun(_ shell: ShellCommand) -> Bool { runsTests(shell) }
}
