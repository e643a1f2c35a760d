/// Text with parts marked by tags, as models write them: `<think>…</think>`.
struct TaggedText {
    private(set) var rest: String

    init(_ text: String) { rest = text }

    /// Takes out what stands between the tags of a name, in order, trimmed. A part without an end reaches to the end.
    mutating func take(_ tag: String) -> [String] {
        let start = "<\(tag)>"
        let end = "</\(tag)>"
        var parts: [String] = []
        var kept = ""
        var left = rest[...]
        while let open = left.place(of: start) {
            kept += left[..<open.lowerBound]
            let body = left[open.upperBound...]
            let close = body.place(of: end)
            parts.append(body[..<(close?.lowerBound ?? body.endIndex)].trimmed)
            left = close.map { body[$0.upperBound...] } ?? body[body.endIndex...]
        }
        rest = (kept + left)[...].trimmed
        return parts
    }
}

extension Substring {
    /// Without white space at both ends.
    var trimmed: String {
        if let text = withBytes({ $0.trimmed.map { String(decoding: $0, as: UTF8.self) } }) { return text }
        var text = self
        while text.utf8.first?.mayBeSpace == true, text.first?.isWhitespace == true { text.removeFirst() }
        while text.utf8.last?.mayBeSpace == true, text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

extension UInt8 {
    /// Whether white space can begin or end with this byte: to ask a character what it is takes long.
    fileprivate var mayBeSpace: Bool { self <= 0x20 || self >= 0x80 }
}
