package import JSON

/// An answer that was read into a value, with what that took.
package struct StructuredAnswer<Value: Sendable>: Sendable {
    package let value: Value
    /// The answer that could be read.
    package let answer: Answer
    /// How often the model was told what could not be read.
    package let repairs: Int
}

extension Caller {
    /// The answer to a prompt as a value.
    ///
    /// `read` gets every JSON value of the answer, at least one, and throws ``UnreadableAnswer`` for whatever is missing
    /// or too much. Its words, or the JSON reader's, go back to the model up to `repairs` times.
    /// Throws ``ModelError/malformed(_:)`` if the answer then still cannot be read: a loss to be counted, never a value
    /// with less in it.
    @concurrent
    package func ask<Value: Sendable>(
        _ prompt: Prompt,
        settings: ModelSettings,
        sample: Int = 0,
        purpose: String,
        repairs: Int = 2,
        read: @Sendable ([JSON]) throws(UnreadableAnswer) -> Value
    ) async throws(ModelError) -> StructuredAnswer<Value> {
        var conversation = prompt
        var repaired = 0
        while true {
            let answer = try await ask(conversation, settings: settings, sample: sample, purpose: purpose)
            do throws(UnreadableAnswer) {
                let value = try read(Self.payloads(of: answer, limit: settings.maximumTokens))
                return StructuredAnswer(value: value, answer: answer, repairs: repaired)
            } catch {
                guard repaired < repairs else { throw .malformed("\(error) (after \(repaired) repairs)") }
                repaired += 1
                // Always from the first prompt: what was broken twice is no use to the third try.
                conversation = prompt.continued(.assistant(Self.spoken(answer)), .user(Self.complaint(error)))
            }
        }
    }

    private static func payloads(of answer: Answer, limit: Int) throws(UnreadableAnswer) -> [JSON] {
        guard answer.stopReason != .length else {
            throw UnreadableAnswer("the answer was cut off at the limit of \(limit) tokens; make it shorter")
        }
        guard answer.toolCalls.isEmpty else {
            throw UnreadableAnswer("a tool was called where a JSON answer was asked for")
        }
        return try JSONPayloads.find(in: answer.text)
    }

    /// What the model is reminded of: without its reasoning, and without a wish for tools that nobody will fulfil.
    private static func spoken(_ answer: Answer) -> String {
        let text = answer.conclusion
        return text.utf8.contains { $0 > 0x20 } ? text : "(no text)"
    }

    private static func complaint(_ error: UnreadableAnswer) -> String {
        """
        Your answer could not be read: \(error).
        Give the whole answer again, as JSON in the form that was asked for, and nothing else.
        """
    }
}
