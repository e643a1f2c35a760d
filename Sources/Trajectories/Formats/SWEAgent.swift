internal import JSON

/// Runs of SWE-agent (`.traj`): the actions with their observations, the history of messages, and the result.
///
/// A demonstration has the history alone. Every action may repeat its whole prompt under `query`, which is not read.
struct SWEAgent: TrajectoryFormat {
    static var name: String { "swe-agent" }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.rootIsArray, sample.members.isDisjoint(with: ["instance_id", "mistake_agent", "messages"]) else {
            return false
        }
        if sample.members.isSuperset(of: ["environment", "trajectory"]) { return true }
        if sample.members.isSuperset(of: ["history", "info"])
            || sample.members.isSuperset(of: ["trajectory", "history"])
        {
            return true
        }
        guard sample.records.count == 1, let first = sample.first?["history"]?[0] else { return false }
        return first["role"]?.kind == .string && first.has("content") && first.has("agent")
    }

    private let file: FileContext

    init(file: FileContext) { self.file = file }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let json = record.value
        guard json["trajectory"]?.kind == .array || json["history"]?.kind == .array else {
            output.skipUnknown("record without trajectory")
            return
        }
        output.emit(session(of: json, record: record.index))
    }

    mutating func finish(into output: inout SessionOutput) {}

    private func session(of json: JSON, record: Int) -> Session? {
        let turns = json["trajectory"]?.array ?? []
        let history = (json["history"]?.array ?? []).filter { $0["is_demo"]?.bool != true }
        var builder = SessionBuilder(format: Self.name)
        builder.agent.name = Self.name
        readHeader(json, into: &builder)
        if turns.isEmpty {
            guard history.contains(where: { $0["role"]?.string == "assistant" }) else { return nil }
            readHistory(history, into: &builder)
        } else {
            for message in history.prefix(while: { $0["role"]?.string != "assistant" }) {
                opening(message, into: &builder)
            }
            for (index, turn) in turns.enumerated() { read(turn, at: index, into: &builder) }
        }
        return builder.finish(fallbackID: "\(file.digest)#\(record)")
    }

    private func readHeader(_ json: JSON, into builder: inout SessionBuilder) {
        let stats = json["info"]?["model_stats"]
        builder.usage.promptTokens = stats?["tokens_sent"]?.tokens ?? 0
        builder.usage.completionTokens = stats?["tokens_received"]?.tokens ?? 0
        builder.usage.costUSD = stats?["instance_cost"]?.amount ?? 0
        let config = json["replay_config"].flatMap(Self.object)
        builder.agent.model = config?["agent"]?["model"]?["name"]?.string
        builder.taskID = config?["problem_statement"]?["id"]?.string ?? stem
        builder.workspace = builder.taskID.flatMap(SWEBench.repository(of:))
        if let status = json["info"]?["exit_status"]?.string, !status.isEmpty, !status.hasPrefix("submitted"),
            status != "skipped"
        {
            builder.outcome = Outcome(.failure, source: .crash, detail: "exit_status: \(status)")
        }
    }

    /// The file's name without its ending: SWE-agent names files after their instance.
    private var stem: String? {
        guard file.name.hasSuffix(".traj") else { return nil }
        return String(file.name.dropLast(".traj".count))
    }

    private func opening(_ message: JSON, into builder: inout SessionBuilder) {
        let text = DialogueMessage.text(of: message["content"])
        guard !text.isEmpty, builder.begin(record: "\(message["role"]?.string ?? "") \(Fingerprint(of: text.utf8))")
        else { return }
        if message["role"]?.string == "user" { builder.user(text) } else { builder.system(text) }
    }

    private func read(_ turn: JSON, at index: Int, into builder: inout SessionBuilder) {
        let action = turn["action"]?.excerpt() ?? ""
        guard builder.begin(record: "\(index) \(Fingerprint(of: action.utf8))") else { return }
        let thought = turn["thought"]?.excerpt() ?? ""
        builder.agent(thought.isEmpty ? turn["response"]?.excerpt() ?? "" : thought[...].trimmed)
        if builder.workspace == nil, let state = turn["state"].flatMap(Self.object) {
            builder.workspace = (state["working_dir"] ?? state["workdir"])?.string
        }
        guard !action[...].trimmed.isEmpty else { return }
        let call = SWEAgentAction(action)
        builder.call(id: nil, tool: call.tool, arguments: call.arguments)
        guard let observation = turn["observation"], !observation.isNull else { return }
        let text = DialogueMessage.text(of: observation)
        builder.result(of: nil, text: text, signs: SWEAgentAction.signs(of: text))
    }

    private func readHistory(_ history: [JSON], into builder: inout SessionBuilder) {
        var hasTask = false
        for (index, json) in history.enumerated() {
            guard var message = DialogueMessage(json) else { continue }
            guard builder.begin(record: "\(index) \(message.fingerprint)") else { continue }
            if message.role == .agent, message.calls.isEmpty, let action = json["action"]?.excerpt(), !action.isEmpty {
                let call = SWEAgentAction(action)
                message.calls = [DialogueMessage.Call(id: nil, tool: call.tool, arguments: call.arguments)]
                message.text = json["thought"]?.excerpt() ?? message.text
            }
            switch message.role {
            case .agent:
                builder.agent(message.text[...].trimmed)
                for call in message.calls { builder.call(id: call.id, tool: call.tool, arguments: call.arguments) }
            case .tool:
                let text = message.results.first?.text ?? ""
                let id = json["tool_call_ids"]?[0]?.string
                builder.result(of: id, text: text, signs: SWEAgentAction.signs(of: text))
            case .user where hasTask:
                builder.result(of: nil, text: message.text, signs: SWEAgentAction.signs(of: message.text))
            case .user:
                hasTask = true
                builder.user(message.text)
            case .system, .other: builder.system(message.text)
            }
        }
    }

    /// Returns a value that may be written as JSON text.
    private static func object(_ json: JSON) -> JSON? {
        guard let text = json.string else { return json }
        // Old versions wrote plain text here, which is not used.
        return try? JSON(parsing: Array(text.utf8))
    }
}
