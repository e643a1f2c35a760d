/// Splits English texts into words for comparison: in lower case, of letters, digits and underscores, without apostrophes.
package enum EnglishTokenizer {
    private static let common: Set<String> = [
        "a", "an", "and", "any", "are", "as", "at", "be", "been", "before", "but", "by", "can", "do", "does", "each",
        "for", "from", "has", "have", "how", "if", "in", "instead", "into", "is", "it", "its", "of", "on", "one", "or",
        "rather", "should", "so", "some", "than", "that", "the", "their", "them", "then", "there", "these", "they",
        "this", "those", "to", "use", "using", "was", "were", "what", "when", "where", "which", "while", "will", "you",
        "your", "always", "make", "must", "only", "up",
    ]
    /// Words that negate the words after them.
    package static let negations: Set<String> = [
        "not", "never", "avoid", "dont", "doesnt", "cannot", "no", "stop", "refrain",
    ]

    /// Every word in order.
    package static func all(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        // Scalars are much faster than characters, whose boundaries need tables.
        for scalar in text.lowercased().unicodeScalars where scalar != "'" && scalar != "’" {
            if isPartOfWord(scalar) {
                word.unicodeScalars.append(scalar)
            } else if !word.isEmpty {
                words.append(word)
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": return true
        case _ where scalar.isASCII: return false
        default:
            let properties = scalar.properties
            if properties.isAlphabetic || properties.numericType != nil { return true }
            switch properties.generalCategory {
            // A combining accent belongs to the letter before it.
            case .nonspacingMark, .spacingMark, .enclosingMark: return true
            default: return false
            }
        }
    }

    /// The stems of the words that carry meaning, without negations.
    package static func content(_ text: String) -> [String] { content(all(text)) }

    /// The stems of those of the words from ``all(_:)`` that carry meaning, without negations.
    package static func content(_ words: [String]) -> [String] {
        words.filter { !common.contains($0) && !negations.contains($0) }.map(stem)
    }

    private static let endings = ["ing", "ed", "es", "s"].map { Array($0.utf8) }
    private static let keepsDouble = Set("aeiouls".utf8)

    /// The word without the most common English endings, so that `reload`, `reloads` and `reloading` are equal.
    package static func stem(_ word: String) -> String {
        let e = UInt8(ascii: "e")
        guard word.utf8.count > 4, word.utf8.allSatisfy({ (0x61...0x7A).contains($0 | 0x20) }) else { return word }
        var letters = Array(word.utf8)[...]
        for ending in endings where letters.count - ending.count > 3 && letters.suffix(ending.count) == ending[...] {
            if ending.count == 1, letters.dropLast().last == ending[0] { return word }
            letters = letters.dropLast(ending.count)
            if let last = letters.last, letters.dropLast().last == last, !keepsDouble.contains(last) {
                letters.removeLast()
            }
            if letters.last == e, letters.count > 4 { letters.removeLast() }
            return String(decoding: letters, as: UTF8.self)
        }
        return letters.last == e && letters.count > 5 ? String(decoding: letters.dropLast(), as: UTF8.self) : word
    }

    /// The texts between backticks.
    package static func code(in text: String) -> [String] {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        // Parts at odd indices are between two backticks; an unpaired last backtick opens nothing.
        return parts.indices.filter { !$0.isMultiple(of: 2) && $0 < parts.count - 1 }.map { String(parts[$0]) }
            .filter { !$0.allSatisfy(\.isWhitespace) }
    }

    /// The text with every run of white space replaced by one blank, and without white space at the ends.
    package static func folded(_ text: String) -> String { FoldedText(text).text }
}
