/// Shortening of long texts to their two ends.
package enum Excerpt {
    /// Returns the first `head` and the last `tail` bytes of `text`, cut between characters, with a line between them
    /// that says how many bytes are missing.
    package static func of(_ text: String, head: Int, tail: Int) -> String {
        let utf8 = text.utf8
        guard utf8.count > head + tail else { return text }
        let first = String(decoding: utf8.prefix(head), as: UTF8.self).trimmedOfRepair(atEnd: true)
        let last = String(decoding: utf8.suffix(tail), as: UTF8.self).trimmedOfRepair(atEnd: false)
        return join(first, last, omitted: utf8.count - head - tail)
    }

    static func join(_ head: String, _ tail: String, omitted: Int) -> String {
        "\(head)\n[… \(omitted) bytes left out …]\n\(tail)"
    }
}

extension String {
    /// The text without the replacement characters of a character that was cut.
    fileprivate func trimmedOfRepair(atEnd: Bool) -> String {
        var text = self[...]
        while atEnd, text.last == "\u{FFFD}" { text.removeLast() }
        while !atEnd, text.first == "\u{FFFD}" { text.removeFirst() }
        return String(text)
    }
}
