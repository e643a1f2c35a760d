internal import CLibGit2

/// Trees, read and built without a working tree or an index.
extension Repository {
    /// The tree of a commit.
    package func tree(of commit: CommitID) throws(GitError) -> ObjectID {
        let commit = try lookupCommit(commit)
        return ObjectID(git_commit_tree_id(commit.pointer).pointee)
    }

    /// The entry at `path` below a tree, of any kind; `nil` where there is none.
    package func entry(at path: String, in tree: ObjectID) throws(GitError) -> TreeEntry? {
        let path = try TreePath(path).description
        let tree = try lookupTree(tree)
        var entry: OpaquePointer?
        let result = git_tree_entry_bypath(&entry, tree.pointer, path)
        guard result != GIT_ENOTFOUND.rawValue else { return nil }
        try check(result, "find \(path) in a tree")
        guard let entry else { return nil }
        defer { git_tree_entry_free(entry) }
        return TreeEntry(copying: entry, path: path)
    }

    /// The bytes of the regular file at `path` below a tree; `nil` where there is no entry.
    ///
    /// - Throws: ``GitError`` with code `notRegularFile` where the entry is anything else.
    package func readFile(_ path: String, in tree: ObjectID, limit: Int = .max) throws(GitError) -> [UInt8]? {
        guard let entry = try entry(at: path, in: tree) else { return nil }
        guard entry.mode.isRegularFile else {
            throw GitError(.notRegularFile, "read \(path)", reason: "it is a \(entry.mode.noun)")
        }
        return try readBlob(entry.id, limit: limit)
    }

    /// The entries of one directory, of any kind, each with its name as path; none where there is no such directory.
    package func children(of tree: ObjectID, in directory: String) throws(GitError) -> [TreeEntry] {
        guard let entry = try entry(at: directory, in: tree), entry.mode == .directory else { return [] }
        let tree = try lookupTree(entry.id)
        return (0..<git_tree_entrycount(tree.pointer)).compactMap { index in
            git_tree_entry_byindex(tree.pointer, index).map {
                TreeEntry(copying: $0, path: String(cString: git_tree_entry_name($0)))
            }
        }
    }

    /// Every entry below a tree except directories, in order of path.
    ///
    /// - Parameters:
    ///   - directory: where to begin, relative to `tree`; a directory that is not there has no entries.
    ///   - limit: the most entries that are gathered: a small tree of trees can hold billions.
    /// - Throws: ``GitError`` with code `unsupported` where there are more.
    package func entries(
        of tree: ObjectID,
        under directory: String? = nil,
        limit: Int = 100_000
    ) throws(GitError) -> [TreeEntry] {
        var pending = [("", tree)]
        if let directory {
            guard let entry = try entry(at: directory, in: tree), entry.mode == .directory else { return [] }
            pending = [(entry.path + "/", entry.id)]
        }
        var entries: [TreeEntry] = []
        var visited = 0
        while let (prefix, id) = pending.popLast() {
            let tree = try lookupTree(id)
            for index in 0..<git_tree_entrycount(tree.pointer) {
                guard let raw = git_tree_entry_byindex(tree.pointer, index) else { continue }
                let entry = TreeEntry(copying: raw, path: prefix + String(cString: git_tree_entry_name(raw)))
                visited += 1
                if entry.mode == .directory {
                    pending.append((entry.path + "/", entry.id))
                } else {
                    entries.append(entry)
                }
            }
            guard visited <= limit else {
                throw GitError(.unsupported, "list a tree", reason: "it has more than \(limit) entries")
            }
        }
        return entries.sorted { $0.path < $1.path }
    }

