internal import Foundations
internal import JSON

/// Predictions of DSPy's ReAct: an object with a `trajectory`, whose members are numbered (`tool_name_0`), or the
/// trajectory alone.
struct DSPyTrajectory: TrajectoryFormat {
    static var name: String { "dspy" }

    static func recognises(_ sample: FormatSample) -> Bool { sample.any { trajectory(in: $0) != nil } }

    private let file: FileContext

    init(file: FileContext) { self.file = file }

    /// The trajectory in a prediction, which may be in a member of its own.
    private static func trajectory(in record: JSON) -> (JSON, around: [JSON])? {
        if record.has("tool_name_0"), record.has("tool_args_0") { return (record, []) }
        for name in ["prediction", "pred", "output", "result"] {
            if let inner = record[name], let found = trajectory(in: inner) { return (found.0, [inner, record]) }
        }
        guard let inner = record["trajectory"], inner.has("tool_name_0") else { return nil }
        return (inner, [record])
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        guard record.place == .whole, let (trajectory, around) = Self.trajectory(in: record.value) else {
            output.skipUnknown("record without a trajectory")
            return
        }
        var builder = SessionBuilder(format: Self.name)
        builder.agent.name = Self.name
        guard builder.begin(record: nil, at: nil) else { return }
        let request = around.lazy.compactMap(Self.request).first
        if let request { builder.user(request) }
        Self.steps(trajectory, into: &builder)
        if let answer = around.lazy.compactMap(Self.answer).first { builder.agent(answer) }
        output.emit(builder.finish(fallbackID: "\(file.digest)#\(record.index)"))
    }

    mutating func finish(into output: inout SessionOutput) {}

    private static func steps(_ trajectory: JSON, into builder: inout SessionBuilder) {
        var number = 0
        while let tool = trajectory["tool_name_\(number)"]?.string {
            let thought = trajectory["thought_\(number)"] ?? trajectory["reasoning_\(number)"]
            step(
                thought: DialogueMessage.text(of: thought),
                tool: tool,
                arguments: DialogueMessage.arguments(trajectory["tool_args_\(number)"]),
                observation: trajectory["observation_\(number)"]?.plainText,
                into: &builder
            )
            number += 1
        }
    }

    /// Adds a step of ReAct. An error of a tool is in the text of its observation.
    static func step(
        thought: String,
        tool: String,
        arguments: [ToolCall.Argument],
        observation: String?,
        into builder: inout SessionBuilder
    ) {
        builder.agent(thought)
        guard let place = builder.call(id: nil, tool: tool, arguments: arguments), let observation else { return }
        let hasFailed = observation.hasPrefix("Execution error in \(tool)")
        builder.result(for: place, text: observation, signs: ToolStatus.Signs(failed: hasFailed ? true : nil))
    }

    private static let outputs = ["answer", "response", "output", "result", "final_answer", "prediction"]
    private static let inputs = [
        "question", "request", "user_request", "query", "task", "user_input", "user_message", "input", "instruction",
        "goal",
    ]

    private static func request(_ record: JSON) -> String? {
        let example = record["inputs"] ?? record["example"] ?? record
        return inputs.lazy.compactMap { example[$0]?.excerpt() }.first { !$0.isEmpty }
    }

    private static func answer(_ record: JSON) -> String? {
        (outputs + ["reasoning"]).lazy.compactMap { record[$0]?.excerpt() }.first { !$0.isEmpty }
    }
}
