internal import Foundations

/// Decides the status of an action. Every single sign is wrong in some recordings, so all of them are considered.
package enum ToolStatus {
    /// The signs of a failure that a recording has for a result.
    package struct Signs: Sendable {
        /// The recorder's own failure flag: true means failed. Absent is not false.
        package var failed: Bool?
        /// The exit code, where the recorder gives it apart from the output.
        package var exitCode: Int?
        /// Whether the action ran out of time.
        package var timedOut: Bool
        /// Whether the harness did not run the action, because the action ended the run.
        package var wasNotRun = false

        /// The signs of a result; none of them by default.
        package init(failed: Bool? = nil, exitCode: Int? = nil, timedOut: Bool = false) {
            self.failed = failed
            self.exitCode = exitCode
            self.timedOut = timedOut
        }
    }

    /// Returns the status of an action, and its exit code if there is one.
    ///
    /// - Parameters:
    ///   - command: the shell command, if the action ran one.
    ///   - tool: the name of the tool, if the action is not a shell command.
    static func judge(_ signs: Signs, text: String, command: String?, tool: String = "") -> (
        status: Observation.Status, exitCode: Int?
    ) {
        if signs.wasNotRun { return (.unknown, nil) }
        let code = signs.exitCode ?? exitCode(in: text)
        if signs.timedOut { return (.error, code) }
        guard let command else { return (toolStatus(signs, code: code, text: text, tool: tool), code) }
        return (shellStatus(signs, code: code, text: text, outline: CommandOutline(command)), code)
    }

    // MARK: Tools

    private static func toolStatus(_ signs: Signs, code: Int?, text: String, tool: String) -> Observation.Status {
        if let code, code != 0 { return .error }
        if signs.failed == true { return .error }
        let isHidden = code == 0 || signs.failed == false
        if saysFailure(text, hidden: isHidden) || (!isHidden && FailureWords.endsInTraceback(text)) { return .error }
        if EmptyAnswer.isEmpty(tool: tool, text: text) { return .reachedNothing }
        if code == nil, signs.failed == nil, text.isEmpty { return .unknown }
        return .ok
    }

    // MARK: Commands

    private static func shellStatus(_ signs: Signs, code: Int?, text: String, outline: CommandOutline)
        -> Observation.Status
    {
        if code == 0, !outline.mayHideFailure, !EmptyAnswer.isBlank(text) { return .ok }
        return OutputLines.with(text) { shellStatus(signs, code: code, text: text, lines: $0, outline: outline) }
    }

    private static func shellStatus(
        _ signs: Signs,
        code: Int?,
        text: String,
        lines: OutputLines,
        outline: CommandOutline
    ) -> Observation.Status {
        let report = outline.runsCode ? TestReport(lines) : nil
        let said = printedStatus(outline, lines)
        // A flag of failure is all that some recorders keep of an exit status.
        let known = code.flatMap { $0 == 0 ? said ?? 0 : $0 } ?? said ?? (signs.failed.map { $0 ? 1 : 0 })
        if let known, known != 0 { return failed(known, text: text, lines: lines, outline: outline, report: report) }
        if let report { return report.ran == 0 ? .reachedNothing : report.failed > 0 ? .answer : .ok }
        let words = FailureWords(outline, lines: lines, isStatusKnown: known == 0)
        if let fallback = fallback(outline, lines, words) { return fallback }
        if words.isFailure || saysFailure(text, hidden: known == 0) { return .error }
        if known == nil, words.isOnlyComplaint { return .error }
        if known == nil, text.isEmpty { return .unknown }
        return EmptyAnswer.isEmpty(outline, text: text) ? .reachedNothing : .ok
    }

    /// The status of a command line that ended with a code other than 0.
    private static func failed(
        _ code: Int,
        text: String,
        lines: OutputLines,
        outline: CommandOutline,
        report: TestReport?
    ) -> Observation.Status {
        // Codes from here on mean that the program was stopped.
        if let report, code < 124 {
            if report.ran == 0 { return .reachedNothing }
            if report.failed > 0 { return .answer }
        }
        if code < 124, EmptyAnswer.isBlank(text), outline.printsTestCount { return .reachedNothing }
        if isAnswer(code, text: text, outline: outline) { return .answer }
        if code == 1, EmptyAnswer.isEmpty(outline, text: text), !lines.tail.isEmpty { return .reachedNothing }
        return .error
    }

    /// The exit status that the command line prints at its end: `; echo $?`.
    private static func printedStatus(_ outline: CommandOutline, _ lines: OutputLines) -> Int? {
        guard outline.printsStatus, let last = lines.tail.last else { return nil }
        let digits = last.reversed().drop { $0 <= 0x20 || !(0x30...0x39 ~= $0) }.prefix { 0x30...0x39 ~= $0 }
        return Int(String(decoding: digits.reversed(), as: UTF8.self))
    }

    /// The status of a command line whose last part prints a text only if the part in front failed, and did so.
    private static func fallback(_ outline: CommandOutline, _ lines: OutputLines, _ words: FailureWords)
        -> Observation.Status?
    {
        guard let text = outline.fallbackText, let last = lines.tail.last, !text.isEmpty,
            last.begins(with: String(text.prefix { !$0.isNewline && $0 != "$" }.prefix(60)))
        else { return nil }
        guard let asked = outline.working.last else { return nil }
        return asked.isQuestion || asked.isLook ? .answer : .error
    }

    // MARK: Exit codes in text

    /// Returns the exit code that a harness wrote into the output, near its start or in its last lines.
    static func exitCode(in text: String) -> Int? {
        text.withBytes(exitCode)
    }

    /// Returns the exit code that a harness wrote into the output, near its start or in its last lines.
    static func exitCode(in text: UnsafeBufferPointer<UInt8>) -> Int? { WrittenExitCode.code(in: text) }

    // MARK: Exit codes that are answers

    static let askers: Set<String> = [
        "grep", "egrep", "fgrep", "rg", "ag", "diff", "cmp", "test", "[", "[[", "pgrep", "which", "type", "expr",
        "false",
    ]
    static let gitQuestions: Set<String> = ["grep", "diff", "merge-base", "show-ref", "check-ignore"]

    /// Whether an exit code is an answer rather than a failure.
    private static func isAnswer(_ code: Int, text: String, outline: CommandOutline) -> Bool {
        guard let last = outline.parts.last(where: { $0.after != "||" }) else { return false }
        // `xargs` has a code of its own for a program that ended with 1, as a search without a match does.
        guard code == 1 || code == 123 && last.wrappers.contains("xargs") else { return false }
        // The exit code of a pipeline is that of its last command; before `&&` any part may have failed.
        if askers.contains(last.program) || outline.working.allSatisfy({ askers.contains($0.program) }) {
            return !complains(text)
        }
        if last.program == "git", gitQuestions.contains(last.subcommand) {
            return !text.containsBytes(of: "fatal:") && !text.containsBytes(of: "error:")
        }
        guard let main = outline.main, main.program == "git", main.subcommand == "grep" else { return false }
        return !text.containsBytes(of: "fatal:")
    }

    private static func complains(_ text: String) -> Bool {
        text.containsBytes(of: "No such file") || text.containsBytes(of: "command not found")
            || text.containsBytes(of: "rror:")
    }

    /// Whether a command line runs a test suite.
    package static func runsTests(_ command: String) -> Bool { CommandOutline(command).runsTests }

    /// Whether a program with its arguments runs tests.
    package static func runsTests(_ words: [String]) -> Bool { TestCommand.isRunner(words) }

    // MARK: Words of failure

    /// Whether the result of any tool has words of a failure.
    ///
    /// - Parameter hidden: whether the recorder reports success, so that only words count that a success cannot print.
    static func saysFailure(_ text: String, hidden: Bool) -> Bool {
        text.withBytes { saysFailure($0, hidden: hidden) }
    }

    private static func saysFailure(_ text: UnsafeBufferPointer<UInt8>, hidden: Bool) -> Bool {
        let start = UnsafeBufferPointer(rebasing: text.trimmedStart.prefix(400))
        if start.begins(with: "<tool_use_error>") { return true }
        guard !hidden else { return false }
        for prefix in [
            "Error:", "Encountered error:", "ERROR:", "error:", "Error executing", "Error calling", "execution error:",
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
}

extension ToolStatus {
    /// The number of tests that a runner says it ran; nil if an output has no summary of a runner.
    package static func testsRan(in text: String) -> Int? { OutputLines.with(text) { TestReport($0)?.ran } }

    /// Whether a person refused the call, so that it never ran.
    package static func wasRefusedByPerson(_ text: String) -> Bool {
        text.withBytes { bytes in personsRefusals.contains { bytes.trimmedStart.begins(with: $0) } }
    }

    /// Whether a person or a rule of the harness refused the call, so that it never ran.
    package static func wasRefused(_ text: String) -> Bool {
        wasRefusedByPerson(text)
            || text.withBytes { bytes in harnessRefusals.contains { bytes.trimmedStart.begins(with: $0) } }
    }

    /// What harnesses answer in the place of a call that a person did not allow.
    private static let personsRefusals = [
        "The user doesn't want to proceed with this tool use", "The user doesn't want to take this action right now",
        "exec command rejected by user", "command rejected by user", "[Operation Cancelled]", "User rejected",
        "Tool execution was rejected by", "The tool call was rejected by",
    ]

    /// What harnesses answer in the place of a call that their rules do not allow.
    private static let harnessRefusals = [
        "Claude requested permissions to", "This command requires approval", "Permission to use ",
    ]
}
