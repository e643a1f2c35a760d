internal import Lessons
internal import Prompting
internal import Shell
internal import Skills
internal import Trajectories

/// Checks an analyst's report against the recording: every quote must be in the step that it names, and advice must not
/// come from tool output.
package struct QuoteCheck: Sendable {
    /// The reason why a lesson is not used. The raw values are stable: ledgers contain them.
    package enum Reason: String, Sendable, CaseIterable {
        /// The episode has no step with that number.
        case noSuchStep = "no-such-step"
        /// A quote is not in its step.
        case quoteNotFound = "quote-not-found"
        /// A quote is so short that it would be found anywhere.
        case quoteTooShort = "quote-too-short"
        /// The advice is in tool output, and in nothing that the agent did with success or the user said.
        case toolOutputOnly = "tool-output-only"
        /// The advice is in the skill already, word for word.
        case repeatsSkill = "repeats-skill"
    }

    /// A lesson that is not used.
    package struct Dropped: Sendable, Equatable {
        /// The lesson.
        package let lesson: ReportedLesson
        /// The reason.
        package let reason: Reason
        /// The reason as a lower-case sentence without full stop.
        package let detail: String
    }

    /// A lesson that passed the check.
    package struct Accepted: Sendable, Equatable {
        /// The lesson; its quotes are folded and at most ``QuoteCheck/longestQuote`` characters long.
        package let lesson: ReportedLesson
        /// Whether the analyst claims that the cause is proved, and the quotes show both the failure and what then worked.
        package let isVerified: Bool
        /// Programs that the advice names and that the episode ran with success, sorted.
        package let programs: [String]
    }

    /// The result of checking a report, in the order of its lessons.
    package struct Result: Sendable, Equatable {
        /// Lessons that passed.
        package var accepted: [Accepted] = []
        /// Lessons that are not used.
        package var dropped: [Dropped] = []
    }

    /// The fewest bytes of a quote: a shorter one proves nothing.
    static let shortestQuote = 8
    /// The most characters that are kept of a quote.
    static let longestQuote = 240

    private let places: [Int: StepText]
    private let toolOutput: [String]
    private let ownWords: [String]
    private let programs: Set<String>
    private let skillTexts: [String]

    /// Prepares the check of reports on one episode.
    package init(_ subject: AnalysisInput) {
        var places: [Int: StepText] = [:]
        var toolOutput: [String] = []
        var ownWords: [String] = [subject.episode.task ?? ""]
        var programs: Set<String> = []
        for step in subject.episode.steps {
            places[step.number] = StepText(step)
            if step.source == .user { ownWords.append(step.text) }
            for call in step.calls {
                if let observation = call.observation { toolOutput.append(observation.text) }
                // A failed call does not support advice.
                guard !call.isTrouble else { continue }
                ownWords += call.arguments.map(\.value)
                if let command = call.command { programs.formUnion(ShellScript(command).programs) }
            }
        }
        self.places = places
        self.toolOutput = toolOutput
        self.ownWords = ownWords
        self.programs = programs
        skillTexts =
            subject.base?.files.sorted { $0.key < $1.key }.map { String(decoding: $0.value, as: UTF8.self) } ?? []
    }

    /// Checks the lessons of a report.
    package func check(_ report: Report) -> Result {
        var result = Result()
        for lesson in report.lessons {
            if let (reason, detail) = objection(to: lesson) {
                result.dropped.append(Dropped(lesson: lesson, reason: reason, detail: detail))
            } else {
                result.accepted.append(accepted(lesson))
            }
        }
        return result
    }

    /// What is wrong with the quotes of a report, in words that can be sent to the model.
    func quoteErrors(in report: Report) -> [String] {
        report.lessons.enumerated().compactMap { number, lesson in
            objection(toQuotesOf: lesson).map { "lesson \(number + 1): \($0.1)" }
        }
    }

    // MARK: Quotes

    private func objection(to lesson: ReportedLesson) -> (Reason, String)? {
        objection(toQuotesOf: lesson) ?? objection(toAdviceOf: lesson)
    }

    private func objection(toQuotesOf lesson: ReportedLesson) -> (Reason, String)? {
        for quote in lesson.quotes {
            let words = Excerpt.line(of: quote.text, limit: 60)
            guard let place = places[quote.step] else {
                // words: allow
                return (.noSuchStep, "there is no step \(quote.step) in the episode, so \"\(words)\" is no quote")
            }
            let text = FoldedText(quote.text)
            if place.equals(text) { continue }
            guard text.bytes.count >= Self.shortestQuote else {
                return (.quoteTooShort, "\"\(words)\" is too short for a quote; give \(Self.shortestQuote) characters")
            }
            guard place.contains(text) else {
                return (
                    // words: allow
                    .quoteNotFound, "\"\(words)\" does not stand word for word in step \(quote.step); copy it exactly"
                )
            }
        }
        return nil
    }

    // MARK: Advice

    /// Advice must come from what the agent did with success, or from the user, and never from tool output alone.
    private func objection(toAdviceOf lesson: ReportedLesson) -> (Reason, String)? {
        for advice in [lesson.action, lesson.check, lesson.title] {
            let shingles = Shingles(of: advice)
            let foreign = toolOutput.reduce(into: Set<UInt64>()) { $0.formUnion(shingles.found(in: $1)) }
            let own = ownWords.reduce(into: Set<UInt64>()) { $0.formUnion(shingles.found(in: $1)) }
            let onlyForeign = foreign.subtracting(own).count
            if onlyForeign > 0, Double(onlyForeign) >= 0.3 * Double(shingles.hashes.count) {
                return (.toolOutputOnly, "\"\(Excerpt.line(of: advice, limit: 60))\" is in tool output alone")
            }
            let known = skillTexts.reduce(into: Set<UInt64>()) { $0.formUnion(shingles.found(in: $1)) }
            if advice == lesson.action, known.count > 0, Double(known.count) >= 0.6 * Double(shingles.hashes.count) {
                return (.repeatsSkill, "\"\(Excerpt.line(of: advice, limit: 60))\" is in the skill already")
            }
        }
        for code in EnglishTokenizer.code(in: lesson.action) where code.contains(" ") || code.count >= 12 {
            let folded = FoldedText(code)
            guard toolOutput.contains(where: { FoldedText($0).contains(folded) }) else { continue }
            guard !ownWords.contains(where: { FoldedText($0).contains(folded) }) else { continue }
            return (
                .toolOutputOnly,
                "`\(Excerpt.line(of: code, limit: 60))` is in tool output and was never used with success"
            )
        }
        return nil
    }

    // MARK: Accepted lessons

    private func accepted(_ lesson: ReportedLesson) -> Accepted {
        var kept = lesson
        kept.quotes = lesson.quotes.map {
            Lesson.Quote(step: $0.step, text: Self.cut(EnglishTokenizer.folded($0.text)))
        }
        let spans = lesson.claimsVerified ? lesson.quotes.compactMap { places[$0.step] } : []
        let failure = spans.filter(\.showsFailure).map(\.number).min()
        let success = spans.filter(\.showsSuccess).map(\.number).max()
        let isVerified = if let failure, let success { failure < success } else { false }
        let named = EnglishTokenizer.code(in: lesson.action).flatMap { ShellScript($0).programs }
        return Accepted(
            lesson: kept,
            isVerified: isVerified,
            programs: Set(named).intersection(programs).sorted()
        )
    }

    private static func cut(_ text: String) -> String {
        text.count <= longestQuote ? text : String(text.prefix(longestQuote))
    }
}

/// The texts of one step that can be quoted.
private struct StepText: Sendable {
    let number: Int
    /// The message, the arguments and the observations, with folded white space.
    private let texts: [FoldedText]
    /// Whether an action of the step failed, or the user corrected the agent.
    let showsFailure: Bool
    /// Whether an action of the step succeeded.
    let showsSuccess: Bool

    init(_ step: Step) {
        number = step.number
        texts = ([step.text] + step.calls.flatMap { $0.arguments.map(\.value) + [$0.observation?.text ?? ""] })
            .map { FoldedText($0) }.filter { !$0.bytes.isEmpty }
        showsFailure = step.signal != nil || step.calls.contains(where: \.isTrouble)
        showsSuccess = step.calls.contains { $0.observation?.status.isGood ?? false }
    }

    func contains(_ text: FoldedText) -> Bool { texts.contains { $0.contains(text) } }

    func equals(_ text: FoldedText) -> Bool { !text.bytes.isEmpty && texts.contains(text) }
}
