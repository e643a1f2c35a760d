internal import JSON

/// The events of OpenHands' first generation: an `action` with `args`, or an `observation` with the action's number.
struct OpenHandsLegacy {
    private(set) var hasAgent = false
    private(set) var hasEnded = false
    /// Tokens and money, of which the recorder gives running totals.
    private(set) var usage: Usage?

    /// Reads an event, and returns false if its kind is not known.
    mutating func read(_ event: JSON, into builder: inout SessionBuilder) -> Bool {
        let time = event["timestamp"]?.time
        let id = event["id"].map(\.plainText)
        let identity = id.map { "\($0) \(event["timestamp"]?.plainText ?? "")" }
        guard builder.begin(record: identity, at: time) else { return true }
        if let metrics = event["llm_metrics"], metrics.kind == .object { usage = Self.usage(of: metrics) }
        if let action = event["action"]?.string { return read(action: action, event, id: id, into: &builder, at: time) }
        if let kind = event["observation"]?.string { return read(observation: kind, event, into: &builder, at: time) }
        return false
    }

    static func usage(of metrics: JSON) -> Usage {
        var usage = Usage()
        let tokens = metrics["accumulated_token_usage"]
        usage.promptTokens = tokens?["prompt_tokens"]?.tokens ?? 0
        usage.cachedTokens = tokens?["cache_read_tokens"]?.tokens ?? 0
        usage.completionTokens = tokens?["completion_tokens"]?.tokens ?? 0
        usage.costUSD = metrics["accumulated_cost"]?.amount ?? 0
        return usage
    }

    private mutating func read(
        action: String,
        _ event: JSON,
        id: String?,
        into builder: inout SessionBuilder,
        at time: Double?
    ) -> Bool {
        let args = event["args"]
        switch action {
        case "system": builder.system(DialogueMessage.text(of: args?["content"]), at: time)
        case "message" where event["source"]?.string == "user":
            hasEnded = false
            builder.user(DialogueMessage.text(of: args?["content"] ?? event["message"]), at: time)
        case "message":
            hasAgent = true
            hasEnded = true
            builder.agent(DialogueMessage.text(of: args?["content"] ?? event["message"]), at: time)
        case "recall", "change_agent_state", "null", "condensation", "condensation_request", "loop_recovery": break
        default:
            // A command that the user runs by hand is not an action of the agent.
            guard event["source"]?.string != "user" else {
                builder.system(event["message"]?.excerpt() ?? action, at: time)
                return true
            }
            call(action, event, id: id, into: &builder, at: time)
        }
        return true
    }

    private mutating func call(
        _ action: String,
        _ event: JSON,
        id: String?,
        into builder: inout SessionBuilder,
        at time: Double?
    ) {
        hasAgent = true
        hasEnded = action == "finish"
        let args = event["args"]
        let call = event["tool_call_metadata"]
        builder.agent(
            args?["thought"]?.excerpt() ?? "",
            message: call?["model_response"]?["id"]?.string,
            model: call?["model_response"]?["model"]?.string,
            at: time
        )
        let unsaid = [
            "thought", "hidden", "confirmation_state", "security_risk", "blocking", "is_static", "is_input", "cwd",
            "timeout",
        ]
        let arguments = (args?.arguments ?? []).filter { !unsaid.contains($0.name) && $0.value != "null" }
        builder.call(id: id, tool: call?["function_name"]?.string ?? action, arguments: arguments, at: time)
    }

    private mutating func read(
        observation kind: String,
        _ event: JSON,
        into builder: inout SessionBuilder,
        at time: Double?
    ) -> Bool {
        let extras = event["extras"]
        let metadata = extras?["metadata"]
        if builder.workspace == nil { builder.workspace = metadata?["working_dir"]?.string }
        switch kind {
        case "agent_state_changed":
            let state = extras?["agent_state"]?.string ?? ""
            if state == "stopped" || state == "paused" { builder.interruption(at: time) }
            if state == "error", builder.outcome.source == .none {
                builder.outcome = Outcome(.failure, source: .crash, detail: "agent_state: error")
            }
            return true
        case "recall", "null", "condense", "system": return true
        default: break
        }
        let cause = event["cause"].flatMap { $0.isNull ? nil : $0.plainText }
        let text = DialogueMessage.text(of: event["content"])
        var signs = ToolStatus.Signs(exitCode: metadata?["exit_code"]?.int ?? extras?["exit_code"]?.int)
        if signs.exitCode == -1 { signs.exitCode = nil }
        if kind == "error" || kind == "user_rejected" || event["success"]?.bool == false { signs.failed = true }
        builder.result(of: cause, text: text, signs: signs, at: time)
        if kind == "user_rejected" { builder.interruption(.denial, text: text, at: time) }
        return true
    }
}
