internal import JSON

/// Runs of OpenHands: lists of events of either generation, and the `output.jsonl` of its evaluations, which has
/// such a list with its instruction for every instance.
struct OpenHands: TrajectoryFormat {
    static var name: String { "openhands" }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard let first = sample.first else {
            return sample.members.isSuperset(of: ["instance_id", "history", "metadata"])
        }
        if let history = first["history"], history.kind == .array, first.has("instance_id") {
            return first.has("metadata") || first.has("test_result") || first.has("instruction")
        }
        return isEvent(first)
    }

    private static func isEvent(_ json: JSON) -> Bool {
        guard json["source"]?.kind == .string, json.has("id"), json.has("timestamp") else { return false }
        if let kind = json["kind"]?.string {
            return ["Event", "Observation", "Condensation"].contains { kind.hasSuffix($0) }
        }
        return json["id"]?.int != nil && (json["action"]?.kind == .string || json["observation"]?.kind == .string)
    }

    private let file: FileContext
    private var events: OpenHandsEvents

    init(file: FileContext) {
        self.file = file
        events = OpenHandsEvents(builder: Self.builder())
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let json = record.value
        if let history = json["history"]?.array {
            output.emit(session(of: json, history: history, record: record.index, into: &output))
        } else if Self.isEvent(json) {
            if !events.read(json) { output.skipUnknown(json["kind"]?.string ?? json["observation"]?.string ?? "event") }
        } else {
            output.skipUnknown("record without events")
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        guard events.hasAgent else { return }
        output.emit(events.finish(fallbackID: file.digest))
        events = OpenHandsEvents(builder: Self.builder())
    }

    private static func builder() -> SessionBuilder {
        var builder = SessionBuilder(format: name)
        builder.agent.name = name
        return builder
    }

    private func session(of json: JSON, history: [JSON], record: Int, into output: inout SessionOutput) -> Session? {
        var events = OpenHandsEvents(builder: Self.builder())
        events.builder.taskID = json["instance_id"].map(\.plainText)
        events.builder.agent.model =
            json["metadata"]?["llm"]?["model"]?.string ?? json["metadata"]?["llm_config"]?["model"]?.string
        let flat = history.flatMap { $0.array ?? [$0] }
        if let instruction = json["instruction"]?.excerpt(), !instruction.isEmpty, !flat.contains(where: Self.isRequest)
        {
            events.builder.user(instruction)
        }
        for event in flat where !events.read(event) {
            output.skipUnknown(event["kind"]?.string ?? event["observation"]?.string ?? "event")
        }
        // There is nothing to learn from an instance without actions.
        guard events.hasAgent else { return nil }
        events.readMetrics(json["metrics"])
        events.builder.outcome = Self.outcome(of: json, hasEnded: events.hasEnded)
        return events.finish(fallbackID: "\(file.digest)#\(record)")
    }

    private static func isRequest(_ event: JSON) -> Bool {
        event["source"]?.string == "user"
            && (event["kind"]?.string == "MessageEvent" || event["action"]?.string == "message")
    }

    /// Reads the outcome of the evaluator from the fields that mean the same in every benchmark. Points do not: in some
    /// benchmarks fewer are better.
    private static func outcome(of json: JSON, hasEnded: Bool) -> Outcome {
        let results = [json["report"], json["test_result"]?["report"], json["test_result"]]
        for result in results {
            guard let resolved = result?["resolved"]?.bool else { continue }
            return Outcome(resolved ? .success : .failure, source: .field, detail: "resolved")
        }
        // An error after the agent's end is one of the evaluator.
        guard !hasEnded, let error = json["error"]?.excerpt(head: 120, tail: 0), !error.isEmpty else { return .unknown }
        return Outcome(.failure, source: .crash, detail: "error: \(error)")
    }
}
