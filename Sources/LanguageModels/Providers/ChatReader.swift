internal import JSON

/// A reader of responses of the Chat Completions API.
struct ChatReader: AnswerReader {
    private(set) var draft = AnswerDraft()

    mutating func read(event: [UInt8]) throws(ModelError) {
        if event.elementsEqual("[DONE]".utf8) {
            // Some servers end a stream without a reason.
            if draft.stop == nil { draft.stop = .reason(.end) }
            return
        }
        let json = try Self.parse(event, as: "an event of the stream")
        if let error = json["error"], !error.isNull { throw ModelError(reported: error) }
        if let usage = json["usage"], usage.kind == .object { draft.usage = Self.usage(usage) }
        guard let choice = json["choices"]?[0] else { return }
        if let delta = choice["delta"] { read(delta) }
        read(stopOf: choice)
    }

    mutating func read(document: [UInt8]) throws(ModelError) {
        let json = try Self.parse(document, as: "the response")
        if let error = json["error"], !error.isNull { throw ModelError(reported: error) }
        guard let choice = json["choices"]?[0], let message = choice["message"], message.kind == .object else {
            throw .malformed("the response has no message")
        }
        if let usage = json["usage"], usage.kind == .object { draft.usage = Self.usage(usage) }
        read(message)
        read(stopOf: choice)
        if draft.stop == nil { draft.stop = .reason(.end) }
    }

    private mutating func read(_ message: JSON) {
        if let text = message["content"]?.string { draft.add(text: text) }
        if let text = message["reasoning_content"]?.string ?? message["reasoning"]?.string {
            draft.add(reasoning: text)
        }
        if let text = message["refusal"]?.string { draft.add(refusal: text) }
        guard let calls = message["tool_calls"] else { return }
        for (position, call) in calls.elements.enumerated() {
            let function = call["function"]
            // Most servers send the arguments as text, some as an object.
            let arguments = function?["arguments"].map { $0.string ?? ($0.isNull ? "" : Self.text($0)) } ?? ""
            draft.add(
                toolCall: call["index"]?.int ?? position,
                id: call["id"]?.string,
                name: function?["name"]?.string,
                arguments: arguments
            )
        }
    }

    private mutating func read(stopOf choice: JSON) {
        guard let word = choice["finish_reason"]?.string else { return }
        draft.stop =
            switch word {
            case "stop", "eos", "stop_sequence": .reason(.end)
            case "length", "max_tokens": .reason(.length)
            case "tool_calls", "function_call": .reason(.toolCalls)
            case "content_filter": .refusal
            default: .reason(.other(word))
            }
    }

    private static func usage(_ json: JSON) -> Usage {
        let cached = json["prompt_tokens_details"]?["cached_tokens"]?.int ?? json["prompt_cache_hit_tokens"]?.int
        return Usage(
            prompt: max(0, json["prompt_tokens"]?.int ?? 0),
            cached: max(0, cached ?? 0),
            completion: max(0, json["completion_tokens"]?.int ?? 0)
        )
    }

    private static func text(_ json: JSON) -> String { String(decoding: json.source, as: UTF8.self) }

    /// Parses a part of a response.
    ///
    /// - Parameter part: Its name in the error.
    /// - Throws: ``ModelError/malformed(_:)``
    static func parse(_ bytes: [UInt8], as part: String) throws(ModelError) -> JSON {
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw .malformed("\(part) is not JSON: \(error)")
        }
    }
}
