internal import JSON

/// A file of conversations in any container: the common part of the readers of chat completions and Anthropic's
/// messages.
///
/// A log of requests repeats the whole history with every request, and some data sets hold every turn of a
/// conversation as a record of its own: of records that continue each other only the longest counts.
struct MessageFile: Sendable {
    /// A conversation that later records may continue.
    private struct Open: Sendable {
        var record: Int
        var dialogue: Dialogue
        var json: JSON
        var last: Int
    }

    /// How many conversations in a log of requests may be interleaved.
    private static let width = 16

    private let format: String
    private let file: FileContext
    private var open: [Open] = []
    private var bare = Dialogue()
    /// The properties of the session in front of messages that are one a line, as Goose writes them.
    private var header: JSON?

    init(format: String, file: FileContext) {
        self.format = format
        self.file = file
    }

    static func recognises(_ sample: FormatSample) -> Bool {
        let foreign = [
            "trajectory_format", "projectHash", "schema_version", "simulations", "reward_info", "mistake_agent",
        ]
        guard sample.members.isDisjoint(with: foreign), !MiniSWEAgent.recognises(sample), !Kimi.recognises(sample)
        else {
            return false
        }
        guard let first = sample.first else { return sample.members.contains("messages") }
        if Terminus2.recognises(sample) || AgentTraces.recognises(sample) { return false }
        if list(in: first) != nil {
            let messages = messages(of: first)
            return messages.contains(where: isMessage) && messages.contains(where: isOfUserOrAgent)
        }
        let messages = isHeader(first) ? sample.records.dropFirst() : sample.records[...]
        return messages.allSatisfy(isMessage)
            && messages.contains(where: isOfUserOrAgent)
    }

    /// Whether the first record can be the properties of a session: an object that gives neither a role nor the kind of
    /// record it is.
    private static func isHeader(_ json: JSON) -> Bool {
        json.kind == .object && ["role", "type", "content"].allSatisfy { json[$0 as String] == nil }
    }

    private static func isOfUserOrAgent(_ json: JSON) -> Bool {
        [.user, .agent].contains(DialogueMessage.role(MessageEnvelope(json)?.role ?? ""))
    }

    private static func isMessage(_ json: JSON) -> Bool {
        MessageEnvelope(json)?.isMessage ?? false
    }

    /// The list of messages in a record: itself, its `messages`, those in the state of a graph of LangGraph, or the
    /// `contents` that Gemini is called with; nil if the record is a message itself.
    private static func list(in record: JSON) -> JSON? {
        if record.kind == .array { return record }
        let lists = [record["messages"], record["values"]?["messages"], record["contents"], record["chat_history"]]
        if let list = lists.lazy.compactMap(\.self).first(where: { $0.kind == .array }) { return list }
        // Contents of Gemini as an application keeps them, and the only conversation of a store of LlamaIndex.
        if let history = record["history"], history.kind == .array, history[0]?.has("parts") == true { return history }
        guard let store = record["store"], store.kind == .object, store.count == 1 else { return nil }
        return store.members.first { $0.value.kind == .array }?.value
    }

    /// The messages in a record: those of its list, or the record itself.
    static func messages(of record: JSON) -> [JSON] {
        list(in: record).map { Array($0.elements) } ?? [record]
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        guard record.place == .whole else { return }
        let json = record.value
        if let list = Self.list(in: json) {
            guard let dialogue = Dialogue(list) else { return }
            add(dialogue, from: json, record: record.index, into: &output)
        } else if MessageEnvelope(json) != nil {
            bare.append(json)
        } else if record.index == 0, Self.isHeader(json) {
            header = json
        } else {
            output.skipUnknown(json["type"]?.string ?? "record without messages")
        }
    }

    private mutating func add(_ dialogue: Dialogue, from json: JSON, record: Int, into output: inout SessionOutput) {
        if let place = open.firstIndex(where: { dialogue.extends($0.dialogue) || $0.dialogue.extends(dialogue) }) {
            if dialogue.messages.count > open[place].dialogue.messages.count {
                open[place].dialogue = dialogue
                open[place].json = json
            }
            open[place].last = record
            return
        }
        open.append(Open(record: record, dialogue: dialogue, json: json, last: record))
        if open.count > Self.width, let oldest = open.indices.min(by: { open[$0].last < open[$1].last }) {
            output.emit(session(of: open.remove(at: oldest)))
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        for conversation in open { output.emit(session(of: conversation)) }
        open = []
        guard bare.hasAgent else { return }
        var builder = SessionBuilder(format: format)
        builder.isConversation = bare.isConversation
        if let header {
            Self.readHeader(header, into: &builder)
            builder.id = builder.id ?? header["id"]?.string
        }
        bare.feed(into: &builder)
        if let note = bare.note { builder.notes.append(note) }
        bare = Dialogue()
        output.emit(builder.finish(fallbackID: file.digest))
    }

    private func session(of conversation: Open) -> Session? {
        guard conversation.dialogue.hasAgent else { return nil }
        var builder = SessionBuilder(format: format)
        builder.isConversation = conversation.dialogue.isConversation
        Self.readHeader(conversation.json, into: &builder)
        conversation.dialogue.feed(into: &builder)
        if let note = conversation.dialogue.note { builder.notes.append(note) }
        return builder.finish(fallbackID: "\(file.digest)#\(conversation.record)")
    }

    /// Reads the properties of the session next to the messages.
    private static func readHeader(_ json: JSON, into builder: inout SessionBuilder) {
        builder.id = json["session_id"]?.string ?? json["conversation_id"]?.string
        builder.agent.model = json["model"]?.string
        builder.workspace = (json["cwd"] ?? json["working_dir"] ?? json["model_config"]?["cwd"])?.string
        builder.taskID = (json["task_id"] ?? json["instance_id"]).map(\.plainText)
        for name in ["session_start", "last_updated", "timestamp", "created_at"] {
            builder.note(time: json[name]?.time)
        }
        let system = DialogueMessage.text(of: json["system"] ?? json["system_prompt"])
        if !system.isEmpty { builder.system(system) }
        if let reward = json["reward"]?.double, reward.isFinite {
            builder.outcome = Outcome(reward: reward, source: .field, detail: "reward")
        } else if let resolved = (json["resolved"] ?? json["is_correct"])?.bool {
            builder.outcome = Outcome(resolved ? .success : .failure, source: .field, detail: "resolved")
        }
    }
}
