internal import Foundations
internal import JSON

/// Events of CrewAI's event bus as listeners write them, one a line or in a list, and the steps that `step_callback`
/// gets. A kickoff of a crew is a session, and each of its tasks an episode.
struct CrewAI: TrajectoryFormat {
    static var name: String { "crewai" }

    static func recognises(_ sample: FormatSample) -> Bool {
        let events = sample.records.flatMap(events)
        let marks = ["crew_kickoff_", "tool_usage_", "agent_execution_", "lite_agent_execution_"]
        let isBus = events.contains { event in
            let type = event["type"]?.string ?? ""
            return marks.contains(where: type.hasPrefix)
        }
        // Of the events of tools alone, none says more than a start and an end.
        if isBus { return events.allSatisfy { $0["type"]?.kind == .string } }
        return events.allSatisfy { $0.has("thought") && $0.has("text") }
            && events.contains { $0.has("tool_input") && $0.has("tool") && $0.has("result") }
    }

    private let file: FileContext
    private var events: [JSON] = []

    init(file: FileContext) { self.file = file }

    /// The events of a record: those of a list in it, or the record itself; the fields may be in a member of their own.
    private static func events(_ record: JSON) -> [JSON] {
        let list = (record["events"] ?? record["steps"])?.array ?? record.array ?? [record["event"] ?? record]
        return list.map { event in
            if event["event"]?.kind == .object { return event["event"] ?? event }
            return event
        }
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        guard record.place == .whole else { return }
        events += Self.events(record.value)
    }

    mutating func finish(into output: inout SessionOutput) {
        var runs: [[JSON]] = [[]]
        for event in events {
            if event["type"]?.string == "crew_kickoff_started", !runs[runs.count - 1].isEmpty { runs.append([]) }
            runs[runs.count - 1].append(event)
        }
        for (number, run) in runs.enumerated() {
            var session = CrewAIRun()
            // An event may have several listeners that write it.
            var last: [UInt8] = []
            for event in run where event.source != last {
                last = event.source
                session.read(event)
            }
            output.emit(session.finish(fallbackID: "\(file.digest)#\(number)"))
        }
        events = []
    }
}

/// One kickoff of a crew.
private struct CrewAIRun {
    private var builder = SessionBuilder(format: CrewAI.name)
    private var open: [(key: String, id: String?, place: CallReference)] = []
    private var lastSaid = ""
    private var lastTask = ""
    private var hasActed = false

    init() { builder.agent.name = CrewAI.name }

    consuming func finish(fallbackID: String) -> Session? {
        guard hasActed else { return nil }
        return builder.finish(fallbackID: fallbackID)
    }

    mutating func read(_ event: JSON) {
        let time = event["timestamp"]?.time
        guard builder.begin(record: nil, at: time) else { return }
        let fields = event["event_data"] ?? event["data"] ?? event
        if builder.agent.model == nil { builder.agent.model = fields["model"]?.string }
        switch event["type"]?.string {
        case "task_started":
            task(fields["task"]?["description"] ?? fields["task_description"] ?? fields["task_name"], time)
        case "agent_logs_started": task(fields["task_description"], time)
        case "agent_execution_started", "lite_agent_execution_started": started(fields, time)
        case "llm_call_completed": said(fields["response"] ?? fields["output"], time)
        case "tool_usage_started": call(fields, event, time)
        case "tool_usage_finished": result(fields, event, failed: nil, time)
        case "tool_usage_error", "tool_validate_input_error", "tool_selection_error", "tool_execution_error":
            result(fields, event, failed: true, time)
        case "agent_execution_completed", "lite_agent_execution_completed", "task_completed", "crew_kickoff_completed":
            completed(fields["output"], time)
        case "task_failed", "crew_kickoff_failed", "agent_execution_error", "lite_agent_execution_error":
            let words = DialogueMessage.text(of: fields["error"])
            if !words.isEmpty { builder.system(words, at: time) }
            builder.outcome = Outcome(.failure, source: .crash, detail: words.isEmpty ? "crew" : words)
        case nil: step(fields, time)
        default: break
        }
    }

    // MARK: Messages

    private mutating func task(_ value: JSON?, _ time: Double?) {
        let text = DialogueMessage.text(of: value)
        guard !text.isEmpty, text != lastTask else { return }
        lastTask = text
        builder.user(text, at: time)
    }

    private mutating func started(_ fields: JSON, _ time: Double?) {
        guard lastTask.isEmpty else { return }
        task(fields["task"]?["description"] ?? fields["task_prompt"] ?? fields["task_name"] ?? fields["messages"], time)
    }

    private mutating func said(_ value: JSON?, _ time: Double?) {
        guard let value, !value.isNull else { return }
        var text = DialogueMessage.text(of: value)
        // The action itself is in an event of its own.
        if let action = text.firstByteRange(of: "\nAction:") { text = text[..<action.lowerBound][...].trimmed }
        if let answer = text.firstByteRange(of: "Final Answer:") { text = text[answer.upperBound...].trimmed }
        if text.hasPrefix("Thought:") { text = text.dropFirst("Thought:".count).trimmed }
        hasActed = true
        lastSaid = text
        builder.agent(text, at: time)
    }

    private mutating func completed(_ output: JSON?, _ time: Double?) {
        let text = output?["raw"]?.excerpt() ?? DialogueMessage.text(of: output)
        guard !text.isEmpty, text != lastSaid else { return }
        lastSaid = text
        hasActed = true
        builder.agent(text, at: time)
    }

    // MARK: Actions

    /// What tells one use of a tool from another where events have no identifiers.
    private func key(_ fields: JSON) -> String {
        let arguments = DialogueMessage.arguments(fields["tool_args"])
        return ([fields["tool_name"]?.string ?? ""] + arguments.flatMap { [$0.name, $0.value] }).joined(
            separator: "\u{1F}"
        )
    }

    private mutating func call(_ fields: JSON, _ event: JSON, _ time: Double?) {
        hasActed = true
        let place = builder.call(
            id: nil,
            tool: fields["tool_name"]?.string ?? "",
            arguments: DialogueMessage.arguments(fields["tool_args"]),
            at: time
        )
        if let place { open.append((key(fields), event["event_id"]?.string, place)) }
    }

    private mutating func result(_ fields: JSON, _ event: JSON, failed: Bool?, _ time: Double?) {
        let key = key(fields)
        let start = event["started_event_id"]?.string
        var index = open.firstIndex { start != nil && $0.id == start } ?? open.firstIndex { $0.key == key }
        if index == nil {
            // An attempt again, or a recording that begins later.
            call(fields, event, time)
            index = open.indices.last
        }
        guard let index else { return }
        let place = open.remove(at: index).place
        let value = failed == true ? fields["error"] : fields["output"]
        guard let value, !value.isNull else { return }
        builder.result(
            for: place,
            text: value.kind == .string ? value.excerpt() ?? "" : value.plainText,
            signs: ToolStatus.Signs(failed: failed),
            at: time
        )
    }

    /// Reads a step: an action with its result, or the answer at the end.
    private mutating func step(_ fields: JSON, _ time: Double?) {
        let thought = DialogueMessage.text(of: fields["thought"])
        guard let tool = fields["tool"]?.string else { return completed(fields["output"], time) }
        hasActed = true
        builder.agent(thought, at: time)
        let place = builder.call(
            id: nil,
            tool: tool,
            arguments: DialogueMessage.arguments(fields["tool_input"]),
            at: time
        )
        if let place, let result = fields["result"], !result.isNull {
            builder.result(for: place, text: result.plainText, signs: ToolStatus.Signs(), at: time)
        }
    }
}
