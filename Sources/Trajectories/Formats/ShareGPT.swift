internal import JSON

/// Conversations in the form of ShareGPT (`conversations` of `from` and `value`), and Hermes' samples, which write
/// calls, results and thoughts as tagged text inside it.
struct ShareGPT: TrajectoryFormat {
    static var name: String { "sharegpt" }

    static func recognises(_ sample: FormatSample) -> Bool {
        sample.any { $0["conversations"]?[0]?.has("from") ?? false }
    }

    private let file: FileContext

    init(file: FileContext) { self.file = file }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let json = record.value
        guard record.place == .whole, let turns = json["conversations"]?.array, !turns.isEmpty else {
            output.skipUnknown("record without conversations")
            return
        }
        var builder = SessionBuilder(format: Self.name)
        builder.agent.model = json["model"]?.string
        if json.has("completed") { builder.agent.name = "hermes" }
        builder.note(time: json["timestamp"]?.time)
        let system = json["system"]?.excerpt() ?? ""
        if !system.isEmpty { builder.system(system) }
        var hasAgent = false
        for (index, turn) in turns.enumerated() {
            let value = turn["value"]?.excerpt() ?? ""
            guard builder.begin(record: "\(index):\(Fingerprint(of: value.utf8))") else { continue }
            hasAgent = Self.read(turn["from"]?.string ?? "", value, into: &builder) || hasAgent
        }
        // A sample is complete when the loop ended, even if the goal was not reached.
        if json["completed"]?.bool == false {
            builder.outcome = Outcome(.failure, source: .crash, detail: "completed: false")
        }
        guard hasAgent else { return }
        output.emit(builder.finish(fallbackID: "\(file.digest)#\(record.index)"))
    }

    mutating func finish(into output: inout SessionOutput) {}

    /// Whether a message is the agent's.
    private static func read(_ role: String, _ value: String, into builder: inout SessionBuilder) -> Bool {
        switch role {
        case "human", "user": builder.user(value)
        case "system": builder.system(value)
        case "tool", "observation", "function_response", "tool_response":
            for text in results(in: value) { builder.result(of: nil, text: text.text, signs: text.signs) }
        case "function_call", "tool_call":
            call(value, into: &builder)
            return true
        case "gpt", "assistant", "model", "chatgpt", "bot":
            agent(value, into: &builder)
            return true
        default: builder.system(value)
        }
        return false
    }

    private static func agent(_ value: String, into builder: inout SessionBuilder) {
        var tagged = TaggedText(value)
        let thoughts = tagged.take("think").joined(separator: "\n")
        let calls = tagged.take("tool_call")
        builder.agent(tagged.rest, reasoning: thoughts.isEmpty ? nil : thoughts)
        for text in calls { call(text, into: &builder) }
    }

    /// Reads one call, or a list of calls, as JSON text.
    private static func call(_ text: String, into builder: inout SessionBuilder) {
        // A text that is not JSON is kept as the input of a call without a name.
        guard let json = try? JSON(parsing: Array(text.utf8)) else {
            builder.call(id: nil, tool: "", arguments: [ToolCall.Argument(name: "input", value: text)])
            return
        }
        for element in json.array ?? [json] {
            let call = DialogueMessage.call(element)
            builder.call(id: nil, tool: call.tool, arguments: call.arguments)
        }
    }

    private static func results(in value: String) -> [DialogueMessage.Result] {
        var tagged = TaggedText(value)
        let results = DialogueMessage.results(takenFrom: &tagged)
        return results.isEmpty ? [DialogueMessage.Result(id: nil, text: value, failed: nil)] : results
    }
}
