internal import JSON

/// Results of tau-bench (`task_id`, `reward`, `traj`) and traces of its kind without a reward. The user is simulated:
/// all its messages in a run are one request.
struct TauBench: TrajectoryFormat {
    static var name: String { "tau-bench" }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard let first = sample.first else { return sample.members.isSuperset(of: ["task_id", "traj"]) }
        return first.has("task_id") && first["traj"]?.kind == .array
    }

    private let file: FileContext

    init(file: FileContext) { self.file = file }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let json = record.value
        guard record.place == .whole, let dialogue = Dialogue(json["traj"]) else {
            output.skipUnknown("record without traj")
            return
        }
        // A run that was cut off before the first action has a reward of 0, and there is nothing to learn from it.
        guard dialogue.hasAgent else { return }
        var builder = SessionBuilder(format: Self.name)
        builder.isConversation = true
        builder.taskID = json["task_id"].map(\.plainText)
        dialogue.feed(into: &builder)
        if let reward = json["reward"]?.double, reward.isFinite {
            builder.outcome = Outcome(reward: reward, source: .field, detail: "reward")
        }
        output.emit(builder.finish(fallbackID: "\(file.digest)#\(record.index)"))
    }

    mutating func finish(into output: inout SessionOutput) {}
}
