package import Git
internal import Skills

/// A revision as the history tells of it.
package struct PublishedRevision: Sendable, Equatable {
    /// The name of the skill.
    package let skill: String
    /// The number of the revision.
    package let number: Int
    /// The commit that brought all of it: a merge, or the last of its lessons' commits where there is no merge.
    package let commit: Commit
    /// The commits of its lessons, in the order in which they were made.
    package let lessons: [Commit]
    /// What the branch was at before the revision.
    package let base: CommitID
    /// The commit between ``base`` and ``commit`` that only adds blank lines; nil where there is none.
    var room: CommitID?
    /// Whether ``commit`` is a merge that brought the revision and nothing else.
    package let isMerge: Bool
    /// The ids of lessons that its tag names, where its commit does not.
    var tagged: [String] = []

    /// The ids of its lessons, in the order of their commits.
    package var lessonIDs: [String] {
        lessons.isEmpty ? tagged : lessons.flatMap { SkillRepository.lessonIDs(in: $0) }
    }
}

/// A line of a skill's file and the commit that put it there.
package struct LineOrigin: Sendable, Equatable {
    /// The number of the line, counted from 1.
    package let line: Int
    /// The line without its line feed.
    package let text: String
    /// The commit that wrote the line last.
    package let commit: Commit
}

extension SkillRepository {
    /// The revisions on the branch, newest first, with their lesson commits. Rolled-back ones are among them.
    package func revisions(of skill: String? = nil) throws -> [PublishedRevision] {
        guard try repository.reference(branch) != nil else { return [] }
        let revisions = try history().revisions
        return skill.map { skill in revisions.filter { $0.skill == skill } } ?? revisions
    }

    /// The highest number that a revision of the skill has had, in the history, a tag, a proposal or a rejected candidate.
    package func lastNumber(of skill: String) throws -> Int {
        var highest = try numbers()[skill] ?? 0
        let named =
            try repository.listReferences("refs/tags/\(skill)/v*")
            + repository.listReferences("refs/heads/proposals/\(skill)/v*")
            + repository.listReferences("\(Self.proposed)/\(skill)/v*")
        for reference in named {
            guard let name = reference.name.split(separator: "/").last, let number = Self.number(name) else { continue }
            highest = max(highest, number)
        }
        // A declined proposal keeps its number in the ref's name: python-v3, or python-v3-2.
        for reference in try repository.listReferences("\(Self.rejected)/\(skill)-v*") {
            let digits = reference.name.dropFirst("\(Self.rejected)/\(skill)-v".count).prefix { $0.isNumber }
            highest = max(highest, Self.number("v\(digits)") ?? 0)
        }
        return highest
    }

    /// Whether no person wrote a line of a file last.
    ///
    /// - Parameters:
    ///   - line: counted from 1.
    ///   - commit: the commit whose file it is.
    package func isOurs(line: Int, of path: String, at commit: CommitID) throws -> Bool {
        try requireHistory()
        let hunk = try repository.blame(path, at: commit).first { $0.lines.contains(line) }
        return try hunk.map { Self.isOurs(try repository.commit($0.commit)) } ?? false
    }

    /// The commit whose id begins with these digits.
    package func commit(named digits: String) throws -> Commit { try repository.commit(abbreviated: digits) }

    /// The difference between two states of a skill as a unified patch. `nil` for `to` is the tip.
    package func difference(skill: String, from: String?, to: String?) throws -> String {
        let revisions = try revisions(of: skill)
        func tree(_ name: String) throws -> ObjectID {
            guard let number = Int(name.hasPrefix("v") ? String(name.dropFirst()) : name),
                let revision = revisions.first(where: { $0.number == number })
            else {
                let known = revisions.map { "v\($0.number)" }.reversed().joined(separator: ", ")
                throw PublishingError.notFound(
                    "\(skill) has no revision \(name)\(known.isEmpty ? "" : "; it has \(known)")"
                )
            }
            return revision.commit.tree
        }
        guard let tip = try repository.reference(branch) else { throw PublishingError.noBranch(branch, path) }
        guard let last = revisions.first else {
            throw PublishingError.notFound("there is no revision of a skill \(skill); see trace2skill log")
        }
        let new = try to.map(tree) ?? (from == nil ? last.commit.tree : repository.tree(of: tip))
        let old = try from.map(tree) ?? repository.tree(of: last.base)
        return try repository.diff(from: old, to: new, paths: ["\(Self.folder)/\(skill)"]).patch
    }

    // MARK: What a commit is

    /// Who made a commit what it is: where a person amended one of ours, it is the person.
    package static func writer(of commit: Commit) -> Git.Signature {
        commit.author.email == author.email && !isCommittedByProgram(commit) ? commit.committer : commit.author
    }

    /// Whether the lines of a commit are ours: it carries our trailers, and no person put them into a commit of their own
    /// by amending it. A lesson's commit stays ours where a person has moved it, as with `git rebase`.
    package static func isOurs(_ commit: Commit) -> Bool {
        guard commit.author.email == author.email && commit.author.name == author.name else { return false }
        return isCommittedByProgram(commit) || !lessonIDs(in: commit).isEmpty
    }

    /// Whether a commit adds the blank lines for a revision, upon which the revision is merged.
    static func isRoom(_ commit: Commit, of skill: String, _ number: Int) -> Bool {
        guard commit.parents.count == 1, let name = revision(in: commit) else { return false }
        return name.skill == skill && name.number == number && lessonIDs(in: commit).isEmpty
    }

    /// The ids of the lessons that a commit's trailers name.
    package static func lessonIDs(in commit: Commit) -> [String] {
        trailers(of: commit).filter { $0.key == "Lesson" }.map(\.value)
    }

    /// The name of the revision that a commit belongs to, such as `python/v3`; nil for another commit.
    package static func revisionName(of commit: Commit) -> String? {
        revision(in: commit).map { "\($0.skill)/v\($0.number)" }
    }

    static func revision(in commit: Commit) -> (skill: String, number: Int)? {
        trailers(of: commit).first { $0.key == "Revision" }.flatMap { revision(named: $0.value) }
    }

    /// The parts of a name such as `python/v3`.
    static func revision(named name: String) -> (skill: String, number: Int)? {
        guard let slash = name.lastIndex(of: "/"), let number = number(name[name.index(after: slash)...]) else {
            return nil
        }
        return (String(name[..<slash]), number)
    }

    /// The number in a name such as `v3`; nil for another name, and for a number that no history comes to: anybody may write
    /// one into a tag or a message, and the next number has to be above it.
    static func number(_ name: some StringProtocol) -> Int? {
        guard name.first == "v", let number = Int(name.dropFirst()), 0...999_999_999 ~= number else { return nil }
        return number
    }
}
