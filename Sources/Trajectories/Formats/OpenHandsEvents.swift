internal import Foundations
internal import JSON

/// The events of one OpenHands conversation, of either generation.
struct OpenHandsEvents {
    var builder: SessionBuilder
    private(set) var hasAgent = false
    /// Whether the agent has called `finish` or written its last message.
    private(set) var hasEnded = false
    private var first: String?
    private var legacy = OpenHandsLegacy()

    init(builder: SessionBuilder) { self.builder = builder }

    /// Reads an event, and returns false if its kind is not known.
    mutating func read(_ event: JSON) -> Bool {
        guard let kind = event["kind"]?.string else {
            let isKnown = legacy.read(event, into: &builder)
            hasAgent = legacy.hasAgent
            hasEnded = legacy.hasEnded
            return isKnown
        }
        let id = event["id"]?.string
        if first == nil, ["ActionEvent", "ObservationEvent", "MessageEvent"].contains(kind) { first = id }
        let time = event["timestamp"]?.time
        guard builder.begin(record: id, at: time) else { return true }
        switch kind {
        case "MessageEvent": message(event, at: time)
        case "ActionEvent": action(event, at: time)
        case "ObservationEvent": observation(event, at: time)
        case "AgentErrorEvent":
            let text = DialogueMessage.text(of: event["error"])
            builder.result(of: event["tool_call_id"]?.string, text: text, signs: .init(failed: true), at: time)
        case "UserRejectObservation":
            let reason = DialogueMessage.text(of: event["rejection_reason"])
            builder.result(of: event["tool_call_id"]?.string, text: reason, signs: .init(failed: true), at: time)
            builder.interruption(.denial, text: reason, at: time)
        case "PauseEvent": builder.interruption(at: time)
        case "SystemPromptEvent": builder.system(DialogueMessage.text(of: event["system_prompt"]), at: time)
        case "ConversationErrorEvent":
            let detail = event["code"]?.string ?? event["detail"]?.excerpt(head: 120, tail: 0) ?? "error"
            builder.outcome = Outcome(.failure, source: .crash, detail: "ConversationErrorEvent: \(detail)")
        case "ConversationStateUpdateEvent", "Condensation", "CondensationRequest", "CondensationSummaryEvent": break
        default: return false
        }
        return true
    }

    /// Returns the session.
    ///
    /// - Parameter fallbackID: the identity if no event has one.
    consuming func finish(fallbackID: String) -> Session? {
        if builder.id == nil, let first { builder.id = "openhands@\(first)" }
        if let usage = legacy.usage { builder.usage += usage }
        return builder.finish(fallbackID: fallbackID)
    }

    mutating func readMetrics(_ metrics: JSON?) {
        guard let metrics, metrics.kind == .object, legacy.usage == nil else { return }
        builder.usage += OpenHandsLegacy.usage(of: metrics)
    }

    // MARK: The events of the present generation

    private mutating func message(_ event: JSON, at time: Double?) {
        let message = event["llm_message"]
        let text = DialogueMessage.text(of: message?["content"])
        for skill in event["activated_skills"]?.array ?? [] {
            if let name = skill.string ?? skill["name"]?.string { builder.skill(name, .loaded) }
        }
        switch event["source"]?.string {
        case "user":
            hasEnded = false
            if !text.isEmpty { builder.user(text, at: time) }
            let extended = DialogueMessage.text(of: event["extended_content"])
            if !extended.isEmpty { builder.system(extended, at: time) }
        case "agent":
            hasAgent = true
            hasEnded = true
            builder.agent(text, reasoning: message?["reasoning_content"]?.excerpt(), at: time)
        default: builder.system(text, at: time)
        }
    }

    private mutating func action(_ event: JSON, at time: Double?) {
        hasAgent = true
        let tool = event["tool_name"]?.string ?? event["action"]?["kind"]?.string ?? ""
        hasEnded = tool == "finish"
        let reasoning = event["reasoning_content"]?.excerpt() ?? ""
        builder.agent(
            DialogueMessage.text(of: event["thought"]),
            reasoning: reasoning.isEmpty ? nil : reasoning,
            message: event["llm_response_id"]?.string,
            at: time
        )
        var arguments = DialogueMessage.arguments(event["tool_call"]?["arguments"])
        if arguments.isEmpty, let action = event["action"] {
            arguments = action.arguments.filter { $0.name != "kind" && $0.value != "null" }
        }
        builder.call(id: event["tool_call_id"]?.string, tool: tool, arguments: arguments, at: time)
    }

    private mutating func observation(_ event: JSON, at time: Double?) {
        let observation = event["observation"]
        let metadata = observation?["metadata"]
        if builder.workspace == nil { builder.workspace = metadata?["working_dir"]?.string }
        // The flag and the exit code at the top may report success where the metadata report a failure.
        let error = observation?["error"]
        var signs = ToolStatus.Signs(exitCode: metadata?["exit_code"]?.int ?? observation?["exit_code"]?.int)
        if signs.exitCode == -1 { signs.exitCode = nil }
        signs.timedOut = observation?["timeout"]?.bool ?? false
        if error?.bool == true || observation?["is_error"]?.bool == true { signs.failed = true }
        var text = Self.output(of: observation)
        if let words = error?.excerpt(), !words.isEmpty {
            signs.failed = true
            if !text.contains(words) { text = text.isEmpty ? words : text + "\n" + words }
        }
        builder.result(of: event["tool_call_id"]?.string, text: text, signs: signs, at: time)
    }

    /// Returns the text of an observation without the marks of a terminal around pasted text.
    private static func output(of observation: JSON?) -> String {
        var text = ""
        for name in ["output", "content", "message"] where text.isEmpty {
            text = DialogueMessage.text(of: observation?[name])
        }
        guard text.containsBytes(of: "\u{1B}[?2004") else { return text }
        return text.replacing("\u{1B}[?2004l", with: "").replacing("\u{1B}[?2004h", with: "")
    }
}
