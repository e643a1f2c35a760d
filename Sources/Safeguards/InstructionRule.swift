/// G8: text that addresses the model or the reviewer instead of the task.
enum InstructionRule {
    static func violations(in text: String) -> [Violation] {
        var violations: [Violation] = []
        let folded = text.lowercased()
        for token in tokens where folded.contains(token) {
            violations.append(
                Violation("G8", "chat-template", .reject, "the text has marks of a conversation's template", token)
            )
        }
        for line in folded.split(separator: "\n").map({ Passage.withoutMarks(String($0)) })
        where turns.contains(where: line.hasPrefix) || turns.contains(where: { line.contains(": \($0)") }) {
            violations.append(
                Violation("G8", "chat-template", .reject, "the text pretends to be a conversation", line)
            )
        }
        let words = Self.words(of: folded)
        for phrase in Phrase.all {
            guard let range = phrase.firstMatch(in: words) else { continue }
            let excerpt = words[range].joined(separator: " ")
            violations.append(Violation("G8", phrase.code, phrase.severity, phrase.message, excerpt))
        }
        return violations
    }

    /// The words of `text`; a full stop and the end of a paragraph are words too, so that phrases end there.
    private static func words(of text: String) -> [Substring] {
        var words: [Substring] = []
        for paragraph in text.split(separator: "\n\n") {
            for piece in paragraph.split(whereSeparator: \.isWhitespace) {
                // Emphasis inside a word hides it from a search, but not from a reader.
                let bare = piece.contains("*") || piece.contains("_") ? Substring(piece.filter { $0 != "*" }) : piece
                let parts = bare.split { !($0.isLetter || $0.isNumber || $0 == "'" || $0 == "’" || $0 == ".") }
                for part in parts {
                    let word = part.drop { $0 == "." }
                    let stem = word.reversed().drop { $0 == "." }
                    words.append(Substring(String(stem.reversed()).replacing("’", with: "'")))
                }
                if let last = bare.last, ".!?;".contains(last) { words.append(".") }
            }
            words.append(".")
        }
        return words.filter { !$0.isEmpty }
    }

    private static let tokens: [String] = [
        "<|", "|>", "[inst]", "[/inst]", "<<sys>>", "<system", "</system", "<instructions>", "<important>",
        "<tool_call",
        "<function_call", "<tool_use", "<thinking>", "begin_of_text", "<assistant>", "<user>", "<|endoftext",
        "### instruction",
        "### system", "[system]", "{{#system", "{{system", "{{#user", "{{#assistant", "<antml",
    ]

    private static let turns: [String] = ["human:", "assistant:"]
}
