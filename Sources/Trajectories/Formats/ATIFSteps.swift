internal import Foundations
internal import JSON

/// Adds the steps of a document of the Agent Trajectory Interchange Format to a session.
struct ATIFSteps {
    /// The session of a sub-agent whose steps are between those of another agent.
    private var own: SessionBuilder?
    private var count = 0
    private var hasWork = false
    /// The place of the last call with each id, because ids need to be unique in their step only.
    private var places: [String: String] = [:]
    /// The message that the last step of the agent belongs to, and the tokens that were counted for it.
    private var message: (number: Int, tokens: [Int])?
    /// The calls of the step that have no result yet.
    private var open: [OpenCall] = []
    /// The template of the first message, if the producer keeps it.
    var template: TaskTemplate?

    private struct OpenCall: Sendable {
        let place: String
        /// What the call types into a terminal.
        let keystrokes: String?
    }

    init() {}

    init(collecting agent: Session.Agent) {
        var builder = SessionBuilder(format: ATIF.name)
        builder.agent = Session.Agent(name: agent.name, version: agent.version)
        own = builder
    }

    mutating func collect(_ step: JSON) {
        guard var builder = own else { return }
        own = nil
        add(step, to: &builder)
        own = builder
    }

    /// The session of a sub-agent, or nil if it was only started.
    consuming func session(id: String, parent: String, workspace: String?) -> Session? {
        guard hasWork, var builder = own else { return nil }
        builder.id = id
        builder.parent = parent
        builder.workspace = workspace
        return builder.finish(fallbackID: id)
    }

    mutating func add(_ step: JSON, to builder: inout SessionBuilder) {
        count += 1
        let time = step["timestamp"]?.time
        let identity = count <= 8 ? "\(count) \(Fingerprint(ofSource: step).description)" : nil
        guard builder.begin(record: identity, at: time) else { return }
        open = []
        let text = step["message"]?.words ?? ""
        if !["agent", "assistant"].contains(step["source"]?.string ?? "") { message = nil }
        switch step["source"]?.string ?? "" {
        case "user", "human": user(text, step, &builder, at: time)
        case "agent", "assistant": agent(text, step, &builder, at: time)
        default: if !text.isEmpty { builder.system(text, at: time) }
        }
        observe(step, &builder, at: time)
    }

    private mutating func user(_ text: String, _ step: JSON, _ builder: inout SessionBuilder, at time: Double?) {
        hasWork = true
        if let (task, rest) = TerminusPrompt.request(in: text) ?? template?.split(text) {
            builder.system(rest, at: time)
            return builder.user(task, at: time)
        }
        if TerminusPrompt.isHandoff(text) { return builder.system(text, at: time) }
        switch step["extra"]?["user_signal"]?.string {
        case "interruption": builder.interruption(.interruption, text: text, at: time)
        case "denial": builder.interruption(.denial, text: text, at: time)
        case "correction": builder.user(text, signal: .correction, at: time)
        default: if !text.isEmpty { builder.user(text, at: time) }
        }
    }

    private mutating func agent(_ text: String, _ step: JSON, _ builder: inout SessionBuilder, at time: Double?) {
        let calls = step["tool_calls"]?.array ?? []
        let thought = step["reasoning_content"]?.excerpt() ?? ""
        // A producer may keep the answer as the agent wrote it instead of its calls.
        let raw = calls.isEmpty ? TerminusAnswer(text) : nil
        let ownText = isFiller(text, for: calls) ? "" : raw?.text ?? text
        // One converter repeats the message as the reasoning.
        let reasoning = thought.isEmpty || thought == text ? nil : thought
        let message = message(of: step, hasOwnText: !ownText.isEmpty || reasoning != nil)
        if message.isNew, let metrics = step["metrics"] { builder.usage += Self.usage(metrics) }
        builder.agent(
            ownText,
            reasoning: reasoning,
            message: message.name,
            model: step["model_name"]?.string,
            at: time
        )
        open = []
        for call in raw?.calls ?? calls.map(Self.call) {
            hasWork = true
            let id = call.id ?? ""
            let place = "\(count) \(open.count) \(id)"
            places[id] = place
            let keystrokes = call.arguments.first { $0.name == "keystrokes" }?.value
            open.append(OpenCall(place: place, keystrokes: keystrokes))
            builder.call(id: place, tool: call.tool, arguments: call.arguments, at: time)
        }
    }

