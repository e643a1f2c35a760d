/// The string literals of a JSON text, of one value or one a line.
struct JSONStrings {
    private let text: UnsafeBufferPointer<UInt8>
    /// The insides of the literals, ascending.
    private let insides: [Range<Int>]

    /// Whether `text` begins as a JSON object or array does.
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

    /// The findings as JSON can bear them: each confined to the literal that it begins in, without cutting an escape;
    /// a bare value becomes a literal; punctuation stays.
    func confine(_ findings: [Finding]) -> [Replacement] {
        var literal = 0
        var result: [Replacement] = []
        for finding in findings {
            while literal < insides.count, insides[literal].upperBound <= finding.range.lowerBound { literal += 1 }
            if literal < insides.count, insides[literal].overlaps(finding.range) {
                let inside = insides[literal]
                let lower = wholeEscape(at: max(finding.range.lowerBound, inside.lowerBound)).lowerBound
                let upper = wholeEscape(at: min(finding.range.upperBound, inside.upperBound)).upperBound
                let previous = result.last?.finding.range.upperBound ?? 0
                guard max(lower, previous) < upper else { continue }
                let range = max(lower, previous)..<upper
                result.append(Replacement(Finding(family: finding.family, range: range), needsQuotes: false))
            } else if isBareValue(finding.range) {
                result.append(Replacement(finding, needsQuotes: true))
            }
        }
        return result
    }

    /// Whether `range` is all of a number or a literal name.
    private func isBareValue(_ range: Range<Int>) -> Bool {
        let around = ByteSet(" \t\n\r,:[]{}")
        let before = range.lowerBound == 0 || around.contains(text[range.lowerBound - 1])
        return before && (range.upperBound == text.count || around.contains(text[range.upperBound]))
    }

    /// The escape that `position` lies within, or the empty range there.
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
