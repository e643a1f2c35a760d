extension JSON {
    /// The whole text of a string, decoded; nil for anything else.
    package var string: String? {
        let entry = entry
        guard entry.kind == .string else { return nil }
        return document.withText(of: entry) { String(unescaping: $0, hasEscapes: entry.hasEscapes) }
    }

    /// The text of a string, of a long one only its beginning and its end; nil for anything else.
    ///
    /// If the text takes more than `head + tail` bytes in the source, at most the first `head` and the last `tail` are
    /// decoded, cut between characters and never inside an escape, and joined with `seam`. `omitted` is the count of
    /// source bytes left out between them.
    package func text(head: Int, tail: Int, seam: String = "") -> (text: String, omitted: Int)? {
        let entry = entry
        guard entry.kind == .string else { return nil }
        return document.withText(of: entry) { text in
            let head = max(head, 0)
            let tail = max(tail, 0)
            guard text.count - min(head, text.count) > tail else {
                return (String(unescaping: text, hasEscapes: entry.hasEscapes), 0)
            }
            let start = Cut(in: text, near: head).before
            let end = Cut(in: text, near: text.count - tail).after
            func decoded(_ range: Range<Int>) -> String {
                String(unescaping: UnsafeBufferPointer(rebasing: text[range]), hasEscapes: entry.hasEscapes)
            }
            return (decoded(0..<start) + seam + decoded(end..<text.count), end - start)
        }
    }
}

/// The places next to an index at which the source of a string can be cut without splitting a character or escape.
private struct Cut {
    let before: Int
    let after: Int

    init(in text: UnsafeBufferPointer<UInt8>, near index: Int) {
        var unit = Self.escape(in: text, around: index) ?? Self.scalar(in: text, around: index)
        // A pair of surrogates is one character: `\ud83d` and `\ude00` stay together.
        if Self.surrogate(in: text, at: unit.upperBound) == 0xDC00,
            Self.surrogate(in: text, at: unit.upperBound - 6) == 0xD800
        {
            unit = unit.upperBound - 6..<unit.upperBound + 6
        } else if unit.count == 6, Self.surrogate(in: text, at: unit.lowerBound) == 0xDC00,
            Self.surrogate(in: text, at: unit.lowerBound - 6) == 0xD800
        {
            unit = unit.lowerBound - 6..<unit.upperBound
        }
        before = unit.lowerBound
        after = unit.upperBound
    }

    /// The range of the escape around `index`.
    private static func escape(in text: UnsafeBufferPointer<UInt8>, around index: Int) -> Range<Int>? {
        guard let backslash = (max(index - 5, 0)..<index).last(where: { text[$0] == UInt8(ascii: "\\") }) else {
            return nil
        }
        // In a row of backslashes every second one is escaped by the one before it.
        var run = 0
        while run <= backslash, text[backslash - run] == UInt8(ascii: "\\") { run += 1 }
        guard !run.isMultiple(of: 2), backslash + 1 < text.count else { return nil }
        let end = backslash + (text[backslash + 1] == UInt8(ascii: "u") ? 6 : 2)
        return end > index ? backslash..<min(end, text.count) : nil
    }

    /// The bytes of the UTF-8 character around `index`; empty at its beginning, or where the text is not UTF-8.
    private static func scalar(in text: UnsafeBufferPointer<UInt8>, around index: Int) -> Range<Int> {
        func isContinuation(_ at: Int) -> Bool { at < text.count && text[at] & 0xC0 == 0x80 }
        guard isContinuation(index) else { return index..<index }
        var start = index
        while start > 0, index - start < 3, isContinuation(start) { start -= 1 }
        var end = index
        while end - start < 4, isContinuation(end) { end += 1 }
        return isContinuation(start) ? index..<index : start..<end
    }

    /// 0xD800 or 0xDC00 if the escape of a high or low surrogate begins at `index`.
    private static func surrogate(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt32? {
        guard index >= 0, index + 6 <= text.count, text[index] == UInt8(ascii: "\\"),
            text[index + 1] == UInt8(ascii: "u"), text[index + 2] | 0x20 == UInt8(ascii: "d")
        else { return nil }
        return switch text[index + 3].hexDigitValue {
        case .some(8...11): 0xD800
        case .some(12...15): 0xDC00
        default: nil
        }
    }
}
