internal import CLibGit2
internal import Glibc

/// A git repository.
///
/// Not `Sendable`: libgit2 lets one thread at a time use a repository. Give it to an actor of its own.
/// Every call may block on the disk. References are named in full and never `HEAD`, hooks and filter
/// programs are never run, and the configuration of the machine and the user is never read.
package struct Repository: ~Copyable {
    private let handle: Handle

    /// The directory of objects and references, shared by all working trees, without a slash at its end.
    package let path: String
    /// The directory of `HEAD` and index of this working tree; that of ``path`` unless it is a linked one.
    package let gitdir: String
    /// The working tree's root, without a slash at its end; `nil` where the repository is bare.
    package let workdir: String?

    var pointer: OpaquePointer { handle.pointer }

    private init(_ handle: consuming Handle, _ operation: String) throws(GitError) {
        guard let path = Self.directory(git_repository_commondir(handle.pointer)),
            let gitdir = Self.directory(git_repository_path(handle.pointer))
        else { throw GitError(.damaged, operation, reason: "libgit2 names no directory of it") }
        self.path = path
        self.gitdir = gitdir
        workdir = Self.directory(git_repository_workdir(handle.pointer))
        self.handle = handle
    }

    /// Makes a repository with a working tree at `path`, and the directories on the way.
    ///
    /// - Parameter branch: the short name of the branch that the first commit will start.
    /// - Throws: ``GitError`` with code `exists` where a repository is there already.
    package static func create(at path: String, branch: String = "main") throws(GitError) -> Repository {
        try Library.start()
        let operation = "create a repository at \(path)"
        var options = git_repository_init_options()
        try check(
            git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)),
            operation
        )
        options.flags = GIT_REPOSITORY_INIT_MKPATH.rawValue | GIT_REPOSITORY_INIT_NO_REINIT.rawValue
        let handle = try Handle(freedBy: git_repository_free, operation) { out in
            branch.withCString { name in
                options.initial_head = name
                return git_repository_init_ext(&out, path, &options)
            }
        }
        return try Repository(handle, operation)
    }

    /// Opens the repository at exactly `path`: a working tree's root or a git directory, never one above it.
    ///
    /// - Throws: ``GitError`` with code `notFound`, `notOwner`, or `unsupported` where the repository needs
    ///   a feature that libgit2 does not know, or keeps its working tree elsewhere.
    package static func open(at path: String) throws(GitError) -> Repository {
        try Library.start()
        let operation = "open the repository at \(path)"
        let handle: Handle
        do throws(GitError) {
            handle = try Handle(freedBy: git_repository_free, operation) {
                git_repository_open_ext(&$0, path, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil)
            }
        } catch {
            throw unsupported(foreignOwner(error, of: path))
        }
        let repository = try Repository(handle, operation)
        // Files would be written wherever that setting points.
        guard try !repository.hasSetting("core.worktree"), !repository.hasWorktreeOfItsOwn else {
            throw GitError(
                .unsupported,
                operation,
                reason: "its configuration sets core.worktree, as that of a submodule's checkout does",
                remedy: "name a clone of its own (git clone \(path) FOLDER) in the configuration"
            )
        }
        return repository
    }

    /// The repository at the same path with other objects: no working tree, and nothing is known of `HEAD`'s.
    func view(objects: borrowing Handle) throws(GitError) -> Repository {
        let operation = "open the repository at \(path)"
        let handle = try Handle(freedBy: git_repository_free, operation) { git_repository_open_bare(&$0, path) }
        try check(git_repository_set_odb(handle.pointer, objects.pointer), operation)
        return try Repository(handle, operation)
    }

    /// The operation, such as a merge, that a person has begun in the working tree and not ended.
    ///
    /// - Throws: ``GitError`` where the repository's directory cannot be looked into.
    package func state() throws(GitError) -> RepositoryState {
        RepositoryState(try check(git_repository_state(pointer), "find out what is in progress in \(path)"))
    }

    /// Whether the history was cut off by a shallow clone.
    ///
    /// - Throws: ``GitError`` where the list of cut-off commits cannot be read.
    package func isShallow() throws(GitError) -> Bool {
        try check(git_repository_is_shallow(pointer), "find out whether \(path) is a shallow clone") == 1
    }

    /// The remote that objects are left to, as in a partial clone; nil where all of them are here. libgit2 fetches none.
    package func promisor() throws(GitError) -> String? {
        let operation = "find out whether \(path) is a partial clone"
        let settings = try self.settings()
        let iterator = try Handle(freedBy: git_config_iterator_free, operation) {
            git_config_iterator_glob_new(&$0, settings.pointer, "^remote\\..*\\.promisor$")
        }
        var entry: UnsafeMutablePointer<git_config_entry>?
        while true {
            let result = git_config_next(&entry, iterator.pointer)
            if result == GIT_ITEROVER.rawValue { return nil }
            try check(result, operation)
            guard let name = entry?.pointee.name.map({ String(cString: $0) }), try flag(name, default: false) else {
                continue
            }
            return String(name.dropFirst("remote.".count).dropLast(".promisor".count))
        }
    }

    /// Whether `HEAD` names a branch that has no commit yet.
    package func isUnbornHead() throws(GitError) -> Bool {
        try check(git_repository_head_unborn(pointer), "read HEAD of \(path)") == 1
    }

    /// Lets `HEAD` name another branch, as long as it names one that has no commit yet.
    ///
    /// - Parameter branch: the full name.
    package func renameUnbornHead(_ branch: String) throws(GitError) {
        guard try isUnbornHead() else { return }
        try check(git_repository_set_head(pointer, branch), "let HEAD of \(path) name \(branch)")
    }

    /// The full name of the branch that is checked out, born or not; `nil` when `HEAD` is detached.
    package func headBranch() throws(GitError) -> String? {
        let operation = "read HEAD of \(path)"
        let head = try Handle(freedBy: git_reference_free, operation) { git_reference_lookup(&$0, pointer, "HEAD") }
        guard git_reference_type(head.pointer) == GIT_REFERENCE_SYMBOLIC,
            let target = git_reference_symbolic_target(head.pointer)
        else { return nil }
        return String(cString: target)
    }

    // MARK: Settings

    func hasSetting(_ name: String) throws(GitError) -> Bool { try setting(name) != nil }

    /// The value of a setting, `nil` where there is none; a setting without a value is empty.
    func setting(_ name: String) throws(GitError) -> String? {
        let settings = try self.settings()
        var entry: UnsafeMutablePointer<git_config_entry>?
        let result = git_config_get_entry(&entry, settings.pointer, name)
        defer { git_config_entry_free(entry) }
        if result == GIT_ENOTFOUND.rawValue { return nil }
        try check(result, "read the setting \(name)")
        return entry?.pointee.value.map { String(cString: $0) } ?? ""
    }

    func flag(_ name: String, default value: Bool) throws(GitError) -> Bool {
        let settings = try self.settings()
        var flag: Int32 = 0
        let result = git_config_get_bool(&flag, settings.pointer, name)
        if result == GIT_ENOTFOUND.rawValue { return value }
        try check(result, "read the setting \(name)")
        return flag != 0
    }

    private func settings() throws(GitError) -> Handle {
        try Handle(freedBy: git_config_free, "read the configuration of \(path)") {
            git_repository_config_snapshot(&$0, pointer)
        }
    }

    // MARK: Parts

    /// Whether the configuration of this working tree alone, which libgit2 does not read, keeps its files elsewhere.
    private var hasWorktreeOfItsOwn: Bool {
        let text = Self.line(of: gitdir + "/config.worktree", whole: true) ?? ""
        return text.split(separator: "\n").contains { line in
            let words = line.lowercased().split(separator: "=", maxSplits: 1)
            return words.first?.filter { !$0.isWhitespace } == "worktree"
        }
    }

    /// The same failure with a remedy, where the repository needs something that libgit2 does not know.
    private static func unsupported(_ error: GitError) -> GitError {
        guard error.remedy == nil,
            error.code == .unsupported || error.reason.contains("object format")
                || error.reason.contains("objectformat")
        else { return error }
        let isHash = error.reason.lowercased().contains("object")
        return GitError(
            .unsupported,
            error.operation,
            reason: error.reason,
            remedy: isHash
                ? "repositories with SHA-256 names cannot be used; name one that was made with git init --object-format=sha1"
                : "remove that extension (git config --unset), or name a clone of the repository"
        )
    }

    private static func directory(_ path: UnsafePointer<CChar>?) -> String? {
        guard let path else { return nil }
        var text = String(cString: path)
        while text.utf8.count > 1, text.hasSuffix("/") { text.removeLast() }
        return text
    }

    /// libgit2 1.5 reports another user's repository as a setting that was not found; others as such.
    private static func foreignOwner(_ error: GitError, of path: String) -> GitError {
        guard error.code == .notOwner || error.reason.contains("safe.directory") else { return error }
        var status = stat()
        let candidates = [path, path + "/.git"]
        let owners = candidates.compactMap { stat($0, &status) == 0 ? status.st_uid : nil }
        let owner = owners.first { $0 != geteuid() } ?? owners.first
        return GitError(
            .notOwner,
            error.operation,
            reason:
                "it is owned by uid \(owner.map(String.init) ?? "unknown"), and this process runs as uid \(geteuid())",
            remedy: "give the repository to this user with chown, or run as its owner"
        )
    }
}
