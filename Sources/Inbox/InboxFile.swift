package import Glibc

/// A regular file in an inbox, as it was at one moment.
package struct InboxFile: Sendable, Hashable {
    /// Its place in the inbox.
    package let path: InboxPath
    /// The number of the file system.
    package let device: UInt64
    /// The number of the file in its file system.
    package let inode: UInt64
    /// The size in bytes.
    package let size: Int64
    /// The time of the last change in nanoseconds since 1970, by the file system's clock: good for order and for
    /// noticing changes, not for durations.
    package let modified: Int64
    /// The user that the file belongs to; a shared inbox counts votes by it.
    package let owner: uid_t

    /// Properties of a file that change with its content: with an equal stamp there is nothing to read again.
    package struct Stamp: Sendable, Hashable {
        /// The number of the file system.
        package let device: UInt64
        /// The number of the file in its file system.
        package let inode: UInt64
        /// The size in bytes.
        package let size: Int64
        /// The time of the last change in nanoseconds since 1970.
        package let modified: Int64

        /// A stamp of these properties.
        package init(device: UInt64, inode: UInt64, size: Int64, modified: Int64) {
            self.device = device
            self.inode = inode
            self.size = size
            self.modified = modified
        }
    }

    /// The properties that change with the content.
    package var stamp: Stamp { Stamp(device: device, inode: inode, size: size, modified: modified) }

    init(path: InboxPath, status: stat) {
        self.path = path
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modified = status.st_mtim.nanoseconds
        owner = status.st_uid
    }

    /// Looks at the entry at `path` without opening it.
    ///
    /// - Throws: `.refused` if it is not a regular file, `.vanished` if it is gone or a folder of its path is a
    ///   symbolic link.
    package init(at path: InboxPath) throws(InboxError) {
        let folder = try FolderHandle(containing: path)
        self = InboxFile(path: path, status: try folder.statusOfFile(at: path))
    }

    /// Opens the file for one reading from its start.
    ///
    /// Never follows a symbolic link and never waits for a writer.
    ///
    /// - Throws: `.refused` for anything but a regular file within `limits`, for a hard link to another user's file and
    ///   for a file that this user may not read; `.vanished` if it is gone.
    package func open(within limits: OpenInboxFile.Limits = OpenInboxFile.Limits()) throws(InboxError) -> OpenInboxFile
    {
        let folder = try FolderHandle(containing: path)
        // Looked at before it is opened: opening a device can do something.
        let status = try folder.statusOfFile(at: path)
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
        let descriptor = openat(folder.descriptor, path.name, flags)
        guard descriptor >= 0 else { throw Self.refusedOpening(path, status, errno) }
        return try OpenInboxFile(owning: descriptor, at: path, within: limits)
    }

    private static func refusedOpening(_ path: InboxPath, _ status: stat, _ number: Int32) -> InboxError {
        switch number {
        case ENOENT, ENOTDIR: .vanished(path)
        case ELOOP: .refused(Refusal(path, .symlink, "it is a symbolic link; drop the file itself"))
        case EACCES, EPERM: .refused(.unreadable(path, status))
        default: .failed(operation: "open", path: path.absolute, errno: number)
        }
    }
}

extension timespec {
    var nanoseconds: Int64 {
        // A file system may have any second; wrapping keeps a hostile time stamp from ending the process.
        Int64(tv_sec) &* 1_000_000_000 &+ Int64(tv_nsec)
    }
}
