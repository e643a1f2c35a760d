internal import CLibGit2
internal import Glibc

/// Index and working tree, path by path. No function follows a symbolic link, and none overwrites a
/// person's changes.
extension Repository {
    /// Keeps other git processes from index and working tree until the value is released.
    ///
    /// A branch that is moved and checked out under one lock is never seen half done by the git client.
    ///
    /// - Throws: ``GitError`` with code `indexLocked`, or `bare`.
    package func lockIndex() throws(GitError) -> IndexLock {
        _ = try requireWorkdir("lock the index")
        return try IndexLock(gitdir: gitdir)
    }

    /// Compares a path in a tree, the index and the working tree.
    ///
    /// - Parameter tree: the tree to compare with; `nil` for the tree of the branch that is checked out.
    /// - Throws: ``GitError`` with code `bare`.
    package func status(of path: String, comparedWith tree: ObjectID? = nil) throws(GitError) -> FileState {
        let path = try TreePath(path)
        _ = try requireWorkdir("compare \(path)")
        let index = try Handle(freedBy: git_index_free, "read the index of \(self.path)") {
            git_repository_index(&$0, pointer)
        }
        // libgit2 keeps the index in memory; a person's is on disk.
        try check(git_index_read(index.pointer, 1), "read the index of \(self.path)")
        let staged = indexState(of: path, in: index.pointer)
        let base = if let tree { Optional(tree) } else { try headTree() }
        var file = try place(of: path, like: staged.place)
        // What a sparse checkout leaves out is as the index says.
        if file == .absent, isSparse(path, in: index.pointer) { file = staged.place }
        return FileState(
            tree: try place(of: path, in: base),
            index: staged.place,
            file: file,
            isConflicted: staged.isConflicted
        )
    }

    /// Whether the index says of a path that git is not to look at its file: then `git status` shows no change of it.
    package func isHidden(_ path: String) throws(GitError) -> Bool {
        let path = try TreePath(path)
        let index = try Handle(freedBy: git_index_free, "read the index of \(self.path)") {
            git_repository_index(&$0, pointer)
        }
        guard let entry = git_index_get_bypath(index.pointer, path.description, 0)?.pointee else { return false }
        return UInt32(entry.flags) & GIT_INDEX_ENTRY_VALID.rawValue != 0 || isSparse(path, in: index.pointer)
    }

    /// Brings index and working tree of `paths` to a tree, each path on its own: written, or removed with the
    /// directories that this leaves empty. Doing it again changes nothing.
    ///
    /// A path whose index entry or file is neither as in `previous` nor as in `tree` is somebody's work and stays
    /// as it is; the result says so.
    ///
    /// - Parameters:
    ///   - tree: where to bring them; an entry there must be a regular file.
    ///   - previous: where they are expected to be; `nil` for nowhere.
    ///   - lock: that of the index, from ``lockIndex()``.
    /// - Throws: ``GitError`` with code `notRegularFile`, `bare`, `system`; then the index is as before, and the
    ///   paths that were written show as changed until the call is made again.
    package func checkOut(
        _ paths: [String],
        from tree: ObjectID,
        over previous: ObjectID?,
        holding lock: borrowing IndexLock
    ) throws(GitError) -> [String: CheckOutResult] {
        let index = try lock.stage(requireWorkdir("check out files"))
        var results: [String: CheckOutResult] = [:]
        var isChanged = false
        for name in Set(paths).sorted() {
            let path = try TreePath(name)
            let target = try place(of: path, in: tree)
            guard target != .irregular else {
                throw GitError(.notRegularFile, "check out \(path)", reason: "the tree holds something else there")
            }
            let (step, touchedIndex) = try checkOut(path, target, over: place(of: path, in: previous), index)
            results[name] = step
            isChanged = isChanged || touchedIndex
        }
        if isChanged { try index.publish() }
        return results
    }

    /// The same, under a lock of its own.
    ///
    /// - Throws: ``GitError`` with code `indexLocked` before anything is touched.
    package func checkOut(
        _ paths: [String],
        from tree: ObjectID,
        over previous: ObjectID?
    ) throws(GitError) -> [String: CheckOutResult] {
        let lock = try lockIndex()
        return try checkOut(paths, from: tree, over: previous, holding: lock)
    }

    // MARK: Parts

    private func checkOut(
        _ path: TreePath,
        _ target: FileState.Place,
        over previous: FileState.Place,
        _ index: borrowing StagedIndex
    ) throws(GitError) -> (CheckOutResult, touchedIndex: Bool) {
        let workdir = try requireWorkdir("check out \(path)")
        let staged = index.state(of: path)
        var file = try place(of: path, like: target)
        let isLeftOut = file == .absent && index.isLeftOut(path)
        if isLeftOut { file = staged.place }
        let state = FileState(tree: previous, index: staged.place, file: file, isConflicted: staged.isConflicted)
        guard state.allows(target, over: previous) else { return (.kept(state.summary), false) }
        guard file != target || staged.place != target else { return (.unchanged, false) }

        switch target {
        case .file(let version) where isLeftOut:
            try index.setLeftOut(path, to: version)
            return (.written, true)
        case .file(let version):
            let status = try file == target ? existing(path, workdir) : write(path, version, workdir)
            try index.set(path, to: version, status)
            return (.written, true)
        case .absent, .irregular:
            if file != .absent, !isLeftOut, let directory = try Directory.holding(path, below: workdir) {
                try directory.removeFile(path.name)
                try directory.sync()
                try Directory.removeEmpty(above: path, below: workdir)
            }
            if staged.place != .absent { try index.remove(path) }
            return (.removed, true)
        }
    }

