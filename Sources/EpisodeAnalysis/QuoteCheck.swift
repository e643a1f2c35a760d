internal import Lessons
internal import Prompting
internal import Shell
internal import Skills
internal import Trajectories

/// Checks an analyst's report against the recording: every quote must be in the step that it names, as it was recorded or
/// as the analyst was shown it, and advice must not come from tool output.
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

    /// Why a lesson is not used.
    package struct Objection: Sendable, Equatable {
        /// The reason.
        package let reason: Reason
        /// The reason as a lower-case sentence without full stop.
        package let detail: String

        init(_ reason: Reason, _ detail: String) { (self.reason, self.detail) = (reason, detail) }

        /// All of these as one, which has the reason of the first; `nil` if there are none.
        init?(_ objections: [Objection]) {
            guard let first = objections.first else { return nil }
            self.init(first.reason, objections.map(\.detail).joined(separator: "; "))
        }

        /// Whether it is about the quotes, which the model can correct.
        var concernsQuotes: Bool {
            switch reason {
            case .noSuchStep, .quoteNotFound, .quoteTooShort: true
            case .toolOutputOnly, .repeatsSkill: false
            }
        }
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

    /// The lesson with what the check found.
    package func checked(_ lesson: ReportedLesson) -> ReportedLesson {
        var lesson = lesson
        let judged = lesson.quotes.map { (quote: $0, objection: objection(to: $0)) }
        // With two that are right, another one that is not proves nothing against the lesson.
        let good = judged.filter { $0.objection == nil }.map(\.quote)
        if good.count >= 2 { lesson.quotes = good }
        // A repair has to know of all.
        let objections = good.count >= 2 ? [] : judged.compactMap(\.objection)
        lesson.objection = Objection(objections) ?? objection(toAdviceOf: lesson)
        lesson.isVerified = lesson.claimsVerified && showsFailureThenSuccess(lesson.quotes)
        let named = EnglishTokenizer.code(in: lesson.action).flatMap { ShellScript($0).programs }
        lesson.programs = Set(named).intersection(programs).sorted()
        return lesson
    }

    /// A quote as lessons keep it: folded, and at most ``longestQuote`` characters long.
    static func kept(_ quote: Lesson.Quote) -> Lesson.Quote {
        let text = EnglishTokenizer.folded(quote.text)
        let isShort = text.count <= longestQuote
        return Lesson.Quote(step: quote.step, text: isShort ? text : String(text.prefix(longestQuote)))
    }

    // MARK: Quotes

    private func showsFailureThenSuccess(_ quotes: [Lesson.Quote]) -> Bool {
        let spans = quotes.compactMap { places[$0.step] }
        let failure = spans.filter(\.showsFailure).map(\.number).min()
        let success = spans.filter(\.showsSuccess).map(\.number).max()
        return if let failure, let success { failure < success } else { false }
    }

    private func objection(to quote: Lesson.Quote) -> Objection? {
        let words = Excerpt.line(of: quote.text, limit: 60)
        guard let place = places[quote.step] else {
            return Objection(
                .noSuchStep,
                // words: allow
                "there is no step \(quote.step) in the episode, so \"\(words)\" is no quote"
            )
        }
        let text = FoldedText(quote.text)
        if place.equals(text) { return nil }
        guard text.bytes.count >= Self.shortestQuote else {
            return Objection(
                .quoteTooShort,
                "\"\(words)\" is too short for a quote; give \(Self.shortestQuote) characters"
            )
        }
        if place.contains(text) { return nil }
        if place.shows(text) {
            guard !ShownText.parts(of: quote.text).contains(where: { place.contains($0) }) else { return nil }
            return Objection(
                .quoteNotFound,
                "\"\(words)\" is how the step is shown, not what was recorded in it; copy words of the recording"
            )
        }
        let others = places.values.filter { $0.contains(text) || $0.shows(text) }.map(\.number).sorted().prefix(3)
        let remedy =
            others.isEmpty
            ? "copy it exactly" : "it is in step \(others.map(String.init).joined(separator: ", "))"
        // words: allow
        return Objection(.quoteNotFound, "\"\(words)\" does not stand word for word in step \(quote.step); \(remedy)")
    }

    /// The steps that a repair of these quotes needs to see: those that they name, and those where they are.
    func steps(for quotes: [Lesson.Quote]) -> [Int] {
        var numbers: Set<Int> = []
        for quote in quotes where objection(to: quote) != nil {
            if places[quote.step] != nil { numbers.insert(quote.step) }
            let text = FoldedText(quote.text)
            guard text.bytes.count >= Self.shortestQuote else { continue }
            let others = places.values.filter { $0.contains(text) || $0.shows(text) }
            numbers.formUnion(others.map(\.number).sorted().prefix(3))
        }
        return numbers.sorted()
    }

    // MARK: Advice

    /// Whether code would be run by a reader: it begins with a program, or leads to another one.
    private static func isCommand(_ code: String) -> Bool {
        if ["|", "$(", "://", "&&", ";"].contains(where: code.contains) { return true }
        let first = String(code.prefix { !$0.isWhitespace })
        return first.contains("/") || KnownPrograms.common.contains(first) || KnownPrograms.builtins.contains(first)
    }

    /// Advice must come from what the agent did with success, or from the user, and never from tool output alone.
    private func objection(toAdviceOf lesson: ReportedLesson) -> Objection? {
        // What a check says is the output to expect, so it is in tool output; its commands are looked at below.
        for advice in [lesson.action, lesson.title] {
            let shingles = Shingles(of: advice)
            let foreign = toolOutput.reduce(into: Set<UInt64>()) { $0.formUnion(shingles.found(in: $1)) }
            let own = ownWords.reduce(into: Set<UInt64>()) { $0.formUnion(shingles.found(in: $1)) }
            let onlyForeign = foreign.subtracting(own).count
            if onlyForeign > 0, Double(onlyForeign) >= 0.3 * Double(shingles.hashes.count) {
                return Objection(.toolOutputOnly, "\"\(Excerpt.line(of: advice, limit: 60))\" is in tool output alone")
            }
            let known = skillTexts.reduce(into: Set<UInt64>()) { $0.formUnion(shingles.found(in: $1)) }
            if advice == lesson.action, known.count > 0, Double(known.count) >= 0.6 * Double(shingles.hashes.count) {
                return Objection(.repeatsSkill, "\"\(Excerpt.line(of: advice, limit: 60))\" is in the skill already")
            }
        }
        let commands = EnglishTokenizer.code(in: lesson.check).filter(Self.isCommand)
        for code in EnglishTokenizer.code(in: lesson.action) + commands where code.contains(" ") || code.count >= 12 {
            let folded = FoldedText(code)
            guard toolOutput.contains(where: { FoldedText($0).contains(folded) }) else { continue }
            guard !ownWords.contains(where: { FoldedText($0).contains(folded) }) else { continue }
            return Objection(
                .toolOutputOnly,
                "`\(Excerpt.line(of: code, limit: 60))` is in tool output and was never used with success"
            )
        }
        return nil
    }
}

