extension String {
    /// The last part of a path that is not empty; the text itself if it has none.
    ///
    /// It is asked of every word of every command line, so that the bytes are looked at: comparing characters takes many
    /// times as long.
    package var lastPathPart: String {
        guard utf8.contains(UInt8(ascii: "/")) else { return self }
        // With a mark behind it, a slash is another character.
        guard utf8.allSatisfy({ $0 < 0x80 }) else { return split(separator: "/").last.map(String.init) ?? self }
        guard let last = utf8.lastIndex(where: { $0 != UInt8(ascii: "/") }) else { return self }
        let end = utf8.index(after: last)
        let start = utf8[..<last].lastIndex(of: UInt8(ascii: "/")).map { utf8.index(after: $0) } ?? startIndex
        return String(self[start..<end])
    }
}

extension UInt8 {
    /// Whether the byte is an ASCII character that is its own lower case.
    var isLowercaseASCII: Bool { self < 0x80 && !(0x41...0x5A).contains(self) }
}
