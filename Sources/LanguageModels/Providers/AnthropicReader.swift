internal import JSON

/// A reader of responses of the Anthropic Messages API.
struct AnthropicReader: AnswerReader {
    private(set) var draft = AnswerDraft()

    mutating func read(event: [UInt8]) throws(ModelError) {
        let json = try ChatReader.parse(event, as: "an event of the stream")
        let index = json["index"]?.int ?? 0
        switch json["type"]?.string {
        case "message_start": read(usage: json["message"]?["usage"])
        case "content_block_start":
            if let block = json["content_block"] { read(block: block, index: index, isStreamed: true) }
        case "content_block_delta":
            guard let delta = json["delta"] else { return }
            if let text = delta["text"]?.string { draft.add(text: text) }
            if let text = delta["thinking"]?.string { draft.add(reasoning: text) }
            if let text = delta["partial_json"]?.string {
                draft.add(toolCall: index, id: nil, name: nil, arguments: text)
            }
        case "message_delta":
            read(usage: json["usage"])
            read(stop: json["delta"]?["stop_reason"]?.string)
        case "error": throw ModelError(reported: json["error"] ?? json)
        // Pings, ends of blocks, and event types that may be added later.
        default: break
        }
    }

    mutating func read(document: [UInt8]) throws(ModelError) {
        let json = try ChatReader.parse(document, as: "the response")
        if let error = json["error"], !error.isNull { throw ModelError(reported: error) }
        guard let content = json["content"]?.array else { throw .malformed("the response has no content") }
        for (index, block) in content.enumerated() { read(block: block, index: index, isStreamed: false) }
        read(usage: json["usage"])
        read(stop: json["stop_reason"]?.string ?? "end_turn")
    }

    private mutating func read(block: JSON, index: Int, isStreamed: Bool) {
        switch block["type"]?.string {
        case "text": draft.add(text: block["text"]?.string ?? "")
        case "thinking": draft.add(reasoning: block["thinking"]?.string ?? "")
        case "tool_use":
            // In a stream, the input starts as an empty object and arrives in later events.
            let input = isStreamed ? "" : block["input"].map { String(decoding: $0.source, as: UTF8.self) } ?? ""
            draft.add(toolCall: index, id: block["id"]?.string, name: block["name"]?.string, arguments: input)
        default: break
        }
    }

    /// Reads usage; the figures of a later event replace earlier ones of the same name.
    private mutating func read(usage json: JSON?) {
        guard let json, json.kind == .object else { return }
        var usage = draft.usage ?? Usage(prompt: 0, completion: 0)
        if let input = json["input_tokens"]?.int {
            let cached = json["cache_read_input_tokens"]?.int ?? 0
            let stored = json["cache_creation_input_tokens"]?.int ?? 0
            usage.prompt = max(0, input + cached + stored)
            usage.cached = max(0, cached)
        }
        if let output = json["output_tokens"]?.int { usage.completion = max(0, output) }
        draft.usage = usage
    }

    private mutating func read(stop word: String?) {
        guard let word else { return }
        draft.stop =
            switch word {
            case "end_turn", "stop_sequence": .reason(.end)
            case "max_tokens", "model_context_window_exceeded": .reason(.length)
            case "tool_use": .reason(.toolCalls)
            case "refusal": .refusal
            default: .reason(.other(word))
            }
    }
}
