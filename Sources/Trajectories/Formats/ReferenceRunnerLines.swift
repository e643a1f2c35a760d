internal import JSON

/// Logs of the runner of the published method as JSON Lines: `session_start`, `message` and `result`.
struct ReferenceRunnerLines: TrajectoryFormat {
    static var name: String { "reference-runner-jsonl" }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard let first = sample.first, first["type"]?.string == "session_start", first.has("agent_name") else {
            return false
        }
        return sample.records.dropFirst().allSatisfy {
            ["message", "result", "session_start"].contains($0["type"]?.string)
        }
    }

    private var run: ReferenceRunnerRun

    init(file: FileContext) { run = ReferenceRunnerRun(format: Self.name, file: file) }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let json = record.value
        let time = json["timestamp"]?.time
        switch json["type"]?.string {
        case "session_start": run.start(agent: json["agent_name"]?.string, at: time)
        case "message":
            run.message(role: json["role"]?.string ?? "", text: DialogueMessage.text(of: json["content"]), at: time)
        case "result": run.result(success: json["success"]?.bool, error: json["error"]?.excerpt(head: 200, tail: 0))
        case let type: output.skipUnknown(type ?? "record without type")
        }
    }

    mutating func finish(into output: inout SessionOutput) { output.emit(run.finish()) }
}
