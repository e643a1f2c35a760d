/// A piece of a skill that is read in one go: a paragraph, an item, a heading, a cell of a table, a line of code.
struct Passage {
    /// A word with the signs around it taken off.
    struct Token {
        let text: String
        /// The word in lower case.
        let lower: String
        /// Whether a comma, a full stop or a bracket follows.
        let endsClause: Bool
        /// Whether a full stop or the like follows, or the passage ends.
        let endsSentence: Bool
        /// Whether the line, a quotation or a bracket starts with the word.
        let startsClause: Bool
    }

    /// The text with its code spans, without the marks of Markdown, in plain letters.
    let text: String
    /// The words. A code span of several words is left out, and ends the words before it; one of a single word is a
    /// word like others.
    let tokens: [Token]
    /// The words with those of all code spans.
    let allTokens: [Token]
    /// Whether the passage is a line of a code block.
    let isCode: Bool

    /// A line of code; in a language other than that of a shell, a command is in quotes or is a list of strings.
    init(code line: String, isShell: Bool) {
        let folded = PlainReading.folded(line)
        text = folded
        let signs: Set<Character> = isShell ? [] : ["\"", "'", "`", "(", ")", "[", "]", "{", "}", ",", ";"]
        tokens =
            isShell
            ? folded.split(whereSeparator: \.isWhitespace).enumerated().map { index, word in
                Token(
                    text: String(word),
                    lower: word.lowercased(),
                    endsClause: false,
                    endsSentence: false,
                    startsClause: index == 0
                )
            } : Self.tokens(in: [String(folded.map { signs.contains($0) ? " " : $0 })])
        allTokens = Self.tokens(in: [folded])
        isCode = true
    }

    /// Prose of these lines.
    init(prose lines: [String]) {
        let bare = lines.map { PlainReading.folded(Self.withoutQuoting(Self.withoutMarks($0))) }
        let joined = Self.joined(bare)
        // Emphasis may be put around a part of a word; in a code span these signs are what they are.
        let withoutSpans = Self.withoutEmphasis(Self.withoutLongSpans(joined))
        tokens = Self.tokens(
            in: withoutSpans.split(separator: "\u{1}", omittingEmptySubsequences: false).map(String.init)
        )
        let plain = joined.replacing("`", with: "")
        text = Self.withoutEmphasis(plain)
        allTokens = Self.tokens(in: [text])
        isCode = false
    }

    // MARK: Marks

    /// Joins lines; one that ends in a backslash goes on without a blank.
    private static func joined(_ lines: [String]) -> String {
        var result = ""
        for line in lines {
            if result.hasSuffix("\\") { result.removeLast() }
            // A word that is divided at the end of a line.
            if result.hasSuffix("-"), result.dropLast().last?.isLetter == true, line.first?.isLowercase == true {
                result.removeLast()
                result += line
                continue
            }
            result += (result.isEmpty ? "" : " \u{2} ") + line
        }
        return result
    }

