internal import Foundations
internal import JSON

/// The conversations of Grok Build (`chat_history.jsonl`): what the model saw and answered, without times and without
/// the identity of the session. Both are in `summary.json` next to it, which may be put before the conversation in one
/// file.
struct Grok: TrajectoryFormat {
    static var name: String { "grok" }

    private let file: FileContext
    private var builder = SessionBuilder(format: Self.name)
    private var firstCall: String?
    private var hasAgent = false
    /// Reasoning that is recorded before the message it belongs to.
    private var thought = ""
    private var modelCalls = 0
    private var isCallClosed = true

    init(file: FileContext) {
        self.file = file
        builder.agent.name = Self.name
        builder.id = Cursor.identity(in: file.name)
    }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.rootIsArray else { return false }
        return sample.any { isSummary($0) || isOwn($0) }
    }

    private static func isSummary(_ json: JSON) -> Bool {
        json["info"]?["id"]?.kind == .string && json.has("chat_format_version") && json.has("current_model_id")
    }

    private static func isOwn(_ json: JSON) -> Bool {
        if ["session_id", "sessionId", "sessionID", "uuid", "role", "message"].contains(where: {
            json[$0 as String] != nil
        }) {
            return false
        }
        switch json["type"]?.string {
        case "user": return json["content"] != nil && (json.has("prompt_index") || json.has("synthetic_reason"))
        case "assistant":
            return json["content"]?.kind == .string && (json.has("model_id") || json.has("model_fingerprint"))
        case "backend_tool_call": return json["kind"]?["tool_type"]?.kind == .string
        case "tool_result": return json["tool_call_id"]?.kind == .string && json.has("content")
        default: return false
        }
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        if Self.isSummary(value) { return summary(value) }
        _ = builder.begin(record: nil)
        switch value["type"]?.string ?? "" {
        case "system": context(value["content"]?.words ?? "")
        case "user": user(value)
        case "reasoning": reason(value)
        case "assistant": assistant(value)
        case "tool_result": result(value)
        case "backend_tool_call": hosted(value["kind"])
        case let type: output.skipUnknown(type.isEmpty ? "no type" : type)
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        flush()
        guard hasAgent else { return }
        // The first call names the session as long as nothing else does, and stays when the file grows.
        let fallback = firstCall.map { "grok-" + $0 } ?? file.digest
        output.emit(builder.finish(fallbackID: fallback))
    }

    private mutating func summary(_ value: JSON) {
        builder.id = value["info"]?["id"]?.string
        builder.workspace = value["info"]?["cwd"]?.string
        let parent = (value["parent_session_id"] ?? value["info"]?["parent_session_id"])?.string
        if parent != builder.id { builder.parent = parent }
        builder.agent.model = value["current_model_id"]?.string
        builder.note(time: value["created_at"]?.time)
        builder.note(time: value["updated_at"]?.time)
    }

    // MARK: The user

    private mutating func context(_ text: String) {
        if builder.workspace == nil, let path = ClaudePrompt.between("Workspace Path: ", "\n", in: text) {
            builder.workspace = path[...].trimmed
        }
        if !text.isEmpty { builder.system(text) }
    }

    /// Reads a message of the user, or of the program under the user's name. The words of a person may be in an
    /// envelope that says when they were written.
    private mutating func user(_ value: JSON) {
        flush()
        isCallClosed = true
        let text = value["content"]?.words ?? ""
        guard !text.isEmpty else { return }
        if let reason = value["synthetic_reason"], !reason.isNull { return context(text) }
        let prompt = EnvelopedPrompt(text, tag: "user_query")
        guard let words = prompt.prompt else { return context(prompt.context) }
        let interrupt = value["prior_turn_interrupt"]?.string ?? ""
        if hasAgent, interrupt.contains("abort") || interrupt.contains("cancel"), !builder.isStopped {
            builder.interruption()
        }
        let isSteering = prompt.context.hasPrefix("The user sent a message while you were working")
        builder.user(words, signal: isSteering ? .correction : nil)
    }

    // MARK: The agent

    private mutating func reason(_ value: JSON) {
        for part in (value["summary"] ?? value["content"])?.array ?? [] {
            let text = part["text"]?.excerpt() ?? ""
            if !text.isEmpty { thought += (thought.isEmpty ? "" : "\n") + text }
        }
    }

    private mutating func agent(_ text: String, model: String? = nil) {
        hasAgent = true
        if isCallClosed { modelCalls += 1 }
        isCallClosed = false
        let reasoning = thought.isEmpty ? nil : thought
        thought = ""
        builder.agent(text, reasoning: reasoning, message: "call \(modelCalls)", model: model)
    }

    /// Adds reasoning without a message: the model was stopped before it answered.
    private mutating func flush() {
        if !thought.isEmpty { agent("") }
    }

    private mutating func assistant(_ value: JSON) {
        if thought.isEmpty { thought = (value["reasoning_content"] ?? value["reasoning"])?.words ?? "" }
        agent(value["content"]?.words ?? "", model: value["model_id"]?.string)
        for call in value["tool_calls"]?.array ?? [] {
            let call = DialogueMessage.call(call)
            firstCall = firstCall ?? call.id
            builder.call(id: call.id, tool: call.tool, arguments: call.arguments)
        }
        isCallClosed = true
    }

    private mutating func result(_ value: JSON) {
        let text = value["content"]?.words ?? ""
        let isCancelled = text.hasPrefix("Tool execution was cancelled by the user")
        let failed = (value["is_error"] ?? value["isError"])?.bool ?? (isCancelled ? true : nil)
        let signs = ToolStatus.Signs(failed: failed, exitCode: StatedExitCode.code(in: text))
        builder.result(of: value["tool_call_id"]?.string, text: text, signs: signs)
        isCallClosed = true
        if isCancelled, !builder.isStopped { builder.interruption() }
    }

    /// Reads an action that the provider ran, whose result only the model saw.
    private mutating func hosted(_ kind: JSON?) {
        let id = kind?["id"]?.string
        agent("")
        builder.call(id: id, tool: kind?["tool_type"]?.string ?? "", arguments: kind?["action"]?.arguments ?? [])
        let status = kind?["status"]?.string
        guard status == "completed" || status == "failed" else { return }
        builder.result(of: id, text: "", signs: ToolStatus.Signs(failed: status == "failed"))
    }
}
