internal import CLibGit2

/// What commits have to do with each other.
extension Repository {
    /// The commits that can be reached from `start`, itself first; no child comes after its parent.
    ///
    /// - Parameters:
    ///   - hidden: commits that are left out with everything that can be reached from them.
    ///   - firstParent: follow only the line that merges were made on.
    ///   - limit: the most commits that are returned.
    package func history(
        from start: CommitID,
        hiding hidden: [CommitID] = [],
        firstParent: Bool = false,
        limit: Int = .max
    ) throws(GitError) -> [Commit] {
        let operation = "walk the history of \(start)"
        let walk = try Handle(freedBy: git_revwalk_free, operation) { git_revwalk_new(&$0, pointer) }
        try check(git_revwalk_sorting(walk.pointer, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue), operation)
        if firstParent { try check(git_revwalk_simplify_first_parent(walk.pointer), operation) }
        var oid = start.oid
        try check(git_revwalk_push(walk.pointer, &oid), operation)
        for commit in hidden {
            oid = commit.oid
            try check(git_revwalk_hide(walk.pointer, &oid), operation)
        }
        var commits: [Commit] = []
        while commits.count < limit {
            let result = git_revwalk_next(&oid, walk.pointer)
            if result == GIT_ITEROVER.rawValue { break }
            try check(result, operation)
            commits.append(try commit(CommitID(oid)))
        }
        return commits
    }

    /// Whether `ancestor` can be reached from `descendant`; a commit is its own ancestor, as git counts.
    package func isAncestor(_ ancestor: CommitID, of descendant: CommitID) throws(GitError) -> Bool {
        _ = try lookupCommit(ancestor)
        _ = try lookupCommit(descendant)
        guard ancestor != descendant else { return true }
        var upper = descendant.oid
        var lower = ancestor.oid
        return try check(
            git_graph_descendant_of(pointer, &upper, &lower),
            "compare \(ancestor) with \(descendant)"
        ) == 1
    }

    /// The best common ancestor; `nil` where the histories have nothing in common.
    package func mergeBase(_ one: CommitID, _ other: CommitID) throws(GitError) -> CommitID? {
        _ = try lookupCommit(one)
        _ = try lookupCommit(other)
        var first = one.oid
        var second = other.oid
        var base = git_oid()
        let result = git_merge_base(&base, pointer, &first, &second)
        guard result != GIT_ENOTFOUND.rawValue else {
            git_error_clear()
            return nil
        }
        try check(result, "find where \(one) and \(other) part")
        return CommitID(base)
    }

    /// Undoes the change of `commit` on top of `base`, in memory: no reference, index or file is touched.
    ///
    /// - Parameter mainline: for a merge, which parent (1 is the first) the change is seen from; else `nil`.
    /// - Throws: ``GitError`` with code `invalid` where a merge comes without mainline, or the reverse.
    package func revert(_ commit: CommitID, mainline: Int? = nil, onto base: CommitID) throws(GitError) -> Reversal {
        let operation = "revert \(commit)"
        let undone = try lookupCommit(commit)
        let ours = try lookupCommit(base)
        let parents = Int(git_commit_parentcount(undone.pointer))
        guard parents > 1 ? (1...parents).contains(mainline ?? 0) : mainline == nil else {
            throw GitError(.invalid, operation, reason: "it has \(parents) parents, and the mainline does not fit that")
        }
        let index = try Handle(freedBy: git_index_free, operation) {
            git_revert_commit(&$0, pointer, undone.pointer, ours.pointer, UInt32(mainline ?? 0), nil)
        }
        guard git_index_has_conflicts(index.pointer) == 0 else {
            return .conflicts(paths: Self.conflictingPaths(index))
        }
        var tree = git_oid()
        try check(git_index_write_tree_to(&tree, index.pointer, pointer), operation)
        return .tree(ObjectID(tree))
    }

    /// Merges a commit into another one, in memory: no reference, index or file is touched.
    ///
    /// - Throws: ``GitError`` where one of the commits is missing.
    package func merge(_ commit: CommitID, into base: CommitID) throws(GitError) -> Reversal {
        let operation = "merge \(commit)"
        let theirs = try lookupCommit(commit)
        let ours = try lookupCommit(base)
        let index = try Handle(freedBy: git_index_free, operation) {
            git_merge_commits(&$0, pointer, ours.pointer, theirs.pointer, nil)
        }
        guard git_index_has_conflicts(index.pointer) == 0 else {
            return .conflicts(paths: Self.conflictingPaths(index))
        }
        var tree = git_oid()
        try check(git_index_write_tree_to(&tree, index.pointer, pointer), operation)
        return .tree(ObjectID(tree))
    }

