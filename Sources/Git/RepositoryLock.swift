internal import Foundations
internal import Glibc

/// A lock file that some process made in a repository, and perhaps died holding.
package struct RepositoryLock: Sendable, Hashable {
    /// The path of the lock file.
    package let path: String
    /// Who made it.
    package let owner: UInt32
    /// Seconds since 1970.
    package let modified: Int64
    /// In bytes.
    package let size: Int64
    /// The first 4,096 bytes. The lock of a reference holds nothing or the name that would have been written.
    package let content: [UInt8]

    /// The name that a lock of a reference would have written; `nil` where it holds anything else.
    package var plannedID: ObjectID? {
        guard content.count == 41, content.last == UInt8(ascii: "\n") else { return nil }
        return ObjectID(String(decoding: content.dropLast(), as: UTF8.self))
    }

    private let inode: UInt64

    /// `nil` where there is no such file.
    fileprivate init?(at path: String) throws(GitError) {
        let operation = "read the lock \(path)"
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            // A lock lives for microseconds: to be gone is its normal end.
            if errno == ENOENT { return nil }
            throw GitError(errno: errno, operation: operation)
        }
        defer { close(descriptor) }
        var status = stat()
        try checkSystem(fstat(descriptor, &status), operation)
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = status.st_mode & S_IFMT == S_IFREG ? read(descriptor, &bytes, bytes.count) : 0
        try checkSystem(Int32(count), operation)
        self.path = path
        owner = status.st_uid
        modified = Int64(status.st_mtim.tv_sec)
        size = Int64(status.st_size)
        content = Array(bytes[..<count])
        inode = UInt64(status.st_ino)
    }

    /// Removes the file if it is still the one that was listed.
    ///
    /// - Returns: whether it was removed; `false` where it is gone or another took its place.
    fileprivate func remove() throws(GitError) -> Bool {
        guard let current = try RepositoryLock(at: path), current == self else { return false }
        try checkSystem(unlink(path), "remove the lock \(path)")
        return true
    }
}

extension Repository {
    /// The lock files in the repository, in order of path: of the index and of our copy of it, of `HEAD`, of packed references
    /// and of each reference. Most are gone a moment later; the caller decides whether one is stale.
    package func staleLocks() throws(GitError) -> [RepositoryLock] {
        var paths: Set<String> = [path + "/packed-refs.lock", path + "/HEAD.lock"]
        paths.formUnion([
            gitdir + "/index.lock", gitdir + "/HEAD.lock", StagedIndex.copy(of: gitdir + "/index") + ".lock",
        ])
        for root in [path + "/refs", gitdir + "/refs"] {
            paths.formUnion(try files(below: root).filter { $0.hasSuffix(".lock") })
        }
        var locks: [RepositoryLock] = []
        for path in paths.sorted() {
            if let lock = try RepositoryLock(at: path) { locks.append(lock) }
        }
        return locks
    }

    /// Removes a lock, unless it has changed since it was listed.
    ///
    /// - Returns: whether it was removed.
    @discardableResult
    package func removeLock(_ lock: RepositoryLock) throws(GitError) -> Bool { try lock.remove() }

    /// The names of the files of a directory tree; links are not followed.
    private func files(below root: String) throws(GitError) -> [String] {
        var found: [String] = []
        var pending = [root]
        while let directory = pending.popLast() {
            for (name, kind) in try directoryEntries(in: directory) {
                let path = directory + "/" + name
                if kind == UInt8(DT_DIR) { pending.append(path) } else { found.append(path) }
            }
        }
        return found
    }
}

/// The names in a directory, sorted; none where there is no such directory.
///
/// - Throws: ``GitError`` with code `system` where the directory is there and cannot be read.
func directoryNames(in directory: String) throws(GitError) -> [String] {
    try directoryEntries(in: directory).map(\.name).sorted()
}

/// The names in a directory with their kinds (`DT_DIR` and so on), in no order; none where there is no such directory.
///
/// - Throws: ``GitError`` with code `system` where the directory is there and cannot be read.
func directoryEntries(in directory: String) throws(GitError) -> [(name: String, kind: UInt8)] {
    do throws(SystemError) {
        let entries = try FolderEntries(of: directory)
        var found: [(String, UInt8)] = []
        while let entry = try entries.next() {
            if let name = entry.name { found.append((name, entry.kind)) }
        }
        return found
    } catch {
        if error.number == ENOENT { return [] }
        throw GitError(error, operation: "read the directory \(directory)")
    }
}
