/// One line of an answer, from some place in it.
struct Line {
    /// Its first byte that is no white space.
    let start: Int
    /// Where the next line begins.
    let end: Int
    let firstByte: UInt8?
    let fence: Fence?

    init(at position: Int, in bytes: ArraySlice<UInt8>) {
        let newline = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
        let content = bytes[position..<newline].drop { $0 <= 0x20 || $0 == UInt8(ascii: ",") }
        start = content.startIndex
        end = min(newline + 1, bytes.endIndex)
        firstByte = content.first
        fence = Fence(content)
    }

    var isValue: Bool { firstByte == UInt8(ascii: "{") || firstByte == UInt8(ascii: "[") }

    func quoted(in bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes[start..<min(end, start + 40)].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// The place after the line that closes `fence`. Throws if none does: what follows might be the answer.
    static func endOfFence(
        _ fence: Fence,
        after position: Int,
        in bytes: ArraySlice<UInt8>
    ) throws(UnreadableAnswer) -> Int {
        var position = position
        while position < bytes.endIndex {
            let line = Line(at: position, in: bytes)
            position = line.end
            if let closing = line.fence, closing.mark == fence.mark, closing.length >= fence.length,
                closing.word.isEmpty
            {
                return position
            }
        }
        throw UnreadableAnswer("the code fence of \(fence.word) is not closed")
    }
}

/// A line that opens or closes a block of code.
struct Fence {
    let mark: UInt8
    let length: Int
    /// What follows the marks at once, in lower case: the name of a language.
    let word: String
    /// Behind the word.
    let contentStart: Int

    init?(_ content: ArraySlice<UInt8>) {
        guard let mark = content.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
        let length = content.prefix { $0 == mark }.count
        guard length >= 3 else { return nil }
        let name = content.dropFirst(length).drop { $0 == 0x20 }.prefix { Self.isNameByte($0) }
        self.mark = mark
        self.length = length
        word = String(decoding: name, as: UTF8.self).lowercased()
        contentStart = name.endIndex
    }

    var mayHoldJSON: Bool { ["", "json", "jsonc", "json5", "jsonl"].contains(word) }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte | 0x20 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x5F, 0x23].contains(byte)
        }
    }
}
