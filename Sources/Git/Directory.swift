internal import Foundations
internal import Glibc

/// An open directory of a working tree. Everything below is reached from its descriptor, one name at a time,
/// so that no symbolic link, planted before or in between, leads out of the tree.
struct Directory: ~Copyable {
    let descriptor: Int32
    /// For messages only.
    let path: String

    deinit { close(descriptor) }

    private init(_ descriptor: Int32, _ path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Opens the root of a working tree. Links above the root are the owner's own and are followed.
    static func root(_ path: String) throws(GitError) -> Directory {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try checkSystem(descriptor, "open the working tree \(path)")
        return Directory(descriptor, path)
    }

    /// Opens the directory that holds `path`; `nil` where it is not there.
    ///
    /// - Throws: ``GitError`` with code `notRegularFile` where a component of the path is not a directory.
    static func holding(_ path: TreePath, below root: String) throws(GitError) -> Directory? {
        var directory = try Directory.root(root)
        for name in path.directory {
            guard let next = try directory.child(name) else { return nil }
            directory = next
        }
        return directory
    }

    /// Opens the directory that holds `path`, and makes the missing directories above it.
    static func making(_ path: TreePath, below root: String) throws(GitError) -> Directory {
        var directory = try Directory.root(root)
        for name in path.directory {
            if let next = try directory.child(name) {
                directory = next
                continue
            }
            if mkdirat(directory.descriptor, name, 0o777) != 0, errno != EEXIST {
                throw GitError(errno: errno, operation: "make the directory \(directory.path)/\(name)")
            }
            try directory.sync()
            guard let next = try directory.child(name) else {
                throw GitError(errno: ENOENT, operation: "make the directory \(directory.path)/\(name)")
            }
            directory = next
        }
        return directory
    }

    private func child(_ name: String) throws(GitError) -> Directory? {
        let child = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if child >= 0 { return Directory(child, path + "/" + name) }
        switch errno {
        case ENOENT: return nil
        case ENOTDIR, ELOOP:
            throw GitError(
                .notRegularFile,
                "reach \(path)/\(name)",
                reason: "it is a symbolic link or no directory",
                remedy: "move it aside in the working tree"
            )
        default: throw GitError(errno: errno, operation: "open the directory \(path)/\(name)")
        }
    }

    /// Makes the names in this directory durable.
    func sync() throws(GitError) {
        try checkSystem(fsync(descriptor), "sync the directory \(path)")
    }

    /// Removes a file; a missing file is not an error.
    func removeFile(_ name: String) throws(GitError) {
        if unlinkat(descriptor, name, 0) != 0, errno != ENOENT {
            throw GitError(errno: errno, operation: "remove \(path)/\(name)")
        }
    }

    /// Removes the directories above `path` that are empty, from the innermost outwards.
    static func removeEmpty(above path: TreePath, below root: String) throws(GitError) {
        var names = path.directory
        while let name = names.popLast() {
            let holder = try TreePath((names + [name]).joined(separator: "/"))
            guard let parent = try holding(holder, below: root) else { continue }
            // Not empty, or gone already: either way there is nothing left to remove further out.
            guard unlinkat(parent.descriptor, name, Int32(AT_REMOVEDIR)) == 0 else { return }
            try parent.sync()
        }
    }

    // MARK: Files

    /// The content of `name`, read without following a link and without waiting for a pipe.
    func content(of name: String) throws(GitError) -> Content {
        let operation = "read \(path)/\(name)"
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            switch errno {
            case ENOENT: return .absent
            case ELOOP, ENXIO, ENODEV: return .irregular
            default: throw GitError(errno: errno, operation: operation)
            }
        }
        defer { close(file) }
        var status = stat()
        try checkSystem(fstat(file, &status), operation)
        guard status.st_mode & S_IFMT == S_IFREG else { return .irregular }
        let bytes = try naming(operation) { () throws(SystemError) in try FileBytes.read(file) }
        return .file(bytes, mode: status.st_mode & 0o7777)
    }

    /// What can lie under a name.
    enum Content {
        case absent
        /// A link, a directory, a pipe, a device.
        case irregular
        case file([UInt8], mode: mode_t)
    }

    /// Puts a file with `bytes` under `name`, durably, in one step: a reader sees the old one or the new.
    ///
    /// - Parameters:
    ///   - mode: the permissions; `nil` for those that the process gives to new files.
    ///   - temporary: a name in this directory that nothing else uses; a file of that name is replaced.
    /// - Returns: the file's status once it is in place.
    func replace(
        _ name: String,
        with bytes: [UInt8],
        mode: mode_t?,
        executable: Bool,
        temporary: String
    ) throws(GitError) -> stat {
        let operation = "write \(path)/\(name)"
        // A left-over of a write that was interrupted. The name belongs to this content alone.
        try removeFile(temporary)
        let creation: mode_t = executable ? 0o777 : 0o666
        let file = openat(descriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, creation)
        try checkSystem(file, operation)
        defer { close(file) }
        do throws(GitError) {
            try naming(operation) { () throws(SystemError) in try FileBytes.write(bytes, to: file) }
            if let mode { try checkSystem(fchmod(file, mode), operation) }
            try checkSystem(fsync(file), operation)
            try checkSystem(renameat(descriptor, temporary, descriptor, name), operation)
        } catch {
            // The first failure is the one to report; the name is reused by the next attempt anyway.
            unlinkat(descriptor, temporary, 0)
            throw error
        }
        try sync()
        var status = stat()
        try checkSystem(fstat(file, &status), operation)
        return status
    }
}
