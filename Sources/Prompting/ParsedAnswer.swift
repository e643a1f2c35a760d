package import JSON
package import LanguageModels

/// What could be read of an answer, and what could not.
package struct PartialParse<Value: Sendable>: Sendable {
    package var value: Value
    /// What is wrong with the rest of the answer, in words that the model can act on. Empty: everything was parsed.
    package var complaints: [String]
    /// What the model may put right although nothing is lost otherwise.
    package var remarks: [String]

    package init(value: Value, complaints: [String] = [], remarks: [String] = []) {
        self.value = value
        self.complaints = complaints
        self.remarks = remarks
    }
}

/// The end of a hearing: the best reading, with what is lost of it.
package struct ParsedAnswer<Value: Sendable>: Sendable {
    package let value: Value
    /// What stayed broken after all repairs.
    package let losses: [String]
    package let repairs: Int
}

extension ModelSession {
    /// Asks until an answer can be read whole, at most ``repairs`` times again; then takes the best that was read, and
    /// says what is lost of it.
    ///
    /// `read` throws for an answer of which nothing can be used. Of several payloads, those that say the same count once.
    /// Throws ``ModelError/malformed(_:)`` if no answer could be used at all, and what the caller throws.
    package func hear<Value: Sendable>(
        _ prompt: Prompt,
        purpose: String,
        read: @Sendable ([JSON]) throws(UnreadableAnswer) -> PartialParse<Value>
    ) async throws(ModelError) -> ParsedAnswer<Value> {
        var conversation = prompt
        var best: PartialParse<Value>?
        for repair in 0...max(0, repairs) {
            let answer: Answer
            do throws(ModelError) {
                answer = try await caller.ask(conversation, settings: settings, sample: sample, purpose: purpose)
            } catch {
                // What was read before is worth more than a repair that did not come.
                guard let best, error != .cancelled else { throw error }
                return ParsedAnswer(value: best.value, losses: best.complaints + ["\(error)"], repairs: repair)
            }
            let complaint: String
            do throws(UnreadableAnswer) {
                let reading = try read(Payloads.read(answer, limit: settings.maximumTokens))
                let faults = reading.complaints + reading.remarks
                if faults.isEmpty { return ParsedAnswer(value: reading.value, losses: [], repairs: repair) }
                if best.map({ faults.count <= $0.complaints.count + $0.remarks.count }) ?? true { best = reading }
                complaint = faults.joined(separator: "\n- ")
            } catch {
                complaint = error.description
                if repair == repairs, best == nil { throw .malformed("\(error) (after \(repairs) repairs)") }
            }
            // Always from the first prompt: what was broken twice is no use to the third try.
            conversation = prompt.continued(
                .assistant(Payloads.spoken(answer)),
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
        return ParsedAnswer(value: best.value, losses: best.complaints, repairs: repairs)
    }
}

/// The JSON of an answer.
package enum Payloads {
    /// Every payload, those that are alike once. Throws for an answer that was cut off or holds none.
    package static func read(_ answer: Answer, limit: Int) throws(UnreadableAnswer) -> [JSON] {
        guard answer.stopReason != .length else {
            throw UnreadableAnswer("the answer was cut off at the limit of \(limit) tokens; make it shorter")
        }
        guard answer.toolCalls.isEmpty else {
            throw UnreadableAnswer("a tool was called where a JSON answer was asked for")
        }
        return distinct(try JSONPayloads.find(in: answer.text))
    }

    package static func distinct(_ payloads: [JSON]) -> [JSON] {
        var seen: Set<[UInt8]> = []
        return payloads.filter { seen.insert($0.source).inserted }
    }

    /// What the model is reminded of: without its reasoning.
    package static func spoken(_ answer: Answer) -> String {
        let text = answer.conclusion
        return text.utf8.contains { $0 > 0x20 } ? text : "(no text)"
    }
}
