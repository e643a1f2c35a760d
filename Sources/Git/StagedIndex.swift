internal import CLibGit2
internal import Foundations
internal import Glibc

/// A copy of the index, changed in memory, that replaces the index as a whole.
struct StagedIndex: ~Copyable {
    private let handle: Handle
    private let path: String

    /// Removed with the lock, wherever the work was broken off.
    static func copy(of path: String) -> String { path + ".next" }

    init(copying path: String, of workdir: String) throws(GitError) {
        let operation = "read the index \(path)"
        let copy = Self.copy(of: path)
        let written = try Self.duplicate(path, as: copy, operation)
        // A copy that is not there is an empty index to libgit2.
        let index = try Handle(freedBy: git_index_free, operation) { git_index_open(&$0, copy) }
        try Self.forgetRacyStatus(index.pointer, written, workdir, operation)
        self.path = path
        handle = index
    }

    /// What the index says of `path`.
    func state(of path: TreePath) -> (place: FileState.Place, isConflicted: Bool) {
        indexState(of: path, in: handle.pointer)
    }

    /// Sets the entry of `path` to a file of the working tree with this status.
    func set(_ path: TreePath, to version: FileVersion, _ status: stat) throws(GitError) {
        var entry = git_index_entry()
        entry.id = version.id.oid
        entry.mode = (version.executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB).rawValue
        entry.ctime = Self.time(status.st_ctim)
        entry.mtime = Self.time(status.st_mtim)
        // Git keeps the lower 32 bits of each and compares no more.
        entry.dev = UInt32(truncatingIfNeeded: status.st_dev)
        entry.ino = UInt32(truncatingIfNeeded: status.st_ino)
        entry.uid = status.st_uid
        entry.gid = status.st_gid
        entry.file_size = UInt32(truncatingIfNeeded: status.st_size)
        try check(
            path.description.withCString { name in
                entry.path = name
                return git_index_add(handle.pointer, &entry)
            },
            "stage \(path)"
        )
    }

    /// Whether a sparse checkout leaves the file of `path` out of the working tree.
    func isLeftOut(_ path: TreePath) -> Bool { isSparse(path, in: handle.pointer) }

    /// Sets the entry of `path`, whose file a sparse checkout leaves out.
    func setLeftOut(_ path: TreePath, to version: FileVersion) throws(GitError) {
        guard var entry = git_index_get_bypath(handle.pointer, path.description, 0)?.pointee else { return }
        entry.id = version.id.oid
        entry.mode = (version.executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB).rawValue
        try check(git_index_add(handle.pointer, &entry), "stage \(path)")
    }

    /// Takes the entry of `path` away.
    func remove(_ path: TreePath) throws(GitError) {
        try check(git_index_remove(handle.pointer, path.description, 0), "unstage \(path)")
    }

    /// Puts the copy in the index's place, durably. The index's lock must be held.
    func publish() throws(GitError) {
        let operation = "write the index \(path)"
        try check(git_index_write(handle.pointer), operation)
        let copy = Self.copy(of: path)
        let descriptor = open(copy, O_RDONLY | O_CLOEXEC)
        try checkSystem(descriptor, operation)
        defer { close(descriptor) }
        try checkSystem(fsync(descriptor), operation)
        try checkSystem(rename(copy, path), operation)
        let end = path.lastIndex(of: "/") ?? path.startIndex
        try Directory.root(String(path[..<end])).sync()
    }

    // MARK: Parts

    /// - Returns: the second in which the original was written; the first of all where there is none.
    private static func duplicate(_ path: String, as copy: String, _ operation: String) throws(GitError) -> Int {
        unlink(copy)
        let original = open(path, O_RDONLY | O_CLOEXEC)
        guard original >= 0 else {
            if errno == ENOENT { return 0 }
            throw GitError(errno: errno, operation: operation)
        }
        defer { close(original) }
        var status = stat()
        try checkSystem(fstat(original, &status), operation)
        let bytes = try naming(operation) { () throws(SystemError) in try FileBytes.read(original) }
        let duplicate = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, status.st_mode & 0o777)
        try checkSystem(duplicate, operation)
        defer { close(duplicate) }
        try naming(operation) { () throws(SystemError) in try FileBytes.write(bytes, to: duplicate) }
        return status.st_mtim.tv_sec
    }

    /// Git trusts a file's status only where it is older than the index. A newer index would lend trust to
    /// entries that never had it, so those whose file has changed unseen are marked, by the size that git uses
    /// for that, for a look at the content.
    private static func forgetRacyStatus(
        _ index: OpaquePointer,
        _ written: Int,
        _ workdir: String,
        _ operation: String
    ) throws(GitError) {
        for position in 0..<git_index_entrycount(index) {
            // Whole seconds: the git client compares no finer.
            guard let raw = git_index_get_byindex(index, position), git_index_entry_stage(raw) == 0,
                Int(raw.pointee.mtime.seconds) >= written, !isUnchanged(raw.pointee, workdir)
            else { continue }
            var entry = raw.pointee
            entry.file_size = 0
            // Takes the place of the entry of its name, so that positions stay.
            try check(git_index_add(index, &entry), operation)
        }
    }

    private static func isUnchanged(_ entry: git_index_entry, _ workdir: String) -> Bool {
        // More is not worth reading: to mark an entry for no reason costs the git client one look.
        guard TreeEntry.Mode(entry.mode).isRegularFile, entry.file_size < 16 << 20 else { return false }
        do throws(GitError) {
            let path = try TreePath(String(cString: entry.path))
            guard let directory = try Directory.holding(path, below: workdir),
                case .file(let bytes, _) = try directory.content(of: path.name)
            else { return false }
            return try Repository.blobID(bytes) == ObjectID(entry.id)
        } catch {
            // What cannot be read is left to the git client to judge.
            return false
        }
    }

    private static func time(_ time: timespec) -> git_index_time {
        git_index_time(
            seconds: Int32(truncatingIfNeeded: time.tv_sec),
            nanoseconds: UInt32(truncatingIfNeeded: time.tv_nsec)
        )
    }
}

/// Whether an index says that the file of `path` is not in the working tree on purpose.
func isSparse(_ path: TreePath, in index: OpaquePointer) -> Bool {
    guard let entry = git_index_get_bypath(index, path.description, 0)?.pointee else { return false }
    return UInt32(entry.flags_extended) & GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue != 0
}

/// What an index, of whatever owner, says of `path`.
func indexState(of path: TreePath, in index: OpaquePointer) -> (place: FileState.Place, isConflicted: Bool) {
    let name = path.description
    for stage in Int32(1)...3 where git_index_get_bypath(index, name, stage) != nil { return (.absent, true) }
    guard let entry = git_index_get_bypath(index, name, 0)?.pointee else { return (.absent, false) }
    let mode = TreeEntry.Mode(entry.mode)
    guard mode.isRegularFile else { return (.irregular, false) }
    return (.file(FileVersion(id: ObjectID(entry.id), executable: mode == .executable)), false)
}
