internal import Glibc

/// Stores the label files that came with trajectories, so that a rebuilt ledger has every outcome again.
///
/// `<root>/labels/` is an archive of its own with the contents of label files and records; in `<root>/labels/of/` a file
/// with a trajectory's digest for its name holds the digest of that trajectory's record.
package struct LabelArchive: Sendable {
    private let contents: Archive
    private var folder: String { "\(contents.root)/of" }

    /// Opens the part of `archive`, which is made if it is missing, unless the archive is open for reading alone.
    package init(in archive: Archive) throws(ArchiveError) {
        let root = "\(archive.root)/labels"
        guard !archive.isReadOnly else {
            contents = Archive(reading: root)
            return
        }
        contents = try Archive(at: root, level: archive.level)
        try Disk.makeFolder(folder)
    }

    /// Stores the content of a label file; on disk on return.
    package func store(_ bytes: [UInt8]) throws(ArchiveError) -> ContentDigest { try contents.store(bytes).digest }

    /// Stores which label files a trajectory has, in place of what was stored for it before; on disk on return.
    ///
    /// - Parameter record: the contents of its files are stored.
    package func keep(_ record: LabelRecord) throws {
        let digest = try contents.store(try record.bytes()).digest
        let file = try TemporaryFile(in: "\(contents.root)/tmp")
        try Array("\(digest)\n".utf8).withUnsafeBytes { try file.write($0) }
        try file.synchronize()
        try file.rename(to: path(of: record.trajectory))
        try Disk.synchronizeFolder(folder)
    }

    private func path(of trajectory: ContentDigest) -> String { "\(folder)/\(trajectory)" }

    /// The label files of a trajectory; nil if none came with it.
    package func record(of trajectory: ContentDigest) throws(ArchiveError) -> LabelRecord? {
        guard let bytes = try Disk.smallFile(path(of: trajectory)) else { return nil }
        guard let digest = ContentDigest(hex: String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)) else {
            throw .damaged(trajectory, path: path(of: trajectory), reason: "it names no record of labels")
        }
        guard let record = LabelRecord(reading: try content(digest)), record.trajectory == trajectory else {
            throw damaged(digest, "it is not a record of the labels of \(trajectory)")
        }
        return record
    }

    /// The content of a label file. Throws `.missing`, or `.damaged` if it is not what was stored.
    package func content(_ digest: ContentDigest) throws(ArchiveError) -> [UInt8] {
        var reader = try contents.open(digest, verifying: true)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        var bytes: [UInt8] = []
        while true {
            let count = try reader.read(into: buffer)
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            // A label file has a megabyte at most.
            guard bytes.count <= 16 << 20 else { throw damaged(digest, "it is too large for a label") }
        }
    }

    /// The trajectories that have labels.
    package func trajectories() throws(ArchiveError) -> [ContentDigest] {
        try Disk.names(in: folder).compactMap(ContentDigest.init(hex:)).sorted()
    }

    /// Removes the labels of a trajectory, but for contents that another one has too. True if there were any.
    package func remove(_ trajectory: ContentDigest) throws(ArchiveError) -> Bool {
        let path = path(of: trajectory)
        guard let name = try Disk.smallFile(path) else { return false }
        var own = try contents(of: trajectory)
        if let digest = ContentDigest(hex: String(decoding: name.prefix { $0 != 0x0A }, as: UTF8.self)) {
            own.insert(digest)
        }
        // The name goes last: a run that is cut off is made again.
        for other in try trajectories() where other != trajectory { own.subtract(try contents(of: other)) }
        for digest in own.sorted() { _ = try contents.remove(digest) }
        guard unlink(path) == 0 || errno == ENOENT else {
            throw .failed(operation: "remove", path: path, errno: errno)
        }
        try Disk.synchronizeFolder(folder)
        return true
    }

    /// The contents that a trajectory's record names, as far as a removal that was cut off has left the record.
    private func contents(of trajectory: ContentDigest) throws(ArchiveError) -> Set<ContentDigest> {
        do throws(ArchiveError) {
            return Set(try record(of: trajectory)?.entries.map(\.digest) ?? [])
        } catch {
            guard case .missing = error else { throw error }
            return []
        }
    }

    private func damaged(_ digest: ContentDigest, _ reason: String) -> ArchiveError {
        .damaged(digest, path: contents.path(of: digest), reason: reason)
    }
}
