package import JSON

/// Why a file cannot be read as a trajectory.
package enum ReadingError: Error, Sendable, Equatable {
    /// The file has no bytes, or blanks alone.
    case empty
    /// The file is compressed in a format of this name.
    case compressed(String)
    /// The file is of a binary kind, described with an article.
    case binary(String)
    /// The file is in no known format: the members of its first JSON object, and its beginning as text.
    case unrecognised(members: [String], start: String)
    /// The file is JSON in an unknown format that could be guessed only in part.
    case unmapped(MappingDraft)
    /// The file is one JSON document that breaks off: its writer was stopped, or has not finished.
    case brokenOff(JSONError)
    /// The format is known, but there is no step of an agent in the file.
    case nothing(format: String)
    /// The file is one JSON document of more than `limit` bytes, in none of the formats that are read in parts.
    case tooLarge(limit: Int)

    /// The kind of error as a word for the ledger.
    package var code: String {
        switch self {
        case .empty: "empty"
        case .compressed: "compressed"
        case .binary: "binary"
        case .unrecognised, .unmapped, .brokenOff: "unrecognised"
        case .nothing: "nothing-in-it"
        case .tooLarge: "too-large"
        }
    }

    /// The mapping file to begin with, if the format could be guessed in part.
    package var draft: MappingDraft? {
        guard case .unmapped(let draft) = self else { return nil }
        return draft
    }

    /// Returns the error that the first bytes of a file show; nil if they show none.
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
    /// What is wrong with the file, and what to do.
    package var description: String {
        switch self {
        case .empty: "the file is empty; nothing was recorded in it"
        case .compressed(let kind): "the file is compressed (\(kind)); decompress it and drop it again"
        case .binary(let kind): "the file is \(kind), not a trajectory"
        case .unrecognised(let members, let start):
            members.isEmpty
                ? "the file is in an unknown format; it begins with \"\(start.map { $0.isNewline ? " " : $0 }.map(String.init).joined())\"; "
                    + "write a mapping for it (trace2skill ingest --help) or drop it in another format"
                : "the file is JSON in an unknown format (its members: \(members.prefix(12).joined(separator: ", "))); "
                    + "write a mapping for it (trace2skill ingest --help) or drop it in another format"
        case .unmapped(let draft):
            "the file is JSON in an unknown format, of which not everything could be guessed: "
                + "\(draft.doubts.prefix(3).joined(separator: "; ")); write a mapping for it (trace2skill ingest --help)"
        case .brokenOff(let error): error.description
        case .tooLarge(let limit):
            "the file is one JSON document of more than \(max(1, limit >> 20)) MB, and none of the formats that are read in parts; "
                + "write one session a line (jq -c '.[]' for a list) or a file for each session, and drop that"
        case .nothing(let format): "the file is in the format \(format), and there is no step of an agent in it"
        }
    }
}
