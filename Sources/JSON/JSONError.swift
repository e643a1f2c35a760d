/// Why a text could not be read as JSON, or a pointer not be understood, and where.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of errors.
    package enum Reason: Sendable, Equatable {
        /// The text ends inside a value, or before it.
        case truncated
        /// A byte that is not allowed here.
        case unexpected(UInt8)
        /// A backslash that begins no escape.
        case badEscape
        /// More than 512 arrays and objects inside each other.
        case tooDeep
        /// A text of 4 GiB or more.
        case tooLong
        /// A JSON pointer that neither is empty nor begins with a slash, or has a `~` that is not part of `~0` or `~1`.
        case badPointer
    }

    /// Where it happened: bytes from the beginning of the text (of the stream, in `JSONRecords`).
    package let offset: Int
    /// The kind of the error.
    package let reason: Reason

    /// An error at a byte offset.
    package init(offset: Int, reason: Reason) {
        self.offset = offset
        self.reason = reason
    }

    /// `could not read JSON at byte 12: …`, in words for a person.
    package var description: String {
        let reading = "could not read the JSON text:"
        return switch reason {
        case .truncated:
            "\(reading) it ends inside a value at byte \(offset); wait until it is written, or write it again"
        case .unexpected(let byte):
            "\(reading) \(Self.name(of: byte)) is not allowed at byte \(offset); correct the text there"
        case .badEscape:
            "\(reading) the backslash at byte \(offset) begins no escape; write two for a backslash"
        case .tooDeep:
            "\(reading) it is nested more than \(Parser.maximumDepth) deep at byte \(offset); flatten it"
        case .tooLong:
            "\(reading) it is longer than 4 GiB; read it as a stream of records"
        case .badPointer:
            "could not read the JSON pointer at byte \(offset): put a / before each name, and write ~ only as ~0 or ~1"
        }
    }

    private static func name(of byte: UInt8) -> String {
        if (0x21..<0x7F).contains(byte) { return "\"\(Character(Unicode.Scalar(byte)))\"" }
        let digits = String(byte, radix: 16)
        return "the byte 0x\(digits.count == 1 ? "0" : "")\(digits)"
    }
}
