/// Text on one line, without control, invisible or direction-changing characters; see ``PrintableText``.
///
/// Besides, one line cannot forge another: a trailer of a commit, an assignment to the service manager, an entry of a
/// log.
package struct SingleLine: Sendable, Hashable, CustomStringConvertible {
    /// The line, in which every line ending and every character that cannot be shown is a space.
    package let description: String

    /// Makes one printable line of `text`.
    package init(_ text: some StringProtocol) {
        description = PrintableText.replacingHidden(in: text.unicodeScalars, keepingLines: false)
    }

    /// Makes one printable line of the beginning of `text`: at most `limit` characters, of which the last is an ellipsis
    /// where something was left out. No more of `text` is looked at.
    package init(_ text: some StringProtocol, limit: Int) {
        let limit = max(limit, 0)
        if let line = Self.plainLine(text, limit: limit) {
            description = line
            return
        }
        let beginning = text.prefix(limit)
        // Marks that pile up on one character do not lengthen the line beyond measure.
        let scalars = beginning.unicodeScalars.prefix(limit > .max / 16 ? .max : 16 * limit)
        let line = PrintableText.replacingHidden(in: scalars, keepingLines: false)
        // A character that was joined of several may have fallen apart.
        let isWhole =
            beginning.endIndex == text.endIndex && scalars.endIndex == beginning.endIndex && line.count <= limit
        description = isWhole ? line : line.prefix(max(limit - 1, 0)) + (limit > 0 ? "…" : "")
    }

    /// The beginning of a text as one line, if it is of printable ASCII alone; nil for another one.
    private static func plainLine(_ text: some StringProtocol, limit: Int) -> String? {
        text.withBytes { bytes in
            guard limit > 0, bytes.prefix(limit + 1).allSatisfy({ 0x20...0x7E ~= $0 }) else { return nil }
            return bytes.count <= limit
                ? String(decoding: bytes, as: UTF8.self)
                : String(decoding: bytes.prefix(limit - 1), as: UTF8.self) + "…"
        }
    }

    /// The line without spaces at its ends and with single ones between its words.
    package var collapsed: String { description.split(separator: " ").joined(separator: " ") }
}
