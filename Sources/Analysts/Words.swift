/// Texts as words, for comparing them: lower case, letters and digits and underscores, without apostrophes.
enum Words {
    private static let common: Set<String> = [
        "a", "an", "and", "any", "are", "as", "at", "be", "been", "before", "but", "by", "can", "do", "does", "each",
        "for", "from", "has", "have", "how", "if", "in", "instead", "into", "is", "it", "its", "of", "on", "one", "or",
        "rather", "should", "so", "some", "than", "that", "the", "their", "them", "then", "there", "these", "they",
        "this", "those", "to", "use", "using", "was", "were", "what", "when", "where", "which", "while", "will", "you",
        "your", "always", "make", "must", "only", "up",
    ]
    /// Words that turn what follows into its opposite.
    static let negations: Set<String> = ["not", "never", "avoid", "dont", "doesnt", "cannot", "no", "stop", "refrain"]

    /// Every word in order.
    static func all(_ text: String) -> [String] {
        text.lowercased().filter { $0 != "'" && $0 != "’" }
            .split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
    }

    /// The words that carry meaning, stemmed a little; negations are not among them.
    static func content(_ text: String) -> [String] {
        all(text).filter { !common.contains($0) && !negations.contains($0) }.map(stem)
    }

    /// The word without the commonest English endings: enough for `reload`, `reloads` and `reloading` to meet.
    static func stem(_ word: String) -> String {
        guard word.count > 4, word.allSatisfy(\.isLetter) else { return word }
        for ending in ["ing", "ed", "es", "s"] where word.hasSuffix(ending) && word.count - ending.count > 3 {
            if ending == "s", word.hasSuffix("ss") { return word }
            var stem = String(word.dropLast(ending.count))
            if let last = stem.last, stem.dropLast().last == last, !"aeiouls".contains(last) { stem.removeLast() }
            if stem.last == "e", stem.count > 4 { stem.removeLast() }
            return stem
        }
        return word.last == "e" && word.count > 5 ? String(word.dropLast()) : word
    }

    /// The texts between backticks.
    static func code(in text: String) -> [String] {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        // Parts at odd places stand between two ticks; the last of an odd number of ticks opens nothing.
        return parts.indices.filter { !$0.isMultiple(of: 2) && $0 < parts.count - 1 }.map { String(parts[$0]) }
            .filter { !$0.allSatisfy(\.isWhitespace) }
    }

    /// The text with every run of white space as one blank, and none around it.
    static func folded(_ text: String) -> String { FoldedText(text).text }
}
