internal import JSON

/// Results of tau2-bench: an object with `simulations`, a list of simulations, or one simulation. The user is simulated
/// and may have tools of its own; its calls are context, not actions of the agent.
struct Tau2Bench: TrajectoryFormat {
    static var name: String { "tau2-bench" }
    static var streams: Set<String> { ["simulations"] }

    static func recognises(_ sample: FormatSample) -> Bool {
        if sample.members.contains("simulations") || sample.first?["simulations"]?.kind == .array { return true }
        guard let first = sample.first else { return sample.members.isSuperset(of: ["timestamp", "info", "tasks"]) }
        return first.has("reward_info") && first["messages"]?.kind == .array
    }

    private let file: FileContext
    private var agent = Session.Agent(name: "")
    private var tickets: [String: String] = [:]
    /// The rules of the domain, which hold for all simulations of the file.
    private var policy: String?
    /// The members of a document that is a simulation itself.
    private var single: [(name: String, value: JSON)] = []
    private static let parts: Set<String> = [
        "id", "task_id", "start_time", "end_time", "messages", "agent_cost", "reward_info", "termination_reason",
        "policy",
    ]

    init(file: FileContext) { self.file = file }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        switch record.place {
        case .member(let name):
            header(name, record.value)
            if Self.parts.contains(name) { single.append((name, record.value)) }
        case .element(_, let index):
            single = []
            simulation(record.value, index: index, into: &output)
        case .end: end(of: record, into: &output)
        case .whole where record.value["simulations"] != nil:
            for member in record.value.members where member.key != "simulations" { header(member.key, member.value) }
            for (index, element) in (record.value["simulations"]?.array ?? []).enumerated() {
                simulation(element, index: index, into: &output)
            }
        case .whole: simulation(record.value, index: record.index, into: &output)
        }
    }

    mutating func finish(into output: inout SessionOutput) {}

    /// Reads the members of the document as one simulation, if they are: a document may hold one alone.
    private mutating func end(of record: JSONRecord, into output: inout SessionOutput) {
        defer { single = [] }
        guard single.contains(where: { $0.name == "messages" && $0.value.kind == .array }) else { return }
        var bytes = Array("{".utf8)
        for (index, part) in single.enumerated() {
            bytes += Array("\(index > 0 ? "," : "")\"\(part.name)\":".utf8) + part.value.source
        }
        bytes += Array("}".utf8)
        do {
            simulation(try JSON(parsing: bytes), index: record.index, into: &output)
        } catch {
            output.skipUnknown("simulation that cannot be read")
        }
    }

    private mutating func header(_ name: String, _ value: JSON) {
        switch name {
        case "info":
            agent.name = value["agent_info"]?["implementation"]?.string ?? agent.name
            agent.model = value["agent_info"]?["llm"]?.string ?? agent.model
            policy = value["environment_info"]?["policy"]?.excerpt() ?? policy
        case "agent": agent.name = value.string ?? agent.name
        case "model": agent.model = value.string ?? agent.model
        case "tasks":
            for task in value.elements {
                guard let id = task["id"], let ticket = task["ticket"]?.excerpt() else { continue }
                tickets[id.plainText] = ticket
            }
        default: break
        }
    }

    private func simulation(_ json: JSON, index: Int, into output: inout SessionOutput) {
        var builder = SessionBuilder(format: Self.name, id: json["id"]?.string)
        builder.isConversation = true
        builder.agent = agent
        builder.taskID = json["task_id"].map(\.plainText)
        builder.note(time: json["start_time"]?.time)
        builder.note(time: json["end_time"]?.time)
        let messages = json["messages"]?.array ?? []
        guard messages.contains(where: { $0["role"]?.string == "assistant" }) else { return }
        // Without a user the agent works on a ticket.
        if !messages.contains(where: { $0["role"]?.string == "user" }),
            let ticket = builder.taskID.flatMap({ tickets[$0] })
        {
            builder.user(ticket)
        }
        if let policy = json["policy"]?.excerpt() ?? policy, !policy.isEmpty { builder.system(policy) }
        var feeder = DialogueFeeder()
        for (position, message) in messages.enumerated() {
            read(message, at: position, feeder: &feeder, into: &builder)
        }
        builder.usage.costUSD = json["agent_cost"]?.amount ?? 0
        builder.outcome = Self.outcome(of: json)
        output.emit(builder.finish(fallbackID: "\(file.digest)#\(index)"))
    }

    private func read(_ json: JSON, at position: Int, feeder: inout DialogueFeeder, into builder: inout SessionBuilder)
    {
        if let group = json["tool_messages"]?.array {
            for (index, result) in group.enumerated() {
                read(result, at: position * 1000 + index, feeder: &feeder, into: &builder)
            }
            return
        }
        guard var message = DialogueMessage(json) else { return }
        complete(&message, from: json)
        guard builder.begin(record: "\(position):\(message.fingerprint)", at: message.time) else { return }
        if message.role == .tool, json["requestor"]?.string == "user" {
            for result in message.results { builder.system(result.text, at: message.time) }
            return
        }
        if message.role == .user {
            message.usage = nil
            for call in message.calls {
                let arguments = call.arguments.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
                builder.system("user: \(call.tool)(\(arguments))", at: message.time)
            }
        }
        feeder.feed(message, into: &builder)
    }

    /// Adds what a message has beside its content: the words of a recording, and the model's reasoning in its answer.
    private func complete(_ message: inout DialogueMessage, from json: JSON) {
        if json["is_audio"]?.bool == true { message.text = json["audio_script_gold"]?.excerpt() ?? "[audio]" }
        guard message.role == .agent, let raw = json["raw_data"] else { return }
        message.model = message.model ?? raw["model"]?.string
        message.reasoning =
            message.reasoning ?? (raw["message"] ?? raw["choices"]?[0]?["message"])?["reasoning_content"]?.excerpt()
    }

    /// Reads the reward, unless the harness or the simulated user failed. A run without one that ended at a limit or by an error failed.
    private static func outcome(of json: JSON) -> Outcome {
        let end = json["termination_reason"]?.string ?? ""
        if ["infrastructure_error", "user_error", "unexpected_error"].contains(end) { return .unknown }
        if let reward = json["reward_info"]?["reward"]?.double, reward.isFinite {
            return Outcome(reward: reward, source: .field, detail: "reward_info.reward")
        }
        let crashes = ["max_steps", "too_many_errors", "agent_error", "timeout", "context_window_exceeded"]
        return crashes.contains(end)
            ? Outcome(.failure, source: .crash, detail: "termination_reason: \(end)") : .unknown
    }
}
