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
    /// The index at which the words begin first.
    func place(of words: String) -> Int? {
        var words = words
        return words.withUTF8 { words in
            guard let text = baseAddress, let first = words.first, let wanted = words.baseAddress else { return nil }
            var start = 0
            // memmem would do this, and is not among what Swift sees of glibc.
            while count - start >= words.count,
                let found = memchr(text + start, Int32(first), count - start - words.count + 1)
            {
                let place = UnsafeRawPointer(text).distance(to: UnsafeRawPointer(found))
                if memcmp(found, wanted, words.count) == 0 { return place }
                start = place + 1
            }
            return nil
        }
    }

    func holds(_ words: String) -> Bool { place(of: words) != nil }

    func begins(with words: String) -> Bool { starts(with: words.utf8) }

    func ends(with words: String) -> Bool {
        count >= words.utf8.count && self[(count - words.utf8.count)...].elementsEqual(words.utf8)
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
        while let start = rest.baseAddress, !rest.isEmpty {
            var newline: Int? = rest.count - 1
            while let place = newline, start[place] != UInt8(ascii: "\n") { newline = place > 0 ? place - 1 : nil }
            var line = UnsafeBufferPointer(rebasing: rest[((newline ?? -1) + 1)...])
            if line.last == UInt8(ascii: "\r") { line = UnsafeBufferPointer(rebasing: line.dropLast()) }
            rest = UnsafeBufferPointer(rebasing: rest[..<(newline ?? 0)])
            if !line.isEmpty { return line }
        }
        return nil
    }
}
