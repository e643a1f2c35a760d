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
        let identity = count <= 8 ? "\(count) \(Fingerprint(ofSource: step))" : nil
        guard builder.begin(record: identity, at: time) else { return }
        let text = step["message"]?.words ?? ""
        switch step["source"]?.string ?? "" {
        case "user", "human": user(text, step, &builder, at: time)
        case "agent", "assistant": agent(text, step, &builder, at: time)
        default: if !text.isEmpty { builder.system(text, at: time) }
        }
        observe(step, &builder, at: time)
    }

    private mutating func user(_ text: String, _ step: JSON, _ builder: inout SessionBuilder, at time: Double?) {
        hasWork = true
        switch step["extra"]?["user_signal"]?.string {
        case "interruption": builder.interruption(.interruption, text: text, at: time)
        case "denial": builder.interruption(.denial, text: text, at: time)
        case "correction": builder.user(text, signal: .correction, at: time)
        default: if !text.isEmpty { builder.user(text, at: time) }
        }
    }

    private mutating func agent(_ text: String, _ step: JSON, _ builder: inout SessionBuilder, at time: Double?) {
        let calls = step["tool_calls"]?.array ?? []
        let thought = step["reasoning_content"]?.excerpt()
        builder.agent(
            isFiller(text, for: calls) ? "" : text,
            reasoning: thought?.isEmpty == true ? nil : thought,
            model: step["model_name"]?.string,
            usage: step["metrics"].map(Self.usage),
            at: time
        )
        for (index, call) in calls.enumerated() {
            hasWork = true
            let id = call["tool_call_id"]?.string ?? ""
            let place = "\(count) \(index) \(id)"
            places[id] = place
            builder.call(
                id: place,
                tool: (call["function_name"] ?? call["name"])?.string ?? "",
                arguments: call["arguments"]?.arguments ?? [],
                at: time
            )
        }
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
        var open = (step["tool_calls"]?.array ?? []).enumerated().map {
            "\(count) \($0.offset) \($0.element["tool_call_id"]?.string ?? "")"
        }
        for result in step["observation"]?["results"]?.array ?? [] {
            let (text, signs) = Self.result(result, of: step)
            let source = result["source_call_id"]?.string
            let named = source.flatMap { source in open.first { $0.hasSuffix(" " + source) } ?? places[source] }
            guard let place = named ?? (source == nil ? open.first : nil) else {
                if !text.isEmpty { builder.system(text, at: time) }
                continue
            }
            open.removeAll { $0 == place }
            builder.result(of: place, text: text, signs: signs, at: time)
        }
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
