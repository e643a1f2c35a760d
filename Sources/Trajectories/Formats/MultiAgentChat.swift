internal import Foundations
internal import JSON

/// Conversations of several agents with each other: an object with a `history` of contents with names or roles, as in
/// the failure attributions of Who&When, or one such object a line.
///
/// Code that an agent writes is an action if a terminal answers it.
struct MultiAgentChat: TrajectoryFormat {
    static var name: String { "multi-agent-chat" }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard let first = sample.first, let history = first["history"], history.kind == .array else { return false }
        guard !first.has("instance_id"), !first.has("trajectory"), !first.has("info"), !first.has("messages") else {
            return false
        }
        // One entry is not a conversation.
        guard let opening = history[0], history[1] != nil, opening["content"]?.kind == .string, !opening.has("agent")
        else { return false }
        guard opening["name"]?.kind == .string || opening["role"]?.kind == .string else { return false }
        if first.has("mistake_agent") || first.has("mistake_step") { return true }
        return history.elements.prefix(20).contains { $0["name"]?.string?.isEmpty == false }
    }

    private let file: FileContext

    init(file: FileContext) { self.file = file }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        guard let history = record.value["history"]?.array else { return output.skipUnknown("record without history") }
        output.emit(session(of: record.value, history: history, record: record.index))
    }

    mutating func finish(into output: inout SessionOutput) {}

    private func session(of json: JSON, history: [JSON], record: Int) -> Session? {
        var chat = MultiAgentConversation(history)
        chat.builder.taskID = (json["question_ID"] ?? json["question_id"] ?? json["task_id"]).map(\.plainText)
        chat.builder.agent.model = json["model"]?.string
        for (agent, prompt) in json["system_prompt"]?.members.map({ ($0.key, $0.value) }) ?? [] {
            if let text = prompt.excerpt(), !text.isEmpty { chat.system("\(agent): \(text)") }
        }
        if let prompt = json["system_prompt"]?.excerpt(), !prompt.isEmpty { chat.system(prompt) }
        chat.read(question: json["question"]?.excerpt() ?? "")
        guard chat.hasAgent else { return nil }
        chat.builder.outcome = Self.outcome(of: json)
        if let note = Self.mistake(json, steps: chat.stepOfEntry) { chat.builder.notes.append(note) }
        return chat.builder.finish(fallbackID: "\(file.digest)#\(record)")
    }

    /// Reads whether the agents found the answer. A run with a decisive mistake did not.
    private static func outcome(of json: JSON) -> Outcome {
        for name in ["is_correct", "is_corrected"] {
            guard let isCorrect = json[name]?.bool else { continue }
            return Outcome(isCorrect ? .success : .failure, source: .field, detail: name)
        }
        guard let agent = json["mistake_agent"]?.string, !agent.isEmpty else { return .unknown }
        return Outcome(.failure, source: .field, detail: "mistake_agent")
    }

    /// Returns what an annotator calls the decisive mistake. Entries of the history are counted from 0.
    private static func mistake(_ json: JSON, steps: [Int]) -> String? {
        guard let agent = json["mistake_agent"]?.string, !agent.isEmpty else { return nil }
        let entry = json["mistake_step"].flatMap { $0.int ?? $0.string.flatMap { Int($0) } }
        let step = entry.flatMap { steps.indices.contains($0) ? " in step \(steps[$0])" : nil } ?? ""
        let reason = json["mistake_reason"]?.excerpt(head: 400, tail: 0) ?? ""
        return "an annotator attributes the failure to \(agent)\(step)\(reason.isEmpty ? "" : ": \(reason)")"
    }
}
