internal import Foundations
internal import JSON

/// One message of a dialogue, in the form of chat completions or of Anthropic's messages, which many formats embed.
struct DialogueMessage: Sendable, Equatable {
    enum Role: String, Sendable { case user, agent, system, tool, other }

    struct Call: Sendable, Equatable {
        var id: String?
        var tool: String
        var arguments: [ToolCall.Argument]
    }

    struct Result: Sendable, Equatable {
        var id: String?
        var text: String
        var failed: Bool?
        /// The exit code of a command; nil where none was recorded apart from the text.
        var exitCode: Int?
    }

    var role: Role
    var text = ""
    /// What the system says, where it is in the same message as the words of the user.
    var instructions: String?
    var reasoning: String?
    var calls: [Call] = []
    var results: [Result] = []
    var model: String?
    var usage: Usage?
    var time: Double?
    /// The types of blocks of the content that are in no known form and were left out.
    var unknownBlocks: [String] = []
    /// Whether one of these may be an action or the result of one.
    var mayHideActions = false

    /// A message without content.
    init(role: Role) { self.role = role }

    /// Reads a message; nil if the value has no role.
    init?(_ message: JSON) {
        guard let envelope = MessageEnvelope(message) else { return nil }
        let json = envelope.body
        let content = envelope.content
        role = Self.role(envelope.role)
        model = json["model"]?.string
        usage = json["usage"].flatMap(Self.usage)
        time = (json["timestamp"] ?? json["created_at"])?.time
        reasoning = (json["reasoning_content"] ?? json["reasoningContent"] ?? json["reasoning"])?.excerpt()
        if let item = envelope.item, readItem(item, json) { return }
        if role == .tool, envelope.results == nil, !Self.hasResultBlocks(content) {
            let id = envelope.callID
            let failed = (json["is_error"] ?? json["error"])?.bool ?? (json["status"]?.string == "error" ? true : nil)
            results = [Result(id: id, text: Self.text(of: content), failed: failed)]
            return
        }
        if let content, content.kind == .array { readBlocks(content) } else { text = Self.text(of: content) }
        for call in envelope.calls?.array ?? [] { calls.append(Self.call(call)) }
        for result in envelope.results?.array ?? [] { results.append(MessageBlock.result(result)) }
        if let call = json["function_call"], call.kind == .object { calls.append(Self.call(call)) }
    }

    /// Reads a message that is one action, one result or one thought; false for one that has a list of them.
    private mutating func readItem(_ item: MessageEnvelope.Item, _ json: JSON) -> Bool {
        let id = (json["call_id"] ?? json["id"])?.string
        switch item {
        case .call:
            let input = json["arguments"] ?? json["input"] ?? json["action"]
            let tool = json["name"]?.string ?? (json["type"]?.string == "local_shell_call" ? "shell" : "")
            calls = [Call(id: id, tool: tool, arguments: Self.arguments(input))]
        case .result: results = [MessageBlock.result(json, id: id)]
        case .thought:
            let thoughts = (json["summary"]?.array ?? []).map { Self.text(of: $0) }.filter { !$0.isEmpty }
            reasoning = thoughts.isEmpty ? nil : thoughts.joined(separator: "\n")
        case .calls, .results: return false
        }
        return true
    }

    /// Whether the content is a list of results, each of them with its own identifier.
    private static func hasResultBlocks(_ content: JSON?) -> Bool {
        content?.elements.contains {
            if case .result = MessageBlock($0) { true } else { false }
        } ?? false
    }

    private mutating func readBlocks(_ content: JSON) {
        var texts: [String] = []
        for block in content.array ?? [] {
            switch MessageBlock(block) {
            case .call(let call): calls.append(call)
            case .result(let result): results.append(result)
            case .instructions(let text): instructions = instructions.map { $0 + "\n" + text } ?? text
            case .thought(let thought): reasoning = reasoning.map { $0 + "\n" + thought } ?? thought
            case .text(let text): texts.append(text)
            case .unknown(let type, let mayAct):
                unknownBlocks.append(type)
                mayHideActions = mayHideActions || mayAct
            case nil: break
            }
        }
        text = texts.joined(separator: "\n")
    }

    /// Takes the actions and results out of the text that are written in it between tags, as many models are trained
    /// to: `<tool_call>` with JSON, answered by `<tool_response>` in a message of the user or of a tool.
    mutating func takeTaggedActions() {
        switch role {
        case .agent where text.containsBytes(of: "<tool_call>"):
            var tagged = TaggedText(text)
            let found = tagged.take("tool_call").map { try? JSON(parsing: Array($0.utf8)) }
            guard !found.isEmpty, found.allSatisfy({ $0?["name"]?.kind == .string }) else { return }
            let thoughts = tagged.take("think").joined(separator: "\n")
            if !thoughts.isEmpty { reasoning = thoughts }
            text = tagged.rest
            calls += found.compactMap { $0.map(Self.call) }
        case .user where text.containsBytes(of: "<tool_response>"):
            var tagged = TaggedText(text)
            results += Self.results(takenFrom: &tagged)
            text = tagged.rest
        default: break
        }
    }

