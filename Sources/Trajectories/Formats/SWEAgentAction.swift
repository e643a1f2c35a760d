internal import Foundations

/// An action of SWE-agent: one of its own commands, or a line for the shell.
struct SWEAgentAction: Equatable {
    let tool: String
    let arguments: [ToolCall.Argument]

    private static let commands: Set<String> = [
        "open", "goto", "scroll_up", "scroll_down", "create", "edit", "insert", "append", "submit", "find_file",
        "search_file", "search_dir", "str_replace_editor", "view", "undo_edit", "filemap", "exit_forfeit", "decompile",
        "disassemble", "debug_start", "debug_stop", "debug_exec", "debug_step", "connect_start", "connect_stop",
        "connect_sendline", "connect_exec",
    ]
    private static let filers: Set<String> = ["open", "create"]

    init(_ action: String) {
        let text = action[...].trimmed
        let word = String(text.prefix { !$0.isWhitespace })
        guard Self.commands.contains(word) else {
            tool = "bash"
            arguments = [ToolCall.Argument(name: "command", value: text)]
            return
        }
        tool = word
        let rest = text.dropFirst(word.count).trimmed
        let name = Self.filers.contains(word) && !rest.contains("\n") ? "path" : "input"
        arguments = rest.isEmpty ? [] : [ToolCall.Argument(name: name, value: rest)]
    }

    /// Returns the signs of a failure in the text of the harness, which records neither flags nor exit codes.
    static func signs(of observation: String) -> ToolStatus.Signs {
        let head = String(observation.prefix(600))
        let phrases = [
            "Your proposed edit has introduced new syntax error", "No changes were made to the file",
            "Your edit was not applied",
            "Your command contained syntax errors", "Your bash command contained syntax errors", "Wrong flag!",
            "is not supported by this environment", "was cancelled because it took more than",
        ]
        let failed = phrases.contains { head.contains($0) }
        return ToolStatus.Signs(failed: failed ? true : nil, timedOut: head.containsBytes(of: "EXECUTION TIMED OUT"))
    }
}
