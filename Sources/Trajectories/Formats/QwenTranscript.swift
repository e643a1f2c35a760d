internal import Foundations
internal import JSON

/// Builds one session from the records of Qwen Code.
struct QwenTranscript {
    var builder: SessionBuilder
    private var hasGoneBack = false

    init(builder: SessionBuilder) { self.builder = builder }

    /// Reads a record, and returns false if its kind is not known.
    mutating func read(_ record: JSON) -> Bool {
        let time = record["timestamp"]?.time
        guard builder.begin(record: record["uuid"]?.string, at: time) else { return true }
        if builder.workspace == nil { builder.workspace = record["cwd"]?.string }
        if let version = record["version"]?.string { builder.agent.version = version }
        // A fork counts with its origin.
        if builder.parent == nil, let origin = record["forkedFrom"]?["sessionId"]?.string, origin != builder.id {
            builder.parent = origin
        }
        switch record["type"]?.string {
        case "user": user(record, at: time)
        case "assistant": assistant(record, at: time)
        case "tool_result": results(record, at: time)
        case "system": system(record)
        default: return false
        }
        return true
    }

    private mutating func system(_ record: JSON) {
        let payload = record["systemPayload"]
        switch record["subtype"]?.string {
        case "parent_session": builder.parent = builder.parent ?? payload?["parentSessionId"]?.string
        case "session_model": builder.agent.model = builder.agent.model ?? payload?["modelId"]?.string
        case "rewind": hasGoneBack = true
        default: break
        }
    }

    // MARK: The user

    /// Reads a message of the user. Records of notifications, schedules and goals look like it; their subtype, or their
    /// source, tells them apart.
    private mutating func user(_ record: JSON, at time: Double?) {
        let parts = record["message"]?["parts"]?.array ?? []
        if parts.contains(where: { $0.has("functionResponse") }) { results(record, at: time) }
        let typed = record["systemPayload"]?["displayText"]?.excerpt() ?? ""
        var texts: [String] = []
        for part in parts where !part.has("functionResponse") {
            let text = part.words
            if text.isEmpty { continue }
            if text.hasPrefix("<qwen:") || text.hasPrefix("<system-reminder>") {
                builder.system(text, at: time)
            } else {
                texts.append(text)
            }
        }
        let text = typed.isEmpty ? texts.joined(separator: "\n") : typed
        guard !text.isEmpty else { return }
        if Self.isInjected(record) { return builder.system(text, at: time) }
        let isSteering = record["subtype"]?.string == "mid_turn_user_message" || hasGoneBack
        hasGoneBack = false
        builder.user(text, signal: isSteering ? .correction : nil, at: time)
    }

    private static func isInjected(_ record: JSON) -> Bool {
        let subtype = record["subtype"]?.string
        if let subtype, !["mid_turn_user_message", "agent_launch_prompt", "realtime_message"].contains(subtype) {
            return true
        }
        if record["externalInputKind"]?.string == "notification" { return true }
        let source = record["provenance"]?.string
        return source != nil && source != "real_user" && subtype != "agent_launch_prompt"
    }

    // MARK: The agent

    private mutating func assistant(_ record: JSON, at time: Double?) {
        let parts = record["message"]?["parts"]?.array ?? []
        let thoughts = parts.filter { $0["thought"]?.bool == true }.compactMap { $0["text"]?.excerpt() }
        let texts = parts.filter { $0["thought"]?.bool != true }.map(\.words)
        builder.agent(
            texts.filter { !$0.isEmpty }.joined(separator: "\n"),
            reasoning: thoughts.isEmpty ? nil : thoughts.joined(separator: "\n"),
            model: record["model"]?.string,
            usage: record["usageMetadata"].flatMap(Self.usage),
            at: time
        )
        for part in parts {
            guard let call = part["functionCall"] else { continue }
            let tool = call["name"]?.string ?? ""
            builder.call(id: call["id"]?.string, tool: tool, arguments: call["args"]?.arguments ?? [], at: time)
            if tool == "skill", let name = (call["args"]?["skill"] ?? call["args"]?["name"])?.string {
                builder.skill(name, .invoked)
            }
        }
    }

    private static func usage(_ value: JSON) -> Usage? {
        guard value.kind == .object else { return nil }
        var usage = Usage()
        usage.promptTokens = value["promptTokenCount"]?.tokens ?? 0
        usage.cachedTokens = value["cachedContentTokenCount"]?.tokens ?? 0
        usage.completionTokens =
            (value["candidatesTokenCount"]?.tokens ?? 0) + (value["thoughtsTokenCount"]?.tokens ?? 0)
        return usage
    }

    // MARK: Results

    private mutating func results(_ record: JSON, at time: Double?) {
        let extra = record["toolCallResult"]
        var isAnswered = false
        for part in record["message"]?["parts"]?.array ?? [] {
            guard let response = part["functionResponse"] else { continue }
            isAnswered = true
            result(of: response["id"]?.string ?? extra?["callId"]?.string, response["response"], extra, at: time)
        }
        if !isAnswered, let id = extra?["callId"]?.string { result(of: id, nil, extra, at: time) }
    }

    private mutating func result(of id: String?, _ response: JSON?, _ extra: JSON?, at time: Double?) {
        let status = extra?["status"]?.string
        var signs = ToolStatus.Signs()
        let error = response?["error"]?.words ?? ""
        if !error.isEmpty || status == "error" || status == "cancelled" { signs.failed = true }
        if signs.failed == nil, status == "success" { signs.failed = false }
        var text = [response?["output"]?.words ?? "", error].filter { !$0.isEmpty }.joined(separator: "\n")
        if text.isEmpty { text = (extra?["error"]?["message"] ?? extra?["resultDisplay"])?.words ?? "" }
        // Some tools answer with members of their own.
        if text.isEmpty, let response, response.count > 0, !response.has("output") { text = response.plainText }
        builder.result(of: id, text: text, signs: signs, at: time)
        if status == "cancelled", !builder.isStopped { builder.interruption(.denial, at: time) }
    }
}
