internal import Foundations

/// A word as far as it is read.
struct WordDraft {
    var text: [UInt8] = []
    /// The text without substitutions and positional parameters; nil while it is the same.
    var stripped: [UInt8]?
    var hasExpansion = false
    var isQuoted = false
    var isAssignment = false
    var substitutions: [ShellSubstitution] = []
    /// Whether there is a word at all: `''` is one.
    var exists = false
    var hasBracket = false
    /// The braces that are open, and the commas between those that the word starts with.
    var braces = 0
    var commas: [Int] = []
    var hasNestedBraces = false
    /// The place behind the brace that closes the first one.
    var bracesEnd: Int?
    var startsWithBrace = false

    mutating func append(_ byte: UInt8) {
        text.append(byte)
        stripped?.append(byte)
        exists = true
    }

    mutating func append(_ slice: ArraySlice<UInt8>) {
        text += slice
        stripped? += slice
        exists = true
    }

    /// Appends what expands to nothing, or to what is not known.
    mutating func appendHidden(_ slice: ArraySlice<UInt8>) {
        if stripped == nil { stripped = text }
        text += slice
        exists = true
        hasExpansion = true
    }

    /// Appends an unquoted byte, which may be a part of a pattern.
    mutating func appendPlain(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "?"): hasExpansion = true
        case UInt8(ascii: "["): hasBracket = true
        case UInt8(ascii: "]"): if hasBracket { hasExpansion = true }
        case UInt8(ascii: "~"): if text.isEmpty { hasExpansion = true }
        case UInt8(ascii: "="):
            if !isAssignment, !isQuoted, stripped == nil { isAssignment = Self.isTarget(text) }
        case UInt8(ascii: "{"):
            if braces == 0, !exists { startsWithBrace = true } else if braces > 0 { hasNestedBraces = true }
            braces += 1
        case UInt8(ascii: ","): if braces == 1 { commas.append(text.count) }
        case UInt8(ascii: "."):
            // `{1..3}`
            if braces == 1, text.last == byte { hasNestedBraces = true }
        case UInt8(ascii: "}"):
            guard braces > 0 else { break }
            braces -= 1
            if braces == 0 {
                if hasNestedBraces || (!commas.isEmpty && !startsWithBrace) { hasExpansion = true }
                if bracesEnd == nil { bracesEnd = text.count + 1 }
            }
        default: break
        }
        append(byte)
    }

    /// Whether the text can be in front of `=` or `+=`: a name, or a name with an index.
    private static func isTarget(_ text: [UInt8]) -> Bool {
        let target = text.last == UInt8(ascii: "+") ? text.dropLast() : text[...]
        guard target.last == UInt8(ascii: "]"), let bracket = target.firstIndex(of: UInt8(ascii: "[")) else {
            return ShellWord.isName(target)
        }
        return ShellWord.isName(target[..<bracket])
    }

    func finished() -> ShellWord {
        ShellWord(
            text: String(decoding: text, as: UTF8.self),
            stripped: stripped.map { String(decoding: $0, as: UTF8.self) },
            hasExpansion: hasExpansion,
            isQuoted: isQuoted,
            isAssignment: isAssignment,
            substitutions: substitutions
        )
    }

    /// The words that this one becomes: several for `{a,b}`, which can hide a command, otherwise one.
    var words: [ShellWord] {
        guard startsWithBrace, bracesEnd == text.count, !commas.isEmpty, !hasNestedBraces, stripped == nil else {
            return [finished()]
        }
        let ends = commas + [text.count - 1]
        return zip([0] + commas, ends).compactMap { start, end in
            guard start + 1 < end else { return nil }
            let part = String(decoding: text[(start + 1)..<end], as: UTF8.self)
            return ShellWord(text: part, hasExpansion: hasExpansion, isQuoted: isQuoted)
        }
    }
}

// MARK: Words

