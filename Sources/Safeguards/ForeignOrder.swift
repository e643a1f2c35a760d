/// G8: orders in other languages than English, read by what their words are about.
///
/// A sentence is taken apart into notions that languages share, such as a verb of saying, a negation and a person. An order
/// is a set of notions in one sentence, in any order: the place of the verb differs from language to language.
struct ForeignOrder: Sendable {
    private let code: String
    private let message: String
    /// Groups of notions, of each of which one has to occur.
    private let groups: [[Notion]]
    /// Notions of which none may occur.
    private let spares: [Notion]

    private init(_ code: String, _ message: String, _ groups: [Notion]..., spares: [Notion] = []) {
        (self.code, self.message) = (code, message)
        (self.groups, self.spares) = (groups, spares)
    }

    /// Returns the violations in the prose of `text`.
    static func violations(in text: SkillText) -> [Violation] {
        let prose = text.paragraphs.filter { !$0.isIndentedCode }.map(\.withoutSpans) + text.frontmatter
        return prose.flatMap(sentences).flatMap { sentence -> [Violation] in
            let notions = Notion.all(in: sentence)
            return all.filter { $0.holds(for: notions) }.map { Violation("G8", $0.code, .hold, $0.message, sentence) }
        }
    }

    private func holds(for notions: Set<Notion>) -> Bool {
        groups.allSatisfy { !notions.isDisjoint(with: $0) } && notions.isDisjoint(with: spares)
    }

    /// The sentences of a text, in lower case and without accents.
    private static func sentences(of text: String) -> [String] {
        var sentences = [""]
        var isPossibleEnd = false
        for character in PlainReading.folded(text.lowercased()) {
            let isBlank = character.isWhitespace
            // A point inside of a word, as in the name of a file, ends nothing.
            if isPossibleEnd && isBlank || ";。！？；".contains(character) { sentences.append("") }
            isPossibleEnd = character == "." || character == "!" || character == "?"
            sentences[sentences.count - 1].append(isBlank ? " " : character)
        }
        return sentences.filter { !$0.isEmpty }
    }

    private static let all: [ForeignOrder] = [
        ForeignOrder(
            "instruction-override",
            "the text gives orders about other instructions",
            [.skip],
            [.instructions],
            spares: [.not]
        ),
        ForeignOrder(
            "concealment",
            "the text wants something kept from people",
            [.say],
            [.not],
            [.user, .report, .this]
        ),
        ForeignOrder("concealment", "the text wants something kept from people", [.say], [.nobody, .nothing]),
        ForeignOrder("concealment", "the text wants something kept from people", [.secretly], spares: [.not]),
        ForeignOrder(
            "approval-skipped",
            "the text wants people's approval left out",
            [.skip, .without],
            [.consent],
            spares: [.not]
        ),
        ForeignOrder("approval-skipped", "the text wants people's approval left out", [.consent], [.notNeeded]),
        ForeignOrder("approval-skipped", "the text wants people's approval left out", [.answer], [.yes], [.all]),
        ForeignOrder("approval-skipped", "the text wants people's approval left out", [.confirm], [.all]),
        ForeignOrder("safety-off", "the text switches a safeguard off", [.skip], [.safeguard], spares: [.not]),
        ForeignOrder(
            "test-tampering",
            "the text is about getting around checks",
            [.skip, .delete],
            [.test],
            spares: [.not]
        ),
        ForeignOrder("exfiltration", "the text sends something away", [.send], [.credentials], spares: [.not]),
        ForeignOrder(
            "credential-exposed",
            "the text is about credentials",
            [.show],
            [.credentials],
            [.user, .report, .server, .this],
            spares: [.not]
        ),
        ForeignOrder(
            "destructive",
            "the text destroys more than work in progress",
            [.delete],
            [.all],
            [.place],
            spares: [.not]
        ),
        ForeignOrder(
            "download-and-run",
            "the text wants something run that comes from elsewhere",
            [.fetch],
            [.execute],
            spares: [.not]
        ),
    ]
}
