/// The lines of a text, by byte offset. Line numbers are 1-based; LF, CRLF and a lone CR each end a line, as in
/// CommonMark.
package struct Lines: Sendable, Equatable {
    /// The text itself.
    package let bytes: [UInt8]
    /// Byte offset at which each line begins. A text that ends in a newline has no empty line after it.
    private let starts: [Int]

    /// Splits `bytes` into lines; nothing is copied but offsets.
    package init(_ bytes: [UInt8]) {
        var starts: [Int] = bytes.isEmpty ? [] : [0]
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte == Byte.lineFeed || byte == Byte.carriageReturn else { continue }
            if byte == Byte.carriageReturn, index < bytes.count, bytes[index] == Byte.lineFeed { index += 1 }
            if index < bytes.count { starts.append(index) }
        }
        self.bytes = bytes
        self.starts = starts
    }

    /// How many lines there are. The lines are numbered from 1 to this.
    package var count: Int { starts.count }

    /// The bytes of a line with its ending. A number below 1 gives the empty range at the start, one above
    /// ``count`` the empty range at the end.
    package func range(of line: Int) -> Range<Int> {
        guard line >= 1 else { return 0..<0 }
        guard line <= count else { return bytes.count..<bytes.count }
        return starts[line - 1]..<(line < count ? starts[line] : bytes.count)
    }

    /// The bytes of several lines, endings included.
    package func range(of lines: Range<Int>) -> Range<Int> {
        let start = range(of: lines.lowerBound).lowerBound
        return start..<max(start, range(of: lines.upperBound).lowerBound)
    }

    /// The bytes of a line without its ending.
    package func content(of line: Int) -> ArraySlice<UInt8> {
        let range = range(of: line)
        var end = range.upperBound
        while end > range.lowerBound, Byte.isNewline(bytes[end - 1]) { end -= 1 }
        return bytes[range.lowerBound..<end]
    }

    /// A line as text, without its ending.
    package func text(of line: Int) -> String { String(decoding: content(of: line), as: UTF8.self) }

    /// Whether a line holds nothing but spaces and tabs.
    package func isBlank(_ line: Int) -> Bool { content(of: line).allSatisfy(Byte.isBlank) }

    /// The line that holds the byte at `offset`; the last one for an offset at the end, 0 for a text without lines.
    package func line(at offset: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The ending that most lines have: `"\r\n"` or `"\n"`.
    package var newline: [UInt8] {
        var carriageReturns = 0
        var lineFeeds = 0
        for index in bytes.indices where bytes[index] == Byte.lineFeed {
            if index > 0, bytes[index - 1] == Byte.carriageReturn { carriageReturns += 1 } else { lineFeeds += 1 }
        }
        return carriageReturns > lineFeeds ? [Byte.carriageReturn, Byte.lineFeed] : [Byte.lineFeed]
    }
}
