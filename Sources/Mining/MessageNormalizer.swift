internal import Foundations

/// Taking out of a message what changes from run to run.
enum MessageNormalizer {
    /// The message with quoted parts, paths, numbers and identifiers replaced, at most `limit` characters.
    static func message(_ text: some StringProtocol, limit: Int = 90) -> String {
        var result = ""
        var word = ""
        // Counted along the way: counting characters takes a walk through them.
        var length = (result: 0, word: 0)
        var quote: Character?
        func flush() {
            let replaced = placeholder(for: word)
            length = (length.result + (replaced?.count ?? length.word), 0)
            result += replaced ?? word
            word = ""
        }
        func append(_ text: String, _ count: Int) {
            result += text
            length.result += count
        }
        var previous: Character = " "
        for character in text {
            if length.result + length.word > limit * 2 { break }
            if let open = quote {
                if character == open || (open == "‘" && character == "’") {
                    quote = nil
                    append("…'", 2)
                }
            } else if Mark(character) == .quote, !previous.isLetter, !previous.isNumber {
                flush()
                append("'", 1)
                quote = character
            } else {
                switch Mark(character) {
                case .space:
                    flush()
                    if result.utf8.last != 0x20 { append(" ", 1) }
                case .sign:
                    flush()
                    append(String(character), 1)
                case .quote, .other:
                    word.append(character)
                    length.word += 1
                }
            }
            previous = character
        }
        flush()
        var cut = result.prefix(limit)
        while let last = cut.last, last == " " || last == ":" || last == "." { cut.removeLast() }
        return String(cut)
    }

    /// What a character is in a message.
    private enum Mark {
        case quote, space, sign, other

        init(_ character: Character) {
            guard let byte = character.asciiValue else {
                self = character == "‘" ? .quote : character.isWhitespace ? .space : .other
                return
            }
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): self = .quote
            case 0x20, 0x09...0x0D: self = .space
            default: self = Self.signs.contains(byte) ? .sign : .other
            }
        }

        private static let signs = Array(",;()[]{}<>=|".utf8)
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
        let isOrdinary = word.utf8.allSatisfy {
            $0 < 0x80 && !$0.isASCIIDigit && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "_")
        }
        if isOrdinary { return nil }
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
