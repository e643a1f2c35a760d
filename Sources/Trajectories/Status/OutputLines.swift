internal import Foundations

/// The first and the last lines of an output: what a program says about its own work is there.
struct OutputLines {
    /// The first lines, without empty ones.
    let head: [Substring]
    /// The last lines, without empty ones, and without the prompt that a recorded terminal ends with.
    let tail: [Substring]
    /// Whether the tail is the whole output.
    let isWhole: Bool

    private static let bytes = 8_000
    private static let lines = 80

    init(_ text: String) {
        let ranges = text.withBytes { Self.ranges(of: $0) }
        func line(_ range: Range<Int>) -> Substring {
            let start = text.utf8.index(text.startIndex, offsetBy: range.lowerBound)
            return text[start..<text.utf8.index(start, offsetBy: range.count)]
        }
        var tail = ranges.tail.map(line)
        while let last = tail.last, Self.isPrompt(last) { tail.removeLast() }
        self.tail = tail
        isWhole = ranges.isWhole
        head = ranges.isWhole ? Array(tail.prefix(20)) : ranges.head.map(line)
    }

    /// The places of the first 20 lines and of the last ones. The lines are found by their bytes, from both ends, so that
    /// a long output costs no more than a short one.
    private static func ranges(of bytes: UnsafeBufferPointer<UInt8>) -> (
        head: [Range<Int>], tail: [Range<Int>], isWhole: Bool
    ) {
        var tail: [Range<Int>] = []
        var end = bytes.count
        let limit = max(0, end - Self.bytes)
        while end > limit, tail.count < lines {
            let newline = bytes[limit..<end].lastIndex(of: UInt8(ascii: "\n"))
            // A cut line says something else than the whole one.
            if newline == nil, limit > 0 { break }
            let start = newline.map { $0 + 1 } ?? limit
            append(start..<end, of: bytes, to: &tail)
            end = newline ?? limit
        }
        tail.reverse()
        if end <= 0 { return ([], tail, true) }
        var head: [Range<Int>] = []
        var start = 0
        while start < min(bytes.count, Self.bytes), head.count < 20 {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            append(start..<end, of: bytes, to: &head)
            start = end + 1
        }
        return (head, tail, false)
    }

    private static func append(_ line: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>, to lines: inout [Range<Int>]) {
        guard bytes[line].contains(where: { $0 > 0x20 }) else { return }
        lines.append(bytes[line.upperBound - 1] == UInt8(ascii: "\r") ? line.lowerBound..<line.upperBound - 1 : line)
    }

    /// Whether a line is the prompt that a recorded terminal ends with, or a line of a harness about its state.
    private static func isPrompt(_ line: Substring) -> Bool {
        guard line.utf8.count < 200, let last = line.utf8.last(where: { $0 > 0x20 }) else { return false }
        if last == UInt8(ascii: ")") { return line.hasPrefix("(Open file: ") || line.hasPrefix("(Current directory: ") }
        guard "$#%".utf8.contains(last) else { return false }
        return line.containsBytes(of: "@") && line.containsBytes(of: ":") || line.hasPrefix("bash-")
            || line.hasPrefix("sh-")
    }
}

extension StringProtocol {
    /// The number that is directly in front of the first occurrence of the words: `3 passed`.
    func number(before words: String) -> Int? {
        guard let range = firstByteRange(of: words) else { return nil }
        let digits = self[..<range.lowerBound].utf8.reversed().prefix { 0x30...0x39 ~= $0 }.reversed()
        return Int(String(decoding: Array(digits), as: UTF8.self))
    }

    /// The number behind the first occurrence of the words, after blanks: `Ran 3`.
    func number(after words: String) -> Int? {
        guard let range = firstByteRange(of: words) else { return nil }
        let rest = self[range.upperBound...].utf8.drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ":") }
        return Int(String(decoding: Array(rest.prefix { 0x30...0x39 ~= $0 }), as: UTF8.self))
    }
}
