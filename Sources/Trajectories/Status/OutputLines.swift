internal import Foundations

/// The first and the last lines of an output: what a program says about its own work is there.
struct OutputLines {
    /// The first lines, without empty ones.
    let head: [Substring]
    /// The last lines, without empty ones; those of a short output are all of it.
    let tail: [Substring]
    /// Whether the tail is the whole output.
    let isWhole: Bool

    private static let headBytes = 1_500
    private static let tailBytes = 8_000

    init(_ text: String) {
        let bytes = text.utf8
        isWhole = bytes.count <= Self.tailBytes
        let cut = isWhole ? text[...] : Substring(decoding: bytes.suffix(Self.tailBytes))
        // A cut line says something else than the whole one.
        let lines = Self.lines(of: cut)
        var tail = isWhole ? lines[...] : lines.dropFirst()
        while let last = tail.last, Self.isPrompt(last) { tail.removeLast() }
        self.tail = Array(tail)
        head = isWhole ? Array(lines.prefix(20)) : Self.lines(of: Substring(decoding: bytes.prefix(Self.headBytes)))
    }

    /// Whether a line is the prompt that a recorded terminal ends with, or a line of a harness about its state.
    private static func isPrompt(_ line: Substring) -> Bool {
        if line.hasPrefix("(Open file: ") || line.hasPrefix("(Current directory: ") { return true }
        var text = line
        while text.last == " " { text.removeLast() }
        guard text.utf8.count < 120, let sign = text.last, ["$", "#", "%"].contains(sign) else { return false }
        return text.contains("@") && text.contains(":") || text.hasPrefix("bash-") || text.hasPrefix("sh-")
    }

    private static func lines(of text: Substring) -> [Substring] {
        text.split(whereSeparator: \.isNewline).filter { line in line.utf8.contains { $0 > 0x20 } }
    }
}

extension Substring {
    fileprivate init(decoding bytes: Substring.UTF8View.SubSequence) {
        self = String(decoding: bytes, as: UTF8.self)[...]
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