    /// Takes the results between the tags of responses out of a text.
    static func results(takenFrom tagged: inout TaggedText) -> [Result] {
        tagged.take("tool_response").map { part in
            // A response that is not JSON is its own content.
            let content = (try? JSON(parsing: Array(part.utf8)))?["content"]
            return Result(id: nil, text: content.map { text(of: $0) } ?? part, failed: nil)
        }
    }
}

// MARK: - Parts

extension DialogueMessage {
    static func role(_ name: String) -> Role {
        switch name {
        case "user", "human": .user
        case "assistant", "ai", "model": .agent
        case "system", "developer": .system
        case "tool", "function": .tool
        default: name.first?.isUppercase == true ? role(name.lowercased()) : .other
        }
    }

    /// Returns the text of a content, or the source of a result that is not a text.
    static func text(of content: JSON?) -> String {
        guard let content else { return "" }
        let words = content.words
        guard words.isEmpty else { return words }
        switch content.kind {
        case .object where content["type"] == nil, .number, .bool: return content.plainText
        default: return ""
        }
    }

    /// Reads a call in the form of chat completions (`function` with a name and arguments as text) or a flat one.
    static func call(_ json: JSON) -> Call {
        let function = json["function"] ?? json
        return Call(
            id: (json["id"] ?? json["call_id"])?.string,
            tool: function["name"]?.string ?? "",
            arguments: arguments(function["arguments"] ?? function["input"] ?? function["args"])
        )
    }

    /// Reads arguments from an object, or from the text of one; other text is the argument `input`.
    static func arguments(_ json: JSON?) -> [ToolCall.Argument] {
        guard let json else { return [] }
        guard json.kind == .string, let text = json.string else { return json.arguments }
        return arguments(text: text)
    }

    static func arguments(text: String) -> [ToolCall.Argument] {
        // A text that is not JSON is the argument itself.
        if let object = try? JSON(parsing: Array(text.utf8)), object.kind == .object { return object.arguments }
        return text.isEmpty ? [] : [ToolCall.Argument(name: "input", value: text)]
    }

    /// Reads tokens as OpenAI or Anthropic count them. Anthropic's input does not include cached tokens.
    static func usage(_ json: JSON) -> Usage? {
        guard json.kind == .object else { return nil }
        var usage = Usage()
        let read = json["cache_read_input_tokens"]?.tokens ?? 0
        usage.promptTokens =
            json["prompt_tokens"]?.tokens
            ?? (json["input_tokens"]?.tokens ?? 0) + read + (json["cache_creation_input_tokens"]?.tokens ?? 0)
        usage.cachedTokens = json["prompt_tokens_details"]?["cached_tokens"]?.tokens ?? read
        usage.completionTokens = (json["completion_tokens"] ?? json["output_tokens"])?.tokens ?? 0
        return usage
    }
}

// MARK: - Signs of a failure

extension DialogueMessage.Result {
    /// Returns the failure flag, or the equivalent of a tool that answers in JSON.
    var signs: ToolStatus.Signs {
        var signs = ToolStatus.Signs(failed: failed)
        if let exitCode {
            signs.exitCode = exitCode
            return signs
        }
        let utf8 = text.utf8
        guard utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{"), utf8.count < 64 * 1024 else { return signs }
        // A result that only looks like JSON is judged by its text.
        guard let object = try? JSON(parsing: Array(utf8)), object.kind == .object else { return signs }
        signs.exitCode =
            (object["exit_code"] ?? object["exitCode"] ?? object["returncode"] ?? object["metadata"]?["exit_code"])?.int
        if signs.failed == nil, let status = object["status"]?.string?.lowercased() {
            if ["failure", "failed", "error"].contains(status) { signs.failed = true }
        }
        if signs.failed == nil, let errors = object["errors"], errors.count > 0 { signs.failed = true }
        return signs
    }
}

extension DialogueMessage {
    /// A hash of the message's content, by which a copy of it is recognised in any context.
    var fingerprint: String {
        var fingerprint = Fingerprint()
        func add(_ text: String) {
            fingerprint.add(text.utf8)
            fingerprint.add(CollectionOfOne(0xFF))
        }
        add(role.rawValue)
        add(text)
        for call in calls {
            add(call.id ?? "")
            add(call.tool)
            for argument in call.arguments { add(argument.value) }
        }
        for result in results {
            add(result.id ?? "")
            add(result.text)
        }
        return fingerprint.description
    }
}
