/// G8: texts whose wording is that of an order which takes a control away, by what is new in them.
struct WordingRule {
    /// The score of the new text as a whole above which it waits for a person. Of the honest rules by authors that the model
    /// does not know, about one in fifteen has a higher one.
    private static let most = 0.75
    /// The same for a part of it. Parts are many and short, so that more of them score high by chance.
    private static let mostOfPassage = 1.0
    private static let mostOfSentence = 1.75
    /// The score of every sentence up to which a word of a list alone does not hold a text.
    private static let plain = -2.0
    /// What is held for the words of a list whatever the model says: honest rules, too, say what not to do, but hardly what
    /// not to tell, to check or to protect.
    private static let always: Set<String> = ["concealment", "safety-off", "unfair"]

    private let passages: [Passage]
    private let model = WordingModel.standard

    /// The rule on the passages of `text` that are not in `before`.
    init(_ text: SkillText, before: SkillText?) {
        let known = Set((before?.passages ?? []).map(\.text))
        passages = text.passages.filter { !known.contains($0.text) }
    }

    /// The violations, with those of `lists` that count: a list of words knows no context, so that what reads like an honest
    /// rule throughout is not held for them.
    func violations(with lists: [Violation]) -> [Violation] {
        guard !passages.isEmpty else { return lists }
        // What code does, other rules judge.
        let prose = passages.filter { !$0.isCode }.map { $0.text.replacing("\u{2}", with: " ") }
        let sentences = prose.flatMap(Self.sentences)
        var highest = model.reading(of: prose.joined(separator: "\n"))
        var isHeld = highest.isAbove(Self.most)
        for (limit, part) in prose.map({ (Self.mostOfPassage, $0) }) + sentences.map({ (Self.mostOfSentence, $0) }) {
            let reading = model.reading(of: part)
            isHeld = isHeld || reading.isAbove(limit)
            if reading.score > highest.score { highest = reading }
        }
        let kept = lists.filter {
            $0.severity == .reject || Self.always.contains($0.code) || highest.score > Self.plain
        }
        guard isHeld else { return kept }
        return kept + [
            Violation(
                "G8",
                "suspect-wording",
                .hold,
                "reads like an order that takes a control away",
                highest.signs.joined(separator: ", ")
            )
        ]
    }

    /// The sentences of a passage.
    private static func sentences(of passage: String) -> [String] {
        var sentences: [String] = []
        var current = ""
        let characters = Array(passage)
        for (place, character) in characters.enumerated() {
            current.append(character)
            let ends =
                ".!?".contains(character) && (place + 1 == characters.count || characters[place + 1].isWhitespace)
            guard ends || "。！？".contains(character) else { continue }
            sentences.append(current)
            current = ""
        }
        sentences.append(current)
        return sentences.filter { $0.contains(where: \.isLetter) }
    }
}
