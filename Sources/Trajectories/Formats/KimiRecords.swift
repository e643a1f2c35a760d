internal import Foundations
internal import JSON

/// Reads the records of one agent of Kimi Code, from which the program restores its state: prompts, messages, and the
/// events of the loop of steps.
struct KimiRecords {
    private var builder = Kimi.builder()
    private var createdAt: Double?
    private var firstRequest: String?
    private var identifiers = CallIdentifiers()
    private var model: String?
    /// Prompts of the user that are not yet in the context.
    private var prompts: [(text: String, signal: UserSignal?, time: Double?)] = []
    private var denied: Set<String> = []
    private var hasGoneBack = false
    private var failure: String?

    /// Whether a record is one that only these files have.
    static func isOwn(_ json: JSON) -> Bool {
        switch json["type"]?.string {
        case "context.append_loop_event": json["event"]?["type"]?.kind == .string
        case "context.append_message": json["message"]?["role"]?.kind == .string
        case "turn.prompt", "turn.steer": json["input"]?.kind == .array && json.has("origin")
        default: false
        }
    }

    mutating func read(_ value: JSON, into output: inout SessionOutput) {
        let time = value["time"]?.time
        _ = builder.begin(record: nil, at: time)
        switch value["type"]?.string ?? "" {
        case "metadata":
            createdAt = createdAt ?? value["created_at"]?.time
            builder.note(time: createdAt)
        case "config.update", "profile.bind": configure(value)
        case "turn.prompt": prompt(value, signal: nil, at: time)
        case "turn.steer": prompt(value, signal: .correction, at: time)
        case "turn.cancel": if !builder.isStopped { builder.interruption(at: time) }
        case "turn.ended": end(value)
        case "context.append_message": message(value["message"], at: time)
        case "context.append_loop_event": event(value["event"], at: time, into: &output)
        case "context.apply_compaction":
            let text = (value["summary"] ?? value["message"]?["content"])?.words ?? ""
            if !text.isEmpty { builder.system(text, at: time) }
        case "context.undo": hasGoneBack = true
        case "permission.record_approval_result":
            if value["result"]?["decision"]?.string?.hasPrefix("reject") == true, let id = value["toolCallId"]?.string {
                denied.insert(id)
            }
        case let type: if !Self.isNoise(type) { output.skipUnknown(type.isEmpty ? "no type" : type) }
        }
    }

    mutating func finish(fallbackID: String) -> Session? {
        for prompt in prompts { say(prompt.text, signal: prompt.signal, at: prompt.time) }
        builder.id = Kimi.identity(time: createdAt, request: firstRequest)
        if builder.agent.model == nil { builder.agent.model = model }
        if let failure { builder.outcome = Outcome(.failure, source: .crash, detail: failure) }
        return builder.finish(fallbackID: fallbackID)
    }

    private mutating func configure(_ value: JSON) {
        model = value["modelAlias"]?.string ?? model
        builder.workspace = builder.workspace ?? (value["cwd"] ?? value["environmentDisclosure"]?["cwd"])?.string
    }

    private mutating func end(_ value: JSON) {
        let reason = value["reason"]?.string ?? ""
        failure = nil
        guard reason.hasPrefix("error") || reason.hasPrefix("fail") else { return }
        failure = "turn.ended: " + (value["error"]?["message"]?.words ?? reason).prefix(200)
    }

    // MARK: Messages

    /// Notes a prompt. It is added when it is appended to the context.
    private mutating func prompt(_ value: JSON, signal: UserSignal?, at time: Double?) {
        guard value["origin"]?["kind"]?.string == "user", let text = value["input"]?.words, !text.isEmpty else {
            return
        }
        prompts.append((text, signal, time))
    }

    private mutating func message(_ message: JSON?, at time: Double?) {
        guard let message else { return }
        let text = message["content"]?.words ?? ""
        switch message["role"]?.string {
        case "user": user(text, origin: message["origin"], at: time)
        case "assistant":
            builder.agent(text, reasoning: Kimi.reasoning(message["content"]), model: model, at: time)
            for call in message["toolCalls"]?.array ?? [] {
                let call = DialogueMessage.call(call)
                let id = call.id.map { identifiers.unique($0) }
                builder.call(id: id, tool: call.tool, arguments: call.arguments, at: time)
            }
        case "tool":
            let id = message["toolCallId"]?.string.map { identifiers.latest($0) }
            builder.result(of: id, text: text, signs: .init(failed: message["isError"]?.bool), at: time)
        default: if !text.isEmpty { builder.system(text, at: time) }
        }
    }

