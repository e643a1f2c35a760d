internal import Glibc

/// Records about trajectories and the contents that they name, in an archive of their own below another one, so that
/// none of them is ever read as a trajectory.
///
/// `<root>/<name>/` holds the contents and the records; in `<root>/<name>/of/` a file with a trajectory's digest for its
/// name holds the digest of that trajectory's record.
struct TrajectoryRecords: Sendable {
    /// The contents and the records.
    let contents: Archive
    private var folder: String { "\(contents.root)/of" }

    /// Opens the part `name` of `archive`, which is made if it is missing, unless the archive is open for reading alone.
    init(_ name: String, in archive: Archive) throws(ArchiveError) {
        let root = "\(archive.root)/\(name)"
        guard !archive.isReadOnly else {
            contents = Archive(reading: root)
            return
        }
        contents = try Archive(at: root, level: archive.level)
        try Disk.makeFolder(folder)
    }

    private func path(of trajectory: ContentDigest) -> String { "\(folder)/\(trajectory)" }

    /// Stores the record of a trajectory in place of the one that it had; on disk on return.
    func keep(_ record: [UInt8], of trajectory: ContentDigest) throws(ArchiveError) {
        let digest = try contents.store(record).digest
        let file = try TemporaryFile(in: "\(contents.root)/tmp")
        try Array("\(digest)\n".utf8).withUnsafeBufferPointer { (bytes) throws(ArchiveError) in
            try file.write(UnsafeRawBufferPointer(bytes))
        }
        try file.synchronize()
        try file.rename(to: path(of: trajectory))
        try Disk.synchronizeFolder(folder)
    }

    /// The name of a trajectory's record; nil if it has none.
    ///
    /// - Parameter kind: what the record is of, for the error, as in `labels`.
    func digest(of trajectory: ContentDigest, kind: String) throws(ArchiveError) -> ContentDigest? {
        guard let bytes = try Disk.smallFile(path(of: trajectory)) else { return nil }
        guard let digest = Self.digest(in: bytes) else {
            throw .damaged(trajectory, path: path(of: trajectory), reason: "it names no record of \(kind)")
        }
        return digest
    }

    private static func digest(in file: [UInt8]) -> ContentDigest? {
        ContentDigest(hex: String(decoding: file.prefix { $0 != 0x0A }, as: UTF8.self))
    }

    /// The trajectories that have a record.
    func trajectories() throws(ArchiveError) -> [ContentDigest] {
        try Disk.names(in: folder).compactMap(ContentDigest.init(hex:)).sorted()
    }

    /// Removes the record of a trajectory and its contents, but for those that another one has too. True if there was one.
    ///
    /// - Parameter named: the contents that a trajectory's record names, as far as a removal that was cut off has left
    ///   them.
    func remove(
        _ trajectory: ContentDigest,
        named: (ContentDigest) throws(ArchiveError) -> Set<ContentDigest>
    ) throws(ArchiveError) -> Bool {
        let path = path(of: trajectory)
        guard let file = try Disk.smallFile(path) else { return false }
        var own = try named(trajectory)
        if let digest = Self.digest(in: file) { own.insert(digest) }
        for other in try trajectories() where other != trajectory { own.subtract(try named(other)) }
        for digest in own.sorted() { _ = try contents.remove(digest) }
        // The name goes last: a run that is cut off is made again.
        guard unlink(path) == 0 || errno == ENOENT else {
            throw .failed(operation: "remove", path: path, errno: errno)
        }
        try Disk.synchronizeFolder(folder)
        return true
    }

    // MARK: Contents

    /// The whole content. Throws `.missing`, or `.damaged` if it is not what was stored, or larger than `limit` bytes.
    func content(_ digest: ContentDigest, limit: Int64, kind: String) throws(ArchiveError) -> [UInt8] {
        var bytes: [UInt8] = []
        let size = try each(of: digest, upTo: limit) { (piece) throws(ArchiveError) in bytes.append(contentsOf: piece) }
        guard size <= limit else { throw damaged(digest, "it is too large for \(kind)") }
        return bytes
    }

    /// Hands a content over piece by piece and returns its size, or one that is more than `limit` once that is passed.
    func each(
        of digest: ContentDigest,
        upTo limit: Int64,
        _ body: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) -> Int64 {
        var reader = try contents.open(digest, verifying: true)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        var size: Int64 = 0
        while true {
            let count = try reader.read(into: buffer)
            size += Int64(count)
            if count == 0 || size > limit { return size }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// The error for a content that is not what it should be.
    func damaged(_ digest: ContentDigest, _ reason: String) -> ArchiveError {
        .damaged(digest, path: contents.path(of: digest), reason: reason)
    }
}
