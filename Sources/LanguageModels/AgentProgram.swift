/// A program that a model uses through tools of its own: commands, files, the network.
///
/// A prompt of this program quotes recorded sessions, which are other people's text. Such text could make an agent use
/// its tools on this machine, so an agent is only started with the options that take its tools away.
package struct AgentProgram: Sendable {
    /// Names of the program file.
    private let names: Set<String>
    /// The options that take all tools away, each with its value; `nil` if there are none that take all away.
    private let harmless: [Option]?
    /// A whole command line that is accepted, in the form of the configuration.
    private let example: String

    private struct Option: Sendable {
        let name: String
        /// The next argument; `nil` for an option without one.
        let value: String?

        func isGiven(in words: [String]) -> Bool {
            guard let value else { return words.contains(name) }
            return words.contains("\(name)=\(value)")
                || zip(words, words.dropFirst()).contains { $0 == name && $1 == value }
        }
    }

    // The options of Claude Code: code.claude.com/docs/en/cli-reference. `--tools ""` takes away the built-in tools,
    // `--strict-mcp-config` those of servers that the user has configured.
    private static let all: [AgentProgram] = [
        AgentProgram(
            names: ["claude", "claude-code"],
            harmless: [Option(name: "--tools", value: ""), Option(name: "--strict-mcp-config", value: nil)],
            example: #"[claude, -p, --tools, "", --strict-mcp-config, --setting-sources, "", --no-session-persistence]"#
        ),
        AgentProgram(
            names: [
                "aider", "amp", "auggie", "codex", "copilot", "crush", "cursor-agent", "droid", "gemini", "goose",
                "grok",
                "kilocode", "kimi", "kiro-cli", "opencode", "openhands", "pi", "q", "qodo", "qwen",
            ],
            harmless: nil,
            example: ""
        ),
    ]
    /// Programs that start the program named after them.
    private static let starters: Set<String> = [
        "bunx", "chrt", "doas", "env", "ionice", "nice", "nohup", "npx", "pnpx", "setsid", "stdbuf", "sudo",
        "systemd-run",
        "time", "timeout", "uvx",
    ]
    private static let shells: Set<String> = ["ash", "bash", "dash", "fish", "ksh", "sh", "zsh"]

    /// Why a command line must not get prompts, with the remedy; `nil` if no agent with tools is known in it.
    ///
    /// A script that starts an agent is not recognised: only the command line is looked at.
    package static func objection(to command: [String]) -> String? {
        let words = spelledOut(command)
        guard let (name, agent) = agent(in: words) else { return nil }
        let danger = """
            model.command starts \(name), which runs tools on this machine, and the prompts quote recorded sessions, which \
            could make it use them
            """
        let consent = "if that is accepted, set tools: allow in the section model"
        guard let harmless = agent.harmless else {
            return "\(danger); no option takes all tools from it: use another provider, or \(consent)"
        }
        guard !harmless.allSatisfy({ $0.isGiven(in: words) }) else { return nil }
        return "\(danger); take the tools from it: command: \(agent.example); \(consent)"
    }

    private static func agent(in words: [String]) -> (name: String, agent: AgentProgram)? {
        guard let first = words.first.map(fileName) else { return nil }
        let isIndirect = starters.contains(first) || shells.contains(first)
        for word in isIndirect ? words : [first] {
            let name = fileName(word)
            if let agent = all.first(where: { $0.names.contains(name) }) { return (name, agent) }
        }
        return nil
    }

    /// The words of a command line, with the words of a script for a shell in the place of the script.
    private static func spelledOut(_ command: [String]) -> [String] {
        guard let first = command.first.map(fileName), starters.contains(first) || shells.contains(first) else {
            return command
        }
        return command.flatMap { argument in
            let words = argument.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == ";" }.map { word in
                // An empty pair of quotation marks is an empty argument.
                word == "''" || word == "\"\"" ? "" : String(word)
            }
            return words.count > 1 ? words : [argument]
        }
    }

    private static func fileName(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        // A package runner is given `@scope/name@version`.
        return name.split(separator: "@").first.map(String.init) ?? name
    }
}