    /// Reads a message to the model: of the user, of the agent that started this one, or of the harness.
    private mutating func user(_ text: String, origin: JSON?, at time: Double?) {
        guard !text.isEmpty else { return }
        switch origin?["kind"]?.string {
        case "user", nil:
            let known = prompts.firstIndex { $0.text == text }
            let signal = known.flatMap { prompts.remove(at: $0).signal }
            say(text, signal: signal, at: time)
        case "skill_activation":
            builder.skill(origin?["skillName"]?.string ?? origin?["name"]?.string ?? "", .invoked)
            builder.system(text, at: time)
        case "system_trigger" where origin?["name"]?.string == "subagent": delegated(text, at: time)
        default: builder.system(text, at: time)
        }
    }

    private mutating func say(_ text: String, signal: UserSignal?, at time: Double?) {
        firstRequest = firstRequest ?? text
        let signal = hasGoneBack ? .correction : signal
        hasGoneBack = false
        Kimi.user(text, signal: signal, at: time, into: &builder)
    }

    /// Reads the request to a sub-agent, before which the harness puts the state of the repository.
    private mutating func delegated(_ text: String, at time: Double?) {
        firstRequest = firstRequest ?? text
        var tagged = TaggedText(text)
        let contexts = tagged.take("git-context")
        guard !tagged.rest.isEmpty else { return builder.user(text, at: time) }
        for context in contexts { builder.system(context, at: time) }
        builder.user(tagged.rest, at: time)
    }

    // MARK: Steps

    private mutating func event(_ event: JSON?, at time: Double?, into output: inout SessionOutput) {
        guard let event else { return }
        let step = (event["stepUuid"] ?? event["uuid"])?.string ?? ""
        switch event["type"]?.string ?? "" {
        case "step.begin": failure = nil
        case "content.part":
            let part = event["part"]
            let think = part?["think"]?.excerpt()
            add(think == nil ? part?.words ?? "" : "", reasoning: think, to: step, at: time)
        case "tool.call":
            add("", to: step, at: time)
            let id = (event["toolCallId"] ?? event["uuid"])?.string
            builder.call(
                id: id.map { identifiers.unique($0) },
                tool: event["name"]?.string ?? "",
                arguments: DialogueMessage.arguments(event["args"] ?? event["arguments"]),
                at: time
            )
        case "tool.result": result(event, at: time)
        case "step.end":
            if let usage = Kimi.usage(event["usage"]) { builder.usage += usage }
        case "step.interrupted": if !builder.isStopped { builder.interruption(at: time) }
        case let type: output.skipUnknown(type)
        }
    }

    private mutating func add(_ text: String, reasoning: String? = nil, to step: String, at time: Double?) {
        let thought = reasoning?.isEmpty == false ? reasoning : nil
        builder.agent(text, reasoning: thought, message: step, model: model, at: time)
    }

    private mutating func result(_ event: JSON, at time: Double?) {
        let id = (event["toolCallId"] ?? event["parentUuid"])?.string
        let result = event["result"]
        let failed = (result?["isError"] ?? result?["is_error"])?.bool
        let output = result?["output"]?.words ?? result?.words ?? ""
        let message = result?["message"]?.words ?? ""
        let text = failed == true || output.isEmpty ? [output, message] : [output]
        builder.result(
            of: id.map { identifiers.latest($0) },
            text: text.filter { !$0.isEmpty }.joined(separator: "\n"),
            signs: ToolStatus.Signs(failed: failed),
            at: time
        )
        if let id, denied.remove(id) != nil, !builder.isStopped { builder.interruption(.denial, at: time) }
    }

    /// Kinds and families of records that contain no step, or repeat one.
    private static func isNoise(_ type: String) -> Bool {
        [
            "forked", "tools.", "permission.", "llm.", "usage.", "mcp.", "plan_mode.", "swarm_mode.", "goal.", "cron.",
            "full_compaction.", "micro_compaction.", "context.clear", "file_history.", "plugin.", "runtime.",
            "token_counting.", "hook.", "task.", "turn.",
        ].contains { type.hasPrefix($0) }
    }
}
