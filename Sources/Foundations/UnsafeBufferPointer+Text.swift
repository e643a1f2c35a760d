internal import CLinux
internal import Glibc

extension UnsafeBufferPointer<UInt8> {
    /// Returns the first offset of the words; nil if there is none. See ``ByteSearch``.
    @usableFromInline
    package func firstOffset(of words: String) -> Int? {
        var words = words
        return words.withUTF8 { ByteSearch.first(UnsafeRawBufferPointer($0), in: UnsafeRawBufferPointer(self)) }
    }

    /// Whether the bytes contain the words.
    package func containsBytes(of words: String) -> Bool { firstOffset(of: words) != nil }

    /// Whether the bytes begin with the words.
    @usableFromInline
    package func begins(with words: String) -> Bool { has(words, at: 0) }

    /// Whether the bytes end with the words.
    @usableFromInline
    package func ends(with words: String) -> Bool { has(words, at: count - words.utf8.count) }

    private func has(_ words: String, at start: Int) -> Bool {
        var words = words
        return words.withUTF8 { words in
            guard start >= 0, start + words.count <= count, let text = baseAddress, let first = words.baseAddress else {
                return words.isEmpty
            }
            return memcmp(text + start, first, words.count) == 0
        }
    }

    /// The offset of the last byte of a value in a range; nil if there is none.
    package func lastOffset(of byte: UInt8, in range: Range<Int>) -> Int? {
        let part = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(self)[range])
        guard let start = part.baseAddress, let found = memrchr(start, Int32(byte), UInt(part.count)) else {
            return nil
        }
        return range.lowerBound + start.distance(to: UnsafeRawPointer(found))
    }

    /// The bytes without white space at both ends; nil if the white space is next to a byte that is not ASCII, because
    /// only its character tells whether it is white space too.
    package var trimmed: Self? {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
        guard let start = firstIndex(where: { !isSpace($0) }), let end = lastIndex(where: { !isSpace($0) }) else {
            return Self(rebasing: prefix(0))
        }
        return self[start] < 0x80 && self[end] < 0x80 ? Self(rebasing: self[start...end]) : nil
    }

    /// The bytes after leading white space.
    package var trimmedStart: Self { Self(rebasing: drop { $0 == 0x20 || 0x09...0x0D ~= $0 }) }

    /// The lines from the last to the first, without line ends and without empty lines.
    package var linesFromEnd: LinesFromEnd { LinesFromEnd(rest: self) }
}

/// The lines of a text, backwards.
package struct LinesFromEnd: Sequence, IteratorProtocol {
    fileprivate var rest: UnsafeBufferPointer<UInt8>

    /// Returns the line before the last one that was returned; nil at the start of the text.
    package mutating func next() -> UnsafeBufferPointer<UInt8>? {
        while !rest.isEmpty {
            let newline = rest.lastOffset(of: UInt8(ascii: "\n"), in: 0..<rest.count)
            var line = UnsafeBufferPointer(rebasing: rest[((newline ?? -1) + 1)...])
            if line.last == UInt8(ascii: "\r") { line = UnsafeBufferPointer(rebasing: line.dropLast()) }
            rest = UnsafeBufferPointer(rebasing: rest[..<(newline ?? 0)])
            if !line.isEmpty { return line }
        }
        return nil
    }
}
