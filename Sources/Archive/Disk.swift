internal import Foundations
internal import Glibc

/// Folders, and the order in which things reach the disk.
enum Disk {
    /// Makes `path` and the folders above it, for their owner alone.
    static func makeFolders(_ path: String) throws(ArchiveError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolders(String(path[..<slash])) }
        try makeFolder(path)
    }

    /// Makes the folder `path` for its owner alone, name on disk included, unless it is there.
    static func makeFolder(_ path: String) throws(ArchiveError) {
        if try makeFolderUnsynchronized(path) { try synchronizeFolder(parent(of: path)) }
    }

    /// Makes the folder `path` for its owner alone, unless it is there. Its name is not on disk on return.
    ///
    /// - Returns: whether it was made.
    @discardableResult
    static func makeFolderUnsynchronized(_ path: String) throws(ArchiveError) -> Bool {
        if mkdir(path, 0o700) == 0 { return true }
        let number = errno
        var status = stat()
        if number == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return false }
        throw .failed(operation: "make the folder", path: path, errno: number)
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Puts the names in a folder on disk.
    static func synchronizeFolder(_ path: String) throws(ArchiveError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed(operation: "open the folder", path: path, errno: errno) }
        defer { close(descriptor) }
        try synchronize(descriptor, path)
    }

    /// Puts a file on disk. A failure is final: the kernel forgets what it could not write, a second try would succeed
    /// without the data.
    static func synchronize(_ descriptor: Int32, _ path: String) throws(ArchiveError) {
        guard fsync(descriptor) == 0 else { throw .failed(operation: "put on disk", path: path, errno: errno) }
    }

    /// Writes all of `bytes`.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws(ArchiveError) {
        do throws(SystemError) {
            try FileBytes.write(bytes, to: descriptor)
        } catch {
            throw .failed(operation: "write", path: path, errno: error.number)
        }
    }

    /// The first bytes of a file that holds no more than a name; nil if there is none.
    static func smallFile(_ path: String) throws(ArchiveError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .failed(operation: "open", path: path, errno: errno)
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw .failed(operation: "read", path: path, errno: errno) }
        return Array(bytes[..<count])
    }

    /// The names in a folder but for hidden ones, in no order.
    static func names(in path: String) throws(ArchiveError) -> [String] {
        do throws(SystemError) {
            return try FolderEntries.names(in: path).filter { !$0.hasPrefix(".") }
        } catch {
            // A file among the folders is not the archive's.
            if error.number == ENOTDIR || error.number == ENOENT { return [] }
            throw .failed(operation: "list", path: path, errno: error.number)
        }
    }
}
