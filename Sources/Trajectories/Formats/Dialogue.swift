internal import JSON

/// The messages of one conversation, read whole so that it can be told from a longer copy of itself.
struct Dialogue: Sendable {
    private(set) var messages: [DialogueMessage] = []
    private(set) var fingerprints: [String] = []

    init() {}

    /// Reads a list of messages; nil if it holds none.
    init?(_ list: JSON?) {
        guard let list, list.kind == .array else { return nil }
        for element in list.elements { append(element) }
        if messages.isEmpty { return nil }
    }

    mutating func append(_ json: JSON) {
        guard let message = DialogueMessage(json) else { return }
        fingerprints.append(message.fingerprint)
        messages.append(message)
    }

    /// Whether an agent says or does anything in it.
    var hasAgent: Bool { messages.contains { $0.role == .agent } }

    /// Whether this repeats all of `other` from its beginning.
    func extends(_ other: Dialogue) -> Bool { fingerprints.starts(with: other.fingerprints) }

    /// Whether the user's messages answer the agent's questions rather than ask for something new: the agent speaks
    /// first, or most messages after the first follow a question.
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

    /// Gives every message to a builder. The fingerprints of messages serve as identities of records.
    func feed(into builder: inout SessionBuilder) {
        var feeder = DialogueFeeder()
        for (index, message) in messages.enumerated() {
            guard builder.begin(record: "\(index):\(fingerprints[index])", at: message.time) else { continue }
            feeder.feed(message, into: &builder)
        }
    }
}

/// Gives messages to a builder one after another, and keeps calls apart whose identifiers a server used again.
struct DialogueFeeder {
    private var current: [String: String] = [:]
    private var uses: [String: Int] = [:]

    mutating func feed(_ message: DialogueMessage, into builder: inout SessionBuilder) {
        for result in message.results {
            let id = result.id.map { current[$0] ?? $0 }
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
            builder.call(id: call.id.map { unique($0) }, tool: call.tool, arguments: call.arguments, at: message.time)
        }
    }

    /// The identifier, or one made of it if an earlier call had it.
    private mutating func unique(_ id: String) -> String {
        let use = uses[id, default: 0]
        uses[id] = use + 1
        let name = use == 0 ? id : "\(id)~\(use)"
        current[id] = name
        return name
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
