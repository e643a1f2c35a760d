/// One value in a parsed document: a view, cheap to copy. Texts and numbers are decoded only when asked for.
///
/// The reader is lenient, because agents' logs are written by many hands: it takes lone surrogates (decoded to
/// U+FFFD), bytes that are not UTF-8 (repaired), raw control characters in strings, a byte order mark, `NaN` and
/// `Infinity`, trailing commas and repeated names (the last one counts). A view keeps its whole document in memory,
/// and a record of a stream that was in memory already keeps all of that.
package struct JSON: Sendable {
    /// What a value is.
    package enum Kind: UInt8, Sendable {
        case null, bool, number, string, array, object
    }

    let document: Document
    /// The index of the value's entry on the document's tape.
    let index: Int

    init(document: Document, index: Int) {
        self.document = document
        self.index = index
    }

    var entry: Entry { document.tape[index] }

    /// Reads a text that is exactly one value, with white space around it if need be.
    ///
    /// Throws with the offset of the first byte that cannot be read; nothing is ever read in part.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = Parser()
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            let mark = buffer.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            var rest = Scanner(bytes: buffer, position: try parser.parse(buffer, from: mark))
            rest.skipSpace()
            guard rest.isAtEnd else { throw rest.unexpected }
        }
        self.init(document: Document(bytes: bytes, tape: parser.tape), index: 0)
    }

    /// Reads a slice as `init(parsing:)` reads an array; offsets count from the beginning of the slice.
    package init(parsing bytes: ArraySlice<UInt8>) throws(JSONError) {
        try self.init(parsing: Array(bytes))
    }

    /// What this value is.
    package var kind: Kind { entry.kind }

    /// Length of the value's text in the source, in bytes; of a string with its quotes.
    package var byteCount: Int { Int(entry.length) }

    /// The value's text, byte for byte as in the source.
    package var source: [UInt8] {
        let entry = entry
        return document.withSource(of: entry) { Array($0) }
    }

    /// Runs `body` on the value's text in the source, without copying it.
    package func withSource<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        document.withSource(of: entry, body)
    }

    /// Whether this is `null`.
    package var isNull: Bool { kind == .null }

    /// The value of `true` or `false`; nil for anything else.
    package var bool: Bool? {
        kind == .bool ? document.withSource(of: entry) { $0.first == UInt8(ascii: "t") } : nil
    }

    /// A number that is whole and fits, however it is written (`3`, `3.0`, `3e0`); nil for anything else.
    package var int: Int? {
        let entry = entry
        guard entry.kind == .number else { return nil }
        if let value = document.withText(of: entry, Int.init(digits:)) { return value }
        return double.flatMap { Int(exactly: $0) }
    }

    /// A number, rounded to the nearest double; nil for anything else.
    package var double: Double? {
        let entry = entry
        guard entry.kind == .number else { return nil }
        return switch document.withText(of: entry, { String(decoding: $0, as: UTF8.self) }) {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        case let text: Double(text)
        }
    }
}

extension Int {
    /// The value of plain digits, with or without a sign; nil for any other text and for a number that does not fit.
    fileprivate init?(digits text: UnsafeBufferPointer<UInt8>) {
        guard text.count <= 18 else {
            self.init(String(decoding: text, as: UTF8.self))
            return
        }
        let isNegative = text.first == UInt8(ascii: "-")
        var value = 0
        for byte in text.dropFirst(isNegative ? 1 : 0) {
            guard byte &- UInt8(ascii: "0") < 10 else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        self = isNegative ? -value : value
    }
}
