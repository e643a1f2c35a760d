package import Git

/// A revision as a step of the history of its skill: what it made of its base.
package struct RevisionSpan: Sendable, Equatable {
    /// The full id of the commit that brought all of it.
    package let commit: String
    /// The full id of what the branch was at before.
    package let base: String

    /// Describes a step.
    package init(commit: String, base: String) {
        self.commit = commit
        self.base = base
    }
}

extension SkillRepository {
    /// Commits of revisions in the order of the branch, newest first. Reads the branch itself, and not what merges brought.
    ///
    /// - Parameters:
    ///   - revisions: full ids of commits.
    ///   - limit: the most that are returned.
    /// - Returns: nil where that does not tell the order, as where a person merged what another machine made.
    package func inOrder(_ revisions: Set<String>, limit: Int) throws -> [Commit]? {
        try requireHistory()
        var found: [Commit] = []
        var next = try repository.reference(branch)
        while let id = next, found.count < min(limit, revisions.count) {
            let commit = try repository.commit(id)
            if revisions.contains(id.description) {
                found.append(commit)
            } else if commit.parents.count > 1 {
                return nil
            }
            next = commit.parents.first
        }
        return found.count == min(limit, revisions.count) ? found : nil
    }

    /// The commits of a revision's lessons by the lessons' ids, as far as the revision is a merge of them.
    package func lessonCommits(of revision: Commit) throws -> [String: CommitID] {
        guard revision.parents.count == 2 else { return [:] }
        var commits: [String: CommitID] = [:]
        var next = revision.parents[1]
        while next != revision.parents[0] {
            let commit = try repository.commit(next)
            guard commit.parents.count == 1 else { break }
            for id in Self.lessonIDs(in: commit) { commits[id] = commit.id }
            next = commit.parents[0]
        }
        return commits
    }

    /// Who wrote each line of a file at the tip.
    ///
    /// - Parameters:
    ///   - lines: those that are asked for; nil for all.
    ///   - revisions: those of the file's skill on the branch, newest first. With them the work grows with the history of the
    ///     skill and not with that of the repository; where a person changed the skill in between, blame reads the rest.
    package func origins(
        of path: String,
        lines: ClosedRange<Int>? = nil,
        passing revisions: [RevisionSpan] = []
    ) throws -> [LineOrigin] {
        try requireHistory()
        guard let tip = try repository.reference(branch) else { throw PublishingError.noBranch(branch, self.path) }
        guard let bytes = try repository.readFile(path, in: try repository.tree(of: tip), limit: 16 << 20) else {
            throw PublishingError.notFound("there is no \(path) at the tip of \(branch)")
        }
        let texts = Self.texts(bytes)
        // Of each line that is asked for, the place in the file as it was at the commit that was come to.
        var places: [Int: Int] = [:]
        for line in 1...max(1, texts.count) where lines?.contains(line) ?? true { places[line] = line }
        if texts.last?.isEmpty == true { places[texts.count] = nil }
        var origins: [LineOrigin] = []
        var position = tip
        func settle(_ changed: [Int: Int?], _ commit: Commit) {
            for (line, place) in changed {
                places[line] = place
                if place == nil { origins.append(LineOrigin(line: line, text: texts[line - 1], commit: commit)) }
            }
        }
        for revision in revisions where !places.isEmpty {
            guard let steps = try steps(of: revision, from: position, path) else { break }
            for step in steps {
                settle(try moves(of: places, path, step.commit.tree, before: step.before), step.commit)
                position = step.before
            }
        }
        if !places.isEmpty {
            let hunks = try repository.blame(path, at: position)
            for (line, place) in places {
                guard let hunk = hunks.first(where: { $0.lines.contains(place) }) else { continue }
                origins.append(
                    LineOrigin(line: line, text: texts[line - 1], commit: try repository.commit(hunk.commit))
                )
            }
        }
        return origins.sorted { $0.line < $1.line }
    }

    /// The commits of a revision, newest first, each with what the file was like before; nil where the file was changed
    /// between the revision and `position`, or the revision is not a merge of commits of its own.
    private func steps(of revision: RevisionSpan, from position: CommitID, _ path: String) throws
        -> [(commit: Commit, before: CommitID)]?
    {
        guard let id = CommitID(revision.commit), let base = CommitID(revision.base), try repository.contains(id.object)
        else { return nil }
        let merge = try repository.commit(id)
        func content(_ tree: ObjectID) throws -> ObjectID? { try repository.entry(at: path, in: tree)?.id }
        let now = try content(merge.tree)
        guard try now == content(repository.tree(of: position)), merge.parents.count == 2,
            try merge.parents[0] == base || room(of: merge)?.parents == [base]
        else { return nil }
        var steps: [(Commit, CommitID)] = []
        var next = merge.parents[1]
        while next != base {
            let commit = try repository.commit(next)
            guard commit.parents.count == 1 else { return nil }
            steps.append((commit, commit.parents[0]))
            next = commit.parents[0]
        }
        // What the merge itself changed would be its own.
        guard let first = steps.first, try content(first.0.tree) == now else { return nil }
        return steps
    }

    /// The commit with the blank lines upon which a revision was merged.
    private func room(of merge: Commit) throws -> Commit? {
        guard let (skill, number) = Self.revision(in: merge) else { return nil }
        let first = try repository.commit(merge.parents[0])
        return Self.isRoom(first, of: skill, number) ? first : nil
    }

    /// Where lines were before a commit; nil for those that it wrote. Lines that it did not move are left out.
    private func moves(of places: [Int: Int], _ path: String, _ tree: ObjectID, before: CommitID) throws -> [Int: Int?]
    {
        let old = try repository.tree(of: before)
        let diff = try repository.diff(from: old, to: tree, paths: [path], context: 0)
        guard let file = diff.files.first(where: { $0.path == path }) else { return [:] }
        let written = Set(file.hunks.flatMap(\.lines).compactMap { $0.kind == .added ? $0.newNumber : nil })
        var changed: [Int: Int?] = [:]
        for (line, place) in places {
            if written.contains(place) {
                changed.updateValue(nil, forKey: line)
                continue
            }
            let shift = file.hunks.reduce(0) { sum, hunk in
                let end = hunk.newCount == 0 ? hunk.newStart + 1 : hunk.newStart + hunk.newCount
                return end <= place ? sum + hunk.newCount - hunk.oldCount : sum
            }
            if shift != 0 { changed[line] = place - shift }
        }
        return changed
    }
}
