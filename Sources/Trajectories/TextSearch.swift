internal import Glibc

/// Finding words in texts byte by byte.
///
/// The standard library compares characters, which takes about fifty times as long and does not find a line's end in
/// CRLF. The words are ASCII here, so that what is found begins and ends between characters.
extension StringProtocol {
    /// Whether the words stand anywhere in the text.
    package func holds(_ words: StaticString) -> Bool { withBytes { Self.find(words, in: $0) != nil } }

    /// Where the words stand first.
    package func place(of words: StaticString) -> Range<Index>? {
        withBytes { Self.find(words, in: $0) }.map { start in
            let first = utf8.index(startIndex, offsetBy: start)
            return first..<utf8.index(first, offsetBy: words.utf8CodeUnitCount)
        }
    }

    /// The first `count` bytes of the text, or all of it, cut between characters.
    package func start(_ count: Int) -> SubSequence { self[..<utf8Boundary(count)] }

    /// The last `count` bytes of the text, or all of it, cut between characters.
    package func end(_ count: Int) -> SubSequence { self[utf8Boundary(utf8.count - count)...] }

    /// The index at a number of bytes, or of the scalar that begins before it.
    private func utf8Boundary(_ offset: Int) -> Index {
        guard offset > 0 else { return startIndex }
        guard let index = utf8.index(startIndex, offsetBy: offset, limitedBy: endIndex) else { return endIndex }
        return unicodeScalars.index(before: index == endIndex ? endIndex : unicodeScalars.index(after: index)) == index
            ? index : scalarStart(index)
    }
}
