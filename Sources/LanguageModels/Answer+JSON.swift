internal import JSON

extension Answer {
    /// The answer as canonical JSON, to be stored and replayed.
    package var encoded: [UInt8] {
        var writer = JSONWriter(order: .sorted)
        writer.object { writer in
            writer.member("text", text)
            writer.member("reasoning", reasoning)
            writer.array("toolCalls") { for call in toolCalls { call.write(to: &$0) } }
            writer.member("stop", stopReason.code)
            writer.member("milliseconds", Int(duration / .milliseconds(1)))
            writer.object("usage") { writer in
                writer.member("prompt", usage.prompt)
                writer.member("cached", usage.cached)
                writer.member("completion", usage.completion)
                writer.member("isEstimated", usage.isEstimated)
            }
        }
        return writer.bytes
    }

    /// Decodes an answer that ``encoded`` wrote.
    ///
    /// - Throws: ``ModelError/malformed(_:)`` for anything else.
    package init(decoding bytes: [UInt8]) throws(ModelError) {
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw .malformed("the stored answer is not JSON: \(error)")
        }
        guard let text = json["text"]?.string, let reasoning = json["reasoning"]?.string,
            let calls = json["toolCalls"]?.array, let stop = json["stop"]?.string,
            let milliseconds = json["milliseconds"]?.int, let usage = json["usage"],
            let prompt = usage["prompt"]?.int, let cached = usage["cached"]?.int,
            let completion = usage["completion"]?.int, let isEstimated = usage["isEstimated"]?.bool
        else { throw .malformed("the stored answer lacks a member") }
        var toolCalls: [ToolCall] = []
        for call in calls {
            guard let id = call["id"]?.string, let name = call["name"]?.string,
                let arguments = call["arguments"]?.string
            else { throw .malformed("a tool call of the stored answer lacks a member") }
            toolCalls.append(ToolCall(id: id, name: name, arguments: arguments))
        }
        self.init(
            text: text,
            toolCalls: toolCalls,
            reasoning: reasoning,
            stopReason: StopReason(code: stop),
            usage: Usage(prompt: prompt, cached: cached, completion: completion, isEstimated: isEstimated),
            duration: .milliseconds(milliseconds)
        )
    }
}
