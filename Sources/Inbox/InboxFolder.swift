package import Glibc

/// An attachment of a trajectory in an inbox, as it was at one moment.
package struct InboxFolder: Sendable, Hashable {
    /// Its place in the inbox.
    package let path: InboxPath
    /// The user that the folder belongs to.
    package let owner: uid_t

    /// Looks at the entry at `path`; nil if there is none.
    ///
    /// - Throws: `.refused` if it is not a folder; a symbolic link to a folder is not one.
    package init?(at path: InboxPath) throws(InboxError) {
        var status = stat()
        do throws(InboxError) {
            let parent = try FolderHandle(containing: path)
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
            let why = reason == .symlink ? "it is a symbolic link, not a folder" : "it is not a folder"
            throw .refused(Refusal(path, reason, why))
        }
        self.path = path
        owner = status.st_uid
    }

    /// Lists its regular files, and its entries of other kinds as refusals.
    ///
    /// - Parameter limit: how many entries are listed at most, folders included.
    package func list(within limit: Int) throws(InboxError) -> InboxScanner.Result {
        try InboxScanner(ofAttachmentWithin: limit).scan(path)
    }

    /// Returns the path of `entry`, which must be inside the folder, relative to the folder.
    package func relativePath(of entry: InboxPath) -> String {
        entry.components.dropFirst(path.components.count).joined(separator: "/")
    }
}
