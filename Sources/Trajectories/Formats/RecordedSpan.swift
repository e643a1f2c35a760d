internal import Foundations
internal import JSON

/// What the products for watching agents call the properties of a span. A name may be that of a member, or a path with
/// points, whether the export has it in one member or in several inside each other.
struct SpanNames: Sendable {
    var id: [String]
    var parent: [String]
    var trace: [String]
    var kind: [String]
    var input: [String]
    var output: [String]
    var error: [String]
    var status: [String]
    var start: [String]
    var end: [String]
    var model: [String]
    /// The list of spans inside of a span; none if spans name their parents.
    var children: [String]
    /// The lists of spans in a record.
    var lists: [String] = []
    /// The names of a tool that is not called as its span.
    var tool: [String] = []
}

/// A span of work: a call of a model or of a tool, or what is around them.
struct RecordedSpan {
    enum Kind { case tool, model, agent, other }

    var id: String?
    var parent: String?
    var trace: String?
    var name: String
    var kind: Kind
    var input: JSON?
    var output: JSON?
    /// The words of an error; empty if there is only a flag.
    var error: String?
    var start: Double?
    var end: Double?
    var model: String?
    var children: [RecordedSpan] = []

    init?(_ json: JSON, _ names: SpanNames, depth: Int = 0) {
        guard json.kind == .object, depth < 64, let kind = Self.kind(json, names) else { return nil }
        self.kind = kind
        id = Self.value(names.id, json)?.plainText
        parent = Self.value(names.parent, json)?.plainText
        trace = Self.value(names.trace, json)?.plainText
        name = Self.value(kind == .tool ? names.tool + ["name"] : ["name"], json)?.string ?? ""
        input = Self.parsed(Self.value(names.input, json))
        output = Self.parsed(Self.value(names.output, json))
        let status = Self.value(names.status, json)?.string?.lowercased() ?? ""
        if let words = Self.value(names.error, json), words.bool != false, !words.plainText.isEmpty {
            error = words.bool == true ? "" : words["message"]?.string ?? words.plainText
        }
        if status.hasSuffix("error") || status == "failed" || status == "failure" {
            error = error ?? ""
        } else if names.status.contains("level") {
            // The message of a status is an error only beside the level of one.
            error = nil
        }
        start = Self.time(Self.value(names.start, json))
        end = Self.time(Self.value(names.end, json))
        model = Self.value(names.model, json)?.string
        children =
            names.children.compactMap { Self.value([$0], json)?.array }.first?
            .compactMap { RecordedSpan($0, names, depth: depth + 1) } ?? []
    }

    // MARK: Values

    /// The first value that is not null: of a member with this name, or along a path of members.
    static func value(_ names: [String], _ json: JSON) -> JSON? {
        for name in names {
            if let value = find(name[...], json), !value.isNull { return value }
        }
        return nil
    }

    private static func find(_ name: Substring, _ json: JSON) -> JSON? {
        guard json.kind == .object else { return nil }
        if let value = json[String(name)] { return value }
        var place = name.startIndex
        while let point = name[place...].firstIndex(of: ".") {
            if let inner = json[String(name[..<point])], let value = find(name[name.index(after: point)...], inner) {
                return value
            }
            place = name.index(after: point)
        }
        return nil
    }

    /// The JSON that a text is, or the value itself.
    private static func parsed(_ value: JSON?) -> JSON? {
        guard let value, let text = value.string, let first = text.utf8.first(where: { $0 > 0x20 }),
            "{[\"".utf8.contains(first), let inner = try? JSON(parsing: Array(text.utf8))
        else { return value }
        return inner
    }

    private static func time(_ value: JSON?) -> Double? {
        guard let number = value?.double ?? value?.string.flatMap(Double.init) else { return value?.time }
        return number > 1e16 ? number / 1e9 : Timestamp.seconds(epoch: number)
    }

    private static func kind(_ json: JSON, _ names: SpanNames) -> Kind? {
        guard let text = value(names.kind, json)?.string else { return nil }
        let words = Names.words(text)
        func has(_ list: String...) -> Bool { words.contains(where: list.contains) }
        if has("tool", "function", "mcp") { return .tool }
        if has("llm", "generation", "chat", "model", "completion") { return .model }
        return has("agent", "workflow", "crew") ? .agent : .other
    }

