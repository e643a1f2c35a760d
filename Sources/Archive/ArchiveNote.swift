internal import FoundationEssentials
internal import Glibc

/// What the archive keeps of a dropped file apart from its bytes.
///
/// It is a zstd frame of the kind that decompressors skip, in front of the content: it is removed together with the
/// file, and the stock `zstd` reads the content all the same. Files that earlier versions stored have none.
struct ArchiveNote: Codable {
    /// The name under which the file was dropped, without folders.
    var name: String
    /// Of the form of this value.
    private(set) var version = 1

    /// The first four bytes of the frame: one of sixteen that zstd leaves to programs.
    private static let magic: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18]
    private static let headerSize = 8
    /// Bytes; a name is shorter.
    private static let limit = 4096

    init(name: String) { self.name = name }

    /// The frame: magic, size in four bytes, the smallest first, and the note as JSON.
    func frame() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let json = Array(try encoder.encode(self))
        let size = UInt32(json.count)
        return Self.magic + (0..<4).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) } + json
    }

    /// Reads the note at the start of an open file, and leaves the file behind it.
    ///
    /// - Returns: nil for a file without a note, or with one that cannot be read, which is skipped all the same.
    static func read(from descriptor: Int32) -> ArchiveNote? {
        var header = [UInt8](repeating: 0, count: headerSize)
        guard pread(descriptor, &header, headerSize, 0) == headerSize, header.starts(with: magic) else { return nil }
        let size = header[4...].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard lseek(descriptor, off_t(headerSize + size), SEEK_SET) >= 0 else { return nil }
        var json = [UInt8](repeating: 0, count: min(size, limit))
        guard size <= limit, pread(descriptor, &json, size, off_t(headerSize)) == size else { return nil }
        // A name that cannot be read is missed, and the content is there all the same.
        return try? JSONDecoder().decode(ArchiveNote.self, from: Data(json))
    }
}
