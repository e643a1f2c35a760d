/// Taking out of a message what changes from run to run.
enum MessageNormalizer {
    /// The message with quoted parts, paths, numbers and identifiers replaced, at most `limit` characters.
    static func message(_ text: some StringProtocol, limit: Int = 90) -> String {
        var result = ""
        var word = ""
        var quote: Character?
        func flush(_ word: String) -> String { placeholder(for: word) ?? word }
        var previous: Character = " "
        for character in text {
            if result.count + word.count > limit * 2 { break }
            if let open = quote {
                if character == open || (open == "‘" && character == "’") {
                    quote = nil
                    result += "…'"
                }
            } else if character == "'" || character == "\"" || character == "`" || character == "‘",
                !previous.isLetter, !previous.isNumber
            {
                result += flush(word) + "'"
                word = ""
                quote = character
            } else if character.isWhitespace || ",;()[]{}<>=|".contains(character) {
                result += flush(word)
                word = ""
                if character.isWhitespace {
                    if result.last != " " { result.append(" ") }
                } else {
                    result.append(character)
                }
            } else {
                word.append(character)
            }
            previous = character
        }
        result += flush(word)
        let cut = String(result.prefix(limit))
        return String(cut.reversed().drop { $0 == " " || $0 == ":" || $0 == "." }.reversed())
    }

    /// The message as a person reads it: what was taken out is an ellipsis.
    static func shown(_ message: String) -> String {
        message.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
            let core = word.filter { !":.,;()[]{}'".contains($0) }
            guard ["N", "ID", "PATH", "NAME"].contains(core) else { return String(word) }
            return String(word.replacing(core, with: "…"))
        }.joined(separator: " ").replacing("'…'", with: "…")
    }

    /// What stands for a word that is a path, a number or an identifier; nil for an ordinary word.
    private static func placeholder(for word: String) -> String? {
        let core = word.drop { ":.,!?".contains($0) }
        guard !core.isEmpty else { return nil }
        if core.contains("/") && core.count > 2 { return "PATH" }
        let digits = core.count { $0.isNumber }
        // Names of settings and constants change from case to case.
        if core.contains("_"), core.allSatisfy({ $0.isUppercase || $0.isNumber || $0 == "_" }) { return "NAME" }
        guard digits > 0 else { return nil }
        // A status of HTTP says what is wrong; any other number only where.
        if core.count == 3, digits == 3, core.first == "4" || core.first == "5" { return nil }
        return core.allSatisfy { $0.isNumber || ".,:%$-+".contains($0) } ? "N" : "ID"
    }
}
