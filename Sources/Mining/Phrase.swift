/// Parts of sentences.
enum Phrase {
    /// `a`, `a and b`, `a, b and c`, or with another word in front of the last one.
    static func list(_ items: [String], last word: String = "and") -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(word) " + last
    }

    /// A normalised message in at most seven words.
    static func short(_ message: String) -> String {
        let message = MessageNormalizer.shown(message)
        let words = message.split(separator: " ")
        return words.count <= 7 ? message : words.prefix(7).joined(separator: " ") + " …"
    }
}
