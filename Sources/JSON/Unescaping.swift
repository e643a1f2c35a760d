internal import CBytes

extension String {
    /// Decodes the bytes between the quotes of a string that the parser has passed.
    ///
    /// Bytes that are not UTF-8 and lone surrogates become U+FFFD.
    init(unescaping text: UnsafeBufferPointer<UInt8>, hasEscapes: Bool) {
        guard hasEscapes else {
            self.init(decoding: text, as: UTF8.self)
            return
        }
        // No escape is shorter than its character, so the text never grows.
        self.init(unsafeUninitializedCapacity: text.count) { output in
            var writer = Unescaper(text: text, output: output)
            return writer.run()
        }
    }
}

/// Writes a string's text with its escapes replaced.
private struct Unescaper {
    let text: UnsafeBufferPointer<UInt8>
    let output: UnsafeMutableBufferPointer<UInt8>
    private var at = 0
    private var count = 0

    init(text: UnsafeBufferPointer<UInt8>, output: UnsafeMutableBufferPointer<UInt8>) {
        self.text = text
        self.output = output
    }

    mutating func run() -> Int {
        guard let from = text.baseAddress, let to = output.baseAddress else { return 0 }
        while at < text.count {
            // There is room: no escape is shorter than its character, so that writing is never ahead of reading.
            let progress = trace2skill_unescape(to + count, from + at, text.count - at)
            at += progress.read
            count += progress.written
            if at < text.count { unescape() }
        }
        return count
    }

    /// Replaces the long escape at `at`. What is cut short is left out: the parser lets no such text pass.
    private mutating func unescape() {
        guard text[at] == UInt8(ascii: "\\"), at + 1 < text.count else {
            put(text[at])
            at += 1
            return
        }
        let letter = text[at + 1]
        at += 2
        if letter == UInt8(ascii: "u") { unit() } else { put(letter) }
    }

    /// Replaces the four digits at `at`, and the low surrogate that belongs to them.
    private mutating func unit() {
        guard let first = digits(at) else {
            at = text.count
            return
        }
        at += 4
        if first & 0xFC00 == 0xD800, at + 6 <= text.count, text[at] == UInt8(ascii: "\\"),
            text[at + 1] == UInt8(ascii: "u"), let second = digits(at + 2), second & 0xFC00 == 0xDC00
        {
            at += 6
            put(Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF))
        } else {
            put(Unicode.Scalar(first))
        }
    }

    private func digits(_ start: Int) -> UInt32? {
        guard start + 4 <= text.count else { return nil }
        var value: UInt32 = 0
        for index in start..<start + 4 {
            guard let digit = text[index].hexDigitValue else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    /// A lone surrogate is not a scalar.
    private mutating func put(_ scalar: Unicode.Scalar?) {
        for byte in UTF8.encode(scalar ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter { put(byte) }
    }

    private mutating func put(_ byte: UInt8) {
        output[count] = byte
        count += 1
    }
}
