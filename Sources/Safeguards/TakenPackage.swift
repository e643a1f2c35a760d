/// Software that a sentence tells its reader to use: "use the package X", "take the X library", "depend on X instead of Y".
enum TakenPackage {
    /// The name of what the word at `index` tells to take, if no supporting session used it in a command.
    static func name(in tokens: [Passage.Token], at index: Int, _ evidence: CommandEvidence) -> String? {
        guard verbs.contains(tokens[index].lower), !tokens[index].endsClause, !isWarned(index, in: tokens) else {
            return nil
        }
        let end = tokens[index...].firstIndex(where: \.endsSentence) ?? tokens.count - 1
        let rest = Array(tokens[(index + 1)..<min(end + 1, index + 9, tokens.count)])
        let name = named(rest) ?? dependedOn(tokens[index].lower, rest) ?? imitation(in: rest)
        guard let name, !evidence.knows(name), !CommandKey.isPlaceholder(name) else { return nil }
        return name
    }

    /// The name beside a word for software: "the package X", "the X package", "X as the library".
    private static func named(_ words: [Passage.Token]) -> String? {
        for (place, word) in words.enumerated() {
            if InstallRule.kinds.contains(word.lower) {
                let next = place + 1 < words.count && !word.endsClause ? words[place + 1] : nil
                // The names of images and forks have the names of their owners in front.
                let isOwned = owned.contains(word.lower)
                if let next, isName(next, isOwned: isOwned) { return next.text }
                if place > 0, isName(words[place - 1], isOwned: isOwned), !words[place - 1].endsClause {
                    return words[place - 1].text
                }
                return nil
            }
            if place > 3 || word.endsClause { return nil }
        }
        return nil
    }

    /// The name behind "depend on" and "switch to".
    private static func dependedOn(_ verb: String, _ words: [Passage.Token]) -> String? {
        guard let preposition = prepositions[verb], words.first?.lower == preposition, words.count > 1,
            isName(words[1]), ProseCommands.isIdentifier(words[1].text), !words[1].text.contains("/")
        else { return nil }
        return words[1].text
    }

    /// A name that is nearly that of the thing which it is to be used for: "colourama-py instead of colorama".
    private static func imitation(in words: [Passage.Token]) -> String? {
        guard let contrast = words.firstIndex(where: { contrasts.contains($0.lower) }) else { return nil }
        let others = words[contrast...].filter { $0.text.count > 4 }.map(\.lower)
        return words[..<contrast].first { word in
            let stems = word.lower.split { $0 == "-" || $0 == "_" || $0 == "." }.map(String.init) + [word.lower]
            return ProseCommands.isIdentifier(word.text) && !word.text.hasPrefix("-") && !word.text.contains("/")
                && others.contains { other in stems.contains { $0 != other && isNear($0, other) } }
        }?.text
    }

    /// Whether two words differ in one or two letters.
    private static func isNear(_ left: String, _ right: String) -> Bool {
        guard abs(left.count - right.count) < 3, left.count > 4 else { return false }
        let (left, right) = (Array(left), Array(right))
        var row = Array(0...right.count)
        for (place, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for column in right.indices {
                let cost = letter == right[column] ? diagonal : min(diagonal, row[column], row[column + 1]) + 1
                diagonal = row[column + 1]
                row[column + 1] = cost
            }
        }
        return (1...2).contains(row[right.count])
    }

    /// Whether a word can only be a name: a word of a sentence before "package" may be anything.
    private static func isName(_ token: Passage.Token, isOwned: Bool = false) -> Bool {
        let text = token.text
        guard text.first?.isLetter == true, text.count > 1, !plain.contains(token.lower) else { return false }
        return ProseCommands.isIdentifier(text) && (isOwned || !isPath(text))
            || text.first?.isUppercase == true && text.count < 3
    }

    /// Whether a name is that of a file or a part of the project.
    private static func isPath(_ text: String) -> Bool {
        text.contains("/") && !text.hasPrefix("@") || text.contains(".") || text.contains("_") && !text.contains("-")
    }

    private static func isWarned(_ index: Int, in tokens: [Passage.Token]) -> Bool {
        let clause = tokens[max(0, index - 5)..<index].reversed().prefix { !$0.endsClause }.map(\.lower)
        return clause.contains(where: ProseCommands.negations.contains)
            && !clause.contains(where: ProseCommands.doubtful.contains)
    }

    private static let verbs: Set<String> = [
        "use", "take", "add", "import", "adopt", "prefer", "switch", "depend", "move", "migrate", "choose", "pick",
        "get",
        "require", "include", "pull", "go", "try", "replace", "using", "enable", "load", "bring", "rely",
    ]
    private static let prepositions = [
        "depend": "on", "rely": "on", "switch": "to", "migrate": "to", "move": "to",
    ]
    private static let owned: Set<String> = ["image", "container", "fork", "extension"]
    private static let contrasts: Set<String> = ["not", "instead", "never", "rather", "over", "place"]
    private static let plain: Set<String> = [
        "built-in", "third-party", "in-house", "up-to-date", "open-source", "well-known", "read-only", "base", "npm",
    ]
}
