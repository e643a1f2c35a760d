internal import Foundations
internal import JSON

/// The rollout files of Codex: JSON Lines in which nearly everything is recorded twice, as an item of the model's input
/// or output and as an event of the screen.
///
/// The content is read from items. Events add the rest: which messages the user typed, where a model call ends, tokens,
/// exit codes and aborts. Two older generations have bare items, and bare roles.
struct CodexRollout: TrajectoryFormat {
    static var name: String { "codex" }

    private let file: FileContext
    var builder = SessionBuilder(format: Self.name)
    private var hasMeta = false
    private var model: String?

    // A message of the user comes as item and as event, in either order.
    private var held: [(text: String, time: Double?)] = []
    private var shown: [String] = []
    private var hasUserEvents = false

    // One model call is one step.
    private var modelCalls = 0
    private var isCallClosed = true
    private var hasTokenCounts = false
    /// Whether the agent has worked in the open turn, so that a message of the user is a correction. Only known in
    /// recordings with turns.
    private var isAtWork = false
    private var hasTurns = false

    private var signs: [String: ToolStatus.Signs] = [:]
    private var skills: Set<String> = []
    private var totalUsage: Usage?
    private var failure: String?

    init(file: FileContext) {
        self.file = file
        builder.agent.name = "codex"
    }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.rootIsArray else { return false }
        if sample.any({ $0["payload"]?.kind == .object && isEnvelope($0["type"]?.string ?? "") }) { return true }
        if let first = sample.first, first["id"]?.kind == .string, first["timestamp"]?.kind == .string,
            !first.has("type"),
            first.has("instructions") || first.has("git"), !first.has("messages"), !first.has("steps")
        {
            return true
        }
        return sample.any {
            $0["type"]?.string == "tool_call" && $0["function"]?.kind == .object && $0.has("timestamp")
        }
            && sample.any { $0["role"]?.kind == .string && $0.has("content") && $0.has("timestamp") }
    }

    private static func isEnvelope(_ type: String) -> Bool {
        [
            "session_meta", "response_item", "event_msg", "turn_context", "compacted", "world_state",
            "inter_agent_communication_metadata",
        ].contains(type)
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        guard value.kind == .object else { return output.skipUnknown("no object") }
        let time = value["timestamp"]?.time
        guard let payload = value["payload"] else { return readBare(value, at: time, into: &output) }
        switch value["type"]?.string ?? "" {
        case "session_meta": meta(payload, at: time)
        case "turn_context": context(payload)
        case "response_item": item(payload, at: time, into: &output)
        case "event_msg": event(payload, at: time)
        case "compacted":
            let summary = payload["message"]?.excerpt() ?? ""
            if !summary.isEmpty { builder.system(summary, at: time) }
        case "world_state": noteSkills(in: payload["state"]?["host_skills"]?["body"]?.excerpt() ?? "")
        case "inter_agent_communication_metadata": break
        case let type: output.skipUnknown(type)
        }
    }

    /// Reads a record of the generations without an envelope.
    private mutating func readBare(_ value: JSON, at time: Double?, into output: inout SessionOutput) {
        if value["record_type"]?.string == "state" { return }
        if value.has("type") || value.has("role") {
            item(value, at: time, into: &output)
        } else if value.has("id") {
            meta(value, at: time)
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        settle()
        if let totalUsage { builder.usage = totalUsage }
        if let failure { builder.outcome = Outcome(.failure, source: .crash, detail: failure) }
        if builder.agent.model == nil { builder.agent.model = model }
        output.emit(builder.finish(fallbackID: file.digest))
    }

    // MARK: The session

    /// Reads a header. A fork repeats the header of its origin after its own: the first one counts.
    private mutating func meta(_ payload: JSON, at time: Double?) {
        guard !hasMeta else { return }
        hasMeta = true
        builder.note(time: time)
        builder.id = (payload["id"] ?? payload["session_id"])?.string
        builder.agent.version = payload["cli_version"]?.string
        builder.workspace = payload["cwd"]?.string
        // A fork counts with its origin, as a sub-agent counts with the session that started it.
        let parent = payload["parent_thread_id"] ?? payload["source"]?["subagent"]?["thread_spawn"]?["parent_thread_id"]
        let origin = (parent ?? payload["forked_from_id"])?.string
        if origin != builder.id { builder.parent = origin }
        noteSkills(in: (payload["instructions"] ?? payload["base_instructions"]?["text"])?.excerpt() ?? "")
    }

    private mutating func context(_ payload: JSON) {
        if let name = payload["model"]?.string { model = name }
        if builder.workspace == nil { builder.workspace = payload["cwd"]?.string }
    }

    // MARK: Steps

    /// Returns the key of the model call of an item of the agent.
    mutating func modelCall() -> String {
        settle()
        failure = nil
        isAtWork = hasTurns
        if isCallClosed { modelCalls += 1 }
        isCallClosed = false
        return "call \(modelCalls)"
    }

    mutating func agent(_ text: String, reasoning: String? = nil, at time: Double?) {
        let key = modelCall()
        builder.agent(text, reasoning: reasoning, message: key, model: model, at: time)
    }

    /// Adds the result of a tool. If the recorder does not count tokens, another model call begins after it.
    mutating func result(of id: String?, _ output: CodexOutput, at time: Double?) {
        settle()
        if !hasTokenCounts { isCallClosed = true }
        var known = output.signs
        if let id, let event = signs.removeValue(forKey: id) {
            known.failed = event.failed ?? known.failed
            known.exitCode = known.exitCode ?? event.exitCode
            known.timedOut = event.timedOut
        }
        if output.isRefused { known.failed = true }
        builder.result(of: id, text: output.text, signs: known, at: time)
        if output.isRefused { builder.interruption(.denial, at: time) }
    }

    // MARK: The user

    /// Reads a user message among the items: typed by the user, or context under an unknown heading. It is the user's
    /// if an event shows it too, which may come before or after the item.
    mutating func userItem(_ text: String, at time: Double?) {
        if text.hasPrefix("<skill>"), let name = ClaudePrompt.between("<name>", "</name>", in: text) {
            builder.skill(name, .loaded)
        }
        if Self.isContext(text) {
            noteSkills(in: text)
            builder.system(text, at: time)
        } else if let match = shown.firstIndex(where: { text.hasPrefix($0) }) {
            shown.remove(at: match)
        } else {
            held.append((text, time))
        }
    }

    private mutating func userEvent(_ text: String, at time: Double?) {
        hasUserEvents = true
        if let match = held.firstIndex(where: { $0.text.hasPrefix(text) }) {
            held.remove(at: match)
        } else {
            shown = shown.suffix(7) + [text]
        }
        settle()
        say(text, at: time)
    }

    /// Adds the message that waits for its event: the user's if the recording has no such events, otherwise context.
    private mutating func settle() {
        let texts = held
        held = []
        for (text, time) in texts {
            if hasUserEvents { builder.system(text, at: time) } else { say(text, at: time) }
        }
    }

    private mutating func say(_ text: String, at time: Double?) {
        isCallClosed = true
        let words = skills.isEmpty || !text.containsBytes(of: "$") ? [] : text.split(whereSeparator: \.isWhitespace)
        for word in words where word.first == "$" {
            let name = String(word.dropFirst().prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) })
            if skills.contains(name) { builder.skill(name, .invoked) }
        }
        builder.user(text, signal: isAtWork ? .correction : nil, at: time)
    }

    private static func isContext(_ text: String) -> Bool {
        [
            "<environment_context>", "# AGENTS.md instructions", "<user_instructions>", "<turn_aborted>", "<skill>",
            "<INSTRUCTIONS>",
            "<user_shell_command>", "<subagent_notification>", "<permissions instructions>", "<skills_instructions>",
            "<user_action>",
        ].contains { text.hasPrefix($0) }
    }

    // MARK: Events

    private mutating func event(_ payload: JSON, at time: Double?) {
        builder.note(time: time)
        let call = (payload["call_id"] ?? payload["callId"])?.string
        let type: String = payload["type"]?.string ?? ""
        // Some recordings repeat the events of the user word for word, as they repeat items.
        if ["user_message", "turn_aborted", "error"].contains(type) {
            guard builder.begin(record: identity(of: payload, type: "event " + type, at: time), at: time) else {
                return
            }
        }
        switch type {
        case "user_message": userEvent(payload["message"]?.excerpt() ?? "", at: time)
        case "token_count": tokens(payload["info"])
        case "task_started", "turn_started":
            hasTurns = true
            isAtWork = false
        case "task_complete", "turn_complete":
            isAtWork = false
            if let error = payload["error"], !error.isNull {
                failure = "task_complete.error: " + (error["message"]?.words ?? error.words).prefix(200)
            }
        case "turn_aborted":
            isAtWork = false
            if ["interrupted", "replaced"].contains(payload["reason"]?.string ?? "") { builder.interruption(at: time) }
        case "error":
            let text = payload["message"]?.words ?? ""
            builder.system(text, at: time)
            failure = "error: " + text.prefix(200)
        case "exec_command_end": note(call) { $0.exitCode = payload["exit_code"]?.int }
        case "patch_apply_end", "dynamic_tool_call_response":
            note(call) { $0.failed = payload["success"]?.bool.map { !$0 } }
        case "mcp_tool_call_end":
            let result = payload["result"]
            note(call) {
                $0.failed = result?.has("Err") == true || result?["Ok"]?["isError"]?.bool == true ? true : nil
            }
        default: break
        }
    }

    private mutating func note(_ call: String?, _ change: (inout ToolStatus.Signs) -> Void) {
        if let call { change(&signs[call, default: ToolStatus.Signs()]) }
    }

    /// Reads the token totals, which grow with the session: the last one counts.
    private mutating func tokens(_ info: JSON?) {
        hasTokenCounts = true
        isCallClosed = true
        guard let total = info?["total_token_usage"], total.kind == .object else { return }
        var usage = Usage()
        usage.promptTokens = total["input_tokens"]?.tokens ?? 0
        usage.cachedTokens = total["cached_input_tokens"]?.tokens ?? 0
        usage.completionTokens = total["output_tokens"]?.tokens ?? 0
        totalUsage = usage
    }

    // MARK: Skills

    /// Reads the list of skills in the instructions: `- name: description (file: /…/SKILL.md)`.
    mutating func noteSkills(in text: String) {
        guard text.containsBytes(of: "SKILL.md)") else { return }
        for line in text.split(whereSeparator: \.isNewline)
        where line.hasPrefix("- ") && line.containsBytes(of: "SKILL.md)") {
            let name = String(line.dropFirst(2).prefix { $0 != ":" && !$0.isWhitespace })
            skills.insert(name)
            builder.skill(name, .available)
        }
    }
}
