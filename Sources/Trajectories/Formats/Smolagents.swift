internal import JSON

/// The memory of an agent of smolagents, as `agent.memory.get_full_steps()` gives it: a list with the task and the steps.
struct Smolagents: TrajectoryFormat {
    static var name: String { "smolagents" }

    static func recognises(_ sample: FormatSample) -> Bool {
        let steps = sample.records.flatMap(steps)
        return steps.contains { $0.has("step_number") && ($0.has("model_output") || $0.has("observations")) }
            && steps.contains { $0.has("task") || $0.has("model_input_messages") }
    }

    private let file: FileContext
    /// The session of the steps that are records of their own, and how many there were.
    private var open: SessionBuilder?
    private var count = 0
    private var identifiers = CallIdentifiers()

    init(file: FileContext) { self.file = file }

    /// The steps of a record: those of an object around them, of a list, or the record itself.
    private static func steps(of record: JSON) -> [JSON] {
        (record["steps"] ?? record["memory"]?["steps"])?.array ?? record.array ?? [record]
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        guard record.place == .whole else { return }
        let isStep = record.value.kind == .object && record.value["steps"] == nil && record.value["memory"] == nil
        var builder = isStep ? open ?? Self.builder() : Self.builder()
        for step in Self.steps(of: record.value) {
            count += 1
            guard builder.begin(record: "\(count)", at: step["timing"]?["start_time"]?.time) else { continue }
            Self.read(step, &identifiers, into: &builder)
        }
        if isStep {
            open = builder
        } else {
            output.emit(builder.finish(fallbackID: "\(file.digest)#\(record.index)"))
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        if let builder = open { output.emit(builder.finish(fallbackID: file.digest)) }
        open = nil
    }

    private static func builder() -> SessionBuilder {
        var builder = SessionBuilder(format: Self.name)
        builder.agent.name = Self.name
        return builder
    }

    private static func read(_ step: JSON, _ identifiers: inout CallIdentifiers, into builder: inout SessionBuilder) {
        if let prompt = step["system_prompt"]?.excerpt() { builder.system(prompt) }
        if let task = step["task"]?.excerpt() { builder.user(task) }
        if let plan = step["plan"]?.excerpt() { builder.agent(plan) }
        guard step.has("step_number") else { return }
        let usage = step["token_usage"].flatMap(DialogueMessage.usage)
        builder.agent(DialogueMessage.text(of: step["model_output"]), usage: usage)
        var calls: [(tool: String, place: CallReference)] = []
        for call in (step["tool_calls"]?.array ?? []).map(DialogueMessage.call) {
            let id = call.id.map { identifiers.unique($0) }
            guard let place = builder.call(id: id, tool: call.tool, arguments: call.arguments) else { continue }
            calls.append((call.tool, place))
        }
        let error = step["error"].flatMap { $0.isNull ? nil : $0["message"]?.string ?? DialogueMessage.text(of: $0) }
        let text = error ?? step["observations"]?.excerpt() ?? DialogueMessage.text(of: step["action_output"])
        // All calls of a step have one text of what was observed, so that how each of the others went is unknown. An error
        // names the tool that failed.
        let named = error.flatMap { error in calls.last { error.contains("'\($0.tool)'") } }
        if let call = named ?? calls.last {
            builder.result(for: call.place, text: text, signs: ToolStatus.Signs(failed: error == nil ? nil : true))
        } else if let error {
            // What the agent wrote could not be read as an action.
            builder.system(error)
        }
    }
}
