package import Glibc

/// A regular file that lies in an inbox, as it was when somebody looked.
package struct InboxFile: Sendable, Hashable {
    package let path: InboxPath
    package let device: UInt64
    package let inode: UInt64
    /// Bytes.
    package let size: Int64
    /// Nanoseconds since 1970 by the file system's clock: good for order and for noticing change, not for durations.
    package let modified: Int64
    /// The user that the file belongs to; votes of a shared inbox are counted by it.
    package let owner: uid_t

    /// What changes when the content does; equal signatures mean that there is nothing to read again.
    package struct Signature: Sendable, Hashable {
        package let device: UInt64
        package let inode: UInt64
        package let size: Int64
        package let modified: Int64

        package init(device: UInt64, inode: UInt64, size: Int64, modified: Int64) {
            self.device = device
            self.inode = inode
            self.size = size
            self.modified = modified
        }
    }

    package var signature: Signature { Signature(device: device, inode: inode, size: size, modified: modified) }

    init(path: InboxPath, status: stat) {
        self.path = path
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modified = status.st_mtim.nanoseconds
        owner = status.st_uid
    }

    /// Looks at the entry at `path`, without opening it.
    ///
    /// Throws `.refused` if it is no regular file, `.vanished` if it is gone or a folder on the way is a symbolic link.
    package init(at path: InboxPath) throws(InboxError) {
        let folder = try Folder(containing: path)
        self = InboxFile(path: path, status: try folder.statusOfFile(at: path))
    }

    /// Opens the file for one reading from its start.
    ///
    /// Never follows a symbolic link and never waits for a writer. Throws `.refused` for anything that is not a plain
    /// file within `limits`, for a second name of somebody else's file and for a file that this user may not read,
    /// `.vanished` if it is gone.
    package func open(within limits: OpenFile.Limits = OpenFile.Limits()) throws(InboxError) -> OpenFile {
        let folder = try Folder(containing: path)
        // Looked at before it is opened: opening a device can do something.
        let status = try folder.statusOfFile(at: path)
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
        let descriptor = openat(folder.descriptor, path.name, flags)
        guard descriptor >= 0 else { throw Self.refusedOpening(path, status, errno) }
        return try OpenFile(owning: descriptor, at: path, within: limits)
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

extension Refusal {
    /// Names the owner and the mode, because that is what has to change.
    static func unreadable(_ path: InboxPath, _ status: stat) -> Refusal {
        let mode = String(status.st_mode & 0o7777, radix: 8)
        let padded = String(repeating: "0", count: max(0, 4 - mode.count)) + mode
        return Refusal(
            path,
            .unreadable,
            "unreadable (uid \(status.st_uid), mode \(padded)) for uid \(geteuid()); "
                + "give it a mode that lets this user read"
        )
    }

    /// The refusal that the kind of an entry calls for; nil for a regular file and for a folder.
    static func ofKind(_ mode: mode_t, _ path: InboxPath) -> Refusal? {
        switch mode & S_IFMT {
        case S_IFREG, S_IFDIR: nil
        case S_IFLNK: Refusal(path, .symlink, "it is a symbolic link; drop the file itself")
        case S_IFIFO: Refusal(path, .fifo, "it is a named pipe; drop a finished file")
        case S_IFSOCK: Refusal(path, .socket, "it is a socket; drop a finished file")
        case S_IFCHR, S_IFBLK: Refusal(path, .device, "it is a device; drop a finished file")
        default: Refusal(path, .notAFile, "it is no regular file; drop a finished file")
        }
    }
}

extension timespec {
    var nanoseconds: Int64 {
        // A file system may hold any second; wrapping keeps a hostile time stamp from ending the process.
        Int64(tv_sec) &* 1_000_000_000 &+ Int64(tv_nsec)
    }
}
