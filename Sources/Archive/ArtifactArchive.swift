internal import Glibc

/// Stores artifacts submitted with trajectories: the contents of files, manifests, and a record for each trajectory, in the
/// part `artifacts` of the archive.
package struct ArtifactArchive: Sendable {
    private let records: TrajectoryRecords

    /// Opens the part of `archive`, which is made if it is missing, unless the archive is open for reading alone.
    package init(in archive: Archive) throws(ArchiveError) { records = try TrajectoryRecords("artifacts", in: archive) }

    // MARK: Files

    /// Stores the content of a file.
    package func store(_ bytes: [UInt8]) throws(ArchiveError) -> StoredContent { try records.contents.store(bytes) }

    /// Stores a manifest, whose files are stored.
    package func store(_ manifest: Manifest) throws(ArchiveError) -> ContentDigest {
        try records.contents.store(manifest.bytes).digest
    }

    /// The manifest of a folder. Throws `.missing`, or `.damaged` if it is not what was stored.
    package func manifest(_ digest: ContentDigest) throws(ArchiveError) -> Manifest {
        guard let manifest = Manifest(reading: try read(digest)) else {
            throw records.damaged(digest, "it is not a manifest")
        }
        return manifest
    }

    /// Makes a copy of a folder in `folder`, which is there and empty: regular files for their owner alone.
    ///
    /// Throws `.missing` or `.damaged` if a file is not what was stored; what was written until then stays.
    package func write(_ digest: ContentDigest, into folder: String) throws(ArchiveError) {
        for entry in try manifest(digest).entries {
            // Checked where it is used: a manifest may have been written by anybody who can write in the archive.
            guard Manifest.isPath(entry.path) else {
                throw records.damaged(digest, "a path in it leads out of its folder")
            }
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
        let size = try records.each(of: entry.digest, upTo: entry.size) { (piece) throws(ArchiveError) in
            try Disk.write(piece, to: descriptor, path)
        }
        guard size == entry.size else {
            throw records.damaged(entry.digest, "it has another size than its manifest says")
        }
    }

    // MARK: Records

    /// Stores what was ingested beside a trajectory, in place of what was stored for it before; on disk on return.
    package func keep(_ record: ArtifactRecord) throws { try records.keep(try record.bytes(), of: record.trajectory) }

    /// What was ingested beside a trajectory; nil if nothing was.
    package func record(of trajectory: ContentDigest) throws(ArchiveError) -> ArtifactRecord? {
        guard let digest = try records.digest(of: trajectory, kind: "artifacts") else { return nil }
        guard let record = ArtifactRecord(reading: try read(digest)), record.trajectory == trajectory else {
            throw records.damaged(digest, "it is not a record of the artifacts of \(trajectory)")
        }
        return record
    }

    /// Reads everything back that was ingested beside a trajectory; throws for the first thing that is not as it was
    /// stored.
    package func verify(_ trajectory: ContentDigest) throws(ArchiveError) {
        guard let record = try record(of: trajectory) else { return }
        for digest in [record.artifacts, record.checkFiles].compactMap(\.self) {
            for entry in try manifest(digest).entries { _ = try records.contents.verify(entry.digest) }
        }
    }

    /// Removes the artifacts of a trajectory, but for files that another one has too. True if there were any.
    package func remove(_ trajectory: ContentDigest) throws(ArchiveError) -> Bool {
        try records.remove(trajectory) { (trajectory) throws(ArchiveError) in try contents(of: trajectory) }
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
        try records.content(digest, limit: 64 << 20, kind: "what it should be")
    }
}