    private static func call(_ json: JSON) -> DialogueMessage.Call {
        DialogueMessage.Call(
            id: json["tool_call_id"]?.string,
            tool: (json["function_name"] ?? json["name"])?.string ?? "",
            arguments: json["arguments"]?.arguments ?? []
        )
    }

    /// The message of the agent that a step belongs to, and whether the step is its first one.
    ///
    /// Some converters make a step of each call of a message, each with the tokens of the message. Two messages of a run
    /// have other numbers: the second one has read the result of the first.
    private mutating func message(of step: JSON, hasOwnText: Bool) -> (name: String, isNew: Bool) {
        let metrics = step["metrics"]
        let tokens = ["prompt_tokens", "completion_tokens", "cached_tokens"].map { metrics?[$0]?.tokens ?? 0 }
        if let message, !hasOwnText, step["tool_calls"]?.count ?? 0 > 0, tokens[0] > 0, tokens == message.tokens {
            return ("message \(message.number)", false)
        }
        message = (count, tokens)
        return ("message \(count)", true)
    }

    /// Whether a text is the sentence that a converter writes for a step without a message.
    private func isFiller(_ text: String, for calls: [JSON]) -> Bool {
        guard text.hasPrefix("Executed "), calls.count == 1 else { return false }
        return text == "Executed \(calls[0]["function_name"]?.string ?? "") \(calls[0]["tool_call_id"]?.string ?? "")"
    }

    private static func usage(_ value: JSON) -> Usage {
        var usage = Usage()
        usage.promptTokens = value["prompt_tokens"]?.tokens ?? 0
        usage.cachedTokens = value["cached_tokens"]?.tokens ?? 0
        usage.completionTokens = value["completion_tokens"]?.tokens ?? 0
        usage.costUSD = value["cost_usd"]?.amount ?? 0
        return usage
    }

    // MARK: Observations

    /// Adds results, which name their call or are in the order of the calls. A result without a call is context.
    private mutating func observe(_ step: JSON, _ builder: inout SessionBuilder, at time: Double?) {
        for result in step["observation"]?["results"]?.array ?? [] {
            let (content, signs) = Self.result(result, of: step)
            var text = content
            let source = result["source_call_id"]?.string
            let named = source.flatMap { source in
                open.first { $0.place.hasSuffix(" " + source) }?.place ?? places[source]
            }
            if named == nil, source == nil, showScreen(text, signs: signs, &builder, at: time) { continue }
            guard let place = named ?? (source == nil ? open.first?.place : nil) else {
                if !text.isEmpty { builder.system(text, at: time) }
                continue
            }
            if let typed = open.first(where: { $0.place == place })?.keystrokes {
                let screen = TerminalScreen(text)
                text = screen.results(of: [typed]).first.flatMap { $0 } ?? screen.text
            }
            open.removeAll { $0.place == place }
            builder.result(of: place, text: text, signs: signs, at: time)
        }
    }

    /// Adds what a terminal shows after keystrokes, which have one result together.
    ///
    /// - Returns: false if there are no keystrokes without a result.
    private mutating func showScreen(
        _ text: String,
        signs: ToolStatus.Signs,
        _ builder: inout SessionBuilder,
        at time: Double?
    ) -> Bool {
        let typed = open.filter { $0.keystrokes != nil }
        guard !typed.isEmpty else { return false }
        let screen = TerminalScreen(text)
        var signs = signs
        if screen.isRefusal { signs.failed = true }
        for (call, text) in zip(typed, screen.results(of: typed.compactMap(\.keystrokes))) {
            guard let text else { continue }
            builder.result(of: call.place, text: text, signs: signs, at: time)
        }
        open.removeAll { $0.keystrokes != nil }
        return true
    }

    private static func result(_ result: JSON, of step: JSON) -> (String, ToolStatus.Signs) {
        let extra = result["extra"]
        var text = result["content"]?.words ?? ""
        var signs = ToolStatus.Signs(
            failed: (extra?["tool_result_is_error"] ?? extra?["is_error"] ?? step["extra"]?["tool_result_is_error"])?
                .bool,
            exitCode: (extra?["exit_code"] ?? extra?["tool_result_metadata"]?["exit_code"])?.int
        )
        // One converter repeats the record of the recorder after the output.
        if step["extra"]?.has("tool_result_metadata") == true,
            let repeated = text.firstByteRange(of: "\n\n[metadata] {")
        {
            text = String(text[..<repeated.lowerBound])
        }
        if text.hasSuffix("[error] tool reported failure")
            || text.containsBytes(of: "\n[error] tool reported failure\n")
        {
            signs.failed = true
        }
        return (text, signs)
    }
}
