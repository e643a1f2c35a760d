internal import Foundations
internal import JSON

/// The entries of one conversation of several agents.
struct MultiAgentConversation {
    var builder = SessionBuilder(format: MultiAgentChat.name)
    private(set) var hasAgent = false
    /// The number of the step of each entry.
    private(set) var stepOfEntry: [Int] = []
    private let entries: [Entry]
    private let namesSpeakers: Bool
    private var steps = 0
    private var hasOpenCode = false

    private struct Entry {
        let speaker: String
        let role: String
        let text: String

        var isHuman: Bool { ["human", "user"].contains(speaker.lowercased()) }
        /// Whether the entry is what a program answers that runs the code of the agents.
        var isTerminal: Bool {
            let name = speaker.lowercased()
            return name.hasSuffix("terminal") || name.hasSuffix("executor") || text.hasPrefix("exitcode: ")
        }
    }

    init(_ history: [JSON]) {
        entries = history.map { json in
            let name = json["name"]?.string ?? ""
            let role = json["role"]?.string ?? ""
            return Entry(
                speaker: name.isEmpty ? String(role.prefix { $0 != "(" })[...].trimmed : name,
                role: role,
                text: DialogueMessage.text(of: json["content"])
            )
        }
        namesSpeakers = Set(entries.filter { !$0.isHuman && !$0.isTerminal }.map(\.speaker)).count > 1
    }

    /// Adds context that the harness gave to the agents.
    mutating func system(_ text: String) {
        builder.system(text)
        steps += 1
    }

    /// Reads all entries.
    ///
    /// - Parameter question: the request, which the first entry may repeat.
    mutating func read(question: String) {
        if !question.isEmpty, entries.first.map({ !$0.isHuman }) ?? true {
            builder.user(question)
            steps += 1
        }
        for (index, entry) in entries.enumerated() {
            let identity = "\(index):\(Fingerprint(of: entry.text.utf8))"
            guard builder.begin(record: identity) else { continue }
            add(entry, next: entries.indices.contains(index + 1) ? entries[index + 1] : nil)
            stepOfEntry.append(steps)
        }
    }

    private mutating func add(_ entry: Entry, next: Entry?) {
        if entry.isTerminal {
            terminal(entry.text)
        } else if entry.isHuman {
            builder.user(entry.text)
            steps += 1
        } else if entry.role == "system" {
            system(entry.text)
        } else {
            hasAgent = true
            builder.agent(namesSpeakers ? "\(entry.speaker): \(entry.text)" : entry.text)
            steps += 1
            if next?.isTerminal == true { act(entry.text) }
        }
    }

    // MARK: Code

    /// Adds the code of a message as one action, because its blocks are run one after the other and have one result.
    private mutating func act(_ text: String) {
        let blocks = FencedCode.blocks(in: text)
        guard let first = blocks.first else { return }
        let isShell = ["sh", "bash", "shell", "console", "powershell", "pwsh"].contains(first.language)
        builder.call(
            id: nil,
            tool: isShell ? "bash" : first.language.isEmpty ? "python" : first.language,
            arguments: [
                ToolCall.Argument(
                    name: isShell ? "command" : "source",
                    value: blocks.map(\.code).joined(separator: "\n\n")
                )
            ]
        )
        hasOpenCode = true
    }

    private mutating func terminal(_ text: String) {
        guard hasOpenCode else { return system(text) }
        hasOpenCode = false
        var signs = ToolStatus.Signs()
        var output = text[...]
        if text.hasPrefix("exitcode: ") {
            signs.exitCode = Int(text.dropFirst("exitcode: ".count).prefix { $0.isNumber || $0 == "-" })
            if let start = text.firstByteRange(of: "Code output:") { output = text[start.upperBound...] }
        }
        builder.result(of: nil, text: output.trimmed, signs: signs)
    }
}
