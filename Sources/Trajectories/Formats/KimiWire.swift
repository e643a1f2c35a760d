internal import JSON

/// Reads the events of Kimi CLI: a time, and a message with its type and payload. Events of sub-agents are inside
/// events of their session.
struct KimiWire {
    private var transcripts: [KimiWireTranscript] = [KimiWireTranscript()]
    /// The index of each transcript by the name of the sub-agent.
    private var places: [String: Int] = [:]
    private var firstTime: Double?

    /// Whether a record is an event.
    static func isOwn(_ json: JSON) -> Bool {
        guard json["timestamp"]?.kind == .number, let message = json["message"], message["payload"]?.kind == .object
        else {
            return false
        }
        return [
            "TurnBegin", "StepBegin", "ContentPart", "ToolCall", "ToolCallPart", "ToolResult", "StatusUpdate",
            "StepInterrupted", "TurnEnd", "SubagentEvent", "ApprovalRequest", "CompactionBegin",
        ].contains(message["type"]?.string)
    }

    mutating func read(_ value: JSON, into output: inout SessionOutput) {
        guard let message = value["message"], let payload = message["payload"] else {
            if value["type"]?.string != "metadata" { output.skipUnknown(value["type"]?.string ?? "no type") }
            return
        }
        let time = value["timestamp"]?.time
        firstTime = firstTime ?? time
        read(message["type"]?.string ?? "", payload, in: 0, at: time, into: &output)
    }

    private mutating func read(
        _ type: String,
        _ payload: JSON,
        in place: Int,
        at time: Double?,
        into output: inout SessionOutput
    ) {
        guard type == "SubagentEvent" else {
            if !transcripts[place].read(type, payload, at: time) { output.skipUnknown(type) }
            return
        }
        guard let event = payload["event"], let inner = event["payload"], let kind = event["type"]?.string else {
            return
        }
        let call = (payload["parent_tool_call_id"] ?? payload["task_tool_call_id"])?.string
        let agent = payload["agent_id"]?.string ?? call ?? ""
        let next = places[agent] ?? open(agent, call: call, in: place)
        read(kind, inner, in: next, at: time, into: &output)
    }

    private mutating func open(_ agent: String, call: String?, in place: Int) -> Int {
        transcripts[place].settle()
        var transcript = KimiWireTranscript()
        transcript.agent = agent
        if let request = call.flatMap({ transcripts[place].requests[$0] }) { transcript.builder.user(request) }
        transcripts.append(transcript)
        places[agent] = transcripts.count - 1
        return transcripts.count - 1
    }

    mutating func finish(fallbackID: String, into output: inout SessionOutput) {
        let main = Kimi.identity(time: firstTime, request: transcripts[0].firstRequest) ?? fallbackID
        for var transcript in transcripts {
            transcript.settle()
            transcript.builder.id = transcript.agent.map { "\(main)/\($0)" } ?? main
            if transcript.agent != nil { transcript.builder.parent = main }
            output.emit(transcript.builder.finish(fallbackID: fallbackID))
        }
    }
}

/// Builds the session of one agent from the events of Kimi CLI.
struct KimiWireTranscript {
    var builder = Kimi.builder()
    /// The name of a sub-agent; nil for the main one.
    var agent: String?
    /// The requests in the calls, for the sub-agents that these start.
    private(set) var requests: [String: String] = [:]
    /// The first message of the user.
    private(set) var firstRequest: String?

    private struct Call {
        var id: String
        var tool: String
        var arguments: String
        var time: Double?
    }

    private var identifiers = CallIdentifiers()
    /// A call whose arguments may continue.
    private var open: Call?
    private var steps = 0
    private var hasContent = false
    private var asked: [String: String] = [:]
    private var denied: Set<String> = []

    /// Reads an event, and returns false if its kind is not known.
    mutating func read(_ type: String, _ payload: JSON, at time: Double?) -> Bool {
        _ = builder.begin(record: nil, at: time)
        if type == "ToolCallPart" {
            open?.arguments += payload["arguments_part"]?.string ?? ""
            return true
        }
        settle()
        switch type {
        case "TurnBegin": user(payload, signal: nil, at: time)
        case "SteerInput": user(payload, signal: .correction, at: time)
        case "StepBegin": closeStep()
        case "StepInterrupted": if !builder.isStopped { builder.interruption(at: time) }
        case "ContentPart":
            let think = payload["think"]?.excerpt()
            say(think == nil ? payload.words : "", reasoning: think, at: time)
        case "ToolCall":
            let call = payload["function"] ?? payload
            let tool = call["name"]?.string ?? ""
            let id = payload["id"]?.string ?? ""
            open = Call(id: id, tool: tool, arguments: call["arguments"]?.string ?? "", time: time)
        case "ToolResult": result(payload, at: time)
        case "StatusUpdate": if let usage = Kimi.usage(payload["token_usage"]) { builder.usage += usage }
        case "ApprovalRequest":
            if let id = payload["id"]?.string { asked[id] = payload["tool_call_id"]?.string }
        case "ApprovalResponse", "ApprovalRequestResolved": answer(payload)
        case "PlanDisplay", "Notification", "HookTriggered", "HookResolved", "CompactionBegin", "CompactionEnd",
            "MCPLoadingBegin", "MCPLoadingEnd", "TurnEnd", "QuestionRequest", "QuestionResponse", "ToolCallRequest",
            "StepRetry", "BtwBegin", "BtwEnd", "MCPStatusSnapshot":
            break
        default: return false
        }
        return true
    }

    private mutating func user(_ payload: JSON, signal: UserSignal?, at time: Double?) {
        let text = payload["user_input"]?.words ?? ""
        guard !text.isEmpty else { return }
        firstRequest = firstRequest ?? text
        closeStep()
        Kimi.user(text, signal: signal, at: time, into: &builder)
    }

    private mutating func closeStep() {
        if hasContent { steps += 1 }
        hasContent = false
    }

    private mutating func say(_ text: String, reasoning: String? = nil, at time: Double?) {
        hasContent = true
        builder.agent(text, reasoning: reasoning, message: "step \(steps)", at: time)
    }

    /// Adds the call whose arguments are complete.
    mutating func settle() {
        guard let call = open else { return }
        open = nil
        say("", at: call.time)
        let arguments = DialogueMessage.arguments(text: call.arguments)
        if let prompt = arguments.first(where: { $0.name == "prompt" }) { requests[call.id] = prompt.value }
        builder.call(id: identifiers.unique(call.id), tool: call.tool, arguments: arguments, at: call.time)
    }

    private mutating func answer(_ payload: JSON) {
        guard payload["response"]?.string == "reject", let id = payload["request_id"]?.string else { return }
        if let call = asked[id] { denied.insert(call) }
    }

    private mutating func result(_ payload: JSON, at time: Double?) {
        let id = payload["tool_call_id"]?.string
        let value = payload["return_value"] ?? payload["result"]
        let output = value?["output"]?.words ?? value?.words ?? ""
        let failed = value?["is_error"]?.bool
        let message = value?["message"]?.words ?? ""
        // The sentence for the model repeats what the output of a success shows.
        let parts = failed == true || output.isEmpty ? [output, message] : [output]
        builder.result(
            of: id.map { identifiers.latest($0) },
            text: parts.filter { !$0.isEmpty }.joined(separator: "\n"),
            signs: ToolStatus.Signs(failed: failed),
            at: time
        )
        if let id, denied.remove(id) != nil, !builder.isStopped { builder.interruption(.denial, at: time) }
    }
}
