internal import Foundations

/// The author of a user message in a Claude Code recording: a person or the harness.
enum ClaudePrompt: Equatable {
    /// The message of a person.
    case prompt(String)
    /// A slash command that gives work to the agent, with its arguments.
    case command(name: String, arguments: String)
    /// The user stopped the agent.
    case interruption
    /// Text of the harness.
    case context(String)

    init(_ text: String) {
        let bare = Self.withoutReminders(text)
        let start = bare.drop { $0.isWhitespace }
        if start.isEmpty {
            self = .context(text)
        } else if start.hasPrefix("[Request interrupted by user") {
            self = .interruption
        } else if start.hasPrefix("<command-") {
            self = Self.command(in: bare)
        } else if Self.contexts.contains(where: { start.hasPrefix($0) }) || Self.isEnvelope(start) {
            self = .context(text)
        } else {
            self = .prompt(bare)
        }
    }

    private static var contexts: [String] {
        [
            "Caveat: The messages below were generated", "<local-command-", "<bash-input>", "<bash-stdout>",
            "<bash-stderr>",
            "<user-prompt-submit-hook>", "<task-notification>", "<teammate-message", "<ide_opened_file>",
            "<ide_selection>",
            "<ide_diagnostics>", "Base directory for this skill:",
            "This session is being continued from a previous conversation",
        ]
    }

    /// Whether a text is all in one element whose name has a hyphen, as what harnesses inject: nobody types that.
    private static func isEnvelope(_ text: Substring) -> Bool {
        guard text.hasPrefix("<") else { return false }
        let name = text.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0 == "-" || $0 == "_") }
        guard name.contains("-"), text.dropFirst(name.count + 1).first.map({ $0 == ">" || $0 == " " }) == true else {
            return false
        }
        return text.trimmed.hasSuffix("</\(name)>")
    }

    /// Commands for the program itself, not for the agent.
    private static var ownCommands: Set<String> {
        [
            "add-dir", "agents", "bug", "clear", "compact", "config", "context", "copy", "cost", "doctor", "effort",
            "exit", "export",
            "fast", "feedback", "help", "hooks", "ide", "login", "logout", "mcp", "memory", "model", "output-style",
            "permissions",
            "plan", "plugin", "quit", "reload-plugins", "rename", "resume", "rewind", "sandbox", "skills", "stats",
            "status",
            "statusline", "tasks", "theme", "todos", "upgrade", "usage", "vim",
        ]
    }

    private static func command(in text: String) -> ClaudePrompt {
        let named =
            between("<command-name>", "</command-name>", in: text)
            ?? between("<command-message>", "</command-message>", in: text)
        var name = (named ?? "")[...]
        name = name.drop { $0.isWhitespace || $0 == "/" }
        while name.last?.isWhitespace == true { name.removeLast() }
        if name.isEmpty || ownCommands.contains(String(name)) { return .context(text) }
        return .command(name: String(name), arguments: between("<command-args>", "</command-args>", in: text) ?? "")
    }

    /// Returns the text between two marks.
    static func between(_ start: String, _ end: String, in text: String) -> String? {
        guard let open = text.firstByteRange(of: start) else { return nil }
        let rest = text[open.upperBound...]
        guard let close = rest.firstByteRange(of: end) else { return String(rest) }
        return String(rest[..<close.lowerBound])
    }

    /// The text without the notes that the harness appends to a person's message.
    static func withoutReminders(_ text: String) -> String {
        guard text.containsBytes(of: "<system-reminder>") else { return text }
        var kept = ""
        var rest = text[...]
        while let open = rest.firstByteRange(of: "<system-reminder>") {
            kept += rest[..<open.lowerBound]
            rest = rest[open.upperBound...]
            guard let close = rest.firstByteRange(of: "</system-reminder>") else { return kept }
            rest = rest[close.upperBound...]
        }
        return kept + rest
    }
}
