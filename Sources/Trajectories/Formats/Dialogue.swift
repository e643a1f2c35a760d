internal import Foundations
internal import JSON

/// The messages of one conversation, read as a whole, so that a longer copy of it can be recognised.
struct Dialogue: Sendable {
    private(set) var messages: [DialogueMessage] = []
    private(set) var fingerprints: [String] = []

    init() {}

    /// Reads a list of messages; nil if there is none in it.
    init?(_ list: JSON?) {
        guard let list, list.kind == .array else { return nil }
        // In the history of a conversable agent of AutoGen, roles are as it sees them: the agent is who calls tools.
        let isConversable = list.elements.contains { $0.has("tool_responses") }
        let agents = Set(
            isConversable ? list.elements.compactMap { $0.has("tool_calls") ? $0["name"]?.string : nil } : []
        )
        for element in list.elements {
            let name = isConversable ? element["name"]?.string : nil
            append(element, as: name.map { agents.contains($0) ? .agent : .user })
        }
        if messages.isEmpty { return nil }
    }

    /// Adds a message.
    ///
    /// - Parameter role: The role of its author, unless it is a tool; nil if the message tells.
    mutating func append(_ json: JSON, as role: DialogueMessage.Role? = nil) {
        guard var message = DialogueMessage(json) else { return }
        if message.role == .tool || !message.results.isEmpty, role != nil {
            // The same results again, joined.
            message.text = ""
        } else if let role {
            message.role = role
        }
        message.takeTaggedActions()
        fingerprints.append(message.fingerprint)
        messages.append(message)
    }

    /// Whether there is a message or an action of an agent.
    var hasAgent: Bool { messages.contains { $0.role == .agent } }

    /// A sentence on the blocks that were left out; nil if there are none.
    var note: String? {
        let types = messages.flatMap(\.unknownBlocks)
        guard !types.isEmpty else { return nil }
        let names = Set(types.map { SingleLine($0, limit: 30).description }).sorted().prefix(5)
        return "\(types.count.of("block")) of unknown types left out: \(names.joined(separator: ", "))"
    }

    /// Whether the conversation begins with all of `other`.
    func extends(_ other: Dialogue) -> Bool { fingerprints.starts(with: other.fingerprints) }

    /// Whether the user's messages answer questions of the agent rather than make requests: the first message is the
    /// agent's, or most of the user's messages after the first follow a question.
    var isConversation: Bool {
        var lastSaid: String?
        var replies = 0
        var answers = 0
        var hasUser = false
        for message in messages {
            if message.role == .agent, !message.text.isEmpty {
                if !hasUser { return true }
                lastSaid = message.text
            } else if message.role == .user, !message.text.isEmpty {
                if hasUser {
                    replies += 1
                    if lastSaid.map({ $0.utf8.suffix(400).contains(UInt8(ascii: "?")) }) ?? false { answers += 1 }
                }
                hasUser = true
            }
        }
        return replies > 0 && answers * 2 >= replies
    }

    /// Adds every message to a builder. The fingerprint of a message is the identity of its record.
    func feed(into builder: inout SessionBuilder) {
        var feeder = DialogueFeeder()
        for (index, message) in messages.enumerated() {
            guard builder.begin(record: "\(index):\(fingerprints[index])", at: message.time) else { continue }
            feeder.feed(message, into: &builder)
        }
    }
}

/// Adds messages to a builder one by one, and tells calls apart whose identifiers a server used twice.
struct DialogueFeeder {
    private var identifiers = CallIdentifiers()

    mutating func feed(_ message: DialogueMessage, into builder: inout SessionBuilder) {
        if let instructions = message.instructions { builder.system(instructions, at: message.time) }
        for result in message.results {
            let id = result.id.map { identifiers.latest($0) }
            builder.result(of: id, text: result.text, signs: result.signs, at: message.time)
        }
        switch message.role {
        case .user: Self.user(message, into: &builder)
        case .system: if !message.text.isEmpty { builder.system(message.text, at: message.time) }
        case .agent: agent(message, into: &builder)
        case .tool, .other: break
        }
    }

    private mutating func agent(_ message: DialogueMessage, into builder: inout SessionBuilder) {
        builder.agent(
            message.text,
            reasoning: message.reasoning,
            model: message.model,
            usage: message.usage,
            at: message.time
        )
        for call in message.calls {
            builder.call(
                id: call.id.map { identifiers.unique($0) },
                tool: call.tool,
                arguments: call.arguments,
                at: message.time
            )
        }
    }

    private static func user(_ message: DialogueMessage, into builder: inout SessionBuilder) {
        guard !message.text.isEmpty else { return }
        if message.text.hasPrefix("[Request interrupted by user") {
            builder.interruption(text: message.text, at: message.time)
        } else if ["<system-reminder>", "<environment_context>", "<user_info>"].contains(where: message.text.hasPrefix)
        {
            builder.system(message.text, at: message.time)
        } else {
            builder.user(message.text, at: message.time)
        }
    }
}