    /// Builds a tree from another and writes it; nothing but objects is written. The same input gives the
    /// same tree. Directories that the changes leave empty are dropped.
    ///
    /// - Parameters:
    ///   - base: the tree to start from; `nil` for none.
    ///   - changes: the change of each path; all other paths stay as they are.
    /// - Throws: ``GitError`` with code `notRegularFile` where a change would go through or replace a symbolic
    ///   link, a submodule or a directory; `invalid` for a path that no repository may hold.
    package func tree(updating base: ObjectID?, with changes: [String: TreeChange]) throws(GitError) -> ObjectID {
        var plan: [TreePath: TreeChange] = [:]
        for (path, change) in changes { plan[try TreePath(path)] = change }
        let paths = plan.keys.sorted()
        for (path, next) in zip(paths, paths.dropFirst()) where next.components.starts(with: path.components) {
            guard plan[path] == .remove else {
                throw GitError(.invalid, "build a tree", reason: "\(path) would be a file and the directory of \(next)")
            }
        }
        let builder = try treeBuilder(base)
        try apply(paths.map { Step(rest: $0.components[...], path: $0, change: plan[$0] ?? .remove) }, to: builder)
        return try finish(builder)
    }

    // MARK: Parts

    /// A change, as seen from one directory on its way.
    private struct Step {
        let rest: ArraySlice<String>
        let path: TreePath
        let change: TreeChange
    }

    private func apply(_ steps: [Step], to builder: borrowing Handle) throws(GitError) {
        // Files first: a file that goes may make room for a directory of its name.
        for step in steps where step.rest.count == 1 { try applyLeaf(step, to: builder) }
        var inner: [String: [Step]] = [:]
        for step in steps where step.rest.count > 1 {
            inner[step.rest[step.rest.startIndex], default: []]
                .append(Step(rest: step.rest.dropFirst(), path: step.path, change: step.change))
        }
        for (name, steps) in inner {
            let old = entry(name, in: builder)
            guard old == nil || old?.mode == .directory else {
                if steps.allSatisfy({ $0.change == .remove }), old?.mode.isRegularFile == true { continue }
                throw Self.inTheWay(old, at: steps[0].path)
            }
            let child = try treeBuilder(old?.id)
            try apply(steps, to: child)
            if git_treebuilder_entrycount(child.pointer) > 0 {
                try insert(try finish(child), GIT_FILEMODE_TREE, name, into: builder)
            } else if old != nil {
                try check(git_treebuilder_remove(builder.pointer, name), "remove \(name) from a tree")
            }
        }
    }

    private func applyLeaf(_ step: Step, to builder: borrowing Handle) throws(GitError) {
        let old = entry(step.path.name, in: builder)
        guard old == nil || old?.mode.isRegularFile == true else { throw Self.inTheWay(old, at: step.path) }
        switch step.change {
        case .write(let bytes, let executable):
            let mode = executable ?? (old?.mode == .executable) ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB
            try insert(try blob(bytes), mode, step.path.name, into: builder)
        case .remove:
            guard old != nil else { return }
            try check(git_treebuilder_remove(builder.pointer, step.path.name), "remove \(step.path) from a tree")
        }
    }

    private static func inTheWay(_ entry: TreeEntry?, at path: TreePath) -> GitError {
        let noun = entry?.mode.noun ?? "entry"
        return GitError(
            .notRegularFile,
            "change \(path)",
            reason: "a \(noun) named \(entry?.path ?? path.name) is in the way",
            remedy: "move it aside in the repository"
        )
    }

    private func entry(_ name: String, in builder: borrowing Handle) -> TreeEntry? {
        guard let entry = git_treebuilder_get(builder.pointer, name) else { return nil }
        return TreeEntry(copying: entry, path: name)
    }

    private func insert(
        _ id: ObjectID,
        _ mode: git_filemode_t,
        _ name: String,
        into builder: borrowing Handle
    ) throws(GitError) {
        var oid = id.oid
        try check(git_treebuilder_insert(nil, builder.pointer, name, &oid, mode), "put \(name) into a tree")
    }

    private func treeBuilder(_ base: ObjectID?) throws(GitError) -> Handle {
        guard let base else {
            return try Handle(freedBy: git_treebuilder_free, "build a tree") {
                git_treebuilder_new(&$0, pointer, nil)
            }
        }
        let tree = try lookupTree(base)
        return try Handle(freedBy: git_treebuilder_free, "build a tree") {
            git_treebuilder_new(&$0, pointer, tree.pointer)
        }
    }

    private func finish(_ builder: borrowing Handle) throws(GitError) -> ObjectID {
        var oid = git_oid()
        try check(git_treebuilder_write(&oid, builder.pointer), "write a tree")
        return ObjectID(oid)
    }
}
