/// A text as a reader sees it: without terminal escapes and characters of no width, and with escapes of plain ASCII
/// such as `\u0073` resolved. The original place of every byte is known.
struct VisibleText {
    private(set) var bytes: [UInt8] = []
    private var stretches: [Stretch] = []

    /// Visible bytes that are adjacent in the original, or a single byte that was written as an escape.
    private struct Stretch {
        let visible: Int
        let origin: Int
        /// The length of the escape in the original; 0 for bytes that are not escaped.
        let escape: Int
    }

    init(of text: UnsafeBufferPointer<UInt8>) {
        bytes.reserveCapacity(text.count)
        stretches.append(Stretch(visible: 0, origin: 0, escape: 0))
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == 0x1B || byte == UInt8(ascii: "\\") || byte >= 0xC2, let hidden = Hidden(in: text, at: index) {
                if let character = hidden.character {
                    stretches.append(Stretch(visible: bytes.count, origin: index, escape: hidden.length))
                    bytes.append(character)
                }
                index += hidden.length
                stretches.append(Stretch(visible: bytes.count, origin: index, escape: 0))
            } else {
                // All backslashes of a run at once: looking at each again would take quadratic time.
                repeat {
                    bytes.append(text[index])
                    index += 1
                } while byte == UInt8(ascii: "\\") && index < text.count && text[index] == byte
            }
        }
    }

    /// Returns the range of the original text that `range` was taken from. Hidden bytes inside belong to it, hidden
    /// bytes at its edges do not.
    func origin(of range: Range<Int>) -> Range<Int> {
        let lower = origin(of: range.lowerBound).lowerBound
        return range.isEmpty ? lower..<lower : lower..<origin(of: range.upperBound - 1).upperBound
    }

    private func origin(of index: Int) -> Range<Int> {
        var low = 0
        var high = stretches.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if stretches[middle].visible <= index { low = middle } else { high = middle }
        }
        let stretch = stretches[low]
        if stretch.escape > 0 { return stretch.origin..<stretch.origin + stretch.escape }
        let byte = stretch.origin + index - stretch.visible
        return byte..<byte + 1
    }
}

/// A byte sequence that a reader does not see as it is written.
private struct Hidden {
    let length: Int
    /// The character that the reader sees instead; nil for none.
    let character: UInt8?

    /// Reads the hidden sequence at `index`, whatever number of backslashes it begins with; `nil` if there is none.
    init?(in text: UnsafeBufferPointer<UInt8>, at index: Int) {
        let first = text[index]
        if first == 0x1B {
            self.init(escapeSequenceIn: text, after: index + 1, from: index)
        } else if first == UInt8(ascii: "\\") {
            var end = index
            while end < text.count, text[end] == first { end += 1 }
            self.init(escapeIn: text, after: end, from: index)
        } else {
            let rest = UnsafeBufferPointer(rebasing: text[index..<min(index + 3, text.count)])
            guard let zeroWidth = Self.zeroWidth.first(where: { rest.starts(with: $0) }) else { return nil }
            self.init(length: zeroWidth.count, character: nil)
        }
    }

    private static let zeroWidth: [[UInt8]] = ["\u{AD}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}"]
        .map { Array($0.utf8) }

    /// The escape whose letters begin at `start`, after backslashes from `origin` on.
    private init?(escapeIn text: UnsafeBufferPointer<UInt8>, after start: Int, from origin: Int) {
        func follows(_ literal: StaticString) -> Bool {
            text.count - start >= literal.utf8CodeUnitCount
                && literal.withUTF8Buffer { zip($0, text[start...]).allSatisfy { $0 == $1 | (0x20 & $0) } }
        }
        if follows("u001b") { self.init(escapeSequenceIn: text, after: start + 5, from: origin); return }
        if follows("x1b") || follows("033") {
            self.init(escapeSequenceIn: text, after: start + 3, from: origin)
            return
        }
        if follows("u200b") || follows("u200c") || follows("u200d") || follows("u2060") || follows("ufeff") {
            self.init(length: start + 5 - origin, character: nil)
            return
        }
        guard follows("u00"), text.count - start >= 5, let high = text[start + 3].hexValue,
            let low = text[start + 4].hexValue
        else { return nil }
        let character = high << 4 | low
        // A quote or a backslash stays as it is written: whether it ends a value depends on that.
        let isPlain = (0x20...0x7E).contains(character) && character != 0x22 && character != 0x5C
        guard isPlain else { return nil }
        self.init(length: start + 5 - origin, character: character)
    }

    /// The terminal's escape sequence whose second character is at `start`.
    ///
    /// Of an operating system command only the two ends are hidden, because its text may be a secret itself.
    private init(escapeSequenceIn text: UnsafeBufferPointer<UInt8>, after start: Int, from origin: Int) {
        guard start < text.count else { self.init(length: start - origin, character: nil); return }
        guard text[start] == UInt8(ascii: "[") else {
            let isCommand = text[start] == UInt8(ascii: "]")
            self.init(length: start + (isCommand ? 1 : 0) - origin, character: UInt8(ascii: " "))
            return
        }
        var end = start + 1
        while end < text.count, end - start < 32, Self.parameters.contains(text[end]) { end += 1 }
        if end < text.count, (0x40...0x7E).contains(text[end]) { end += 1 }
        self.init(length: end - origin, character: nil)
    }

    private init(length: Int, character: UInt8?) {
        self.length = length
        self.character = character
    }

    private static let parameters = ByteSet("0-9;:?=>")
}

extension UInt8 {
    /// The value of a hexadecimal digit.
    var hexValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
