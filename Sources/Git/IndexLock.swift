internal import Glibc

/// The lock of the index, released at the end of this value's life.
///
/// libgit2 reads the index first and locks it afterwards: a change that a person stages in between would be lost. So the
/// lock comes first, as in the git client, and no other process changes the index before it is released.
package struct IndexLock: ~Copyable {
    private let path: String
    private let inode: ino_t

    /// - Throws: ``GitError`` with code `indexLocked`.
    init(gitdir: String) throws(GitError) {
        path = gitdir + "/index"
        let lock = path + ".lock"
        let operation = "lock the index of \(gitdir)"
        let descriptor = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            guard errno == EEXIST else { throw GitError(errno: errno, operation: operation) }
            throw GitError(
                .indexLocked,
                operation,
                reason: "\(lock) exists, so another git process is at work there or died there",
                remedy: "wait, and if no git process runs, remove that file"
            )
        }
        var status = stat()
        let result = fstat(descriptor, &status)
        let cause = errno
        close(descriptor)
        guard result == 0 else {
            unlink(lock)
            throw GitError(errno: cause, operation: operation)
        }
        inode = status.st_ino
    }

    deinit {
        // Another process may have taken the lock for stale and removed it: a lock there is not this one then.
        var status = stat()
        guard lstat(path + ".lock", &status) == 0, status.st_ino == inode else { return }
        unlink(StagedIndex.copy(of: path))
        unlink(path + ".lock")
    }

    func stage(_ workdir: String) throws(GitError) -> StagedIndex { try StagedIndex(copying: path, of: workdir) }
}
