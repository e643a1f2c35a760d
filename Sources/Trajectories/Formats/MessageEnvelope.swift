internal import JSON

/// The role of a message and the object that holds the rest of it, in the forms in which libraries write messages.
struct MessageEnvelope {
    /// As it is written: `user`, `human`, `model`, …
    let role: String
    /// The object with the content and the actions.
    let body: JSON

    /// Finds role and body; nil for a value that is not a message.
    init?(_ json: JSON) {
        if let role = json["role"]?.string {
            (self.role, body) = (role, json)
        } else if let body = json["kwargs"], let name = Self.className(json), let role = Self.role(name) {
            (self.role, self.body) = (body["role"]?.string ?? role, body)
        } else if let type = json["type"]?.string, let role = Self.role(type) {
            // LangChain's `messages_to_dict` has the content one level down.
            let data = json["data"]
            let body = data?.kind == .object ? data ?? json : json
            guard body.has("content") || body.has("tool_calls") else { return nil }
            (self.role, self.body) = (role, body)
        } else {
            return nil
        }
    }

    /// The content: a text, a block, or a list of them.
    var content: JSON? { body["content"] ?? body["parts"] ?? body["segments"] }

    /// Calls next to the content, as chat completions and Zed write them.
    var calls: JSON? { body["tool_calls"] ?? body["toolCalls"] ?? body["tool_uses"] }

    /// Whether there is anything that a message consists of.
    var isMessage: Bool {
        content != nil || calls != nil || body.has("function_call") || body.has("tool_call_id")
            || body.has("tool_results")
    }

    /// The class of an object that LangChain serialised: `{"lc": 1, "id": ["langchain", …, "HumanMessage"], …}`.
    private static func className(_ json: JSON) -> String? {
        guard json.has("lc"), let path = json["id"]?.array else { return nil }
        return path.last?.string
    }

    /// The role that LangChain's name of a type or of a class stands for; nil if it is none of these.
    private static func role(_ name: String) -> String? {
        switch name {
        case "human", "HumanMessage", "HumanMessageChunk": "user"
        case "ai", "AIMessage", "AIMessageChunk": "assistant"
        case "SystemMessage", "SystemMessageChunk", "system": "system"
        case "tool", "ToolMessage", "ToolMessageChunk", "FunctionMessage": "tool"
        case "ChatMessage": "user"
        default: nil
        }
    }
}
