internal import CLibZstd
internal import Glibc

/// The store of everything that was ingested: contents under the SHA-256 of their bytes, compressed, byte for byte the
/// same when read back.
///
/// `<root>/<first two digits>/<digest>.zst`, readable by its owner alone. A content that was stored is on disk, its
/// name included. Every call blocks on the disk: not for a thread of Swift's pool. Several processes may use one
/// archive at once.
package struct Archive: Sendable {
    /// The folder, without a slash at its end.
    package let root: String
    let level: Int
    /// Whether nothing may be made or changed.
    let isReadOnly: Bool

    /// A content that the archive holds.
    package struct Entry: Sendable, Hashable {
        /// The name of the content in the archive.
        package let digest: ContentDigest
        /// Bytes on disk, compressed.
        package let storedSize: Int64
    }

    /// Opens the archive in `root`, which is made if it is missing, and clears what a crash left half-written.
    ///
    /// - Parameter level: of zstd, 1 to 19.
    package init(at root: String, level: Int = 3) throws(ArchiveError) {
        self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
        self.level = level
        isReadOnly = false
        try Disk.makeFolders(self.root)
        try Disk.makeFolder(temporaryFolder)
        try TemporaryFile.removeAbandoned(in: temporaryFolder)
    }

    /// The archive in `root` for reading alone: nothing is made or cleared. An archive that does not exist is empty.
    package init(reading root: String) {
        self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
        level = 3
        isReadOnly = true
    }

    private var temporaryFolder: String { "\(root)/tmp" }

    /// Where the content of `digest` lies, or would lie.
    package func path(of digest: ContentDigest) -> String { "\(folder(of: digest))/\(digest.hex).zst" }

    func folder(of digest: ContentDigest) -> String { "\(root)/\(digest.hex.prefix(2))" }

    /// Begins to store a content whose bytes come one piece after the other.
    ///
    /// - Parameters:
    ///   - name: under which the file was dropped, to be kept with the content.
    ///   - size: of the content in bytes, if it is known; another size is an error then.
    package func writer(name: String? = nil, size: Int? = nil) throws(ArchiveError) -> ArchiveWriter {
        try ArchiveWriter(
            archive: self,
            temporaryFolder: temporaryFolder,
            level: Int32(clamping: level),
            name: name,
            size: size
        )
    }

    /// Stores `bytes`. A content that is stored already stays as it is, with the name that it has.
    ///
    /// - Parameter name: under which the file was dropped, to be kept with the content.
    package func store(_ bytes: [UInt8], name: String? = nil) throws(ArchiveError) -> StoredContent {
        var writer = try writer(name: name, size: bytes.count)
        try bytes.withUnsafeBufferPointer { (bytes) throws(ArchiveError) in
            try writer.append(UnsafeRawBufferPointer(bytes))
        }
        return try writer.finish()
    }

    /// The name under which the file of a content was dropped; nil where it was not kept.
    package func name(of digest: ContentDigest) throws(ArchiveError) -> String? { try open(digest).name }

    /// Whether a content is stored under `digest`; it is not looked into.
    package func contains(_ digest: ContentDigest) -> Bool { access(path(of: digest), F_OK) == 0 }

    /// The bytes that a content takes on disk, compressed; 0 where there is none.
    package func storedSize(of digest: ContentDigest) -> Int {
        var status = stat()
        return lstat(path(of: digest), &status) == 0 ? Int(status.st_size) : 0
    }

    /// Opens a content for reading from its start. Throws `.missing` if there is none.
    ///
    /// - Parameter verifying: whether the bytes are hashed on the way, so that the end of a content that is not the one
    ///   stored is an error. Damage that zstd's checksum finds is an error either way.
    package func open(_ digest: ContentDigest, verifying: Bool = false) throws(ArchiveError) -> ArchiveReader {
        try ArchiveReader(digest, archive: self, verifying: verifying)
    }

    /// Reads a content to its end and throws `.damaged` unless it is what was stored. Returns its size in bytes.
    package func verify(_ digest: ContentDigest) throws(ArchiveError) -> Int64 {
        var reader = try open(digest, verifying: true)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        var size: Int64 = 0
        while true {
            let count = try reader.read(into: buffer)
            if count == 0 { return size }
            size += Int64(count)
        }
    }

    /// Removes a content for good; false if there was none.
    package func remove(_ digest: ContentDigest) throws(ArchiveError) -> Bool {
        if unlink(path(of: digest)) != 0 {
            if errno == ENOENT { return false }
            throw .failed(operation: "remove", path: path(of: digest), errno: errno)
        }
        try Disk.synchronizeFolder(folder(of: digest))
        return true
    }

    /// Everything that is stored, by digest. Files that are not the archive's own are passed over.
    package func list() throws(ArchiveError) -> [Entry] {
        var entries: [Entry] = []
        for folder in try Disk.names(in: root) where folder.utf8.count == 2 {
            for name in try Disk.names(in: "\(root)/\(folder)") where name.hasSuffix(".zst") && name.hasPrefix(folder) {
                guard let digest = ContentDigest(hex: String(name.dropLast(4))) else { continue }
                var status = stat()
                // Removed since it was listed.
                guard lstat(path(of: digest), &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
                entries.append(Entry(digest: digest, storedSize: Int64(status.st_size)))
            }
        }
        return entries.sorted { $0.digest < $1.digest }
    }

    /// A batch of contents that reach the disk together.
    package func batch() -> ArchiveBatch { ArchiveBatch(archive: self) }

    /// Gives a finished temporary file its name, or drops it where the content is there already; on disk on return.
    func adopt(_ file: consuming TemporaryFile, as digest: ContentDigest) throws(ArchiveError) -> Bool {
        let isNew = try name(file, digest)
        try synchronizeNames(of: CollectionOfOne(digest))
        return isNew
    }

    /// Gives a finished temporary file its name, or drops it where the content is there already.
    ///
    /// Neither the name nor the folder is on disk on return: ``synchronizeNames(of:)`` puts them there.
    @discardableResult
    func name(_ file: consuming TemporaryFile, _ digest: ContentDigest) throws(ArchiveError) -> Bool {
        guard !contains(digest) else { return false }
        try Disk.makeFolderUnsynchronized(folder(of: digest))
        try file.rename(to: path(of: digest))
        return true
    }

    /// Puts the names of contents on disk.
    ///
    /// Also of those that were there: the process that put them there may have ended before it came to this.
    func synchronizeNames(of digests: some Collection<ContentDigest>) throws(ArchiveError) {
        for folder in Set(digests.map(folder)) { try Disk.synchronizeFolder(folder) }
        try Disk.synchronizeFolder(root)
    }
}
