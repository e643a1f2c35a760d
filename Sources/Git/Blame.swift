internal import CLibGit2

/// Lines of a file that one commit put there.
package struct BlameHunk: Sendable, Hashable {
    /// The commit that last changed the lines.
    package let commit: CommitID
    /// The number of the first line, from 1, in the file that was asked about.
    package let startLine: Int
    /// The number of lines.
    package let lineCount: Int
    /// The path of the file in that commit.
    package let originalPath: String
    /// The number of the first line, from 1, in that commit.
    package let originalStartLine: Int

    /// The lines, numbered from 1, in the file that was asked about.
    package var lines: Range<Int> { startLine..<startLine + lineCount }
}

extension Repository {
    /// Who wrote each line of the file at `path` in `commit`, from the first line to the last.
    ///
    /// - Throws: ``GitError`` with code `notFound` where the commit has no such file.
    package func blame(_ path: String, at commit: CommitID) throws(GitError) -> [BlameHunk] {
        let path = try TreePath(path).description
        let operation = "find who wrote the lines of \(path) at \(commit)"
        guard let entry = try entry(at: path, in: tree(of: commit)), entry.mode.isRegularFile else {
            throw GitError(.notFound, operation, reason: "the commit has no such file")
        }
        var options = git_blame_options()
        try check(git_blame_options_init(&options, UInt32(GIT_BLAME_OPTIONS_VERSION)), operation)
        options.newest_commit = commit.oid
        let blame = try Handle(freedBy: git_blame_free, operation) {
            git_blame_file(&$0, pointer, path, &options)
        }
        return (0..<git_blame_get_hunk_count(blame.pointer)).compactMap { index in
            guard let hunk = git_blame_get_hunk_byindex(blame.pointer, index)?.pointee else { return nil }
            return BlameHunk(
                commit: CommitID(hunk.final_commit_id),
                startLine: hunk.final_start_line_number,
                lineCount: hunk.lines_in_hunk,
                originalPath: hunk.orig_path.map { String(cString: $0) } ?? path,
                originalStartLine: hunk.orig_start_line_number
            )
        }
    }
}
