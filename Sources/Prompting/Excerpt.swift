internal import Foundations

/// Excerpts of texts that may be megabytes long, made without iterating over all their characters.
package enum Excerpt {
    /// The whole text, or its beginning and end with a note of the number of bytes that are left out between them; about
    /// `limit` bytes at most.
    package static func ends(of text: String, limit: Int) -> String {
        let utf8 = text.utf8
        let count = utf8.count
        guard count > limit else { return text }
        let tail = max(0, limit) / 2
        let head = max(0, limit) - tail
        let first = characterBoundary(utf8, utf8.index(utf8.startIndex, offsetBy: head))
        let last = characterBoundary(utf8, utf8.index(utf8.endIndex, offsetBy: -tail))
        return "\(text[..<first])\n[… \(count - head - tail) bytes left out …]\n\(text[last...])"
    }

    /// The beginning of a text on one printable line (see ``SingleLine``); about `limit` bytes at most.
    package static func line(of text: String, limit: Int) -> String {
        let utf8 = text.utf8
        let isLonger = utf8.count > limit
        let end =
            isLonger ? characterBoundary(utf8, utf8.index(utf8.startIndex, offsetBy: max(0, limit))) : text.endIndex
        let words = SingleLine(text[..<end]).description.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return isLonger ? words + " …" : words
    }

    /// The index, moved back to the first byte of a character.
    private static func characterBoundary(_ utf8: String.UTF8View, _ index: String.Index) -> String.Index {
        var index = index
        while index > utf8.startIndex, index < utf8.endIndex, utf8[index] & 0xC0 == 0x80 {
            index = utf8.index(before: index)
        }
        return index
    }
}
