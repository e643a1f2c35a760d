/// Search for ASCII words byte by byte.
///
/// The standard library compares characters, which takes many times as long and does not find a line feed in CRLF. As
/// the words are ASCII, a match begins and ends between characters. What is called for each line of every output can be
/// inlined: across modules a generic function is not specialised otherwise, which takes several times as long.
extension StringProtocol {
    /// Whether the text contains the words.
    @inlinable
    package func containsBytes(of words: String) -> Bool { withBytes { $0.firstOffset(of: words) != nil } }

    /// Whether the text begins with the words. Of a part of a text, the standard library compares characters.
    @inlinable
    package func beginsWithBytes(_ words: String) -> Bool { withBytes { $0.begins(with: words) } }

    /// Whether the text ends with the words.
    @inlinable
    package func endsInBytes(_ words: String) -> Bool { withBytes { $0.ends(with: words) } }

    /// Returns the first range of the words; nil if there is none.
    @inlinable
    package func firstByteRange(of words: String) -> Range<Index>? {
        guard let start = withBytes({ $0.firstOffset(of: words) }) else { return nil }
        let first = utf8.index(startIndex, offsetBy: start)
        return first..<utf8.index(first, offsetBy: words.utf8.count)
    }

    /// Returns every range of the words.
    package func byteRanges(of words: String) -> [Range<Index>] {
        var places: [Range<Index>] = []
        while let next = self[(places.last?.upperBound ?? startIndex)...].firstByteRange(of: words) {
            places.append(next)
        }
        return places
    }

    /// Calls `body` with the text's bytes, without a copy where that is possible.
    @inlinable
    package func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        utf8.withContiguousStorageIfAvailable(body) ?? Array(utf8).withUnsafeBufferPointer(body)
    }
}
