internal import Foundations
internal import JSON

/// Runs of terminus-2 and its predecessor, which type keystrokes into a terminal, in the forms that are not ATIF: the
/// call log of an episode (`debug.json`, which repeats the whole conversation), rows of a data set of conversations, and
/// one answer alone (`response.json` or `response.txt`).
///
/// `prompt.txt` holds no answer, so it is not read. Harbor's `trajectory.json` is ATIF.
struct Terminus2: TrajectoryFormat {
    static var name: String { "terminus-2" }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard let first = sample.first, first.kind == .object, !first.has("schema_version") else { return false }
        if sample.records.count == 1, !sample.rootIsArray, TerminusAnswer(first) != nil { return true }
        return isConversation(messages(of: first))
    }

    private static func messages(of json: JSON) -> JSON? { json["messages"] ?? json["conversations"] }

    private static func isConversation(_ list: JSON?) -> Bool {
        guard let list, list.kind == .array else { return false }
        for message in list.elements.prefix(4) {
            guard let role = message["role"]?.string, let text = message["content"]?.excerpt() else { continue }
            if role == "user", TerminusPrompt.request(in: text) != nil { return true }
            if role == "assistant", TerminusAnswer(text) != nil { return true }
        }
        return false
    }

    private let file: FileContext

    init(file: FileContext) { self.file = file }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let json = record.value
        if let list = Self.messages(of: json)?.array {
            output.emit(session(of: json, messages: list, record: record.index))
        } else if let answer = TerminusAnswer(json) {
            output.emit(TerminusRun.session(of: answer, file: file))
        } else {
            output.skipUnknown("record without messages")
        }
    }

    mutating func finish(into output: inout SessionOutput) {}

    private func session(of json: JSON, messages: [JSON], record: Int) -> Session? {
        var run = TerminusRun()
        run.builder.agent.name = json["agent"]?.string ?? Self.name
        run.builder.agent.model = json["model"]?.string
        run.builder.id = json["trial_name"]?.string
        run.builder.taskID = json["task"]?.string
        run.builder.note(time: (json["date"] ?? json["start_time"])?.time)
        if let result = json["result"]?.string { run.builder.outcome = Self.outcome(of: result) }
        for message in messages { run.read(message) }
        run.answer(of: json["original_response"])
        return run.finish(fallbackID: "\(file.digest)#\(record)")
    }

    /// Reads the result of a row: a reward, or the name of the exception that ended the run.
    private static func outcome(of result: String) -> Outcome {
        if let reward = Double(result), reward.isFinite {
            return Outcome(reward: reward, source: .field, detail: "result")
        }
        // Exceptions of other names come from the environment or the verifier, not from the agent.
        return result.hasPrefix("Agent") ? Outcome(.failure, source: .crash, detail: "result: \(result)") : .unknown
    }
}

/// One answer of terminus-2 as tagged text alone: a `response.txt` that is not JSON.
struct Terminus2Answer: TextTrajectoryFormat {
    static var name: String { "terminus-2-answer" }

    static func recognises(head: String) -> Bool {
        let start = head[...].trimmed
        return start.hasPrefix("<response>") && start.containsBytes(of: "<analysis>")
    }

    private let file: FileContext
    private var lines: [String] = []

    init(file: FileContext) { self.file = file }

    mutating func read(line: String, into output: inout SessionOutput) {
        // An answer is a few pages long; a file that is longer is not one.
        if lines.count < 20_000 { lines.append(line) }
    }

    mutating func finish(into output: inout SessionOutput) {
        guard let answer = TerminusAnswer(lines.joined(separator: "\n")) else { return }
        output.emit(TerminusRun.session(of: answer, file: file))
    }
}
