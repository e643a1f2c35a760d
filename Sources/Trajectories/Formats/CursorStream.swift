internal import Foundations
internal import JSON

/// The output of `cursor-agent --output-format stream-json`: the start of the session, messages, and actions that start
/// and complete.
struct CursorStream: TrajectoryFormat {
    static var name: String { "cursor-stream" }

    private let file: FileContext
    private var builder = SessionBuilder(format: Self.name)
    private var modelCalls = 0
    private var isCallClosed = true
    /// The message so far: partial output repeats it as a whole after its pieces.
    private var said = ""
    private var thought = ""
    private var failure: String?

    init(file: FileContext) {
        self.file = file
        builder.agent.name = "cursor"
    }

    static func recognises(_ sample: FormatSample) -> Bool {
        sample.any { record in
            switch record["type"]?.string {
            case "tool_call":
                return ["started", "completed"].contains(record["subtype"]?.string)
                    && record["call_id"]?.kind == .string
                    && record["tool_call"]?.kind == .object
            case "system":
                return record["subtype"]?.string == "init" && record["session_id"]?.kind == .string
                    && record.has("apiKeySource") && record.has("permissionMode") && !record.has("tools")
            default: return false
            }
        }
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        let time = (value["timestamp_ms"] ?? value["timestamp"])?.time
        if builder.id == nil { builder.id = value["session_id"]?.string }
        _ = builder.begin(record: nil, at: time)
        switch value["type"]?.string ?? "" {
        case "system": start(value)
        case "user":
            flush(at: time)
            isCallClosed = true
            let text = value["message"]?["content"]?.words ?? ""
            if !text.isEmpty { builder.user(text, at: time) }
        case "assistant": say(value["message"]?["content"]?.words ?? "", isPiece: value.has("timestamp_ms"))
        case "thinking": thought += value["text"]?.excerpt() ?? ""
        case "tool_call": call(value, at: time)
        case "result": end(value, at: time)
        case "interaction_query", "connection", "retry": break
        case let type: output.skipUnknown(type.isEmpty ? "no type" : type)
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        flush(at: nil)
        if let failure { builder.outcome = Outcome(.failure, source: .crash, detail: failure) }
        output.emit(builder.finish(fallbackID: file.digest))
    }

    private mutating func start(_ value: JSON) {
        guard value["subtype"]?.string == "init" else { return }
        builder.workspace = builder.workspace ?? value["cwd"]?.string
        builder.agent.model = builder.agent.model ?? value["model"]?.string
    }

    private mutating func end(_ value: JSON, at time: Double?) {
        flush(at: time)
        failure = nil
        if value["is_error"]?.bool == true || value["subtype"]?.string != "success" {
            failure = "result: " + (value["result"] ?? value["subtype"] ?? value).plainText.prefix(200)
        }
        guard let told = value["usage"] else { return }
        var usage = Usage()
        usage.cachedTokens = told["cacheReadTokens"]?.tokens ?? 0
        usage.promptTokens =
            (told["inputTokens"]?.tokens ?? 0) + usage.cachedTokens + (told["cacheWriteTokens"]?.tokens ?? 0)
        usage.completionTokens = told["outputTokens"]?.tokens ?? 0
        builder.usage += usage
    }

    // MARK: Steps

    private mutating func say(_ text: String, isPiece: Bool) {
        if text == said || text.isEmpty { return }
        if said.isEmpty || text.hasPrefix(said) { said = text } else { said += (isPiece ? "" : "\n") + text }
    }

    private mutating func flush(at time: Double?) {
        guard !said.isEmpty || !thought.isEmpty else { return }
        agent(said, reasoning: thought, at: time)
        (said, thought) = ("", "")
    }

    private mutating func agent(_ text: String, reasoning: String = "", at time: Double?) {
        if isCallClosed { modelCalls += 1 }
        isCallClosed = false
        let key = "call \(modelCalls)"
        builder.agent(text, reasoning: reasoning.isEmpty ? nil : reasoning, message: key, at: time)
    }

    // MARK: Actions

    /// Reads an action that starts, or that has completed. Its kind is the name of the only member, such as
    /// `shellToolCall`.
    private mutating func call(_ value: JSON, at time: Double?) {
        let id = value["call_id"]?.string
        guard let (kind, body) = value["tool_call"].flatMap(Self.body) else { return }
        flush(at: time)
        if builder.begin(record: id.map { "call " + $0 }) {
            agent("", at: time)
            let tool = kind.hasSuffix("ToolCall") ? String(kind.dropLast("ToolCall".count)) : kind
            builder.call(
                id: id,
                tool: body["name"]?.string ?? tool,
                arguments: DialogueMessage.arguments(body["args"] ?? body["arguments"]),
                at: time
            )
        }
        guard value["subtype"]?.string == "completed" else { return }
        result(body["result"], of: id, at: time)
        isCallClosed = true
    }

    private static func body(of call: JSON) -> (kind: String, body: JSON)? {
        for member in call.members where member.value.kind == .object { return (member.key, member.value) }
        return nil
    }

    /// Reads a result: an object whose only member is named by the outcome.
    private mutating func result(_ value: JSON?, of id: String?, at time: Double?) {
        var outcome = ""
        var body = value
        for member in value?.members.map({ $0 }) ?? [] where member.value.kind == .object {
            (outcome, body) = (member.key, member.value)
        }
        var signs = ToolStatus.Signs(exitCode: body?["exitCode"]?.int)
        signs.timedOut = outcome.lowercased().hasPrefix("timeout")
        if outcome == "success" {
            signs.failed = signs.exitCode.map { $0 != 0 } ?? false
        } else if !outcome.isEmpty {
            signs.failed = true
        }
        builder.result(of: id, text: Self.text(of: body), signs: signs, at: time)
        if outcome == "rejected", !builder.isStopped { builder.interruption(.denial, at: time) }
    }

    private static func text(of body: JSON?) -> String {
        guard let body else { return "" }
        let streams = ["stdout", "stderr"].compactMap { body[$0 as String]?.excerpt() }.filter { !$0.isEmpty }
        if !streams.isEmpty { return streams.joined(separator: "\n") }
        for name in [
            "interleavedOutput", "content", "output", "diffString", "text", "message", "errorMessage", "error",
            "reason",
        ] {
            let words = body[name as String]?.words ?? ""
            if !words.isEmpty { return words }
        }
        return body.kind == .object && body.count > 0 && !body.has("exitCode") ? body.plainText : ""
    }
}
