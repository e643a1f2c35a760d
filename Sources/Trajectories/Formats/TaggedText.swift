internal import Foundations

/// Text with parts marked by tags, as models write them: `<think>…</think>`.
struct TaggedText {
    private(set) var rest: String

    init(_ text: String) { rest = text }

    /// Removes and returns the trimmed parts between the tags of a name, in order. A part without an end tag reaches to
    /// the end of the text.
    mutating func take(_ tag: String) -> [String] {
        let start = "<\(tag)>"
        let end = "</\(tag)>"
        var parts: [String] = []
        var kept = ""
        var left = rest[...]
        while let open = left.firstByteRange(of: start) {
            kept += left[..<open.lowerBound]
            let body = left[open.upperBound...]
            let close = body.firstByteRange(of: end)
            parts.append(body[..<(close?.lowerBound ?? body.endIndex)].trimmed)
            left = close.map { body[$0.upperBound...] } ?? body[body.endIndex...]
        }
        rest = (kept + left)[...].trimmed
        return parts
    }
}

extension Substring {
    /// The text without white space at both ends.
    var trimmed: String {
        if let text = withBytes({ $0.trimmed.map { String(decoding: $0, as: UTF8.self) } }) { return text }
        var text = self
        while text.utf8.first?.mayBeSpace == true, text.first?.isWhitespace == true { text.removeFirst() }
        while text.utf8.last?.mayBeSpace == true, text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

extension UInt8 {
    /// Whether white space can begin or end with this byte, because a test of the character itself is slow.
    fileprivate var mayBeSpace: Bool { self <= 0x20 || self >= 0x80 }
}
