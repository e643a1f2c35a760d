internal import Foundations

/// The text of a mapping file for a format that could be guessed only in part.
package struct MappingDraft: Sendable, Equatable {
    /// The text: YAML with comments. What is missing is marked with `???`.
    package let text: String
    /// Why the guess was not used, in sentences without a full stop.
    package let doubts: [String]

    init(_ guess: StructureGuess) {
        doubts = guess.doubts.prefix(20).map { SingleLine($0, limit: 300).description }
        var lines = [
            "# A mapping to begin with, guessed from the structure of the file. Complete what is marked with ???, correct",
            "# the rest, list this file under mappings in the configuration, and drop the trajectory again.",
            "# The keys are explained by: trace2skill ingest --help",
            "#",
            "# Why the guess was not used as it is:",
        ]
        lines += doubts.map { "# - \($0)" }
        lines += ["", "# A name for the format, as the ledger shows it.", "name: my-format"]
        for field in Self.fields { lines += field.lines(guess) }
        text = lines.joined(separator: "\n") + "\n"
    }
}

extension MappingDraft {
    private struct Field {
        let key: String
        let meaning: String
        /// Whether nothing can be read without it.
        var isNeeded = false

        func lines(_ guess: StructureGuess) -> [String] {
            let value = value(guess.mapping)
            guard value != nil || isNeeded || guess.remarks[key] != nil else { return [] }
            var lines = ["", "# \(meaning)"]
            if let remark = guess.remarks[key] { lines.append("# ??? \(SingleLine(remark, limit: 300))") }
            lines.append(value.map { "\(key): \($0)" } ?? "# \(key): ???")
            return lines
        }

        private func value(_ mapping: Mapping) -> String? {
            if key == "reshape" {
                guard !mapping.reshape.isEmpty else { return nil }
                return "[\(mapping.reshape.map { quoted($0.rawValue) }.joined(separator: ", "))]"
            }
            if key == "default-tool" { return mapping.defaultTool.map(quoted) }
            if let place = Mapping.places[key] {
                guard let pointers = mapping[keyPath: place]?.pointers, !pointers.isEmpty else { return nil }
                let texts = pointers.map { quoted(MappingPlace([$0]).description) }
                return texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
            }
            guard let words = Mapping.words[key], !mapping[keyPath: words].isEmpty else { return nil }
            let list = mapping[keyPath: words].sorted().filter { !$0.contains(",") }
            return "[\(list.map(quoted).joined(separator: ", "))]"
        }

        private func quoted(_ text: String) -> String {
            "'\(SingleLine(text, limit: 200).description.replacing("'", with: "''"))'"
        }
    }

    private static let fields = [
        Field(key: "reshape", meaning: "How the records are written anew before anything is looked for in them."),
        Field(key: "parse", meaning: "Members of steps whose text is JSON."),
        Field(key: "sessions", meaning: "The list of sessions in a record."),
        Field(key: "steps", meaning: "The list of steps in a session. Fields of steps are looked for in each of them."),
        Field(key: "session", meaning: "The identity of the session."),
        Field(key: "task", meaning: "The request of the user, where no step has it."),
        Field(key: "answer", meaning: "The agent's last message, where no step has it."),
        Field(key: "request", meaning: "The message of the user, in a step that also has the reply to it."),
        Field(key: "role", meaning: "The author or the kind of a step.", isNeeded: true),
        Field(key: "user-roles", meaning: "The roles of the user.", isNeeded: true),
        Field(key: "agent-roles", meaning: "The roles of the agent, and the kinds of its actions.", isNeeded: true),
        Field(key: "tool-roles", meaning: "The roles of results."),
        Field(key: "text", meaning: "The text of a message.", isNeeded: true),
        Field(key: "reasoning", meaning: "The reasoning next to a message."),
        Field(
            key: "calls",
            meaning: "The list of actions in a step. Fields of actions are looked for in each of them."
        ),
        Field(key: "tool", meaning: "The name of an action's tool.", isNeeded: true),
        Field(key: "default-tool", meaning: "The tool of actions that have arguments and no name of a tool."),
        Field(key: "input", meaning: "The arguments of an action.", isNeeded: true),
        Field(key: "call-id", meaning: "The identifier of an action."),
        Field(
            key: "results",
            meaning: "The list of results in a step. Fields of results are looked for in each of them."
        ),
        Field(key: "result", meaning: "The result of an action.", isNeeded: true),
        Field(key: "result-call-id", meaning: "The identifier of the action that a result belongs to."),
        Field(key: "status", meaning: "A word, flag or number for success or failure (ok-values, failed-values)."),
        Field(key: "error", meaning: "A failure flag, or the text of an error."),
        Field(key: "exit-code", meaning: "The exit code of an action."),
        Field(key: "reward", meaning: "The reward of the session."),
        Field(key: "time", meaning: "The time of a step."),
        Field(key: "model", meaning: "The model that the agent used."),
    ]
}
