/// One line of an answer, from a given position on.
struct AnswerLine {
    /// The position of its first byte that is not white space.
    let start: Int
    /// The position at which the next line begins.
    let end: Int
    let firstByte: UInt8?
    let fence: CodeFence?

    init(at position: Int, in bytes: ArraySlice<UInt8>) {
        let newline = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        let content = bytes[position..<newline].drop { $0 <= 0x20 || $0 == UInt8(ascii: ",") }
        start = content.startIndex
        end = min(newline + 1, bytes.endIndex)
        firstByte = content.first
        fence = CodeFence(content)
    }

    /// Whether the line begins like a JSON object or array.
    var isValue: Bool { firstByte == UInt8(ascii: "{") || firstByte == UInt8(ascii: "[") }

    /// The beginning of the line, for an error message.
    func excerpt(of bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes[start..<min(end, start + 40)].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

/// A line that opens or closes a Markdown code block.
struct CodeFence {
    /// A backtick or a tilde.
    let mark: UInt8
    /// The number of marks, at least three.
    let length: Int
    /// The word directly after the marks, in lower case: the name of a language, or empty.
    let language: String
    /// The position after the language.
    let contentStart: Int

    init?(_ content: ArraySlice<UInt8>) {
        guard let mark = content.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
        let length = content.prefix { $0 == mark }.count
        guard length >= 3 else { return nil }
        let name = content.dropFirst(length).drop { $0 == 0x20 }.prefix { Self.isNameByte($0) }
        self.mark = mark
        self.length = length
        language = String(decoding: name, as: UTF8.self).lowercased()
        contentStart = name.endIndex
    }

    /// Whether the block may contain the JSON of an answer.
    var mayContainJSON: Bool { ["", "json", "jsonc", "json5", "jsonl"].contains(language) }

    /// The position after the line that closes this block.
    ///
    /// - Throws: ``UnreadableAnswer`` if no line closes it: the text after it might be the answer.
    func end(after position: Int, in bytes: ArraySlice<UInt8>) throws(UnreadableAnswer) -> Int {
        var position = position
        while position < bytes.endIndex {
            let line = AnswerLine(at: position, in: bytes)
            position = line.end
            if let closing = line.fence, closing.mark == mark, closing.length >= length, closing.language.isEmpty {
                return position
            }
        }
        throw UnreadableAnswer("the code fence of \(language) is not closed")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte | 0x20 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x5F, 0x23].contains(byte)
        }
    }
}
