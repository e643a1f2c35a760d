internal import Glibc

/// Stores artifacts submitted with trajectories, in a content store of their own, so that an artifact is never parsed as
/// a trajectory.
///
/// `<root>/artifacts/` is an archive of its own with the contents of files, manifests and records; in
/// `<root>/artifacts/of/` a file with a trajectory's digest for its name holds the digest of that trajectory's record.
package struct ArtifactArchive: Sendable {
    private let contents: Archive
    private var folder: String { "\(contents.root)/of" }

    /// Opens the part of `archive`, which is made if it is missing, unless the archive is open for reading alone.
    package init(in archive: Archive) throws(ArchiveError) {
        let root = "\(archive.root)/artifacts"
        guard !archive.isReadOnly else {
            contents = Archive(reading: root)
            return
        }
        contents = try Archive(at: root, level: archive.level)
        try Disk.makeFolder(folder)
    }

    // MARK: Files

    /// Stores the content of a file.
    package func store(_ bytes: [UInt8]) throws(ArchiveError) -> StoredContent { try contents.store(bytes) }

    /// Stores a manifest, whose files are stored.
    package func store(_ manifest: Manifest) throws(ArchiveError) -> ContentDigest {
        try contents.store(manifest.bytes).digest
    }

    /// The manifest of a folder. Throws `.missing`, or `.damaged` if it is not what was stored.
    package func manifest(_ digest: ContentDigest) throws(ArchiveError) -> Manifest {
        guard let manifest = Manifest(reading: try read(digest)) else {
            throw damaged(digest, "it is not a manifest")
        }
        return manifest
    }

    /// Makes a copy of a folder in `folder`, which is there and empty: regular files for their owner alone.
    ///
    /// Throws `.missing` or `.damaged` if a file is not what was stored; what was written until then stays.
    package func write(_ digest: ContentDigest, into folder: String) throws(ArchiveError) {
        for entry in try manifest(digest).entries {
            // Checked where it is used: a manifest may have been written by anybody who can write in the archive.
            guard Manifest.isPath(entry.path) else { throw damaged(digest, "a path in it leads out of its folder") }
            var parent = folder
            for part in entry.path.utf8.split(separator: UInt8(ascii: "/")).dropLast() {
                parent += "/\(Substring(part))"
                if mkdir(parent, 0o700) != 0, errno != EEXIST {
                    throw .failed(operation: "make the folder", path: parent, errno: errno)
                }
            }
            try write(entry, to: "\(folder)/\(entry.path)")
        }
    }

    private func write(_ entry: Manifest.Entry, to path: String) throws(ArchiveError) {
        let mode: mode_t = entry.isExecutable ? 0o700 : 0o600
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .failed(operation: "write", path: path, errno: errno) }
        defer { close(descriptor) }
        let size = try each(of: entry.digest, upTo: entry.size) { (piece) throws(ArchiveError) in
            try Disk.write(piece, to: descriptor, path)
        }
        guard size == entry.size else { throw damaged(entry.digest, "it has another size than its manifest says") }
    }

    // MARK: Records

    /// Stores what was ingested beside a trajectory, in place of what was stored for it before; on disk on return.
    package func keep(_ record: ArtifactRecord) throws {
        let digest = try contents.store(try record.bytes()).digest
        let file = try TemporaryFile(in: "\(contents.root)/tmp")
        try Array("\(digest)\n".utf8).withUnsafeBytes { try file.write($0) }
        try file.synchronize()
        try file.rename(to: "\(folder)/\(record.trajectory)")
        try Disk.synchronizeFolder(folder)
    }

    /// What was ingested beside a trajectory; nil if nothing was.
    package func record(of trajectory: ContentDigest) throws(ArchiveError) -> ArtifactRecord? {
        let path = "\(folder)/\(trajectory)"
        guard let bytes = try Disk.smallFile(path) else { return nil }
        guard let digest = ContentDigest(hex: String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)) else {
            throw .damaged(trajectory, path: path, reason: "it names no record of artifacts")
        }
        guard let record = ArtifactRecord(reading: try read(digest)), record.trajectory == trajectory else {
            throw damaged(digest, "it is not a record of the artifacts of \(trajectory)")
        }
        return record
    }

    /// Reads everything back that was ingested beside a trajectory; throws for the first thing that is not as it was
    /// stored.
    package func verify(_ trajectory: ContentDigest) throws(ArchiveError) {
        guard let record = try record(of: trajectory) else { return }
        for digest in [record.artifacts, record.checkFiles].compactMap(\.self) {
            for entry in try manifest(digest).entries { _ = try contents.verify(entry.digest) }
        }
    }

    /// Removes the artifacts of a trajectory, but for files that another one has too. True if there were any.
    package func remove(_ trajectory: ContentDigest) throws(ArchiveError) -> Bool {
        let path = "\(folder)/\(trajectory)"
        guard let name = try Disk.smallFile(path) else { return false }
        var own = try contents(of: trajectory)
        if let digest = ContentDigest(hex: String(decoding: name.prefix { $0 != 0x0A }, as: UTF8.self)) {
            own.insert(digest)
        }
        // The name goes last: a run that is cut off is made again.
        for other in try Disk.names(in: folder).compactMap(ContentDigest.init(hex:)) where other != trajectory {
            own.subtract(try contents(of: other))
        }
        for digest in own.sorted() { _ = try contents.remove(digest) }
        guard unlink(path) == 0 || errno == ENOENT else {
            throw .failed(operation: "remove", path: path, errno: errno)
        }
        try Disk.synchronizeFolder(folder)
        return true
    }

    /// The manifests that a trajectory's record names, and the files of these, as far as a removal that was cut off has
    /// left them.
    private func contents(of trajectory: ContentDigest) throws(ArchiveError) -> Set<ContentDigest> {
        var digests: Set<ContentDigest> = []
        do throws(ArchiveError) {
            guard let record = try record(of: trajectory) else { return [] }
            for digest in [record.artifacts, record.checkFiles].compactMap(\.self) { digests.insert(digest) }
        } catch {
            guard case .missing = error else { throw error }
        }
        for digest in digests {
            do throws(ArchiveError) {
                for entry in try manifest(digest).entries { digests.insert(entry.digest) }
            } catch {
                guard case .missing = error else { throw error }
            }
        }
        return digests
    }

    // MARK: Reading

    /// Manifests and records; nothing larger is read into memory.
    private func read(_ digest: ContentDigest) throws(ArchiveError) -> [UInt8] {
        var bytes: [UInt8] = []
        let limit: Int64 = 64 << 20
        let size = try each(of: digest, upTo: limit) { (piece) throws(ArchiveError) in bytes.append(contentsOf: piece) }
        guard size <= limit else { throw damaged(digest, "it is too large for what it should be") }
        return bytes
    }

    /// Hands a content over piece by piece and returns its size, or one that is more than `limit` once that is passed.
    private func each(
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

    private func damaged(_ digest: ContentDigest, _ reason: String) -> ArchiveError {
        .damaged(digest, path: contents.path(of: digest), reason: reason)
    }
}