/// What a quote has of a recording besides the words with which a step is shown: `result ok (exit 0):`, `call bash`, and
/// notes of what was left out.
private enum ShownText {
    /// The pieces of a quote between the words of the frame, as long as a quote has to be; none where it spans a note of what
    /// was left out, since its sides were never one text.
    static func parts(of quote: String) -> [FoldedText] {
        guard !quote.contains(" left out …]") else { return [] }
        let pieces = quote.split(whereSeparator: \.isNewline).flatMap { line -> [Substring] in
            // Number and author of the step, the tool or the name of an argument are the first words of a line.
            let cores = line.split(separator: "→").flatMap { part -> [Substring] in
                var rest = part.drop { $0 == " " }
                return (0...4).map { _ in
                    defer { rest = rest.drop { $0 != " " }.dropFirst() }
                    return rest
                }
            }
            return cores.filter { !$0.hasSuffix("):") && !$0.hasPrefix("(exit ") }
        }
        return pieces.map { FoldedText(String($0)) }
            .filter { $0.bytes.count >= QuoteCheck.shortestQuote }
    }
}

/// The texts of one step that can be quoted.
private struct StepText: Sendable {
    let number: Int
    private let step: Step
    /// The message, the arguments and the observations, with folded white space.
    private let texts: [FoldedText]
    /// Whether an action of the step failed, or the user corrected the agent.
    let showsFailure: Bool
    /// Whether an action of the step succeeded.
    let showsSuccess: Bool

    init(_ step: Step) {
        number = step.number
        self.step = step
        texts = ([step.text] + step.calls.flatMap { $0.arguments.map(\.value) + [$0.observation?.text ?? ""] })
            .map { FoldedText($0) }.filter { !$0.bytes.isEmpty }
        showsFailure = step.signal != nil || step.calls.contains(where: \.isTrouble)
        showsSuccess = step.calls.contains { $0.observation?.status.isGood ?? false }
    }

    func contains(_ text: FoldedText) -> Bool { texts.contains { $0.contains(text) } }

    /// Whether a prompt shows the text in this step: with the names of tools and arguments, and with how a call ended.
    func shows(_ text: FoldedText) -> Bool {
        let view = StepView(step)
        if FoldedText(view.line).contains(text) { return true }
        let limits = [StepView.briefBytes, StepView.clippedBytes, StepView.wideBytes, .max]
        return limits.contains { limit in
            FoldedText(view.text(limit: limit, isCondensed: true)).contains(text)
                || FoldedText(view.text(limit: limit)).contains(text)
        }
    }

    func equals(_ text: FoldedText) -> Bool { !text.bytes.isEmpty && texts.contains(text) }
}
