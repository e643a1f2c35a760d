package import Git
internal import Skills

/// What a rollback did.
package struct RollbackResult: Sendable, Equatable {
    /// The commits that were made, in their order.
    package let commits: [CommitID]
    /// The ids of the lessons that it took back.
    package let lessons: [String]
    /// How far index and working tree were brought along.
    package let result: PublishResult
}

extension SkillRepository {
    /// Takes back the newest revision of a skill that has not been taken back, or everything after `number`, newest first.
    ///
    /// Each revision is undone as `git revert -m 1` would, in a commit of its own.
    /// - Parameter texts: the lines of each lesson by its id, for removing a lesson whose lines later ones touch.
    func rollBack(skill: String, to number: Int?, reason: String, seconds: Int64, texts: [String: [String]])
        throws -> RollbackResult
    {
        let undone = try revertedCommits()
        let standing = try revisions(of: skill).filter { !undone.contains($0.commit.id) }
        let chosen = number.map { number in standing.filter { $0.number > number } } ?? Array(standing.prefix(1))
        if let number, !(number == 0 || standing.contains { $0.number == number }) {
            let known = standing.map { "v\($0.number)" }.reversed().joined(separator: ", ")
            throw PublishingError.notFound(
                "\(skill) has no revision v\(number), or it has been taken back\(known.isEmpty ? "" : "; it has \(known)")"
            )
        }
        guard !chosen.isEmpty else { throw PublishingError.nothing("there is no revision of \(skill) to revert") }
        return try revert(
            chosen.map { revision in
                Target(
                    commit: revision.commit,
                    mainline: 1,
                    skill: skill,
                    lessons: revision.lessons.flatMap { Self.lessonIDs(in: $0) }
                )
            },
            reason: reason,
            seconds: seconds,
            texts: texts
        )
    }

    /// Takes back one lesson: every commit of it that has not been taken back, newest first.
    func rollBack(lesson id: String, reason: String, seconds: Int64, texts: [String: [String]]) throws
        -> RollbackResult
    {
        let targets = try standingCommits(of: id)
        guard !targets.isEmpty else {
            throw PublishingError.nothing("no commit of lesson \(id) is left to take back; see trace2skill log")
        }
        return try revert(targets, reason: reason, seconds: seconds, texts: texts)
    }

    /// Puts what takes lessons of a skill back on a branch `proposals/<skill>/vN` of its own, for a person to merge.
    ///
    /// Returns the branch's full name; nil if every commit of the lessons has been taken back. Nothing else moves.
    func proposeRemoval(
        of lessons: [String],
        skill: String,
        reason: String,
        seconds: Int64,
        texts: [String: [String]]
    ) throws -> String? {
        guard let start = try repository.reference(branch) else { throw PublishingError.noBranch(branch, path) }
        let targets = try lessons.flatMap { try standingCommits(of: $0) }
        let commits = try reversals(of: targets, onto: start, reason: reason, seconds: seconds, texts: texts)
        guard let tip = commits.last else { return nil }
        let name = "refs/heads/proposals/\(skill)/v\(try lastNumber(of: skill) + 1)"
        try move(name, from: nil, to: tip, Self.signature(seconds), log: "trace2skill: proposal")
        return name
    }

    /// The commits of a lesson that are not reverted, newest first.
    private func standingCommits(of id: String) throws -> [Target] {
        let undone = try revertedCommits()
        var targets: [Target] = []
        for revision in try revisions() where !undone.contains(revision.commit.id) {
            for commit in revision.lessons.reversed()
            where Self.lessonIDs(in: commit).contains(id) && !undone.contains(commit.id) {
                // Lessons that share their lines go together.
                let lessons = Self.lessonIDs(in: commit)
                targets.append(Target(commit: commit, mainline: nil, skill: revision.skill, lessons: lessons))
            }
        }
        return targets
    }

    private struct Target {
        let commit: Commit
        let mainline: Int?
        let skill: String
        let lessons: [String]
    }

