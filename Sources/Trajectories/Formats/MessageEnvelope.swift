internal import JSON

/// The role of a message and the object that holds the rest of it, in the forms in which libraries write messages.
struct MessageEnvelope {
    /// As it is written: `user`, `human`, `model`, …
    let role: String
    /// The object with the content and the actions.
    let body: JSON

    /// Whether the message is one action or one result by itself, and not a role's words, as items of OpenAI's Responses
    /// and events of AutoGen are.
    let item: Item?

    /// A message that is nothing but actions or results.
    enum Item {
        /// The object is a call.
        case call
        /// The object is a result.
        case result
        /// The object has the thoughts of the agent in a summary.
        case thought
        /// The content is a list of calls.
        case calls
        /// The content is a list of results.
        case results
    }

    /// Finds role and body; nil for a value that is not a message.
    init?(_ json: JSON) {
        if let known = Self(direct: json) {
            self = known
            return
        }
        // A log may wrap each message: `{"at": 3, "envelope": {"role": …}}`. Records with a kind of their own are events of
        // formats that have a reader.
        guard json.kind == .object, json["type"] == nil, json["uuid"] == nil else { return nil }
        let inner = json.members.filter { $0.value.kind == .object }.compactMap { Self(direct: $0.value) }
            .filter(\.isMessage)
        guard inner.count == 1 else { return nil }
        self = inner[0]
    }

    private init(_ role: String, _ body: JSON, _ item: Item? = nil) {
        (self.role, self.body, self.item) = (role, body, item)
    }

    /// Reads a value that is a message itself.
    private init?(direct json: JSON) {
        if let role = json["role"]?.string {
            self.init(role, json)
        } else if let role = json["Role"]?.string ?? json["Role"]?["Label"]?.string {
            // Semantic Kernel
            self.init(role, json)
        } else if let body = json["kwargs"], let name = Self.className(json), let role = Self.role(name) {
            self.init(body["role"]?.string ?? role, body)
        } else if let kind = json["kind"]?.string, ["request", "response"].contains(kind), json["parts"]?.kind == .array
        {
            // Pydantic AI: what is sent to a model, with the user's words and the results, and what comes back.
            self.init(kind == "request" ? "user" : "assistant", json)
        } else if let type = json["type"]?.string {
            self.init(type: type, json)
        } else {
            return nil
        }
    }

    private init?(type: String, _ json: JSON) {
        switch type {
        case "function_call", "custom_tool_call", "local_shell_call": self.init("assistant", json, .call)
        case "function_call_output", "custom_tool_call_output", "local_shell_call_output":
            self.init("tool", json, .result)
        case "reasoning" where json["summary"]?.kind == .array: self.init("assistant", json, .thought)
        case "TextMessage" where json.has("source"):
            self.init(json["source"]?.string == "user" ? "user" : "assistant", json)
        case "ToolCallRequestEvent": self.init("assistant", json, .calls)
        case "ToolCallExecutionEvent": self.init("tool", json, .results)
        case "ThoughtEvent" where json.has("source"): self.init("assistant", json)
        default:
            guard let role = Self.role(type) else { return nil }
            // LangChain's `messages_to_dict` has the content one level down.
            let data = json["data"]
            let body = data?.kind == .object ? data ?? json : json
            guard body.has("content") || body.has("tool_calls") else { return nil }
            self.init(role, body)
        }
    }

    /// The content: a text, a block, or a list of them.
    var content: JSON? {
        guard item == nil else { return nil }
        return body.first(of: ["content", "parts", "segments", "blocks", "Items", "items"])
    }

    /// Calls next to the content, as chat completions and Zed write them, or in LlamaIndex's additional arguments.
    var calls: JSON? {
        if item == .calls { return body["content"] }
        return body.first(of: ["tool_calls", "toolCalls", "tool_uses"]) ?? body["additional_kwargs"]?["tool_calls"]
    }

    /// Results next to the content, as Zed and AutoGen write them.
    var results: JSON? { item == .results ? body["content"] : body["tool_results"] ?? body["tool_responses"] }

    /// The identifier of the call that a message of a tool answers.
    var callID: String? {
        let own = body.first(of: ["tool_call_id", "toolCallId", "call_id", "id"])
        return (own ?? body["additional_kwargs"]?["tool_call_id"])?.string
    }

    /// Whether there is anything that a message consists of.
    var isMessage: Bool {
        item != nil || content != nil || calls != nil || results != nil || body.has("function_call")
            || body.has("tool_call_id")
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
