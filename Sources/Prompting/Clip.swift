internal import Foundations

/// Shortening of texts that may be megabytes long, without walking through their characters.
package enum Clip {
    /// The text, or its head and tail with a note of how much is left out between them; at most about `limit` bytes.
    package static func middle(_ text: String, limit: Int) -> String {
        let utf8 = text.utf8
        let count = utf8.count
        guard count > limit else { return text }
        let tail = max(0, limit) / 2
        let head = max(0, limit) - tail
        let first = boundary(utf8, utf8.index(utf8.startIndex, offsetBy: head))
        let last = boundary(utf8, utf8.index(utf8.endIndex, offsetBy: -tail))
        return "\(text[..<first])\n[… \(count - head - tail) bytes left out …]\n\(text[last...])"
    }

    /// The beginning of the text, at most `limit` bytes, on one printable line (see ``SingleLine``).
    package static func line(_ text: String, limit: Int) -> String {
        let utf8 = text.utf8
        let isLonger = utf8.count > limit
        let end = isLonger ? boundary(utf8, utf8.index(utf8.startIndex, offsetBy: max(0, limit))) : text.endIndex
        let words = SingleLine(text[..<end]).description.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return isLonger ? words + " …" : words
    }

    /// The index, moved back to where a character's first byte is.
    private static func boundary(_ utf8: String.UTF8View, _ index: String.Index) -> String.Index {
        var index = index
        while index > utf8.startIndex, index < utf8.endIndex, utf8[index] & 0xC0 == 0x80 {
            index = utf8.index(before: index)
        }
        return index
    }
}
