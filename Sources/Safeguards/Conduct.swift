internal import Shell

/// G8: sentences that tell their reader how to behave towards people, checks and other agents, whatever their words are.
///
/// A rule is a shape: a verb and what it is about, near each other and not negated. Lists of whole phrases come last.
struct Conduct: Sendable {
    let code: String
    let message: String
    /// The verbs, in their forms of command and course.
    let verbs: Set<String>
    /// What the verbs are about; empty if the verb alone says it.
    let objects: Set<String>
    /// How many words may be between the two.
    let gap: Int
    /// Whether the object may come first: "prompts are to be accepted".
    let isEitherWay: Bool
    /// Words of which one must occur in the passage; empty if none has to.
    let needs: Set<String>
    /// Words of which none may be between the two, or one before.
    let excludes: Set<String>
    /// Whether the rule is about what is *not* to be done.
    let isNegated: Bool
    /// Whether the object ends what is said: "keep it secret", not "keep the secret key".
    let objectEnds: Bool

    init(
        _ code: String,
        _ message: String,
        _ verbs: String,
        _ objects: String,
        gap: Int,
        isEitherWay: Bool = false,
        needs: String = "",
        excludes: String = "",
        isNegated: Bool = false,
        objectEnds: Bool = false
    ) {
        self.code = code
        self.message = message
        self.verbs = Set(verbs.split(separator: " ").flatMap { Self.forms(String($0)) })
        self.objects = Set(objects.split(separator: " ").map(String.init))
        self.gap = gap
        self.isEitherWay = isEitherWay
        self.needs = Set(needs.split(separator: " ").map(String.init))
        self.excludes = Set(excludes.split(separator: " ").map(String.init))
        self.isNegated = isNegated
        self.objectEnds = objectEnds
    }

    /// Returns the violations in the prose and the code of `text`.
    static func violations(in text: SkillText) -> [Violation] {
        var violations: [Violation] = []
        for passage in text.passages + spans(of: text) {
            let words = words(of: passage)
            guard !words.isEmpty else { continue }
            violations += TopicRule.violations(in: words)
            for rule in all {
                guard let range = rule.match(in: words) else { continue }
                let excerpt = words[range].map(\.text).joined(separator: " ")
                violations.append(Violation("G8", rule.code, .hold, rule.message, excerpt))
            }
        }
        return violations + ForeignOrder.violations(in: text)
    }

    // MARK: Words

    struct Word {
        let text: String
        let endsClause: Bool
        var endsSentence = false
    }

    private static func words(of passage: Passage) -> [Word] {
        var tokens = passage.tokens
        if passage.isCode {
            // What a shell runs is looked at as commands; its comments are for the reader.
            guard let comment = tokens.firstIndex(where: { $0.text.hasPrefix("#") || $0.text.hasPrefix("//") }) else {
                return isCommand(passage) ? [] : words(of: passage.allTokens)
            }
            tokens = Array(tokens[comment...])
        }
        return words(of: tokens)
    }

    /// Whether a line of code starts with a program.
    private static func isCommand(_ passage: Passage) -> Bool {
        guard let first = passage.tokens.first(where: { $0.text != "$" }) else { return true }
        let name = CommandKey.name(first.text)
        return KnownPrograms.contains(name) || KnownPrograms.builtins.contains(name) || name.contains("=")
            || first.text.contains("(")
    }

    /// The code spans that are sentences rather than commands.
    private static func spans(of text: SkillText) -> [Passage] {
        text.paragraphs.flatMap(\.spans).filter { span in
            span.contains(" ") && !SkillCommands.isCommand(span)
        }.map { Passage(prose: [$0]) }
    }

