internal import Foundations
internal import Markdown

/// A search for a text in a part of a file, in linear time: first exact, then tolerant of spelling.
struct TextSearch {
    /// The result of a search.
    enum Match {
        /// One place, with a note if its text differs from the text searched for.
        case one(Range<Int>, note: String?)
        case none
        /// The number of places.
        case many(Int)
    }

    /// The file.
    let lines: Lines
    /// The range of bytes that is searched.
    let scope: Range<Int>

    /// Searches for `text` without the white space around it.
    func find(_ text: String) -> Match {
        let needle = Self.trimmed(Array(text.utf8))
        guard !needle.isEmpty else { return .none }
        let exact = ByteSearch(withFileEndings(needle)).all(in: Array(lines.bytes[scope]))
            .map { scope.lowerBound + $0..<scope.lowerBound + $0 + withFileEndings(needle).count }
            // "# A" must not match within "## A".
            .filter { needle[0] != Byte.hash || isLineStart($0.lowerBound) }
        if exact.count == 1 { return .one(exact[0], note: nil) }
        if exact.count > 1 {
            for narrower in [exact.filter(isWholeLines), exact.filter(isWholeWords)] where narrower.count == 1 {
                return .one(narrower[0], note: nil)
            }
            return .many(exact.count)
        }
        let near = findFolded(needle).filter(isWholeWords)
        if near.count == 1 { return .one(near[0], note: "the text differs in white space, case or heading level") }
        return near.isEmpty ? .none : .many(near.count)
    }

    private func findFolded(_ needle: [UInt8]) -> [Range<Int>] {
        guard let wanted = FoldedText(needle[...]), wanted.scalars.count >= 4,
            let text = FoldedText(lines.bytes[scope])
        else { return [] }
        return Self.occurrences(of: wanted.scalars, in: text.scalars).map { start in
            var lower = text.ranges[start].lowerBound
            let upper = text.ranges[start + wanted.scalars.count - 1].upperBound
            // The `#` signs of a heading were folded away on both sides, but belong to the match.
            if needle[0] == Byte.hash { lower = lines.range(of: lines.line(at: lower)).lowerBound }
            return lower..<max(lower, upper)
        }
    }

    private func withFileEndings(_ needle: [UInt8]) -> [UInt8] {
        guard lines.newline.count == 2, needle.contains(Byte.lineFeed) else { return needle }
        return needle.flatMap { $0 == Byte.lineFeed ? lines.newline : [$0] }
    }

    private func isLineStart(_ offset: Int) -> Bool {
        let start = lines.range(of: lines.line(at: offset)).lowerBound
        return lines.bytes[start..<offset].allSatisfy(Byte.isBlank)
    }

    private func isWholeLines(_ range: Range<Int>) -> Bool {
        let end = lines.content(of: lines.line(at: range.upperBound - 1)).endIndex
        return isLineStart(range.lowerBound)
            && (range.upperBound >= end || lines.bytes[range.upperBound..<end].allSatisfy(Byte.isBlank))
    }

    private func isWholeWords(_ range: Range<Int>) -> Bool {
        let before = range.lowerBound > 0 ? lines.bytes[range.lowerBound - 1] : Byte.space
        let after = range.upperBound < lines.bytes.count ? lines.bytes[range.upperBound] : Byte.space
        let first = lines.bytes[range.lowerBound]
        let last = lines.bytes[range.upperBound - 1]
        return !(Self.isWord(before) && Self.isWord(first)) && !(Self.isWord(last) && Self.isWord(after))
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...:
            true
        default: Byte.isDigit(byte)
        }
    }

    /// The text with LF endings and without white space at either end.
    static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        var rest = Self.lineFeeds(bytes)[...]
        while let first = rest.first, Byte.isBlank(first) || Byte.isNewline(first) { rest.removeFirst() }
        while let last = rest.last, Byte.isBlank(last) || Byte.isNewline(last) { rest.removeLast() }
        return Array(rest)
    }

    /// The text with each CRLF and lone CR as LF.
    static func lineFeeds(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            if byte == Byte.lineFeed, index > 0, bytes[index - 1] == Byte.carriageReturn { continue }
            result.append(byte == Byte.carriageReturn ? Byte.lineFeed : byte)
        }
        return result
    }

    /// The indices at which `needle` begins in `text`.
    private static func occurrences(of needle: [Unicode.Scalar], in text: [Unicode.Scalar]) -> [Int] {
        // A scalar is 32 bits: four bytes, of which a match may begin at the first alone.
        let size = MemoryLayout<Unicode.Scalar>.size
        let bytes = text.withUnsafeBytes { Array($0) }
        let search = ByteSearch(needle.withUnsafeBytes { Array($0) })
        return search.all(in: bytes).filter { $0 % size == 0 }.map { $0 / size }
    }
}

/// A text for tolerant comparison: without case, amounts of white space, heading signs, and kinds of bullets, quotation
/// marks and dashes.
private struct FoldedText {
    private(set) var scalars: [Unicode.Scalar] = []
    /// The range of bytes from which each scalar was made.
    private(set) var ranges: [Range<Int>] = []

    /// Folds a text; `nil` if the bytes are not UTF-8.
    init?(_ bytes: ArraySlice<UInt8>) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var offset = bytes.startIndex
        var isLineStart = true
        var isHeading = false
        for scalar in text.unicodeScalars {
            let range = offset..<offset + UTF8.width(scalar)
            offset = range.upperBound
            if scalar == "\n" || scalar == "\r" || scalar.properties.isWhitespace {
                appendSpace(range)
                if scalar == "\n" { isLineStart = true }
                isHeading = isHeading && scalar != "\n"
                continue
            }
            if scalar == "#", isLineStart || isHeading {
                isHeading = true
                isLineStart = false
                continue
            }
            isHeading = false
            append(isLineStart && (scalar == "*" || scalar == "+") ? "-" : scalar, range)
            isLineStart = false
        }
        if scalars.last == " " {
            scalars.removeLast()
            ranges.removeLast()
        }
    }

    private mutating func appendSpace(_ range: Range<Int>) {
        guard let last = scalars.last else { return }
        if last == " " {
            ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<range.upperBound
        } else {
            scalars.append(" ")
            ranges.append(range)
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ range: Range<Int>) {
        switch scalar {
        case "\u{2018}", "\u{2019}": scalars.append("'")
        case "\u{201C}", "\u{201D}": scalars.append("\"")
        case "\u{2010}"..."\u{2015}": scalars.append("-")
        default:
            for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                scalars.append(lower)
                ranges.append(range)
            }
            return
        }
        ranges.append(range)
    }
}