    /// This span and all in it, in the order of time.
    var all: [RecordedSpan] { [self] + children.flatMap(\.all) }
}

// MARK: - Texts

extension RecordedSpan {
    private static let textNames = [
        "content", "text", "output", "outputs", "answer", "response", "result", "completion", "message", "final_answer",
        "final_output", "value", "generations", "choices", "messages", "kwargs", "data", "return_values",
    ]
    private static let requestNames = [
        "messages", "input", "question", "query", "request", "prompt", "task", "user_input", "user_message", "message",
        "text", "content", "instruction", "inputs", "goal", "user_prompt", "user_query",
    ]

    /// What a model or an agent said, in whatever its output holds.
    static func said(_ json: JSON?, depth: Int = 0) -> String? {
        guard let json, depth < 8 else { return nil }
        switch json.kind {
        case .string: return json.excerpt()
        case .array:
            let list = Array(json.elements)
            // Of messages, the last is the answer.
            let isDialogue = list.contains { $0.has("role") || $0["type"]?.string == "ai" || $0.has("kwargs") }
            if isDialogue { return said(list.last, depth: depth + 1) }
            let words = json.words
            return words.isEmpty ? said(list.first, depth: depth + 1) : words
        case .object:
            for name in textNames {
                guard let value = json[name], !value.isNull else { continue }
                if let text = said(value, depth: depth + 1) { return text }
            }
            return nil
        case .null, .bool, .number: return nil
        }
    }

    /// The request of a user in an input.
    static func request(_ json: JSON?, depth: Int = 0) -> String? {
        guard let json, depth < 6 else { return nil }
        switch json.kind {
        case .string: return json.excerpt()
        case .array:
            if json.elements.contains(where: { $0.kind == .array }) { return request(json[0], depth: depth + 1) }
            let user = json.elements.first { message in
                let role = (message["role"] ?? message["type"])?.string ?? ""
                return ["user", "human", "HumanMessage"].contains(role)
                    || message["id"]?[2]?.string == "HumanMessage"
                    || message["id"]?.array?.last?.string == "HumanMessage"
            }
            return said(user, depth: depth + 1)
        case .object:
            for name in requestNames {
                if let value = json[name], let text = request(value, depth: depth + 1), !text.isEmpty { return text }
            }
            // An input of one text is the request, whatever it is called.
            let members = Array(json.members)
            return members.count == 1 ? members[0].value.excerpt() : nil
        case .null, .bool, .number: return nil
        }
    }

    /// The arguments of a tool.
    var arguments: [ToolCall.Argument] {
        guard let input else { return [] }
        if input.kind == .object, input.count == 1, let only = input.members.first(where: { _ in true }),
            ["input", "args", "kwargs", "arguments", "parameters"].contains(only.key)
        {
            let inner = Self.parsed(only.value) ?? only.value
            if inner.kind == .object { return inner.arguments }
            if only.key == "input" { return DialogueMessage.arguments(inner) }
        }
        return DialogueMessage.arguments(input)
    }

    /// The text of the result of a tool, and whether it says itself that it failed.
    var result: (text: String, failed: Bool?) {
        guard let output else { return ("", nil) }
        var value = output
        if value.kind == .object, value.count == 1, let only = value.members.first(where: { _ in true }),
            ["output", "result", "value", "outputs", "content"].contains(only.key)
        {
            value = only.value
        }
        guard value.kind == .object || value.kind == .array else { return (value.plainText, nil) }
        // A message with the result, of LangChain or of the Model Context Protocol.
        let body = value["kwargs"] ?? value
        let failed = body["isError"]?.bool ?? (body["status"]?.string == "error" ? true : nil)
        if let content = body["content"], body.has("type") || body.has("isError") || body.has("tool_call_id") {
            return (content.words.isEmpty ? content.plainText : content.words, failed)
        }
        return (value.plainText, failed)
    }
}