    private static func words(of tokens: [Passage.Token]) -> [Word] {
        tokens.flatMap { token -> [Word] in
            let parts = token.lower.split {
                !($0.isLetter || $0.isNumber || $0 == "'" || $0 == "’" || $0 == "-" || $0 == ".")
            }
            guard !parts.isEmpty else { return [] }
            return parts.enumerated().map { index, part in
                Word(
                    text: String(part).replacing("’", with: "'"),
                    endsClause: token.endsClause && index == parts.count - 1,
                    endsSentence: token.endsSentence && index == parts.count - 1
                )
            }
        }
    }

    /// The forms of a verb in which it gives an order.
    private static func forms(_ verb: String) -> [String] {
        guard !verb.hasSuffix("ing"), verb.count > 2 else { return [verb] }
        var forms = [verb, verb + "ing"]
        if verb.hasSuffix("e") { forms.append(verb.dropLast() + "ing") }
        if let last = verb.last { forms.append(verb + String(last) + "ing") }
        return forms
    }

    // MARK: Matching

    private func match(in words: [Word]) -> Range<Int>? {
        guard needs.isEmpty || words.contains(where: { needs.contains($0.text) }) else { return nil }
        for index in words.indices where verbs.contains(words[index].text) {
            guard Self.isNegation(before: index, in: words) == isNegated else { continue }
            if objects.isEmpty {
                // "A hash" is a noun, and "does not hash" tells what something does.
                guard !isNegated || index > 0 && Self.negations.contains(words[index - 1].text),
                    index < 2 || !["does", "did", "would", "can", "could"].contains(words[index - 2].text)
                else { continue }
                let near = words[(index + 1)...].prefix(3)
                if !near.contains(where: { excludes.contains($0.text) }) { return index..<index + 1 }
                continue
            }
            let limit = min(words.count, index + gap + 2)
            let after = (index + 1)..<max(limit, index + 1)
            if let place = after.first(where: { objects.contains(words[$0].text) && isEnd($0, in: words) }),
                isFree(words, index..<place)
            {
                return index..<place + 1
            }
            guard isEitherWay else { continue }
            let before = max(0, index - gap - 1)..<index
            if let place = before.last(where: { objects.contains(words[$0].text) }), isFree(words, place..<index) {
                return place..<index + 1
            }
        }
        return nil
    }

    private func isEnd(_ index: Int, in words: [Word]) -> Bool {
        guard objectEnds, !words[index].endsClause, index + 1 < words.count else { return true }
        return [
            "from", "and", "at", "for", "until", "about", "to", "so", "or", "when", "even", "towards", "in", "with",
        ]
        .contains(words[index + 1].text)
    }

    /// Whether no word that makes it harmless is before or between the two, and no sentence ends there.
    private func isFree(_ words: [Word], _ range: Range<Int>) -> Bool {
        let start = max(0, range.lowerBound - 1)
        // "Do not run anything as root": the verb is an auxiliary of one that is negated.
        if !isNegated, range.contains(where: { Self.refusals.contains(words[$0].text) }) { return false }
        return !words[start..<range.upperBound].contains { excludes.contains($0.text) }
    }

    static func isNegation(before index: Int, in words: [Word]) -> Bool {
        let before = Array(words[max(0, index - 7)..<index].reversed().prefix { !$0.endsClause })
        // "Never push without asking" is negated twice.
        let count = before.indices.count { place in
            // "Never stop to ask" is negated once.
            let isStopTo = before[place].text == "stop" && place > 0 && before[place - 1].text == "to"
            return negations.contains(before[place].text) && !isStopTo
        }
        return count % 2 == 1 && !before.contains { doubtful.contains($0.text) }
    }

    private static let refusals: Set<String> = ["not", "never", "don't", "dont"]
    private static let negations: Set<String> = [
        "never", "not", "don't", "dont", "no", "avoid", "without", "nor", "neither", "instead", "stop", "refrain",
        "cannot", "can't", "mustn't", "shouldn't", "nobody", "nothing",
    ]
    private static let doubtful: Set<String> = [
        "forget", "hesitate", "fail", "neglect", "afraid", "worry", "merely", "only", "wait", "need", "needed",
    ]
}
