internal import JSON
internal import LanguageModels
internal import Lessons
internal import Prompting
internal import Trajectories

/// Asks again for quotes that are not in their steps. The model sees these steps, and not the whole recording again.
struct QuoteRepair: Sendable {
    let session: ModelSession
    let seed: UInt64
    let purpose: String

    /// The most bytes of the steps in a prompt, and of each text of a step.
    private static let stepsLimit = 24_000
    private static let textLimit = 4_000

    private static let schema = """
        {"type":"object","additionalProperties":false,"required":["lessons"],"properties":{"lessons":{"type":"array",
        "items":{"type":"object","additionalProperties":false,"required":["lesson","quotes"],"properties":{
        "lesson":{"type":"integer","description":"the number of the lesson"},
        "quotes":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["step","text"],
        "properties":{"step":{"type":"integer"},"text":{"type":"string"}}}}}}}}}
        """

    /// The lessons with better quotes, as far as the model has any.
    ///
    /// - Returns: The lessons in their order, and how often the model was asked.
    /// - Throws: ``ModelError/pending(_:)`` if the answer is still to come, and ``ModelError/cancelled``. Any other
    ///   failure leaves the lessons as they are, with what is wrong with them.
    func repaired(
        _ lessons: [ReportedLesson],
        of subject: AnalysisInput,
        checkedBy check: QuoteCheck
    ) async throws(ModelError) -> (lessons: [ReportedLesson], calls: Int) {
        let faulty = lessons.indices.filter { lessons[$0].objection?.concernsQuotes ?? false }
        guard !faulty.isEmpty, session.repairs > 0 else { return (lessons, 0) }
        let text = question(about: faulty.map { (number: $0 + 1, lesson: lessons[$0]) }, subject, check)
        let fence = DataFence(seed: seed, name: "quotes \(subject.name)", around: [text])
        do throws(ModelError) {
            let prompt = Prompt(
                shared: [Instructions.quoteRepair],
                """
                \(Instructions.marker)
                Give the quotes of these lessons again. \(fence.note)

                \(fence.around(text))
                """,
                schema: AnswerSchema(name: "quotes", schema: try JSONText(Self.schema))
            )
            let parsed = try await session.repairing(session.repairs - 1).askForValue(prompt, purpose: purpose) {
                payloads throws(UnreadableAnswer) in try Self.read(payloads, lessons, faulty, check)
            }
            return (parsed.value, parsed.repairs + 1)
        } catch {
            guard error != .cancelled, error.kind != .pending else { throw error }
            return (lessons, 1)
        }
    }

    /// The lessons with what is wrong, and the steps.
    private func question(
        about faulty: [(number: Int, lesson: ReportedLesson)],
        _ subject: AnalysisInput,
        _ check: QuoteCheck
    ) -> String {
        var parts = faulty.map { number, lesson in
            var lines = ["lesson \(number): \(lesson.title)", "do: \(lesson.action)", "why: \(lesson.why)"]
            lines += lesson.quotes.map { "quote of step \($0.step): \(Excerpt.line(of: $0.text, limit: 400))" }
            if let objection = lesson.objection { lines.append("wrong: \(objection.detail)") }
            return lines.joined(separator: "\n")
        }
        let numbers = check.steps(for: faulty.flatMap(\.lesson.quotes))
        var left = Self.stepsLimit
        for step in subject.episode.steps where numbers.contains(step.number) {
            let text = StepView(step).text(limit: min(Self.textLimit, max(400, left)))
            left -= text.utf8.count
            parts.append(text)
        }
        return parts.joined(separator: "\n\n")
    }

    private static func read(
        _ payloads: [JSON],
        _ lessons: [ReportedLesson],
        _ faulty: [Int],
        _ check: QuoteCheck
    ) throws(UnreadableAnswer) -> PartialParse<[ReportedLesson]> {
        var parsed = PartialParse(value: lessons)
        for payload in payloads {
            guard let items = payload["lessons"], items.kind == .array else {
                throw UnreadableAnswer("there is no list \"lessons\"")
            }
            for item in items.elements {
                guard let number = item["lesson"]?.int, faulty.contains(number - 1) else {
                    throw UnreadableAnswer(
                        "\"lesson\" must be one of the numbers \(faulty.map { "\($0 + 1)" }.joined(separator: ", "))"
                    )
                }
                var lesson = lessons[number - 1]
                lesson.quotes = try ReportedLesson.quotes(item)
                parsed.value[number - 1] = check.checked(lesson)
            }
        }
        parsed.warnings = faulty.compactMap { index in
            guard let objection = parsed.value[index].objection, objection.concernsQuotes else { return nil }
            return "lesson \(index + 1): \(objection.detail)"
        }
        return parsed
    }
}
