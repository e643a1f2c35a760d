internal import Foundations
internal import Glibc

extension Repository {
    /// Removes what processes left behind that ended while they wrote a pack.
    ///
    /// - Parameter seconds: a folder that was changed after that time, in seconds since 1970, may be in use.
    package func removeAbandonedPacks(before seconds: Int64) throws(GitError) {
        let parent = path + "/objects/pack"
        for (name, kind) in try directoryEntries(in: parent)
        where name.hasPrefix(IncomingPack.prefix) && kind == UInt8(DT_DIR) {
            let folder = "\(parent)/\(name)"
            var status = stat()
            guard lstat(folder, &status) == 0, status.st_uid == geteuid(), status.st_mtim.tv_sec <= seconds else {
                continue
            }
            for file in try directoryNames(in: folder) { unlink("\(folder)/\(file)") }
            rmdir(folder)
        }
    }
}

/// A folder for a pack on its way, removed with this value. Its name is one that `git gc` cleans away after a crash.
struct IncomingPack: ~Copyable {
    static let prefix = "tmp_batch_"

    /// libgit2 writes pack and index here, and syncs both.
    let path: String
    private let folder: String
    private let permissions: SharedPermissions
    private let operation: String

    /// - Parameter gitdir: ``Repository/path``.
    init(below gitdir: String, permissions: SharedPermissions, _ operation: String) throws(GitError) {
        let parent = gitdir + "/objects/pack"
        folder = parent
        self.permissions = permissions
        self.operation = operation
        if mkdir(parent, 0o777) != 0, errno != EEXIST { throw GitError(errno: errno, operation: operation) }
        path = try naming(operation) { () throws(SystemError) in
            try PrivateFolder.make(in: parent, named: Self.prefix)
        }
    }

    deinit {
        // A folder that cannot be read stays, and `git gc` removes it.
        for name in (try? directoryNames(in: path)) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Moves the pack to the others: the index last, since readers find a pack by its index.
    ///
    /// - Returns: a hold that keeps the pack until a reference names its objects.
    func accept(_ name: String) throws(GitError) -> PackHold {
        let hold = try PackHold(of: "pack-\(name)", in: folder, operation)
        for ending in ["pack", "idx"] {
            let (old, new) = ("\(path)/pack-\(name).\(ending)", "\(folder)/pack-\(name).\(ending)")
            var status = stat()
            try checkSystem(lstat(old, &status), operation)
            let mode = permissions.adjust(status.st_mode & 0o7777)
            if mode != status.st_mode & 0o7777 { try checkSystem(chmod(old, mode), operation) }
            try checkSystem(rename(old, new), operation)
        }
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try checkSystem(descriptor, operation)
        defer { close(descriptor) }
        try checkSystem(fsync(descriptor), operation)
        return hold
    }
}
