package import Glibc

/// A folder of an inbox that belongs to a trajectory, as it was when somebody looked.
package struct InboxFolder: Sendable, Hashable {
    package let path: InboxPath
    /// The user that the folder belongs to.
    package let owner: uid_t

    /// Looks at the entry at `path`; nil if nothing lies there.
    ///
    /// Throws `.refused` if it is no folder; a symbolic link is none.
    package init?(at path: InboxPath) throws(InboxError) {
        var status = stat()
        do throws(InboxError) {
            let parent = try Folder(containing: path)
            guard fstatat(parent.descriptor, path.name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                // The name of a trajectory may leave no room for an ending.
                if errno == ENOENT || errno == ENAMETOOLONG { return nil }
                throw .failed(operation: "look at", path: path.absolute, errno: errno)
            }
        } catch {
            guard case .vanished = error else { throw error }
            return nil
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            let reason = Refusal.ofKind(status.st_mode, path)?.reason ?? .notAFile
            let why = reason == .symlink ? "it is a symbolic link and no folder" : "it is no folder"
            throw .refused(Refusal(path, reason, why))
        }
        self.path = path
        owner = status.st_uid
    }

    /// Its regular files, by path, and the entries in it that are no such files.
    ///
    /// - Parameter limit: entries, folders included, that are listed at most.
    package func list(within limit: Int) throws(InboxError) -> Scanner.Result {
        try Scanner(ofAttachedFolderWithin: limit).scan(path)
    }

    /// The path of `entry`, which lies in the folder, from the folder on.
    package func relativePath(of entry: InboxPath) -> String {
        entry.components.dropFirst(path.components.count).joined(separator: "/")
    }
}