extension ShellParser {
    /// Reads a word. An unquoted `$IFS` and braces make several of one.
    mutating func readWords() -> [ShellWord] {
        if let word = readPlainWord() { return [word] }
        var words: [ShellWord] = []
        var word = WordDraft()
        reading: while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"), UInt8(ascii: ";"),
                UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: ")"):
                break reading
            case UInt8(ascii: "("):
                guard word.isAssignment, word.text.last == UInt8(ascii: "="), draft.words.last?.isAssignment ?? true
                else { break reading }
                readList(into: &word)
            case UInt8(ascii: "<"), UInt8(ascii: ">"):
                guard peek(1) == UInt8(ascii: "(") else { break reading }
                readSubstitution(into: &word)
            case UInt8(ascii: "\\"): readBackslash(into: &word)
            case UInt8(ascii: "'"): readSingleQuotes(into: &word)
            case UInt8(ascii: "\""): readDoubleQuotes(into: &word)
            case UInt8(ascii: "`"): readBackticks(into: &word, isQuoted: false)
            case UInt8(ascii: "$"):
                if !word.isAssignment, let length = separatorLength {
                    if word.exists { words += word.words }
                    word = WordDraft()
                    position += length
                } else {
                    readDollar(into: &word, isQuoted: false)
                }
            default:
                word.appendPlain(byte)
                position += 1
            }
        }
        // What is not closed ends with the text.
        position = min(position, bytes.count)
        return words + (word.exists ? word.words : [])
    }

    /// Reads a word in which no byte has a meaning of its own, as nearly every word is; nil if it is another one.
    mutating func readPlainWord() -> ShellWord? {
        let end = bytes.withUnsafeBufferPointer { bytes in
            var end = position
            while end < bytes.count, Self.plain[Int(bytes[end])] { end += 1 }
            return end
        }
        guard end > position, end == bytes.count || " \n|;&)\t\r".utf8.contains(bytes[end]) else { return nil }
        defer { position = end }
        return ShellWord(text: String(decoding: bytes[position..<end], as: UTF8.self))
    }

    /// The bytes that mean nothing but themselves wherever they are in a word outside of quotes.
    private static let plain: [Bool] = (0...255).map { byte in
        UInt8(byte).isNameByte || byte >= 0x80 || "%+,-./:@^".utf8.contains(UInt8(byte))
    }

    /// The length of `$IFS` or `${IFS…}` at the position: blanks, unless somebody has changed them.
    private var separatorLength: Int? {
        let isBraced = peek(1) == UInt8(ascii: "{")
        let start = isBraced ? 2 : 1
        guard peek(start) == UInt8(ascii: "I"), peek(start + 1) == UInt8(ascii: "F"),
            peek(start + 2) == UInt8(ascii: "S"), !peek(start + 3).isNameByte
        else { return nil }
        guard isBraced else { return start + 3 }
        // Forms such as `${IFS%?}` and `${IFS:0:1}` are short.
        return (0..<16).first { peek(start + 3 + $0) == UInt8(ascii: "}") }.map { start + 4 + $0 }
    }

    private mutating func readBackslash(into word: inout WordDraft) {
        if position + 1 < bytes.count, peek(1) != UInt8(ascii: "\n") {
            word.append(peek(1))
            word.isQuoted = true
        }
        position += 2
    }

    private mutating func readSingleQuotes(into word: inout WordDraft) {
        position += 1
        word.isQuoted = true
        word.exists = true
        let end = bytes[min(position, bytes.count)...].firstIndex(of: UInt8(ascii: "'"))
        if end == nil { isClosed = false }
        word.append(bytes[min(position, bytes.count)..<(end ?? bytes.count)])
        position = (end ?? bytes.count) + 1
    }

    private mutating func readDoubleQuotes(into word: inout WordDraft) {
        position += 1
        word.isQuoted = true
        word.exists = true
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            readQuotedByte(into: &word, escapable: "$`\"\\")
            readUnquotable(into: &word)
        }
        if position >= bytes.count { isClosed = false }
        position += 1
    }

    /// Reads the bytes that mean nothing but themselves in double quotes too, up to the next one that may not.
    mutating func readUnquotable(into word: inout WordDraft) {
        let end = bytes.withUnsafeBufferPointer { bytes in
            var end = position
            while end < bytes.count, !Self.quotable[Int(bytes[end])] { end += 1 }
            return end
        }
        guard end > position else { return }
        word.append(bytes[position..<end])
        position = end
    }

    private static let quotable: [Bool] = (0...255).map { "\\$`\"".utf8.contains(UInt8($0)) }

    /// Reads a byte of a text in which only expansions and backslashes have a meaning.
    mutating func readQuotedByte(into word: inout WordDraft, escapable: StaticString) {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "\\"):
            let next = peek(1)
            let isEscape = escapable.withUTF8Buffer { $0.contains(next) }
            if next == UInt8(ascii: "\n") {
                position += 2
            } else if isEscape, position + 1 < bytes.count {
                word.append(next)
                position += 2
            } else {
                word.append(byte)
                position += 1
            }
        case UInt8(ascii: "$"): readDollar(into: &word, isQuoted: true)
        case UInt8(ascii: "`"): readBackticks(into: &word, isQuoted: true)
        default:
            word.append(byte)
            position += 1
        }
    }

    /// Reads `(a b)` in `NAME=(a b)`.
    private mutating func readList(into word: inout WordDraft) {
        let start = position
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: ")") {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "$"), UInt8(ascii: "`"), UInt8(ascii: "\\"):
                var part = WordDraft()
                switch byte {
                case UInt8(ascii: "'"): readSingleQuotes(into: &part)
                case UInt8(ascii: "\""): readDoubleQuotes(into: &part)
                case UInt8(ascii: "`"): readBackticks(into: &part, isQuoted: false)
                case UInt8(ascii: "$"): readDollar(into: &part, isQuoted: false)
                default: readBackslash(into: &part)
                }
                word.substitutions += part.substitutions
                word.hasExpansion = word.hasExpansion || part.hasExpansion
            case UInt8(ascii: "#") where dialect == .bash && " \t\n(".utf8.contains(bytes[position - 1]):
                position = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            default: position += 1
            }
        }
        if position >= bytes.count { isClosed = false }
        position = min(position + 1, bytes.count)
        word.append(bytes[start..<position])
    }
}