    private func write(_ path: TreePath, _ version: FileVersion, _ workdir: String) throws(GitError) -> stat {
        let bytes = try converted(try readBlob(version.id), path, GIT_FILTER_TO_WORKTREE)
        let directory = try Directory.making(path, below: workdir)
        var mode: mode_t?
        if case .file(_, let old) = try directory.content(of: path.name) {
            // A person's permissions stay; only the right to run it is git's.
            let runnable = (old & 0o444) >> 2
            mode = version.executable ? old | runnable : old & ~0o111
        }
        return try directory.replace(
            path.name,
            with: bytes,
            mode: mode,
            executable: version.executable,
            temporary: ".\(path.name.prefix(64)).\(version.id.description.prefix(16)).tmp"
        )
    }

    private func existing(_ path: TreePath, _ workdir: String) throws(GitError) -> stat {
        let operation = "read the status of \(path)"
        guard let directory = try Directory.holding(path, below: workdir) else {
            throw GitError(errno: ENOENT, operation: operation)
        }
        var status = stat()
        try checkSystem(fstatat(directory.descriptor, path.name, &status, AT_SYMLINK_NOFOLLOW), operation)
        return status
    }

    private func headTree() throws(GitError) -> ObjectID? {
        guard try !isUnbornHead() else { return nil }
        let operation = "read HEAD of \(path)"
        let head = try Handle(freedBy: git_reference_free, operation) { git_repository_head(&$0, pointer) }
        let tree = try Handle(freedBy: git_object_free, operation) {
            git_reference_peel(&$0, head.pointer, GIT_OBJECT_TREE)
        }
        return ObjectID(git_object_id(tree.pointer).pointee)
    }

    private func place(of path: TreePath, in tree: ObjectID?) throws(GitError) -> FileState.Place {
        guard let tree, let entry = try entry(at: path.description, in: tree) else { return .absent }
        guard entry.mode.isRegularFile else { return .irregular }
        return .file(FileVersion(id: entry.id, executable: entry.mode == .executable))
    }

    /// The content of the working tree. Where content can have several forms there (line ends), `like` is the
    /// one that is looked for first.
    private func place(of path: TreePath, like expected: FileState.Place) throws(GitError) -> FileState.Place {
        let workdir = try requireWorkdir("read \(path)")
        let content: Directory.Content
        do throws(GitError) {
            guard let directory = try Directory.holding(path, below: workdir) else { return .absent }
            content = try directory.content(of: path.name)
        } catch {
            guard error.code == .notRegularFile else { throw error }
            return .irregular
        }
        guard case .file(let bytes, let mode) = content else {
            if case .absent = content { return .absent }
            return .irregular
        }
        var executable = mode & 0o100 != 0
        var id = try Self.blobID(bytes)
        if case .file(let version) = expected {
            if try !flag("core.filemode", default: true) { executable = version.executable }
            if id != version.id { id = try Self.blobID(try normalised(bytes, path)) }
        }
        return .file(FileVersion(id: id, executable: executable))
    }

    /// The bytes of a regular file of the working tree; nil where there is none.
    package func workingFile(_ path: String) throws(GitError) -> [UInt8]? {
        let path = try TreePath(path)
        let workdir = try requireWorkdir("read \(path)")
        guard let directory = try Directory.holding(path, below: workdir),
            case .file(let bytes, _) = try directory.content(of: path.name)
        else { return nil }
        return bytes
    }

    /// What changes the content of a file between repository and working tree and is not run here: a filter program, or
    /// another encoding; nil if nothing does.
    package func conversion(of path: String) throws(GitError) -> String? {
        for name in ["filter", "working-tree-encoding"] {
            var value: UnsafePointer<CChar>?
            try check(
                git_attr_get(&value, pointer, 0, path, name),
                "read the attributes of \(path)"
            )
            guard git_attr_value(value) == GIT_ATTR_VALUE_STRING, let value else { continue }
            return "\(name)=\(String(cString: value))"
        }
        return nil
    }

    /// The bytes as git would store them.
    private func normalised(_ bytes: [UInt8], _ path: TreePath) throws(GitError) -> [UInt8] {
        try converted(bytes, path, GIT_FILTER_TO_ODB)
    }

    /// The bytes as they are in the other of repository and working tree, by the attributes and line-end settings of this
    /// repository. No filter program is run.
    private func converted(_ bytes: [UInt8], _ path: TreePath, _ mode: git_filter_mode_t) throws(GitError) -> [UInt8] {
        let operation = "convert \(path)"
        var filters: OpaquePointer?
        let flags = GIT_FILTER_ALLOW_UNSAFE.rawValue | GIT_FILTER_NO_SYSTEM_ATTRIBUTES.rawValue
        try check(
            git_filter_list_load(&filters, pointer, nil, path.description, mode, flags),
            operation
        )
        guard let filters else { return bytes }
        defer { git_filter_list_free(filters) }
        var buffer = git_buf()
        try check(
            bytes.withUnsafeBytes { raw in
                git_filter_list_apply_to_buffer(
                    &buffer,
                    filters,
                    raw.baseAddress?.assumingMemoryBound(to: CChar.self),
                    raw.count
                )
            },
            operation
        )
        return takeBytes(&buffer)
    }

    private func requireWorkdir(_ operation: String) throws(GitError) -> String {
        guard let workdir else {
            throw GitError(.bare, operation, reason: "\(path) has no working tree")
        }
        return workdir
    }
}

/// What became of one path that was checked out.
package enum CheckOutResult: Sendable, Hashable {
    case written, removed
    /// Index and file were there already.
    case unchanged
    /// Somebody's work is there, compared with the tree that was expected; nothing was touched.
    case kept(FileState.Summary)
}
