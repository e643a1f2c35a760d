internal import Glibc

/// An open folder of an inbox, reached from its root without following a symbolic link, and its only owner.
struct FolderHandle: ~Copyable {
    let descriptor: Int32

    private static let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC

    /// Opens the folder at `path`.
    init(_ path: InboxPath) throws(InboxError) {
        try self.init(root: path, through: path.components[...])
    }

    /// Opens the folder that contains `path`.
    init(containing path: InboxPath) throws(InboxError) {
        try self.init(root: path, through: path.components.dropLast())
    }

    private init(root path: InboxPath, through components: ArraySlice<String>) throws(InboxError) {
        // The root itself may be a link, because a person configured it.
        var current = Glibc.open(path.root, Self.flags)
        guard current >= 0 else { throw InboxError.failed(operation: "open", path: path.root, errno: errno) }
        for component in components {
            let next = openat(current, component, Self.flags | O_NOFOLLOW)
            let number = errno
            close(current)
            guard next >= 0 else { throw Self.error(number, path) }
            current = next
        }
        descriptor = current
    }

    deinit { close(descriptor) }

    /// Returns the status of the regular file at `path`, which must be in this folder.
    borrowing func statusOfFile(at path: InboxPath) throws(InboxError) -> stat {
        var status = stat()
        guard fstatat(descriptor, path.name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw Self.error(errno, path)
        }
        if let refusal = Refusal.ofKind(status.st_mode, path) { throw .refused(refusal) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .refused(Refusal(path, .notAFile, "it is a folder; drop a finished file"))
        }
        return status
    }

    private static func error(_ number: Int32, _ path: InboxPath) -> InboxError {
        switch number {
        // O_DIRECTORY with O_NOFOLLOW reports a link as "not a directory". Either way the file is not where it was.
        case ENOENT, ENOTDIR, ELOOP: .vanished(path)
        default: .failed(operation: "open the folder of", path: path.absolute, errno: number)
        }
    }
}
