internal import JSON

/// The output of `droid exec --output-format stream-json`: messages, actions and results, one record for each.
struct DroidStream: TrajectoryFormat {
    static var name: String { "droid-stream" }

    private let file: FileContext
    private var builder = SessionBuilder(format: Self.name)
    private var modelCalls = 0
    private var isCallClosed = true
    private var lastSaid = ""
    private var failure: String?

    init(file: FileContext) {
        self.file = file
        builder.agent.name = "droid"
    }

    static func recognises(_ sample: FormatSample) -> Bool {
        sample.any { record in
            guard record["session_id"]?.kind == .string else { return false }
            switch record["type"]?.string {
            case "message": return record["role"]?.kind == .string && record["text"]?.kind == .string
            case "tool_call": return record.has("parameters") && (record.has("toolName") || record.has("toolId"))
            case "tool_result": return record.has("value") && (record.has("toolCallId") || record.has("toolId"))
            case "completion": return record.has("finalText")
            default: return false
            }
        }
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        let time = value["timestamp"]?.time
        if builder.id == nil { builder.id = value["session_id"]?.string }
        _ = builder.begin(record: nil, at: time)
        switch value["type"]?.string ?? "" {
        case "system":
            builder.workspace = builder.workspace ?? value["cwd"]?.string
            builder.agent.model = builder.agent.model ?? value["model"]?.string
        case "message": message(value, at: time)
        case "reasoning": agent("", reasoning: value["text"]?.excerpt(), at: time)
        case "tool_call": call(value, at: time)
        case "tool_result": result(value, at: time)
        case "completion": complete(value, at: time)
        case "error":
            let text = (value["message"] ?? value["error"])?.words ?? ""
            builder.system(text, at: time)
            failure = "error: " + text.prefix(200)
        case let type: output.skipUnknown(type.isEmpty ? "no type" : type)
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        if let failure { builder.outcome = Outcome(.failure, source: .crash, detail: failure) }
        output.emit(builder.finish(fallbackID: file.digest))
    }

    private mutating func message(_ value: JSON, at time: Double?) {
        let text = value["text"]?.excerpt() ?? ""
        guard !text.isEmpty else { return }
        switch value["role"]?.string {
        case "assistant": agent(text, at: time)
        case "user":
            isCallClosed = true
            builder.user(text, at: time)
        default: builder.system(text, at: time)
        }
    }

    private mutating func agent(_ text: String, reasoning: String? = nil, at time: Double?) {
        failure = nil
        if isCallClosed { modelCalls += 1 }
        isCallClosed = false
        if !text.isEmpty { lastSaid = text }
        builder.agent(text, reasoning: reasoning, message: "call \(modelCalls)", at: time)
    }

    private mutating func call(_ value: JSON, at time: Double?) {
        agent("", at: time)
        builder.call(
            id: (value["toolCallId"] ?? value["id"])?.string,
            tool: (value["toolName"] ?? value["toolId"])?.string ?? "",
            arguments: DialogueMessage.arguments(value["parameters"]),
            at: time
        )
    }

    private mutating func result(_ value: JSON, at time: Double?) {
        let failed = (value["isError"] ?? value["is_error"])?.bool
        let result = DroidResult(value["value"] ?? value["error"], failed: failed)
        builder.result(
            of: (value["toolCallId"] ?? value["id"])?.string,
            text: result.text,
            signs: result.signs,
            at: time
        )
        isCallClosed = true
    }

    /// Reads the end of the run, which repeats the last message.
    private mutating func complete(_ value: JSON, at time: Double?) {
        let text = value["finalText"]?.excerpt() ?? ""
        if !text.isEmpty, text != lastSaid {
            isCallClosed = true
            agent(text, at: time)
        }
        if let usage = value["usage"].flatMap(DialogueMessage.usage) { builder.usage += usage }
    }
}
