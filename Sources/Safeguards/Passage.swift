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
        let bare = lines.map { PlainReading.folded(Self.withoutMarks($0)) }
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

extension SkillText {
    /// Divides the text into what is read in one go.
    func makePassages() -> [Passage] {
        var passages = frontmatter.map { line in
            Passage(prose: [String(line.drop { $0 != ":" }.dropFirst().drop { $0 == " " || $0 == ">" || $0 == "|" })])
        }
        for paragraph in paragraphs {
            let rows = paragraph.lines.filter { Self.isTableRow($0) }
            let rest = paragraph.lines.filter { !Self.isTableRow($0) }
            if paragraph.isIndentedCode {
                passages += Self.continued(rest).map { Passage(code: $0, isShell: true) }
            } else if !rest.isEmpty {
                passages.append(Passage(prose: rest))
            }
            for row in rows {
                let cells = Self.cells(of: row)
                passages += cells.map { Passage(prose: [$0]) }
                if cells.count > 1 { passages.append(Passage(prose: [cells.joined(separator: " ")])) }
            }
        }
        for block in codeBlocks {
            let isShell = block.isShell || block.language.isEmpty || block.language == "text"
            passages += Self.continued(block.lines).map { Passage(code: $0, isShell: isShell) }
        }
        return passages
    }

    static func isTableRow(_ line: String) -> Bool {
        let content = line.drop { $0 == " " || $0 == "\t" || $0 == ">" }
        return content.first == "|" && content.dropFirst().contains("|")
    }

    /// The cells of a row; a separator behind a backslash or inside a code span belongs to its cell.
    private static func cells(of row: String) -> [String] {
        var cells: [String] = []
        var cell = ""
        var isCode = false
        var previous: Character = " "
        for character in row {
            if character == "`" { isCode.toggle() }
            if character == "|", !isCode, previous != "\\" {
                cells.append(cell)
                cell = ""
            } else {
                if character == "|", cell.hasSuffix("\\") { cell.removeLast() }
                cell.append(character)
            }
            previous = character
        }
        cells.append(cell)
        return cells.map(\.trimmed).filter { !$0.isEmpty && !$0.allSatisfy { "-: ".contains($0) } }
    }

    /// Lines of which those that end in a backslash are one with the next.
    private static func continued(_ lines: [String]) -> [String] {
        let joined = lines.joined(separator: "\n").replacing("\\\r\n", with: " ").replacing("\\\n", with: " ")
        // A line that is there again says nothing new.
        var seen: Set<Substring> = []
        return joined.split(separator: "\n").filter { seen.insert($0).inserted }.map(String.init)
    }
}

extension String {
    /// The text without blanks at its ends.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
