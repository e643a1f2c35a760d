internal import CLibGit2

/// Process-wide set-up of libgit2.
///
/// `git_libgit2_opts` writes globals of libgit2 without a lock: two threads in it at once corrupt the
/// heap (seen, with AddressSanitizer). So every option is set here, in one `static let`, which Swift
/// runs once, whatever thread comes first.
enum Library {
    /// Starts libgit2 unless it is started. Every function that calls libgit2 without a ``Repository`` begins with
    /// this call: before it, libgit2 has no allocator, and whatever needs memory fails.
    ///
    /// - Throws: ``GitError`` with the reason why libgit2 cannot be used in this process.
    static func start() throws(GitError) { try started.get() }

    private static let started = Result<Void, GitError> { () throws(GitError) in
        try check(git_libgit2_init(), "start libgit2")
        // Without this option libgit2 syncs nothing: after a power cut HEAD points at empty objects (seen in
        // 50 of 50 cuts). `core.fsync` of the repository is not read.
        try check(clibgit2_enable_fsync_gitdir(1), "make libgit2 sync what it writes")
        try check(clibgit2_set_strict_hash_verification(1), "make libgit2 check what it reads")
        // Nothing is ever pruned here, and what a working tree's own configuration can say is looked at where it matters.
        try check(
            "preciousobjects".withCString { precious in
                "worktreeconfig".withCString { worktree in
                    var names: [UnsafePointer<CChar>?] = [precious, worktree]
                    return clibgit2_set_extensions(&names, names.count)
                }
            },
            "let libgit2 open repositories with harmless extensions"
        )
        // Without a limit every pack that was ever read keeps its file open.
        try check(clibgit2_set_mwindow_file_limit(64), "limit the packs that libgit2 keeps open")
        // The configuration of the machine and of the user must not influence the repository.
        for level in [
            GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_PROGRAMDATA,
        ] {
            try check(clibgit2_set_search_path(level, ""), "leave the machine's git configuration unread")
        }
    }
}
