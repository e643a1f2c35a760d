/// Text whose long lines are broken at blanks, so that a terminal does not break them inside a word.
///
/// What continues a line is indented as far as the value behind its heading, or as far as the line itself. Escape
/// sequences take no place. A word that is wider than a line stays whole.
package struct FoldedText: Sendable, CustomStringConvertible {
    /// The text with its additional line ends.
    package let description: String

    /// Folds every line of `text` to at most `width` characters.
    package init(_ text: String, width: Int) {
        guard width >= Self.narrowest, text.utf8.count > Self.narrowest else {
            description = text
            return
        }
        description = text.split(separator: "\n", omittingEmptySubsequences: false).map { Self.fold($0, width) }
            .joined(separator: "\n")
    }

    /// A terminal narrower than this is not a place for sentences.
    private static let narrowest = 30

    private static func fold(_ line: Substring, _ width: Int) -> String {
        guard shownLength(line) > width else { return String(line) }
        let indentation = min(indentation(of: line), width / 2)
        let margin = String(repeating: " ", count: indentation)
        var lines: [String] = []
        var current = ""
        var length = 0
        for word in words(of: line) {
            let wide = shownLength(word)
            let isBlank = word.first == " "
            if length + wide > width, !isBlank, length > indentation {
                while current.last == " " { current.removeLast() }
                lines.append(current)
                (current, length) = (margin, indentation)
            }
            // Blanks at which a line was broken are gone.
            if isBlank, length + wide > width { continue }
            if isBlank, !lines.isEmpty, length == indentation { continue }
            current += word
            length += wide
        }
        return (lines + [current]).joined(separator: "\n")
    }

    /// Runs of blanks and runs of other characters, in turn.
    private static func words(of line: Substring) -> [Substring] {
        var words: [Substring] = []
        var start = line.startIndex
        while start < line.endIndex {
            let isBlank = line[start] == " "
            let end = line[start...].firstIndex { ($0 == " ") != isBlank } ?? line.endIndex
            words.append(line[start..<end])
            start = end
        }
        return words
    }

    /// Where the value begins, if the line has a heading that two blanks or more end; otherwise where the line begins.
    private static func indentation(of line: Substring) -> Int {
        let plain = shown(line)
        let margin = plain.prefix { $0 == " " }.count
        let heading = plain.dropFirst(margin).prefix { $0 != " " }.count
        let gap = plain.dropFirst(margin + heading).prefix { $0 == " " }.count
        return gap >= 2 && margin + heading + gap <= 16 ? margin + heading + gap : margin == 0 ? 2 : margin
    }

    private static func shownLength(_ text: Substring) -> Int { shown(text).count }

    /// The text without escape sequences.
    private static func shown(_ text: Substring) -> Substring {
        guard text.utf8.contains(0x1B) else { return text }
        var result = ""
        var rest = text
        while let escape = rest.firstIndex(of: "\u{1B}") {
            result += rest[..<escape]
            let end = rest[escape...].firstIndex { $0.isLetter } ?? rest.endIndex
            rest = end == rest.endIndex ? "" : rest[rest.index(after: end)...]
        }
        return Substring(result + rest)
    }
}
