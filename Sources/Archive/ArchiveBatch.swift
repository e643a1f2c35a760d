internal import Synchronization

/// Contents that go into the archive together, so that the disk is waited for once a batch and not several times a
/// content.
///
/// A content has its name in the archive, and both are on disk, when ``commit()`` returns. A content of a batch that is
/// dropped before leaves nothing behind. Several threads may store at once.
package final class ArchiveBatch: Sendable {
    private let archive: Archive
    private let volume: Volume?
    private let pending = Mutex<[ContentDigest: Pending]>([:])

    /// A content of the batch.
    private struct Pending {
        /// The written file; nil where the archive held the content already.
        let file: WrittenFile?
        /// How many files of the caller have these bytes.
        var uses: Int
    }

    /// Up to this many contents are put on disk one by one: then other programs' files need not be waited for.
    private static let few = 4

    init(archive: Archive) {
        self.archive = archive
        volume = Volume(of: archive.root)
    }

    /// Adds a content; it is written, but perhaps not on disk yet.
    ///
    /// - Parameter name: under which the file was dropped, to be kept with the content.
    /// - Returns: the name of the content in the archive.
    /// - Throws: ``ArchiveError`` if the file cannot be written.
    package func store(_ bytes: [UInt8], name: String? = nil) throws(ArchiveError) -> ContentDigest {
        let digest = ContentDigest(of: bytes)
        if use(digest) { return digest }
        let file = archive.contains(digest) ? nil : try WrittenFile(bytes, name: name, in: archive)
        pending.withLock { pending in
            // Another thread may have stored the same bytes meanwhile: its file is as good.
            pending[digest, default: Pending(file: file, uses: 0)].uses += 1
        }
        return digest
    }

    /// Takes a content back that one of the caller's files brought. It is dropped when no other file has it.
    package func discard(_ digest: ContentDigest) {
        pending.withLock { pending in
            pending[digest]?.uses -= 1
            if pending[digest]?.uses == 0 { pending[digest] = nil }
        }
    }

    /// Puts the contents on disk under their names. The batch is empty afterwards.
    ///
    /// First the bytes of all contents are put on disk, then the names are given, then the folders are put on disk: a
    /// name never leads to a content that is not whole.
    package func commit() throws(ArchiveError) {
        let contents = pending.withLock { pending in
            defer { pending = [:] }
            return pending
        }
        guard !contents.isEmpty else { return }
        guard contents.count > Self.few, let volume else {
            for content in contents.values { try content.file?.synchronize() }
            try name(contents)
            return try archive.synchronizeNames(of: contents.keys)
        }
        try volume.synchronize()
        try name(contents)
        try volume.synchronize()
    }

    private func name(_ contents: [ContentDigest: Pending]) throws(ArchiveError) {
        for (digest, content) in contents { try content.file?.adopt(in: archive, as: digest) }
    }

    /// Whether the batch has the content; counts one more use of it then.
    private func use(_ digest: ContentDigest) -> Bool {
        pending.withLock { pending in
            guard pending[digest] != nil else { return false }
            pending[digest]?.uses += 1
            return true
        }
    }
}

/// The file of a content that has no name in the archive yet.
private final class WrittenFile: Sendable {
    private let file: Mutex<Temporary>

    private struct Temporary: ~Copyable {
        var file: TemporaryFile?
    }

    init(_ bytes: [UInt8], name: String?, in archive: Archive) throws(ArchiveError) {
        var writer = try archive.writer(name: name, size: bytes.count)
        try bytes.withUnsafeBufferPointer { (bytes) throws(ArchiveError) in
            try writer.append(UnsafeRawBufferPointer(bytes))
        }
        file = Mutex(Temporary(file: try writer.end()))
    }

    func synchronize() throws(ArchiveError) {
        try file.withLock { (temporary) throws(ArchiveError) in try temporary.file?.synchronize() }
    }

    func adopt(in archive: Archive, as digest: ContentDigest) throws(ArchiveError) {
        try file.withLock { (temporary) throws(ArchiveError) in
            guard let file = temporary.file.take() else { return }
            try archive.name(file, digest)
        }
    }
}
