internal import Foundations
internal import Git
internal import Lessons

/// How the branch and that of a remote are to each other.
enum BranchRelation: Sendable, Equatable {
    /// Both are at the same commit, or neither is there.
    case same
    /// The remote has nothing that is not here.
    case ahead
    /// The remote has commits that are not here.
    case apart(CommitID)
    /// The remote has no such branch, and never had.
    case absent
    /// The remote had the branch.
    case deleted
    /// The remote's branch went back; it had this commit, which is here.
    case rewritten(CommitID)
}

/// How the branch comes to what a remote has.
struct JoinPlan: Sendable {
    /// What the branch is at.
    let old: CommitID
    /// What it is to be at. The commits are written.
    let new: CommitID
    /// The last commit that both have.
    let base: CommitID
    /// The paths that change.
    let paths: [String]
    /// Whether commits of ours are left out or written again.
    let leavesOld: Bool
    /// Revisions of ours that are made anew, since the remote has another one in their place.
    var dropped: [PublishedRevision] = []
    /// The new commit of each commit of a person that was written again.
    var rewritten: [CommitID: CommitID] = [:]
    /// Lessons whose commits are in the history of ``new``, with the number of their newest revision; empty where nothing
    /// is dropped.
    var lessons: [String: Int] = [:]
    /// Lessons that another machine has published since the two parted, or that people here took back in commits that do not
    /// fit on what it did.
    var arrived: Set<String> = []
}

extension SkillRepository {
    /// How the branch is to that of a remote.
    ///
    /// - Parameters:
    ///   - known: what the remote's branch was at when it was last seen.
    ///   - lost: what it had before it went back, as long as no person has decided about that.
    func relation(to theirs: CommitID?, known: CommitID?, lost: CommitID?) throws -> BranchRelation {
        let ours = try repository.reference(branch)
        guard let theirs else {
            if known != nil || lost != nil { return .deleted }
            return ours == nil ? .same : .absent
        }
        guard let ours else { return .apart(theirs) }
        if let before = lost ?? known, try repository.contains(before.object),
            try !repository.isAncestor(before, of: theirs), try repository.isAncestor(before, of: ours)
        {
            return .rewritten(before)
        }
        if ours == theirs { return .same }
        return try repository.isAncestor(theirs, of: ours) ? .ahead : .apart(theirs)
    }

    /// The names of revisions that are in one history and not in the other.
    func revisions(in one: CommitID, notIn other: CommitID) throws -> [String] {
        let names = try repository.history(from: one, hiding: [other]).compactMap { Self.revision(in: $0) }
        return Set(names.map { "\($0.skill)/v\($0.number)" }).sorted()
    }

    /// Finds out how the branch comes to what a remote has, and writes the commits for it. No reference is moved.
    ///
    /// Revisions of ours that the remote has not seen are left out, to be made anew on its tip. A person's commits stay:
    /// by a merge, or put on top one by one where they follow such a revision or conflict.
    /// - Throws: ``PublishingError/blocked(_:)`` with the remedy, if a person has to do it.
    func plan(joining theirs: CommitID, of remote: String, seconds: Int64) throws -> JoinPlan {
        let name = branch.dropFirst("refs/heads/".count)
        guard let ours = try repository.reference(branch) else { throw PublishingError.noBranch(branch, path) }
        guard let base = try repository.mergeBase(ours, theirs) else {
            throw PublishingError.blocked(
                "\(name) and that of \(remote) have no commit in common; clone the remote instead: "
                    + "git clone ADDRESS FOLDER, and name that folder as repository"
            )
        }
        if base == ours { return try joined(ours, theirs, base, [], [:], theirs) }
        let own = try repository.history(from: ours, hiding: [theirs])
        let line = Self.line(from: ours, own)
        let history = BranchHistory(tip: ours, commits: try repository.history(from: ours))
        let dropped = history.revisions.filter { revision in
            line.contains { $0.id == revision.commit.id } && Self.canBeMadeAnew(revision.commit)
        }
        if dropped.isEmpty, case .tree(let tree) = try repository.merge(ours, into: theirs) {
            let signature = Self.signature(seconds)
            let merge = try Self.write(
                CommitDraft(
                    tree: tree,
                    parents: [theirs, ours],
                    author: signature,
                    committer: signature,
                    message: CommitMessage.joined(
                        ["merge what people committed on two machines", ""],
                        [Trailer(key: "Evolution", value: LessonOrigin.exchange.rawValue)]
                    )
                ),
                in: repository,
                signing
            )
            return try joined(ours, merge, base, [], [:], theirs)
        }
        let (new, rewritten, undone) = try putOnTop(line, history, without: dropped, of: theirs, remote)
        var plan = try joined(ours, new, base, dropped, rewritten, theirs)
        plan.arrived.formUnion(undone)
        return plan
    }

