/// How a reply looks on the wire: chat completions or Anthropic messages, at once or as server-sent events.
enum ModelDialect {
    case chatCompletions, anthropic

    init(path: String) {
        self = path.prefix { $0 != "?" }.hasSuffix("/messages") ? .anthropic : .chatCompletions
    }

    func document(_ reply: ModelReply) -> String {
        switch self {
        case .chatCompletions: chatDocument(reply)
        case .anthropic: anthropicDocument(reply)
        }
    }

    /// The events of the stream. `isFinished: false` leaves out all that says the model had finished.
    func events(_ reply: ModelReply, isFinished: Bool) -> [String] {
        switch self {
        case .chatCompletions: chatEvents(reply, isFinished: isFinished)
        case .anthropic: anthropicEvents(reply, isFinished: isFinished)
        }
    }

    // MARK: Chat completions

    private func chatDocument(_ reply: ModelReply) -> String {
        var message = #""role":"assistant","content":\#(quoted(reply.text))"#
        if !reply.reasoning.isEmpty { message += #","reasoning_content":\#(quoted(reply.reasoning))"# }
        if !reply.toolCalls.isEmpty {
            message += #","tool_calls":[\#(reply.toolCalls.map(chatCall).joined(separator: ","))]"#
        }
        let choice = #"{"index":0,"message":{\#(message)},"finish_reason":\#(quoted(reply.stop))}"#
        return #"{"id":\#(quoted(reply.id)),"object":"chat.completion","choices":[\#(choice)]\#(chatUsage(reply))}"#
    }

    private func chatEvents(_ reply: ModelReply, isFinished: Bool) -> [String] {
        func chunk(_ delta: String, stop: String? = nil) -> String {
            let finish = stop.map(quoted) ?? "null"
            return #"data: {"choices":[{"index":0,"delta":{\#(delta)},"finish_reason":\#(finish)}]}"# + "\n\n"
        }
        var events = [chunk(#""role":"assistant","content":"""#)]
        events += pieces(reply.reasoning, reply).map { chunk(#""reasoning_content":\#(quoted($0))"#) }
        events += pieces(reply.text, reply).map { chunk(#""content":\#(quoted($0))"#) }
        for (index, call) in reply.toolCalls.enumerated() {
            let head = #"{"index":\#(index),"id":\#(quoted(call.id)),"type":"function","#
            events.append(
                chunk(#""tool_calls":[\#(head)"function":{"name":\#(quoted(call.name)),"arguments":""}}]"#)
            )
            events += pieces(call.arguments, reply).map {
                chunk(#""tool_calls":[{"index":\#(index),"function":{"arguments":\#(quoted($0))}}]"#)
            }
        }
        guard isFinished else { return events }
        events.append(chunk("", stop: reply.stop))
        if reply.tokens != nil { events.append(#"data: {"choices":[]\#(chatUsage(reply))}"# + "\n\n") }
        return events + ["data: [DONE]\n\n"]
    }

    private func chatCall(_ call: ModelReply.ToolCall) -> String {
        let function = #"{"name":\#(quoted(call.name)),"arguments":\#(quoted(call.arguments))}"#
        return #"{"id":\#(quoted(call.id)),"type":"function","function":\#(function)}"#
    }

    private func chatUsage(_ reply: ModelReply) -> String {
        guard let tokens = reply.tokens else { return "" }
        return #","usage":{"prompt_tokens":\#(tokens.prompt),"completion_tokens":\#(tokens.completion),"#
            + #""prompt_tokens_details":{"cached_tokens":\#(tokens.cached)}}"#
    }

    // MARK: Anthropic messages

    private func anthropicStop(_ reply: ModelReply) -> String {
        switch reply.stop {
        case "stop": "end_turn"
        case "length": "max_tokens"
        case "tool_calls": "tool_use"
        case "content_filter": "refusal"
        default: reply.stop
        }
    }

    private func anthropicInput(_ reply: ModelReply) -> String {
        let tokens = reply.tokens ?? (0, 0, 0)
        return #""input_tokens":\#(tokens.prompt - tokens.cached),"cache_read_input_tokens":\#(tokens.cached)"#
    }

    private func anthropicDocument(_ reply: ModelReply) -> String {
        var blocks: [String] = []
        if !reply.reasoning.isEmpty { blocks.append(#"{"type":"thinking","thinking":\#(quoted(reply.reasoning))}"#) }
        if !reply.text.isEmpty { blocks.append(#"{"type":"text","text":\#(quoted(reply.text))}"#) }
        blocks += reply.toolCalls.map {
            #"{"type":"tool_use","id":\#(quoted($0.id)),"name":\#(quoted($0.name)),"input":\#($0.arguments)}"#
        }
        let output = reply.tokens?.completion ?? 0
        let usage = #"{\#(anthropicInput(reply)),"output_tokens":\#(output)}"#
        return
            #"{"id":\#(quoted(reply.id)),"type":"message","role":"assistant","content":[\#(blocks.joined(separator: ","))],"#
            + #""stop_reason":\#(quoted(anthropicStop(reply))),"usage":\#(usage)}"#
    }

    private func anthropicEvents(_ reply: ModelReply, isFinished: Bool) -> [String] {
        func event(_ name: String, _ members: String) -> String {
            #"event: \#(name)\#ndata: {"type":"\#(name)"\#(members.isEmpty ? "" : ",")\#(members)}\#n\#n"#
        }
        let head = #""id":\#(quoted(reply.id)),"type":"message","role":"assistant","content":[]"#
        let usage = #"{\#(anthropicInput(reply)),"output_tokens":1}"#
        var events = [event("message_start", #""message":{\#(head),"usage":\#(usage)}"#)]
        var index = 0
        func block(_ start: String, _ deltas: [String]) {
            events.append(event("content_block_start", #""index":\#(index),"content_block":{\#(start)}"#))
            events += deltas.map { event("content_block_delta", #""index":\#(index),"delta":{\#($0)}"#) }
            if isFinished { events.append(event("content_block_stop", #""index":\#(index)"#)) }
            index += 1
        }
        if !reply.reasoning.isEmpty {
            let deltas = pieces(reply.reasoning, reply)
            block(#""type":"thinking""#, deltas.map { #""type":"thinking_delta","thinking":\#(quoted($0))"# })
        }
        events.append(event("ping", ""))
        if !reply.text.isEmpty {
            let deltas = pieces(reply.text, reply)
            block(#""type":"text","text":"""#, deltas.map { #""type":"text_delta","text":\#(quoted($0))"# })
        }
        for call in reply.toolCalls {
            block(
                #""type":"tool_use","id":\#(quoted(call.id)),"name":\#(quoted(call.name)),"input":{}"#,
                pieces(call.arguments, reply).map { #""type":"input_json_delta","partial_json":\#(quoted($0))"# }
            )
        }
        guard isFinished else { return events }
        let output = reply.tokens?.completion ?? 0
        let delta = #""delta":{"stop_reason":\#(quoted(anthropicStop(reply)))},"usage":{"output_tokens":\#(output)}"#
        return events + [event("message_delta", delta), event("message_stop", "")]
    }

    // MARK: Text

    private func pieces(_ text: String, _ reply: ModelReply) -> [String] {
        var rest = text[...]
        var pieces: [String] = []
        while !rest.isEmpty {
            pieces.append(String(rest.prefix(reply.eventSize)))
            rest = rest.dropFirst(reply.eventSize)
        }
        return pieces
    }
}
