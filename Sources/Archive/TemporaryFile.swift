internal import Glibc

/// A file that is being written and has no name yet that anybody looks for. Removed unless it is renamed.
///
/// Locked while it is open, so that a file without a lock is known to be left by a process that died.
struct TemporaryFile: ~Copyable {
    let path: String
    private let descriptor: Int32

    /// Makes a file in `folder`, mode 0600.
    init(in folder: String) throws(ArchiveError) {
        while true {
            let path = "\(folder)/\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                if errno == EEXIST { continue }
                throw .failed(operation: "write in", path: folder, errno: errno)
            }
            // Between these two lines another process may take the file for an abandoned one: then it has no name.
            var status = stat()
            if flock(descriptor, LOCK_EX) == 0, fstat(descriptor, &status) == 0, status.st_nlink == 1 {
                self.path = path
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
    }

    deinit {
        unlink(path)
        close(descriptor)
    }

    /// Writes all of `bytes`.
    borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        try Disk.write(bytes, to: descriptor, path)
    }

    /// Puts the content on disk.
    borrowing func synchronize() throws(ArchiveError) { try Disk.synchronize(descriptor, path) }

    /// Gives the file its name. What has that name is replaced: it is the same content.
    consuming func rename(to target: String) throws(ArchiveError) {
        guard Glibc.rename(path, target) == 0 else {
            throw .failed(operation: "write", path: target, errno: errno)
        }
    }

    /// Removes the files in `folder` that no process is writing.
    static func removeAbandoned(in folder: String) throws(ArchiveError) {
        for name in try Disk.names(in: folder) {
            let descriptor = open("\(folder)/\(name)", O_RDWR | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }  // finished, or none of ours
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink("\(folder)/\(name)") }
            close(descriptor)
        }
    }
}
