internal import JSON

/// One block of a message's content, in the form of any of the interfaces that models are called with.
enum MessageBlock {
    case call(DialogueMessage.Call)
    case result(DialogueMessage.Result)
    case thought(String)
    case text(String)
    /// What the system says.
    case instructions(String)
    /// A block of an unknown form. `type` names it; `mayAct` tells whether it may be an action or the result of one.
    case unknown(type: String, mayAct: Bool)

    /// Reads a block; nil if there is nothing in it.
    init?(_ block: JSON) {
        switch block["type"]?.string {
        case "tool_use", "server_tool_use", "tool-call", "tool_call", "toolCall":
            self = .call(Self.call(block))
        case "tool_result", "web_search_tool_result", "tool-result":
            // A result in an unknown form must not pass for one without output.
            if let type = block["type"]?.string, Self.output(of: block) == nil, Self.hasParts(block) {
                self = .unknown(type: type, mayAct: true)
            } else {
                self = .result(Self.result(block))
            }
        case "toolRequest":
            self = .call(Self.call(block["toolCall"]?["value"] ?? block["toolCall"] ?? block, id: block["id"]?.string))
        case "toolResponse":
            self = .result(Self.result(block["toolResult"] ?? block, id: block["id"]?.string))
        case "thinking", "reasoning":
            guard let thought = (block["thinking"] ?? block["reasoning"] ?? block["text"])?.excerpt(), !thought.isEmpty
            else { return nil }
            self = .thought(thought)
        case nil where block.has("part_kind") || block.has("$type") || block.has("content_type"):
            self.init(part: block)
        case nil where block.kind == .object:
            self.init(untyped: block)
        default:
            self.init(text: block)
        }
    }

    /// Reads a block that names its kind by its only member: `{"toolUse": {…}}`.
    private init?(untyped block: JSON) {
        if let call = block["toolUse"] ?? block["functionCall"] ?? block["function_call"] {
            self = .call(Self.call(call))
        } else if let result = block["toolResult"] ?? block["functionResponse"] ?? block["function_response"] {
            self = .result(Self.result(result))
        } else if let thought = block["reasoningContent"]?["reasoningText"]?["text"]?.excerpt() {
            self = .thought(thought)
        } else {
            self.init(text: block)
        }
    }

    /// Reads a part of a message of Pydantic AI or Semantic Kernel.
    private init?(part block: JSON) {
        let kind = (block["part_kind"] ?? block["$type"] ?? block["content_type"])?.string ?? ""
        switch kind {
        case "tool-call", "builtin-tool-call", "FunctionCallContent", "function_call":
            self = .call(Self.call(block))
        case "tool-return", "builtin-tool-return", "FunctionResultContent", "function_result":
            self = .result(Self.result(block))
        case "retry-prompt":
            // Without a tool it is an answer that did not fit, which the user is said to have refused.
            var result = Self.result(block)
            result.failed = true
            self = block["tool_name"]?.string == nil ? .text(result.text) : .result(result)
        case "system-prompt":
            let text = DialogueMessage.text(of: block["content"])
            if text.isEmpty { return nil }
            self = .instructions(text)
        case "thinking", "ReasoningContent", "reasoning":
            let text = DialogueMessage.text(of: block["content"] ?? block["Text"] ?? block["text"])
            if text.isEmpty { return nil }
            self = .thought(text)
        case "text", "user-prompt", "TextContent":
            let text = DialogueMessage.text(of: block["content"] ?? block["Text"] ?? block["text"])
            if text.isEmpty { return nil }
            self = .text(text)
        default: self = .unknown(type: kind, mayAct: Self.mayAct(block, type: kind))
        }
    }

    private init?(text block: JSON) {
        let text = DialogueMessage.text(of: block)
        if let type = Self.unknownType(of: block, text: text) {
            self = .unknown(type: type, mayAct: Self.mayAct(block, type: type))
        } else if !text.isEmpty {
            self = .text(text)
        } else {
            return nil
        }
    }

    // MARK: Actions

    private static func call(_ json: JSON, id: String? = nil) -> DialogueMessage.Call {
        DialogueMessage.Call(
            id: id ?? json.first(of: Self.callIDs)?.string,
            tool: json.first(of: Self.toolNames)?.string ?? "",
            arguments: DialogueMessage.arguments(json.first(of: ["input", "args", "arguments", "Arguments"]))
        )
    }

