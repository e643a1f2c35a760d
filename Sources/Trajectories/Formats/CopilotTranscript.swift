internal import JSON

/// Builds the session of one agent from the events of GitHub Copilot CLI.
struct CopilotTranscript {
    var builder: SessionBuilder
    /// Whether the agent has said or done anything.
    private(set) var hasAgent = false
    /// Tokens of the answers, which their messages name.
    private(set) var answered = Usage()
    /// Tokens of the whole session, which are recorded at its regular end.
    private(set) var totals: Usage?

    private struct Start {
        var id: String
        var tool: String
        var arguments: [ToolCall.Argument]
        var time: Double?
    }

    private var model: String?
    private var thought: String?
    /// Actions that started before, or without, the message that asks for them.
    private var starts: [Start] = []
    private var requested: Set<String> = []
    private var failure: String?

    init(format: String) {
        builder = SessionBuilder(format: format)
        builder.agent.name = "copilot-cli"
    }

    /// Reads an event, and returns false if its kind is not known.
    mutating func read(_ type: String, _ event: JSON) -> Bool {
        let time = event["timestamp"]?.time
        guard builder.begin(record: event["id"]?.string, at: time) else { return true }
        let data = event["data"]
        switch type {
        case "session.start", "session.resume": start(data)
        case "session.model_change": model = data?["newModel"]?.string ?? model
        case "session.context_changed": builder.workspace = builder.workspace ?? data?["cwd"]?.string
        case "user.message": user(data, at: time)
        case "assistant.reasoning": thought = data?["content"]?.excerpt()
        case "assistant.message": message(data, id: event["id"]?.string, at: time)
        case "assistant.turn_end": settle()
        case "tool.execution_start": begin(data, at: time)
        case "tool.execution_complete": complete(data, at: time)
        case "abort": stop(data?["reason"]?.string ?? "", at: time)
        case "session.error": fail(data, at: time)
        case "session.compaction_complete": context(data?["summaryContent"], at: time)
        case "system.message", "system.notification": context(data?["content"], at: time)
        case "skill.invoked":
            builder.skill(data?["name"]?.string ?? "", .invoked)
            context(data?["content"], at: time)
        case "session.skills_loaded":
            for skill in data?["skills"]?.array ?? [] { builder.skill(skill["name"]?.string ?? "", .available) }
        case "session.shutdown": shutDown(data)
        case "result": if let code = event["exitCode"]?.int, code != 0 { failure = "exitCode: \(code)" }
        default: return Self.isNoise(type)
        }
        return true
    }

    /// Adds what has no end when the file ends.
    mutating func close() {
        settle()
        if let failure { builder.outcome = Outcome(.failure, source: .crash, detail: failure) }
        if builder.agent.model == nil { builder.agent.model = model }
    }

    /// The requests to sub-agents in the calls of an event, by the ids of the calls.
    static func requests(in data: JSON?) -> [(call: String, prompt: String)] {
        var list = data?["toolRequests"]?.array ?? []
        if let data, data["arguments"]?.kind == .object { list.append(data) }
        return list.compactMap { call in
            guard let id = call["toolCallId"]?.string, let prompt = call["arguments"]?["prompt"]?.excerpt() else {
                return nil
            }
            return (id, prompt)
        }
    }

    // MARK: The session

    private mutating func start(_ data: JSON?) {
        builder.note(time: data?["startTime"]?.time)
        builder.agent.version = builder.agent.version ?? data?["copilotVersion"]?.string
        builder.workspace = builder.workspace ?? data?["context"]?["cwd"]?.string
        model = data?["selectedModel"]?.string ?? model
    }

    private mutating func fail(_ data: JSON?, at time: Double?) {
        let text = data?["message"]?.words ?? ""
        builder.system(text, at: time)
        failure = "session.error: " + text.prefix(200)
    }

    /// Reads the end of the program. A resumed session has one for each of its runs.
    private mutating func shutDown(_ data: JSON?) {
        if data?["shutdownType"]?.string == "error" {
            failure = "session.shutdown: " + (data?["errorReason"]?.words ?? "error").prefix(200)
        }
        model = model ?? data?["currentModel"]?.string
        guard let models = data?["modelMetrics"], models.kind == .object else { return }
        var usage = totals ?? Usage()
        for (_, metrics) in models.members {
            let told = metrics["usage"]
            usage.promptTokens += told?["inputTokens"]?.tokens ?? 0
            usage.cachedTokens += told?["cacheReadTokens"]?.tokens ?? 0
            usage.completionTokens += told?["outputTokens"]?.tokens ?? 0
        }
        totals = usage
    }