    private func revert(_ targets: [Target], reason: String, seconds: Int64, texts: [String: [String]]) throws
        -> RollbackResult
    {
        guard let start = try repository.reference(branch) else { throw PublishingError.noBranch(branch, path) }
        let commits = try reversals(of: targets, onto: start, reason: reason, seconds: seconds, texts: texts)
        guard let tip = commits.last else {
            throw PublishingError.nothing("that was reverted already; there is nothing to undo")
        }
        let paths = try repository.diff(from: try repository.tree(of: start), to: try repository.tree(of: tip)).files
            .map(\.path)
        try requireFree(paths)
        let signature = Self.signature(seconds)
        let result = try swap(to: tip, from: start, paths: paths, signature, log: "trace2skill: rollback")
        return RollbackResult(commits: commits, lessons: targets.flatMap(\.lessons), result: result)
    }

    /// Commits upon `start` that undo others, as objects that no ref names yet; none for what is undone already.
    private func reversals(
        of targets: [Target],
        onto start: CommitID,
        reason: String,
        seconds: Int64,
        texts: [String: [String]]
    ) throws -> [CommitID] {
        let signature = Self.signature(seconds)
        var parent = start
        var commits: [CommitID] = []
        for target in targets {
            let before = try repository.tree(of: parent)
            let tree: ObjectID
            switch try repository.revert(target.commit.id, mainline: target.mainline, onto: parent) {
            case .tree(let result): tree = result
            case .conflicts: tree = try takingOut(target, from: before, at: parent, texts: texts)
            }
            guard tree != before else { continue }
            let trailers =
                [Trailer(key: "Skill", value: target.skill)]
                + target.lessons.map { Trailer(key: "Lesson-Reverted", value: $0) }
            parent = try repository.createCommit(
                CommitDraft(
                    tree: tree,
                    parents: [parent],
                    author: signature,
                    committer: signature,
                    message: CommitMessage.reversal(
                        of: target.commit,
                        parent: target.commit.parents.first,
                        reason: reason,
                        trailers: trailers
                    )
                )
            )
            commits.append(parent)
        }
        return commits
    }

    /// Moves the branch with index and working tree.
    func swap(to new: CommitID, from old: CommitID, paths: [String], _ signature: Git.Signature, log: String)
        throws -> PublishResult
    {
        guard try repository.headBranch() == branch, repository.workdir != nil else {
            try move(branch, from: old, to: new, signature, log: log)
            return .published
        }
        let lock = try lockedIndex()
        try move(branch, from: old, to: new, signature, log: log)
        let results = try repository.checkOut(
            paths,
            from: try repository.tree(of: new),
            over: try repository.tree(of: old),
            holding: lock
        )
        return Self.result(of: results)
    }

    /// The tree without the lines of the target's lessons, where later commits changed the lines next to them.
    private func takingOut(_ target: Target, from tree: ObjectID, at commit: CommitID, texts: [String: [String]]) throws
        -> ObjectID
    {
        guard let skill = try snapshot(at: commit).skills[target.skill] else {
            throw PublishingError.notFound("there is no skill \(target.skill) at \(commit)")
        }
        var changes: [String: TreeChange] = [:]
        for path in skill.paths where path.hasSuffix(".md") {
            var lines = String(decoding: skill.files[path] ?? [], as: UTF8.self).split(
                separator: "\n",
                omittingEmptySubsequences: false
            ).map(String.init)
            let count = lines.count
            for lesson in target.lessons {
                guard let own = texts[lesson], !own.isEmpty, let first = lines.firstRange(of: own) else { continue }
                lines.removeSubrange(first)
                // The blank line that separated it from the next one is removed as well.
                if first.lowerBound < lines.count, lines[first.lowerBound].isEmpty, first.lowerBound > 0,
                    lines[first.lowerBound - 1].isEmpty
                {
                    lines.remove(at: first.lowerBound)
                }
            }
            if lines.count != count {
                changes["\(Self.folder)/\(target.skill)/\(path)"] = .write(Array(lines.joined(separator: "\n").utf8))
            }
        }
        guard !changes.isEmpty else {
            throw PublishingError.blocked(
                "later commits changed the same lines of \(target.skill); revert it with git and resolve the conflict: git revert \(target.mainline == nil ? "" : "-m 1 ")\(target.commit.id)"
            )
        }
        return try repository.tree(updating: tree, with: changes)
    }

    /// Commits that a later commit on the branch says it reverts, and that no later one brought back.
    func revertedCommits() throws -> Set<CommitID> { try history().reverted }
}
