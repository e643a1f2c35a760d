internal import Foundations

/// One line of an output, without its end: its bytes, which are not to be kept.
///
/// What programs print about themselves is ASCII, and comparing characters takes many times as long.
typealias OutputLine = UnsafeBufferPointer<UInt8>

/// The first and the last lines of an output: what a program says about its own work is there.
struct OutputLines {
    /// The first lines, without empty ones.
    let head: [OutputLine]
    /// The last lines, without empty ones, and without the prompt that a recorded terminal ends with.
    let tail: [OutputLine]
    /// Whether the tail is the whole output.
    let isWhole: Bool

    private static let bytes = 8_000
    private static let lines = 80

    /// Calls `body` with the lines of a text, which are not to be used afterwards.
    static func with<Result>(_ text: String, _ body: (OutputLines) -> Result) -> Result {
        text.withBytes { bytes in
            guard bytes.containsBytes(of: "\u{1B}[") else { return body(OutputLines(bytes)) }
            return withoutColours(bytes).withUnsafeBufferPointer { body(OutputLines($0)) }
        }
    }

    /// The text without the sequences with which programs colour what they print: ESC, `[`, and all up to a letter.
    private static func withoutColours(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x1B, index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "[") {
                index += 2
                while index < bytes.count, 0x20...0x3F ~= bytes[index] { index += 1 }
                index += 1
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        return plain
    }

    /// Finds the first 20 lines and the last ones, from both ends, so that a long output costs no more than a short one.
    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var tail: [OutputLine] = []
        var end = bytes.count
        let limit = max(0, end - Self.bytes)
        while end > limit, tail.count < Self.lines {
            let newline = bytes.lastOffset(of: UInt8(ascii: "\n"), in: limit..<end)
            // A cut line says something else than the whole one.
            if newline == nil, limit > 0 { break }
            let start = newline.map { $0 + 1 } ?? limit
            Self.append(bytes[start..<end], to: &tail)
            end = newline ?? limit
        }
        tail.reverse()
        while let last = tail.last, Self.isPrompt(last) { tail.removeLast() }
        self.tail = tail
        isWhole = end <= 0
        head = isWhole ? Array(tail.prefix(20)) : Self.head(of: bytes)
    }

    private static func head(of bytes: UnsafeBufferPointer<UInt8>) -> [OutputLine] {
        var head: [OutputLine] = []
        var start = 0
        while start < min(bytes.count, Self.bytes), head.count < 20 {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            append(bytes[start..<end], to: &head)
            start = end + 1
        }
        return head
    }

    private static func append(_ line: Slice<UnsafeBufferPointer<UInt8>>, to lines: inout [OutputLine]) {
        guard line.contains(where: { $0 > 0x20 }) else { return }
        lines.append(OutputLine(rebasing: line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
    }

    /// Whether a line is the prompt that a recorded terminal ends with, or a line of a harness about its state.
    private static func isPrompt(_ line: OutputLine) -> Bool {
        guard line.count < 200, let last = line.last(where: { $0 > 0x20 }) else { return false }
        if last == UInt8(ascii: ")") {
            return line.begins(with: "(Open file: ") || line.begins(with: "(Current directory: ")
        }
        guard "$#%".utf8.contains(last) else { return false }
        return line.contains(UInt8(ascii: "@")) && line.contains(UInt8(ascii: ":")) || line.begins(with: "bash-")
            || line.begins(with: "sh-")
    }
}

extension OutputLine {
    /// The line without blanks in front of it.
    var withoutIndent: OutputLine { OutputLine(rebasing: drop { $0 == 0x20 }) }

    /// The bytes behind an offset.
    func from(_ start: Int) -> OutputLine { OutputLine(rebasing: self[start...]) }

    /// The number that is directly in front of the first occurrence of the words: `3 passed`.
    func number(before words: String) -> Int? {
        guard let place = firstOffset(of: words) else { return nil }
        let start = self[..<place].lastIndex { !(0x30...0x39 ~= $0) }.map { $0 + 1 } ?? 0
        return Int(String(decoding: self[start..<place], as: UTF8.self))
    }

    /// The number behind the first occurrence of the words, after blanks: `Ran 3`.
    func number(after words: String) -> Int? {
        guard let place = firstOffset(of: words) else { return nil }
        let rest = self[(place + words.utf8.count)...]
            .drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ":") }
        return Int(String(decoding: rest.prefix { 0x30...0x39 ~= $0 }, as: UTF8.self))
    }

    /// All numbers of the line.
    var numbers: [Int] {
        split { !(0x30...0x39 ~= $0) }.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    }
}