    /// Returns a line without what makes it a quotation, an item or a heading.
    static func withoutMarks(_ line: String) -> String {
        var rest = Substring(line)
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" }
            if rest.first == ">" {
                rest = rest.dropFirst()
            } else if rest.first == "#" {
                rest = rest.drop { $0 == "#" }
            } else if let first = rest.first, "-*+".contains(first), rest.dropFirst().first == " " {
                rest = rest.dropFirst(2)
                if rest.hasPrefix("[ ] ") || rest.hasPrefix("[x] ") { rest = rest.dropFirst(4) }
            } else {
                let number = rest.prefix { $0.isASCII && $0.isNumber }
                let after = rest.dropFirst(number.count)
                guard !number.isEmpty, number.count < 4, after.hasPrefix(". ") || after.hasPrefix(") ") else { break }
                rest = after.dropFirst(2)
            }
        }
        return String(rest)
    }

    /// Returns a line without quotes that a shell takes away and that are not quotations: empty ones inside a word, and those
    /// between words that are quoted one by one.
    private static func withoutQuoting(_ line: String) -> String {
        guard line.contains("\"") || line.contains("'") || line.contains("&nbsp;") else { return line }
        var result = line.replacing("&nbsp;", with: " ").split(separator: " ", omittingEmptySubsequences: false).map {
            word in
            // `'c'u'r'l` is `curl`.
            let quotes = word.count { $0 == "'" }
            let isPieced = quotes > 2 && word.allSatisfy { $0 == "'" || $0.isLetter }
            return isPieced ? word.filter { $0 != "'" } : String(word)
        }.joined(separator: " ")
        for quote in ["\"", "'"] {
            result = result.replacing("\(quote) \(quote)", with: " ")
            guard result.contains(quote + quote) else { continue }
            let parts = result.split(separator: quote + quote, omittingEmptySubsequences: false)
            result = parts.dropFirst().reduce(String(parts[0])) { left, right in
                let isInside = left.last?.isLetter == true && right.first?.isLetter == true
                return left + (isInside ? "" : quote + quote) + right
            }
        }
        return result
    }

    /// Returns `text` with spans of one word as they are, and `\u{1}` for the others.
    private static func withoutLongSpans(_ text: String) -> String {
        let (rest, spans) = SkillText.split(text, placeholder: 0x01)
        var result = ""
        for (index, piece) in rest.split(separator: "\u{1}", omittingEmptySubsequences: false).enumerated() {
            if index > 0, index <= spans.count {
                let span = spans[index - 1]
                result += span.contains(where: \.isWhitespace) ? "\u{1}" : span
            }
            result += piece
        }
        return result
    }

    private static func withoutEmphasis(_ text: String) -> String {
        var result = ""
        var previous: Character = " "
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            let isEmphasis: Bool
            switch character {
            case "*": isEmphasis = next == "*" || previous == "*" || !(isBlank(previous) && isBlank(next))
            case "_": isEmphasis = !isWord(previous) || !isWord(next)
            case "~": isEmphasis = next == "~" || previous == "~"
            case "\\": isEmphasis = !next.isLetter && !next.isNumber && !isBlank(next)
            default: isEmphasis = false
            }
            previous = character
            if !isEmphasis { result.append(character) }
        }
        return result
    }

    private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
    private static func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }

    // MARK: Words

    private static let opening: Set<Character> = ["(", "\"", "'", "[", "{", "“", "「", "『", "（"]
    private static let closing: Set<Character> = [
        ")", "\"", "'", "]", "}", ",", ";", ":", "!", "?", "”", "」", "』", "）", "。", "、",
    ]

    private static func tokens(in pieces: [String]) -> [Token] {
        var tokens: [Token] = []
        for piece in pieces {
            var isStart = true
            for word in piece.split(whereSeparator: \.isWhitespace) {
                if word == "\u{2}" { isStart = true; continue }
                for part in byScript(word) {
                    guard let token = token(part, isStart) else { isStart = true; continue }
                    tokens.append(token)
                    isStart = token.endsClause
                }
            }
            if let last = tokens.popLast() {
                tokens.append(
                    Token(
                        text: last.text,
                        lower: last.lower,
                        endsClause: true,
                        endsSentence: last.endsSentence,
                        startsClause: last.startsClause
                    )
                )
            }
        }
        return tokens
    }

    /// The parts of a word between scripts that are written without blanks and others.
    private static func byScript(_ word: Substring) -> [Substring] {
        guard word.utf8.contains(where: { $0 >= 0xE2 }) else { return [word] }
        var parts: [Substring] = []
        var start = word.startIndex
        var wasWide: Bool?
        for index in word.indices {
            let isWide = (word[index].unicodeScalars.first?.value ?? 0) >= 0x2E80
            if let wasWide, wasWide != isWide {
                parts.append(word[start..<index])
                start = index
            }
            wasWide = isWide
        }
        return parts + [word[start...]]
    }

    private static func token(_ word: Substring, _ isStart: Bool) -> Token? {
        var word = word
        var opens = isStart
        // `<name>` and `[name]` are words that stand for others.
        let isPlaceholder = CommandKey.isPlaceholder(String(word))
        while let first = word.first, opening.contains(first), word.count > 1, !isPlaceholder {
            word = word.dropFirst()
            opens = true
        }
        var ends = false
        var endsSentence = false
        while let last = word.last, word.count > 1, !isPlaceholder {
            if closing.contains(last) {
                ends = true
                if "!?。".contains(last) { endsSentence = true }
            } else if last == ".", word != "..", word != "...", !word.hasSuffix("/."), !word.allSatisfy({ $0 == "." }) {
                ends = true
                endsSentence = true
            } else {
                break
            }
            word = word.dropLast()
        }
        if word == "\"" || word == "'" || word == "," || word == ";" || word == ":" { return nil }
        if word.isEmpty { return nil }
        let text = String(word)
        return Token(
            text: text,
            lower: text.lowercased(),
            endsClause: ends,
            endsSentence: endsSentence,
            startsClause: opens
        )
    }
}
