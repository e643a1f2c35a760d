internal import Foundations
internal import JSON

/// Runs of mini-swe-agent: an object with `info` and `messages`, or in its oldest form a bare list of messages.
///
/// Models with tools call `bash`; text models write one fenced command and get its result as a message of the user.
/// Results are tagged text, or JSON since 2.4.
struct MiniSWEAgent: TrajectoryFormat {
    static var name: String { "mini-swe-agent" }

    static func recognises(_ sample: FormatSample) -> Bool {
        if sample.first?["trajectory_format"]?.string?.hasPrefix("mini-swe-agent") == true { return true }
        if sample.members.isSuperset(of: ["info", "messages"]) {
            return sample.first?.kind != .array && !OpenCode.recognises(sample)
        }
        guard sample.rootIsArray, sample.first?["role"]?.kind == .string else { return false }
        return sample.any {
            let text = $0["content"]?.excerpt(head: 4000, tail: 4000) ?? ""
            return $0["role"]?.string == "user" && text.hasPrefix("<returncode>")
                || text.containsBytes(of: "```mswea_bash_command\n")
        }
    }

    private let file: FileContext
    private var bare: [JSON] = []

    init(file: FileContext) { self.file = file }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let json = record.value
        if let messages = json["messages"]?.array {
            output.emit(session(of: json, messages: messages, record: record.index))
        } else if json.has("role") {
            bare.append(json)
        } else {
            output.skipUnknown("record without messages")
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        guard !bare.isEmpty else { return }
        var run = MiniSWEAgentRun(builder: SessionBuilder(format: Self.name))
        run.builder.agent.name = Self.name
        for message in bare { run.read(message) }
        bare = []
        if run.hasAgent { output.emit(run.builder.finish(fallbackID: file.digest)) }
    }

    private func session(of json: JSON, messages: [JSON], record: Int) -> Session? {
        var builder = SessionBuilder(format: Self.name)
        let info = json["info"]
        let instance = json["instance_id"]?.string
        builder.id = Self.identity(of: messages, instance: instance)
        builder.taskID = instance
        builder.agent = Session.Agent(
            name: Self.name,
            version: info?["mini_version"]?.string,
            model: info?["config"]?["model"]?["model_name"]?.string
        )
        builder.workspace =
            instance.flatMap(SWEBench.repository(of:))
            ?? info?["config"]?["environment"]?["cwd"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        builder.outcome = Self.outcome(info?["exit_status"]?.string)
        let template = TaskTemplate(info?["config"]?["agent"]?["instance_template"]?.excerpt())
        var run = MiniSWEAgentRun(builder: builder, template: template)
        for message in messages { run.read(message) }
        guard run.hasAgent else { return nil }
        if run.builder.usage.costUSD == 0 {
            run.builder.usage.costUSD = info?["model_stats"]?["instance_cost"]?.amount ?? 0
        }
        return run.builder.finish(fallbackID: "\(file.digest)#\(record)")
    }

    /// Returns the identity of a run: the instance with the first content that only this run can have, so that a longer
    /// copy of the run has the same one.
    private static func identity(of messages: [JSON], instance: String?) -> String? {
        for message in messages {
            let time = message["extra"]?["timestamp"]?.plainText
            let response = message["extra"]?["response"]?["id"]?.string
            guard let mark = response.flatMap({ isUnique($0) ? $0 : nil }) ?? time ?? response else { continue }
            return "\(instance ?? name)@\(mark)"
        }
        return nil
    }

    /// Whether an identifier of an answer is long enough that no other run has it: some servers count them, or draw one of
    /// a thousand numbers.
    private static func isUnique(_ id: String) -> Bool {
        (id.split(separator: "-").last ?? "").utf8.count >= 12 || id.split(separator: "-").count > 3
    }

    /// Reads the outcome: a submitted run may be right or wrong; one that ended otherwise was cut off.
    private static func outcome(_ status: String?) -> Outcome {
        guard let status, !status.isEmpty, !["Submitted", "UserInterruption", "Exit"].contains(status) else {
            return .unknown
        }
        return Outcome(.failure, source: .crash, detail: "exit_status: \(status)")
    }
}
