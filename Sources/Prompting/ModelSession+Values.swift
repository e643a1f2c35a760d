package import JSON
package import LanguageModels

/// The part of an answer that could be parsed, with the errors of the rest.
package struct PartialParse<Value: Sendable>: Sendable {
    /// The value that could be parsed.
    package var value: Value
    /// What is wrong with the rest of the answer, in words that can be sent to the model. Empty if all of it was parsed.
    package var errors: [String]
    /// Defects that the model may correct, although nothing is missing from the value.
    package var warnings: [String]

    /// A value with what is wrong with its answer.
    package init(value: Value, errors: [String] = [], warnings: [String] = []) {
        self.value = value
        self.errors = errors
        self.warnings = warnings
    }

    /// Errors and warnings together: what a repair is asked for.
    package var defects: [String] { errors + warnings }
}

/// The best parse of a model's answers, after all repairs.
package struct ParsedAnswer<Value: Sendable>: Sendable {
    /// The value.
    package let value: Value
    /// The errors that remained after all repairs: parts of the answer that are not in ``value``.
    package let errors: [String]
    /// The number of repairs that were asked for.
    package let repairs: Int
}

extension ModelSession {
    /// Asks for an answer that can be parsed as a value; asks again with the errors, up to ``repairs`` times.
    ///
    /// - Parameters:
    ///   - purpose: The purpose that the record of the call names.
    ///   - parse: Parses the distinct JSON values of an answer. It throws if nothing of the answer can be used.
    /// - Returns: The first value without errors and warnings, or else the best one.
    /// - Throws: ``ModelError/malformed(_:)`` if no answer could be used at all, and what the caller throws.
    package func askForValue<Value: Sendable>(
        _ prompt: Prompt,
        purpose: String,
        parse: @Sendable ([JSON]) throws(UnreadableAnswer) -> PartialParse<Value>
    ) async throws(ModelError) -> ParsedAnswer<Value> {
        do throws(ModelError) {
            let answer = try await askWithRepairs(prompt, purpose: purpose, parse: parse)
            caller.breaker?.succeeded(at: .answer)
            return answer
        } catch {
            if error.kind == .malformed { caller.breaker?.failed(error, at: .answer) }
            throw error
        }
    }

    private func askWithRepairs<Value: Sendable>(
        _ prompt: Prompt,
        purpose: String,
        parse: @Sendable ([JSON]) throws(UnreadableAnswer) -> PartialParse<Value>
    ) async throws(ModelError) -> ParsedAnswer<Value> {
        var conversation = prompt
        var best: PartialParse<Value>?
        for repair in 0...max(0, repairs) {
            let answer: Answer
            do throws(ModelError) {
                answer = try await caller.ask(conversation, settings: settings, sample: sample, purpose: purpose)
            } catch {
                // An earlier parse is worth more than a repair that failed, but not more than one that is still to come.
                guard let best, error != .cancelled, error.kind != .pending else { throw error }
                return ParsedAnswer(value: best.value, errors: best.errors + ["\(error)"], repairs: repair)
            }
            let complaint: String
            do throws(UnreadableAnswer) {
                let parsed = try parse(AnswerJSON.values(in: answer, limit: settings.maximumTokens))
                let defects = parsed.defects
                if defects.isEmpty { return ParsedAnswer(value: parsed.value, errors: [], repairs: repair) }
                if best.map({ defects.count <= $0.defects.count }) ?? true { best = parsed }
                complaint = defects.joined(separator: "\n- ")
            } catch {
                complaint = error.description
                if repair == repairs, best == nil { throw .malformed("\(error) (after \(repairs) repairs)") }
            }
            // Every repair starts from the first prompt: an answer that failed twice does not help the third attempt.
            conversation = prompt.continued(
                .assistant(AnswerJSON.conclusion(of: answer)),
                .user(
                    """
                    Your answer could not be used as it is:
                    - \(complaint)
                    Give the whole answer again with this put right, as JSON in the form asked for, and nothing else.
                    """
                )
            )
        }
        guard let best else { throw .malformed("no answer could be read") }
        return ParsedAnswer(value: best.value, errors: best.errors, repairs: repairs)
    }
}

/// The JSON of an answer.
package enum AnswerJSON {
    /// Every distinct JSON value of an answer.
    ///
    /// - Parameter limit: The token limit of the call, for the error.
    /// - Throws: ``UnreadableAnswer`` if the answer was cut off, calls a tool, or has no readable JSON.
    package static func values(in answer: Answer, limit: Int) throws(UnreadableAnswer) -> [JSON] {
        guard answer.stopReason != .length else {
            throw UnreadableAnswer("the answer was cut off at the limit of \(limit) tokens; make it shorter")
        }
        guard answer.toolCalls.isEmpty else {
            throw UnreadableAnswer("a tool was called where a JSON answer was asked for")
        }
        return distinct(try JSONPayloads.find(in: answer.text))
    }

    /// The values without repetitions, in the same order.
    package static func distinct(_ values: [JSON]) -> [JSON] {
        var seen: Set<[UInt8]> = []
        return values.filter { seen.insert($0.source).inserted }
    }

    /// The text of an answer as it is repeated in the conversation: without reasoning, and never empty.
    package static func conclusion(of answer: Answer) -> String {
        let text = answer.conclusion
        return text.utf8.contains { $0 > 0x20 } ? text : "(no text)"
    }
}
