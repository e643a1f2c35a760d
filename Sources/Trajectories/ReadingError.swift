/// Why a file is no trajectory that can be learned from.
package enum ReadingError: Error, Sendable, Equatable {
    case empty
    case compressed(String)
    case binary(String)
    case unrecognised(members: [String], start: String)
    case nothing(format: String)
    /// One JSON document of more than so many bytes, in none of the formats that are read in parts.
    case tooLarge(limit: Int)

    /// A word for the ledger.
    package var code: String {
        switch self {
        case .empty: "empty"
        case .compressed: "compressed"
        case .binary: "binary"
        case .unrecognised: "unrecognised"
        case .nothing: "nothing-in-it"
        case .tooLarge: "too-large"
        }
    }

    /// The refusal of a file by its first bytes, or nil.
    static func refusing(_ head: [UInt8]) -> ReadingError? {
        if head.allSatisfy({ $0 == 0 || $0 == 0x20 || $0 == 0x0A || $0 == 0x0D }) { return .empty }
        let magic: [([UInt8], ReadingError)] = [
            ([0x1F, 0x8B], .compressed("gzip")),
            ([0x28, 0xB5, 0x2F, 0xFD], .compressed("zstd")),
            ([0x50, 0x4B, 0x03, 0x04], .compressed("zip")),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A], .compressed("xz")),
            ([0x42, 0x5A, 0x68], .compressed("bzip2")),
            (Array("SQLite format 3".utf8), .binary("an SQLite database")),
            ([0x7F, 0x45, 0x4C, 0x46], .binary("a program")),
            ([0x89, 0x50, 0x4E, 0x47], .binary("a PNG image")),
            (Array("%PDF".utf8), .binary("a PDF")),
        ]
        for (bytes, error) in magic where head.starts(with: bytes) { return error }
        let start = head.prefix(4096)
        if start.count(where: { $0 == 0 }) * 10 > start.count { return .binary("binary data or UTF-16") }
        return nil
    }
}

extension ReadingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "the file is empty; nothing was recorded in it"
        case .compressed(let kind): "the file is compressed (\(kind)); decompress it and drop it again"
        case .binary(let kind): "the file is \(kind), not a trajectory"
        case .unrecognised(let members, let start):
            members.isEmpty
                ? "the file is in no format that is known here; it begins with \"\(start.map { $0.isNewline ? " " : $0 }.map(String.init).joined())\"; "
                    + "write a mapping for it (trace2skill ingest --help) or drop it in another format"
                : "the file is JSON in no format that is known here (its members: \(members.prefix(12).joined(separator: ", "))); "
                    + "write a mapping for it (trace2skill ingest --help) or drop it in another format"
        case .tooLarge(let limit):
            "the file is one JSON document of more than \(max(1, limit >> 20)) MB, and none of the formats that are read in parts; "
                + "write one session a line (jq -c '.[]' for a list) or a file for each session, and drop that"
        case .nothing(let format): "the file is in the format \(format), and there is no step of an agent in it"
        }
    }
}