    /// The commits that the branch was at, newest first.
    private static func line(from tip: CommitID, _ commits: [Commit]) -> [Commit] {
        let byID = Dictionary(commits.map { ($0.id, $0) }) { first, _ in first }
        var line: [Commit] = []
        var next = byID[tip]
        while let commit = next {
            line.append(commit)
            next = commit.parents.first.flatMap { byID[$0] }
        }
        return line
    }

    /// Whether a revision was made by an evolution: what a person accepted or merged stays.
    private static func canBeMadeAnew(_ commit: Commit) -> Bool {
        isOurs(commit) && commit.parents.count == 2 && commit.trailers.contains { $0.key == "Base" }
    }

    private func conflict(with remote: String) -> PublishingError {
        let name = branch.dropFirst("refs/heads/".count)
        return .blocked(
            "\(name) and that of \(remote) both have commits of people, which conflict; unite them: "
                + "git -C \(path) pull --no-rebase \(remote) \(name)"
        )
    }

    /// Puts what people committed, oldest first, on top of the remote's tip.
    ///
    /// - Returns: the new tip, the new commit of each commit that was written again, and the ids of lessons that people took
    ///   back in commits that do not fit there: they are taken out of what is there now.
    private func putOnTop(
        _ line: [Commit],
        _ history: BranchHistory,
        without dropped: [PublishedRevision],
        of theirs: CommitID,
        _ remote: String
    ) throws -> (CommitID, [CommitID: CommitID], Set<String>) {
        let left = Set(dropped.flatMap { [$0.commit.id] + ($0.room.map { [$0] } ?? []) })
        let undone = Set(left.map(\.description) + dropped.flatMap(\.lessons).map(\.id.description))
        let lessons = Set(dropped.flatMap(\.lessonIDs))
        var tip = theirs
        var rewritten: [CommitID: CommitID] = [:]
        var takenBack = Set<String>()
        for commit in line.reversed() where !left.contains(commit.id) {
            // What it takes back is not there. That it was taken back is known by now.
            if Self.undoesOnly(undone, lessons, commit) { continue }
            let tree: ObjectID
            switch try repository.cherryPick(commit.id, mainline: commit.parents.count > 1 ? 1 : nil, onto: tip) {
            case .tree(let picked): tree = picked
            case .conflicts:
                let lessons = Self.lessonsUndone(by: commit, history)
                guard lessons.isEmpty else {
                    takenBack.formUnion(lessons)
                    continue
                }
                guard let united = try self.tree(with: commit, on: tip, without: dropped) else {
                    throw conflict(with: remote)
                }
                tree = united
            }
            guard try tree != repository.tree(of: tip) else { continue }
            tip = try repository.rewrite(commit.id, tree: tree, parents: [tip] + commit.parents.dropFirst()) {
                try signing?.signsCommits == true ? signing?.signature(of: $0) : nil
            }
            rewritten[commit.id] = tip
        }
        return (tip, rewritten, takenBack)
    }

    private static func undoesOnly(_ commits: Set<String>, _ lessons: Set<String>, _ commit: Commit) -> Bool {
        let named = revertedLessons(commit)
        if !named.isEmpty { return named.allSatisfy(lessons.contains) }
        let ids = revertedCommits(commit)
        return !ids.isEmpty && ids.allSatisfy(commits.contains)
    }