    private static let callIDs = ["id", "toolCallId", "toolUseId", "call_id", "tool_call_id", "Id"]
    private static let toolNames = ["name", "toolName", "tool_name", "FunctionName", "function_name"]
    private static let references = [
        "tool_use_id", "toolCallId", "toolUseId", "toolUseID", "tool_call_id", "call_id", "CallId", "id",
    ]

    /// Reads the result of an action.
    static func result(_ json: JSON, id: String? = nil) -> DialogueMessage.Result {
        let reference = json.first(of: Self.references)
        var result = DialogueMessage.Result(id: id ?? reference?.string, text: "", failed: nil)
        result.failed = (json["is_error"] ?? json["isError"])?.bool
        if result.failed == nil, let status = (json["status"] ?? json["run"]?["status"])?.string {
            result.failed = status == "error"
        }
        var output = output(of: json)
        // What came back, with its kind: `{"type": "error-text", "value": …}`, or `{"error": …}` instead of a result.
        if let value = output?["value"], let type = output?["type"]?.string {
            if type.hasPrefix("error") { result.failed = true }
            output = value
        } else if let error = output?["error"] ?? (output == nil ? json["error"] : nil), !error.isNull {
            result.failed = true
            output = error
        } else if let code = exitCode(of: output), let text = output?["output"] ?? output?["stdout"] {
            // `{"output": …, "exitCode": 1}`: the text alone is what the agent saw of the command.
            (result.failed, result.exitCode) = (code != 0, code)
            let errors = output?["stderr"]?.string ?? ""
            result.text = [DialogueMessage.text(of: text), errors].filter { !$0.isEmpty }.joined(separator: "\n")
            return result
        } else if let inner = output?["result"] ?? output?["output"] ?? output?["Text"], output?.count == 1 {
            output = inner
        }
        result.text = DialogueMessage.text(of: output)
        // What is neither a text nor a picture is given as it is written.
        if result.text.isEmpty, let output, output.count > 0,
            output.kind == .object || output.kind == .array && output.elements.allSatisfy({ !$0.has("text") })
        {
            result.text = output.plainText
        }
        return result
    }

    /// What an action gave, under any of the names for it.
    private static func output(of json: JSON) -> JSON? {
        json.first(of: ["content", "output", "result", "value", "response", "Result"])
            ?? json["run"]?.first(of: ["result", "error"])
    }

    private static func exitCode(of output: JSON?) -> Int? {
        guard let output, output.kind == .object else { return nil }
        return (output["exitCode"] ?? output["exit_code"] ?? output["returncode"])?.int
    }

    /// Whether a block has parts of its own besides marks for caches.
    private static func hasParts(_ block: JSON) -> Bool {
        block.members.contains { member in
            [.object, .array].contains(member.value.kind) && !member.key.hasPrefix("cache") && member.key != "citations"
        }
    }

    // MARK: Unknown blocks

    /// Types of blocks that are neither texts nor actions: pictures and the like, marks, sources of a text.
    private static let other = [
        "image", "audio", "video", "file", "document", "media", "citation", "source", "redacted", "encrypted",
        "refusal",
        "search_result", "step", "cache", "text",
    ]

    /// The type of a block that is in no known form; nil for a text and for what is known to be none.
    private static func unknownType(of block: JSON, text: String) -> String? {
        guard block.kind == .object else { return nil }
        guard let type = block["type"]?.string else {
            if !text.isEmpty && block["text"] != nil { return nil }
            let named = block.members.first { $0.value.kind == .object }?.key
            return named.flatMap { isOther($0) ? nil : $0 }
        }
        if isOther(type) { return nil }
        if !text.isEmpty, !block.members.contains(where: { $0.value.kind == .object }) { return nil }
        return type
    }

    private static func isOther(_ type: String) -> Bool {
        let words = Set(Names.words(type))
        return other.contains { words.isSuperset(of: Names.words($0)) } || type == "thinking" || type == "inlineData"
    }

    /// Whether an unknown block may be an action or a result: by the words of its type, or by an object in it.
    private static func mayAct(_ block: JSON, type: String) -> Bool {
        let words: Set<String> = ["tool", "function", "call", "action", "invocation", "use", "command", "result"]
        return !words.isDisjoint(with: Names.words(type))
            || block.members.contains { $0.value.kind == .object && ["input", "args", "arguments"].contains($0.key) }
    }
}