    /// Applies what makes one tree of another one to a third tree, in memory: no reference, index or file is touched.
    ///
    /// - Parameters:
    ///   - old: the tree that the change is seen from.
    ///   - new: the tree with the change.
    ///   - tree: what the change is applied to.
    /// - Throws: ``GitError`` where one of the trees is missing.
    package func apply(from old: ObjectID, to new: ObjectID, onto tree: ObjectID) throws(GitError) -> Reversal {
        let operation = "apply the change from \(old) to \(new) to \(tree)"
        let before = try lookupTree(old)
        let after = try lookupTree(new)
        let target = try lookupTree(tree)
        let index = try Handle(freedBy: git_index_free, operation) {
            git_merge_trees(&$0, pointer, before.pointer, target.pointer, after.pointer, nil)
        }
        guard git_index_has_conflicts(index.pointer) == 0 else {
            return .conflicts(paths: Self.conflictingPaths(index))
        }
        var result = git_oid()
        try check(git_index_write_tree_to(&result, index.pointer, pointer), operation)
        return .tree(ObjectID(result))
    }

    /// Applies the change of a commit on top of `base`, in memory: no reference, index or file is touched.
    ///
    /// - Parameter mainline: for a merge, which parent (1 is the first) the change is seen from; else `nil`.
    package func cherryPick(_ commit: CommitID, mainline: Int? = nil, onto base: CommitID) throws(GitError) -> Reversal
    {
        let operation = "apply \(commit) again"
        let picked = try lookupCommit(commit)
        let ours = try lookupCommit(base)
        let index = try Handle(freedBy: git_index_free, operation) {
            git_cherrypick_commit(&$0, pointer, picked.pointer, ours.pointer, UInt32(mainline ?? 0), nil)
        }
        guard git_index_has_conflicts(index.pointer) == 0 else {
            return .conflicts(paths: Self.conflictingPaths(index))
        }
        var tree = git_oid()
        try check(git_index_write_tree_to(&tree, index.pointer, pointer), operation)
        return .tree(ObjectID(tree))
    }

    /// Writes a commit again with another tree and other parents. Author, committer and message stay byte for byte; a
    /// signature, which would no longer be true, does not.
    ///
    /// - Parameter sign: gives a new signature over the content; nil for none.
    package func rewrite(
        _ commit: CommitID,
        tree: ObjectID,
        parents: [CommitID],
        signedBy sign: ([UInt8]) throws -> String?
    ) throws -> CommitID {
        let operation = "write \(commit) again"
        let database = try self.database()
        var oid = commit.oid
        let object = try Handle(freedBy: git_odb_object_free, operation) { git_odb_read(&$0, database.pointer, &oid) }
        guard git_odb_object_type(object.pointer) == GIT_OBJECT_COMMIT, let start = git_odb_object_data(object.pointer)
        else { throw GitError(.invalid, operation, reason: "it is not a commit") }
        let bytes = Array(UnsafeRawBufferPointer(start: start, count: git_odb_object_size(object.pointer)))
        var content = Array("tree \(tree)\n".utf8)
        for parent in parents { content += Array("parent \(parent)\n".utf8) }
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")), end != rest.startIndex {
            let line = rest[...end]
            if ["author ", "committer ", "encoding "].contains(where: { line.starts(with: Array($0.utf8)) }) {
                content += line
            }
            rest = rest[(end + 1)...]
        }
        content += rest
        if let signature = try sign(content) { content = CommitDraft.signed(content, signature) }
        return CommitID(try write(content, GIT_OBJECT_COMMIT, operation))
    }

    private static func conflictingPaths(_ index: borrowing Handle) -> [String] {
        var paths: Set<String> = []
        for position in 0..<git_index_entrycount(index.pointer) {
            guard let entry = git_index_get_byindex(index.pointer, position), git_index_entry_is_conflict(entry) == 1
            else { continue }
            paths.insert(String(cString: entry.pointee.path))
        }
        return paths.sorted()
    }
}

/// What undoing or merging a commit gives.
package enum Reversal: Sendable, Hashable {
    /// The tree to commit, written. It is the base's own tree where there was nothing left to undo.
    case tree(ObjectID)
    /// The paths where later changes conflict; nothing was written.
    case conflicts(paths: [String])
}