    /// The lessons that a commit takes back and does nothing else; empty if it does.
    private static func lessonsUndone(by commit: Commit, _ history: BranchHistory) -> [String] {
        let named = revertedLessons(commit)
        if !named.isEmpty { return named }
        var lessons: [String] = []
        for id in revertedCommits(commit) {
            guard let reverted = CommitID(id).flatMap({ history.byID[$0] }) else { return [] }
            let own = lessonIDs(in: reverted)
            let all = own.isEmpty ? history.revisions.first { $0.commit.id == reverted.id }?.lessonIDs ?? [] : own
            if all.isEmpty { return [] }
            lessons += all
        }
        return lessons
    }

    private static func revertedLessons(_ commit: Commit) -> [String] {
        commit.trailers.filter { $0.key == "Lesson-Reverted" }.map(\.value)
    }

    /// The ids that git writes into the message of a revert.
    static func revertedCommits(_ commit: Commit) -> [String] {
        // By bytes: the whole history is looked through.
        let bytes = Array(commit.message.utf8)
        return revertWords.all(in: bytes).map { start in
            let rest = bytes[(start + revertWords.count)...]
            return String(decoding: rest.prefix { Character(UnicodeScalar($0)).isHexDigit }, as: UTF8.self)
        }
    }

    private static let revertWords = ByteSearch("This reverts commit ")

    private func joined(
        _ old: CommitID,
        _ new: CommitID,
        _ base: CommitID,
        _ dropped: [PublishedRevision],
        _ rewritten: [CommitID: CommitID],
        _ theirs: CommitID
    ) throws -> JoinPlan {
        let paths = try repository.diff(from: repository.tree(of: old), to: repository.tree(of: new)).files.map(\.path)
        let tree = try repository.tree(of: new)
        for path in paths {
            guard let entry = try repository.entry(at: path, in: tree), !entry.mode.isRegularFile else { continue }
            throw PublishingError.blocked(
                "the remote brings \(path), a \(entry.mode); bring it here with git: git -C \(self.path) pull"
            )
        }
        var plan = JoinPlan(
            old: old,
            new: new,
            base: base,
            paths: paths.sorted(),
            leavesOld: try !repository.isAncestor(old, of: new)
        )
        plan.dropped = dropped
        plan.rewritten = rewritten
        for commit in dropped.isEmpty ? [] : try repository.history(from: new) {
            guard let (_, number) = Self.revision(in: commit) else { continue }
            for id in Self.lessonIDs(in: commit) where plan.lessons[id] == nil { plan.lessons[id] = number }
        }
        for commit in try repository.history(from: theirs, hiding: [old]) where Self.isOurs(commit) {
            guard Self.isCommittedByProgram(commit) else { continue }
            plan.arrived.formUnion(Self.lessonIDs(in: commit))
        }
        return plan
    }

    /// Moves the branch as planned, and brings index and files of every working tree along.
    func join(_ plan: JoinPlan, seconds: Int64) throws -> PublishResult {
        let result = try swap(
            to: plan.new,
            from: plan.old,
            paths: plan.paths,
            Self.signature(seconds),
            log: "trace2skill: exchange"
        )
        for revision in plan.dropped {
            let name = "refs/tags/\(revision.skill)/v\(revision.number)"
            guard let tag = try repository.listReferences(name).first,
                try repository.tags("\(revision.skill)/v\(revision.number)").first?.commit == revision.commit.id
            else { continue }
            _ = try repository.moveReference(
                name,
                from: tag.target,
                toObject: nil,
                by: Self.signature(seconds),
                log: "trace2skill: exchange"
            )
        }
        return result
    }

    /// Checks that the branch can be moved as planned.
    func requireFree(for plan: JoinPlan) throws { try requireFree(plan.paths) }

    /// Whether a commit can be reached from the branch.
    func isInHistory(_ commit: String) throws -> Bool {
        guard let id = CommitID(commit), try repository.contains(id.object), let tip = try repository.reference(branch)
        else { return false }
        return try repository.isAncestor(id, of: tip)
    }
}
