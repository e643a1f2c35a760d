internal import Git

/// The working trees that have the branch checked out, of which there may be several.
extension SkillRepository {
    /// Checks that every working tree with the branch is free for a change of these paths.
    ///
    /// - Throws: ``PublishingError`` that names the obstacle. Nothing has moved then.
    func requireFree(_ paths: [String]) throws {
        if let obstacle = try obstacle() { throw PublishingError.blocked(obstacle) }
        if try repository.headBranch() == branch, repository.workdir != nil {
            try Self.requireClean(paths, repository, under: "")
        }
        for place in try checkouts() {
            let other = try Repository.open(at: place)
            let state = try other.state()
            if state != .none {
                throw PublishingError.blocked("a \(state.rawValue) is in progress in \(place); finish or abort it")
            }
            try Self.requireClean(paths, other, under: place + "/")
        }
    }

    private static func requireClean(
        _ paths: [String],
        _ repository: borrowing Repository,
        under prefix: String
    ) throws {
        var dirty: [String] = []
        for path in paths {
            let (conversion, summary) = try state(of: path, in: repository)
            if let conversion {
                throw PublishingError.blocked(
                    "\(prefix)\(path) has \(conversion) in .gitattributes, which git applies and trace2skill does not; "
                        + "take the skills out of it: skills/** -filter -working-tree-encoding"
                )
            }
            switch summary {
            case .clean: continue
            case .untracked:
                throw PublishingError.blocked(
                    "\(prefix)\(path) is in the way: a file that git does not track, and that git status hides if it is "
                        + "ignored; move it away"
                )
            default:
                if try repository.isHidden(path) {
                    throw PublishingError.blocked(
                        "\(prefix)\(path) has changes that git status hides, since git update-index was told so; show them, and "
                            + "commit or discard them: git update-index --no-skip-worktree \(path) && git update-index --no-assume-unchanged \(path)"
                    )
                }
                dirty.append(prefix + path)
            }
        }
        guard dirty.isEmpty else { throw PublishingError.dirty(dirty) }
    }

    private static func state(of path: String, in repository: borrowing Repository) throws
        -> (conversion: String?, FileState.Summary)
    {
        do throws(GitError) {
            return (try repository.conversion(of: path), try repository.status(of: path).summary)
        } catch {
            guard let form = indexForms.first(where: { error.reason.contains("'\($0.marker)'") }) else { throw error }
            throw PublishingError.blocked("the index of \(repository.path) is \(form.what): \(form.remedy)")
        }
    }

    /// Forms of the index that libgit2 does not read, by the markers in its words.
    private static let indexForms = [
        (
            marker: "sdir", what: "a sparse one, which names whole folders; write it out",
            remedy: "git config index.sparse false && git sparse-checkout reapply"
        ),
        (
            marker: "link", what: "a split one, which lies in two files; join them",
            remedy: "git config core.splitIndex false && git update-index --no-split-index"
        ),
    ]

    /// What is checked out instead of the branch, in words; nil if the branch is, or if there is no working tree.
    package func otherCheckout() throws -> String? {
        guard repository.workdir != nil else { return nil }
        guard let head = try repository.headBranch() else { return "a commit without a branch" }
        return head == branch ? nil : "the branch \(head.split(separator: "/").dropFirst(2).joined(separator: "/"))"
    }

    /// Moves the branch and brings index and files of every working tree with it along.
    func swap(to new: CommitID, from old: CommitID, paths: [String], _ signature: Git.Signature, log: String)
        throws -> PublishResult
    {
        try bringAlong(paths, from: old, to: new) {
            try announcement?(old, new)
            do {
                try move(branch, from: old, to: new, signature, log: log)
            } catch let error as GitError {
                // An error of the disk may come after the branch has moved.
                guard try repository.reference(branch) == new else { throw error }
            }
        }
    }

    /// Sets what is told from where to where the branch is about to move; nil for nothing.
    func announce(_ announcement: (@Sendable (_ old: CommitID, _ new: CommitID) throws -> Void)?) {
        self.announcement = announcement
    }

    /// Brings index and files along after a move of the branch that was interrupted. A branch that did not move, or that
    /// a person has moved on since, is left as it is.
    func finishMove(from old: CommitID, to new: CommitID) throws {
        guard try repository.reference(branch) == new else { return }
        let changed = try repository.diff(from: try repository.tree(of: old), to: try repository.tree(of: new)).files
        _ = try bringAlong(changed.map(\.path), from: old, to: new) {}
    }

    /// Brings index and files of every working tree with the branch from one commit to another.
    ///
    /// - Parameter move: moves the branch, while all the indexes are locked: under their locks the git client never sees
    ///   the branch moved and the files not.
    func bringAlong(
        _ paths: [String],
        from old: CommitID,
        to new: CommitID,
        _ move: () throws -> Void
    ) throws -> PublishResult {
        let (tree, before) = (try repository.tree(of: new), try repository.tree(of: old))
        let places = try checkouts()
        func step(_ index: Int) throws -> [String: CheckOutResult] {
            guard index < places.count else {
                guard try repository.headBranch() == branch, repository.workdir != nil else {
                    try move()
                    return [:]
                }
                let lock = try lockedIndex()
                try move()
                return try repository.checkOut(paths, from: tree, over: before, holding: lock)
            }
            let other = try Repository.open(at: places[index])
            let lock = try Self.lockedIndex(of: other, at: places[index])
            var results = try step(index + 1)
            for (path, result) in try other.checkOut(paths, from: tree, over: before, holding: lock) {
                results["\(places[index])/\(path)"] = result
            }
            return results
        }
        return Self.result(of: try step(0))
    }

    /// The roots of the other working trees that have the branch checked out.
    ///
    /// - Throws: ``PublishingError/blocked(_:)`` for one that cannot be brought along.
    private func checkouts() throws -> [String] {
        var places: [String] = []
        for tree in try repository.otherWorktrees() {
            if tree.rebased == branch {
                throw PublishingError.blocked(
                    "a rebase of the branch is in progress in \(tree.path); finish or abort it"
                )
            }
            guard tree.branch == branch else { continue }
            if tree.isPresent {
                places.append(tree.path)
            } else if tree.isLocked {
                throw PublishingError.blocked(
                    "the branch is checked out in the working tree \(tree.path), which is locked and not there; "
                        + "bring it back, or: git worktree unlock \(tree.path)"
                )
            }
        }
        return places
    }

    /// The index's lock, for as long as the value lives.
    func lockedIndex() throws -> IndexLock { try Self.lockedIndex(of: repository, at: path) }

    private static func lockedIndex(of repository: borrowing Repository, at path: String) throws -> IndexLock {
        do throws(GitError) {
            return try repository.lockIndex()
        } catch {
            if error.code == .indexLocked {
                let lock = repository.gitdir + "/index.lock"
                throw PublishingError.locked("the index of \(path)\(LockFile(at: lock).map { " (\($0))" } ?? "")")
            }
            throw error
        }
    }
}