    private mutating func context(_ content: JSON?, at time: Double?) {
        let text = content?.words ?? ""
        if !text.isEmpty { builder.system(text, at: time) }
    }

    private mutating func stop(_ reason: String, at time: Double?) {
        guard reason.contains("user"), !builder.isStopped else { return }
        builder.interruption(at: time)
    }

    // MARK: Messages

    /// Reads a message of the user. Those of skills, schedules and other sessions have a source that says so.
    private mutating func user(_ data: JSON?, at time: Double?) {
        settle()
        let text = data?["content"]?.words ?? ""
        guard !text.isEmpty else { return }
        let source = data?["source"]?.string ?? ""
        let isInjected =
            Self.harnesses.contains { source.hasPrefix($0) } || data?["inputOrigin"]?.kind == .string
            || data?["agentMode"]?.string == "shell"
        if isInjected { return builder.system(text, at: time) }
        builder.user(text, signal: data?["delivery"]?.string == "steering" ? .correction : nil, at: time)
    }

    private static let harnesses = [
        "skill", "system", "schedule", "autopilot", "background", "hook", "agent", "notification",
    ]

    private mutating func message(_ data: JSON?, id: String?, at time: Double?) {
        hasAgent = true
        failure = nil
        let spoken = data?["reasoningText"]?.excerpt() ?? thought
        thought = nil
        answered.completionTokens += data?["outputTokens"]?.tokens ?? 0
        builder.agent(
            data?["content"]?.words ?? "",
            reasoning: spoken?.isEmpty == false ? spoken : nil,
            message: data?["messageId"]?.string ?? id,
            model: data?["model"]?.string ?? model,
            at: time
        )
        for request in data?["toolRequests"]?.array ?? [] {
            guard let call = request["toolCallId"]?.string else { continue }
            requested.insert(call)
            starts.removeAll { $0.id == call }
            builder.call(
                id: call,
                tool: (request["name"] ?? request["toolName"])?.string ?? "",
                arguments: DialogueMessage.arguments(request["arguments"]),
                at: time
            )
        }
    }

    // MARK: Actions

    private mutating func begin(_ data: JSON?, at time: Double?) {
        guard let id = data?["toolCallId"]?.string, !requested.contains(id) else { return }
        let tool = data?["toolName"]?.string ?? ""
        starts.append(
            Start(id: id, tool: tool, arguments: DialogueMessage.arguments(data?["arguments"]), time: time)
        )
    }

    /// Adds the actions that started and that no message asked for.
    private mutating func settle() {
        for start in starts {
            hasAgent = true
            requested.insert(start.id)
            builder.call(id: start.id, tool: start.tool, arguments: start.arguments, at: start.time)
        }
        starts = []
    }

    private mutating func complete(_ data: JSON?, at time: Double?) {
        // A command that the user runs by hand is not an action of the agent.
        guard let id = data?["toolCallId"]?.string, data?["isUserRequested"]?.bool != true else { return }
        if starts.contains(where: { $0.id == id }) { settle() }
        let result = data?["result"]
        let error = data?["error"]
        var parts = [result?["content"]?.words ?? result?.words ?? ""]
        if parts[0].isEmpty { parts[0] = result?["detailedContent"]?.words ?? "" }
        parts.append((error?["message"] ?? error)?.words ?? "")
        let text = parts.filter { !$0.isEmpty }.joined(separator: "\n")
        var signs = ToolStatus.Signs(failed: data?["success"]?.bool.map { !$0 })
        signs.exitCode = Self.exitCode(result) ?? StatedExitCode.code(in: text)
        builder.result(of: id, text: text, signs: signs, at: time)
        if error?["code"]?.string == "rejected", !builder.isStopped { builder.interruption(.denial, at: time) }
    }

    private static func exitCode(_ result: JSON?) -> Int? {
        for block in result?["contents"]?.array ?? [] {
            if let code = block["exitCode"]?.int { return code }
        }
        return nil
    }

    /// Families of events that contain no step, or repeat one.
    private static func isNoise(_ type: String) -> Bool {
        let family = type.prefix { $0 != "." }
        return [
            "session", "assistant", "tool", "hook", "permission", "subagent", "user_input", "elicitation", "sampling",
            "pending_messages", "mcp", "mcp_app", "command", "commands", "capabilities", "exit_plan_mode",
            "external_tool", "auto_mode_switch", "session_limits_exhausted", "model", "workspace", "extensions",
        ].contains(String(family))
    }
}
