internal import CLibGit2

extension Repository {
    /// What differs between two trees, without looking for renames.
    ///
    /// - Parameters:
    ///   - old: the tree before; `nil` for an empty one.
    ///   - new: the tree after; `nil` for an empty one.
    ///   - paths: the files and directories to compare, taken literally; none means all.
    ///   - context: how many unchanged lines surround a hunk.
    package func diff(
        from old: ObjectID?,
        to new: ObjectID?,
        paths: [String] = [],
        context: Int = 3
    ) throws(GitError) -> Diff {
        let operation = "compare two trees"
        var checked: [String] = []
        for path in paths { checked.append(try TreePath(path).description) }
        let literal = CStrings(checked)
        var options = git_diff_options()
        try check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)), operation)
        options.flags =
            GIT_DIFF_DISABLE_PATHSPEC_MATCH.rawValue | GIT_DIFF_INDENT_HEURISTIC.rawValue
            | GIT_DIFF_INCLUDE_TYPECHANGE.rawValue
        options.context_lines = UInt32(clamping: context)
        options.pathspec = literal.array

        let before = try treePointer(old)
        defer { git_tree_free(before) }
        let after = try treePointer(new)
        defer { git_tree_free(after) }
        let diff = try Handle(freedBy: git_diff_free, operation) {
            git_diff_tree_to_tree(&$0, pointer, before, after, &options)
        }
        var files: [FileDiff] = []
        for index in 0..<git_diff_num_deltas(diff.pointer) {
            let patch = try Handle(freedBy: git_patch_free, operation) {
                git_patch_from_diff(&$0, diff.pointer, index)
            }
            files.append(try FileDiff(copying: patch.pointer))
        }
        var text = git_buf()
        try check(git_diff_to_buf(&text, diff.pointer, GIT_DIFF_FORMAT_PATCH), operation)
        return Diff(files: files, patch: String(decoding: takeBytes(&text), as: UTF8.self))
    }

    /// An owned pointer, as an optional ``Handle`` cannot be looked into.
    private func treePointer(_ id: ObjectID?) throws(GitError) -> OpaquePointer? {
        guard let id else { return nil }
        var oid = id.oid
        var tree: OpaquePointer?
        try check(git_tree_lookup(&tree, pointer, &oid), "find the tree \(id)")
        return tree
    }
}
