internal import Foundations
internal import Glibc

/// Finding words in texts byte by byte.
///
/// The standard library compares characters, which takes many times as long and finds no line's end in CRLF. The words
/// are ASCII here, so that what is found begins and ends between characters.
extension StringProtocol {
    /// Whether the words stand anywhere in the text.
    package func holds(_ words: String) -> Bool { withBytes { $0.place(of: words) != nil } }

    /// Where the words stand first.
    package func place(of words: String) -> Range<Index>? {
        guard let start = withBytes({ $0.place(of: words) }) else { return nil }
        let first = utf8.index(startIndex, offsetBy: start)
        return first..<utf8.index(first, offsetBy: words.utf8.count)
    }

    /// Every place where the words stand.
    package func places(of words: String) -> [Range<Index>] {
        var places: [Range<Index>] = []
        while let next = self[(places.last?.upperBound ?? startIndex)...].place(of: words) { places.append(next) }
        return places
    }

    /// Runs `body` on the text's bytes, where they lie.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        utf8.withContiguousStorageIfAvailable(body) ?? Array(utf8).withUnsafeBufferPointer(body)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The index at which the words begin first; nil where they are nowhere.
    ///
    /// See ``ByteSearch``.
    func place(of words: String) -> Int? {
        var words = words
        return words.withUTF8 { ByteSearch.first(UnsafeRawBufferPointer($0), in: UnsafeRawBufferPointer(self)) }
    }

    func holds(_ words: String) -> Bool { place(of: words) != nil }

    func begins(with words: String) -> Bool { stands(words, at: 0) }

    func ends(with words: String) -> Bool { stands(words, at: count - words.utf8.count) }

    private func stands(_ words: String, at start: Int) -> Bool {
        var words = words
        return words.withUTF8 { words in
            guard start >= 0, start + words.count <= count, let text = baseAddress, let first = words.baseAddress else {
                return words.isEmpty
            }
            return memcmp(text + start, first, words.count) == 0
        }
    }

    /// The bytes between white space at both ends; nil where only a look at characters can tell, because what the
    /// white space borders on is not ASCII.
    var trimmed: Self? {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
        guard let start = firstIndex(where: { !isSpace($0) }), let end = lastIndex(where: { !isSpace($0) }) else {
            return Self(rebasing: prefix(0))
        }
        return self[start] < 0x80 && self[end] < 0x80 ? Self(rebasing: self[start...end]) : nil
    }

    /// The bytes after leading white space.
    var trimmedStart: Self { Self(rebasing: drop { $0 == 0x20 || 0x09...0x0D ~= $0 }) }

    /// The lines from the last to the first, without their ends and without empty ones.
    var linesFromEnd: LinesFromEnd { LinesFromEnd(rest: self) }
}

/// The lines of a text, backwards.
struct LinesFromEnd: Sequence, IteratorProtocol {
    fileprivate var rest: UnsafeBufferPointer<UInt8>

    mutating func next() -> UnsafeBufferPointer<UInt8>? {
        while !rest.isEmpty {
            let newline = rest.lastIndex(of: UInt8(ascii: "\n"))
            var line = UnsafeBufferPointer(rebasing: rest[((newline ?? -1) + 1)...])
            if line.last == UInt8(ascii: "\r") { line = UnsafeBufferPointer(rebasing: line.dropLast()) }
            rest = UnsafeBufferPointer(rebasing: rest[..<(newline ?? 0)])
            if !line.isEmpty { return line }
        }
        return nil
    }
}
