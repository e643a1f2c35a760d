internal import Foundations
internal import JSON

/// One span of a trace in OTLP, with what the conventions for generative AI say of it.
struct OpenTelemetrySpan: Sendable {
    /// What a span of an agent is about.
    enum Kind: Sendable { case agent, chat, tool }

    let trace: String
    let id: String
    let parent: String
    let name: String
    /// nil for an operation outside a session, such as an embedding.
    let kind: Kind?
    let start: Double?
    let end: Double?
    let attributes: OpenTelemetryAttributes
    /// The program that wrote the span.
    let service: String?
    /// Why the operation failed; nil if the span reports no failure.
    let failure: String?
    /// Whether the program declared that the operation succeeded, rather than said nothing.
    let isOK: Bool
    /// What happened during the operation, messages in the conventions up to 1.36 among it.
    var events: [OpenTelemetryEvent]

    /// Reads a span; nil if it has nothing to do with generative AI.
    init?(_ json: JSON, service: String?) {
        let attributes = OpenTelemetryAttributes(json["attributes"])
        let events = (json["events"]?.array ?? []).map { OpenTelemetryEvent($0, name: $0["name"]?.string) }
        guard attributes.isGenerative || events.contains(where: \.isMessage) else { return nil }
        trace = json["traceId"]?.string ?? ""
        id = json["spanId"]?.string ?? ""
        parent = json["parentSpanId"]?.string ?? ""
        name = json["name"]?.string ?? ""
        kind = Self.kind(attributes.text("gen_ai.operation.name") ?? name.prefix { $0 != " " }.description)
        start = Self.time(json["startTimeUnixNano"])
        end = Self.time(json["endTimeUnixNano"])
        self.attributes = attributes
        self.service = service
        self.events = events
        let status = json["status"]
        let code = status?["code"]
        isOK = code?.int == 1 || code?.string == "STATUS_CODE_OK"
        let type = attributes.text("error.type")
        let exception = events.first { $0.name == "exception" }?.attributes.text("exception.message")
        let hasFailed = type != nil || code?.int == 2 || code?.string == "STATUS_CODE_ERROR"
        let reasons = [type, status?["message"]?.excerpt(), exception].compactMap { $0 }.filter { !$0.isEmpty }
        failure = hasFailed ? reasons.joined(separator: ": ") : nil
    }

    private static func kind(_ operation: String) -> Kind? {
        switch operation {
        case "invoke_agent": .agent
        case "chat", "generate_content", "text_completion": .chat
        case "execute_tool", "load_skill": .tool
        default: nil
        }
    }

    /// Seconds since 1970 of a number of nanoseconds, which OTLP writes as text.
    static func time(_ json: JSON?) -> Double? {
        guard let json, let value = json.double ?? json.string.flatMap({ Double($0) }), value > 0 else { return nil }
        return value / 1_000_000_000
    }

    /// The model that answered, or the one that was asked.
    var model: String? { attributes.text("gen_ai.response.model", "gen_ai.request.model") }

    /// The tokens of a call of a model.
    var usage: Usage? {
        let prompt = attributes.int("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")
        let completion = attributes.int("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")
        guard prompt != nil || completion != nil else { return nil }
        var usage = Usage()
        usage.promptTokens = Self.bounded(prompt)
        usage.completionTokens = Self.bounded(completion)
        usage.cachedTokens = Self.bounded(attributes.int("gen_ai.usage.cache_read.input_tokens"))
        return usage
    }

    private static func bounded(_ tokens: Int?) -> Int { min(max(tokens ?? 0, 0), 1 << 40) }
}

/// An event of a span, or a log record that names its span.
struct OpenTelemetryEvent: Sendable {
    let name: String
    let attributes: OpenTelemetryAttributes
    private let body: JSON?

    init(_ json: JSON, name: String?) {
        attributes = OpenTelemetryAttributes(json["attributes"])
        self.name = name ?? json["eventName"]?.string ?? attributes.text("event.name") ?? ""
        body = json["body"].flatMap(OpenTelemetryAttributes.plain)
    }

    /// Whether the event has messages of a conversation with a model.
    var isMessage: Bool { name.hasPrefix("gen_ai.") && (role != nil || name.hasSuffix(".operation.details")) }

    /// The author of the message, in the conventions up to 1.36.
    private var role: DialogueMessage.Role? {
        switch name {
        case "gen_ai.system.message": .system
        case "gen_ai.user.message": .user
        case "gen_ai.assistant.message", "gen_ai.choice": .agent
        case "gen_ai.tool.message": .tool
        default: nil
        }
    }

    /// Whether the message is the answer of the call rather than a part of its prompt.
    var isAnswer: Bool { name == "gen_ai.choice" }

    /// The message of the event, in the conventions up to 1.36.
    var message: DialogueMessage? {
        guard let role else { return nil }
        let inner = isAnswer ? body?["message"] ?? attributes.structure("message") ?? body : body
        var message = DialogueMessage(role: role)
        let text = DialogueMessage.text(of: inner?["content"])
        message.text = text.isEmpty ? attributes.text("content", "gen_ai.event.content") ?? "" : text
        if role == .tool {
            let id = body?["id"]?.string ?? attributes.text("id", "gen_ai.tool.call.id")
            message.results = [DialogueMessage.Result(id: id, text: message.text, failed: nil)]
            message.text = ""
        }
        let calls = inner?["tool_calls"] ?? body?["tool_calls"] ?? attributes.structure("tool_calls")
        message.calls = (calls?.array ?? []).map(DialogueMessage.call)
        return message
    }
}

extension DialogueMessage {
    /// Reads a message of `gen_ai.input.messages` or `gen_ai.output.messages`: a role and parts.
    init?(parts json: JSON) {
        guard let parts = json["parts"]?.array else {
            self.init(json)
            return
        }
        guard let role = json["role"]?.string else { return nil }
        self.init(role: Self.role(role))
        var texts: [String] = []
        for part in parts { read(part, into: &texts) }
        text = texts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private mutating func read(_ part: JSON, into texts: inout [String]) {
        let id = part["id"]?.string
        switch part["type"]?.string {
        case "reasoning":
            let thought = part["content"]?.excerpt() ?? ""
            if !thought.isEmpty { reasoning = reasoning.map { $0 + "\n" + thought } ?? thought }
        case "tool_call":
            let arguments = Self.arguments(part["arguments"])
            calls.append(Call(id: id, tool: part["name"]?.string ?? "", arguments: arguments))
        case "server_tool_call":
            let arguments = part["server_tool_call"]?.arguments ?? []
            calls.append(Call(id: id, tool: part["name"]?.string ?? "", arguments: arguments))
        case "tool_call_response", "server_tool_call_response":
            let response = part["response"] ?? part["result"] ?? part["server_tool_call_response"] ?? part["content"]
            results.append(Result(id: id, text: Self.text(of: response), failed: part["is_error"]?.bool))
        case "blob", "file", "uri":
            texts.append(part["transcript"]?.excerpt() ?? "[\(part["modality"]?.string ?? "file")]")
        default: texts.append(Self.text(of: part["content"] ?? part))
        }
    }
}
