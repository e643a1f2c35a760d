/// The string literals of a JSON text, of one value or one a line.
struct JSONStrings {
    private let text: UnsafeBufferPointer<UInt8>
    /// The insides of the literals, ascending.
    private let insides: [Range<Int>]

    /// Whether `text` begins like a JSON object or array.
    static func isLikely(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let first = text.first { !ByteSet.whitespace.contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    init(in text: UnsafeBufferPointer<UInt8>) {
        var insides: [Range<Int>] = []
        var start: Int?
        var index = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""):
                if let opened = start { insides.append(opened..<index) }
                start = start == nil ? index + 1 : nil
            case UInt8(ascii: "\\") where start != nil: index += 1
            case UInt8(ascii: "\n"): start = nil
            default: break
            }
            index += 1
        }
        self.text = text
        self.insides = insides
    }

    /// The matches as they can be replaced in JSON: each confined to the literal that it begins in, without a cut
    /// escape; a bare value becomes a literal; punctuation does not change.
    func confine(_ matches: [SecretMatch]) -> [Replacement] {
        var literal = 0
        var result: [Replacement] = []
        for match in matches {
            while literal < insides.count, insides[literal].upperBound <= match.range.lowerBound { literal += 1 }
            if literal < insides.count, insides[literal].overlaps(match.range) {
                let inside = insides[literal]
                let lower = wholeEscape(at: max(match.range.lowerBound, inside.lowerBound)).lowerBound
                let upper = wholeEscape(at: min(match.range.upperBound, inside.upperBound)).upperBound
                let previous = result.last?.match.range.upperBound ?? 0
                guard max(lower, previous) < upper else { continue }
                let range = max(lower, previous)..<upper
                result.append(Replacement(SecretMatch(kind: match.kind, range: range), needsQuotes: false))
            } else if isBareValue(match.range) {
                result.append(Replacement(match, needsQuotes: true))
            }
        }
        return result
    }

    /// Whether `range` is a whole number or literal name.
    private func isBareValue(_ range: Range<Int>) -> Bool {
        let around = ByteSet(" \t\n\r,:[]{}")
        let before = range.lowerBound == 0 || around.contains(text[range.lowerBound - 1])
        return before && (range.upperBound == text.count || around.contains(text[range.upperBound]))
    }

    /// The escape around `position`, or the empty range at it.
    private func wholeEscape(at position: Int) -> Range<Int> {
        for distance in 1...5 where position >= distance {
            let start = position - distance
            guard text[start] == UInt8(ascii: "\\") else { continue }
            var run = start
            while run > 0, text[run - 1] == UInt8(ascii: "\\") { run -= 1 }
            guard (start - run).isMultiple(of: 2) else { continue }
            let isLong = start + 1 < text.count && text[start + 1] == UInt8(ascii: "u")
            let end = min(text.count, start + (isLong ? 6 : 2))
            return position < end ? start..<end : position..<position
        }
        return position..<position
    }
}
