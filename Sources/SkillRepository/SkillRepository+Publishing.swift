internal import Foundations
internal import Git
package import Ledger
internal import Lessons
package import Skills

/// A revision whose objects are in the object database and which no ref names yet.
struct PreparedRevision: Sendable {
    /// The plan that it was prepared from.
    let plan: RevisionPlan
    /// What its message says besides the lessons.
    let note: RevisionNote
    /// What the branch must point at.
    let parent: CommitID
    /// The merge commit, or the last lesson's commit of a proposal.
    let tip: CommitID
    /// The commit of each lesson by the lesson's id.
    let lessonCommits: [String: CommitID]
    /// The paths in the repository that the revision changes.
    let paths: [String]
    /// The name of the revision's tag, such as `python/v3`.
    var tag: String { "\(plan.skill)/v\(note.number)" }
    /// Keeps the objects from being cleaned away until this value is gone.
    let hold: PackHold?
}

/// How far publishing came.
package enum PublishResult: Sendable, Equatable {
    /// Branch, index and working tree are there.
    case published
    /// The branch has moved; these paths of the working tree could not be brought along, for the reason given.
    case behind(paths: [String], reason: String)
    /// The branch has moved, and the revision's tag could not be made yet.
    case untagged(reason: String)
}

extension SkillRepository {
    /// Writes the chain of commits and the merge commit of a revision as objects. No ref, index or file is touched.
    ///
    /// Everything that goes into the ids is in the plan and its note, so preparing again gives the same ids, unless commits
    /// are signed. The objects are written together when all are made.
    func prepare(
        _ plan: RevisionPlan,
        _ note: RevisionNote,
        on snapshot: Snapshot,
        asProposal: Bool = false
    ) throws -> PreparedRevision {
        let batch = try repository.batch()
        let chain = try Self.chain(of: plan, note, on: snapshot, asProposal: asProposal, in: batch.repository, signing)
        return PreparedRevision(
            plan: plan,
            note: note,
            parent: snapshot.commit,
            tip: chain.tip,
            lessonCommits: chain.lessonCommits,
            paths: chain.paths.sorted(),
            hold: try batch.write()
        )
    }

    private static func chain(
        of plan: RevisionPlan,
        _ note: RevisionNote,
        on snapshot: Snapshot,
        asProposal: Bool,
        in repository: borrowing Repository,
        _ signing: Signing?
    ) throws -> (tip: CommitID, lessonCommits: [String: CommitID], paths: Set<String>) {
        let name = "\(plan.skill)/v\(note.number)"
        var parent = snapshot.commit
        // After what it is built on, unless that comes from a clock far ahead.
        let earlier = try repository.commit(parent).committer.seconds
        var seconds = (note.seconds...note.seconds + 86_400).contains(earlier) ? earlier + 1 : note.seconds
        func commit(_ tree: ObjectID, _ parents: [CommitID], _ message: String) throws -> CommitID {
            let signature = Self.signature(seconds)
            // So that git log, which sorts by time, keeps the commits of a revision together and in order.
            seconds += 1
            return try write(
                CommitDraft(tree: tree, parents: parents, author: signature, committer: signature, message: message),
                in: repository,
                signing
            )
        }
        var tree = snapshot.tree
        var before = plan.base
        var touched = Set<String>()
        func advance(to skill: Skill) throws {
            let changes = Self.changes(from: before, to: skill)
            touched.formUnion(changes.keys)
            tree = try repository.tree(updating: tree, with: changes)
            before = skill
        }
        // Git takes adjacent changes for a conflict. Blank lines that belong to no revision keep the lines of each apart
        // from those of others, so that `git revert -m 1` undoes any of them, whatever came later.
        var trunk = parent
        if let room = plan.room, !asProposal, note.rejection == nil {
            try advance(to: room)
            trunk = try commit(
                tree,
                [parent],
                CommitMessage.room(skill: plan.skill, evolution: note.evolution, revision: name)
            )
            parent = trunk
        }
        if plan.structure != before {
            try advance(to: plan.structure)
            let message = CommitMessage.structure(
                skill: plan.skill,
                isNew: plan.base == nil,
                count: plan.lessons.count,
                moved: plan.moved,
                isDescribedAnew: plan.base.map { Self.description(of: $0) != Self.description(of: plan.structure) }
                    ?? false,
                evolution: note.evolution,
                revision: name
            )
            parent = try commit(tree, [parent], message)
        }
        var commits: [String: CommitID] = [:]
        for step in plan.steps {
            let replaced = step.isRefinement ? Self.lines(of: before, notIn: step.skill) : []
            try advance(to: step.skill)
            parent = try commit(
                tree,
                [parent],
                CommitMessage.lesson(
                    step.lessons,
                    evolution: note.evolution,
                    revision: name,
                    isRefinement: step.isRefinement,
                    before: replaced,
                    sources: note.sources
                )
            )
            for lesson in step.lessons { commits[lesson.id.rawValue] = parent }
        }
        let message = CommitMessage.revision(plan, note, base: snapshot.commit.description, isProposal: asProposal)
        if asProposal {
            // An empty commit with the summary for the reviewer.
            return (try commit(tree, [parent], message), commits, touched)
        }
        return (try commit(tree, [trunk, parent], message), commits, touched)
    }

    private static func description(of skill: Skill) -> String? {
        skill.files[Skill.mainPath].flatMap { try? Frontmatter(of: $0) }?.description
    }

    /// Moves the branch to a prepared revision, brings index and working tree along, and tags it.
    ///
    /// - Throws: ``PublishingError`` if the branch is elsewhere, locked, or a person's work is in the way; nothing has moved then.
    func publish(_ revision: PreparedRevision) throws -> PublishResult {
        defer { withExtendedLifetime(revision.hold) {} }
        try requireFree(revision.paths)
        let result = try swap(
            to: revision.tip,
            from: revision.parent,
            paths: revision.paths,
            Self.signature(revision.note.seconds),
            log: "trace2skill: \(revision.tag)"
        )
        let problem = tag(
            skill: revision.plan.skill,
            number: revision.note.number,
            tip: revision.tip.description,
            seconds: revision.note.seconds,
            message: Self.tagMessage(revision.plan, revision.note)
        )
        return problem.map { result == .published ? .untagged(reason: $0) : result } ?? result
    }

    /// Puts a prepared proposal on its branch.
    func propose(_ revision: PreparedRevision) throws -> String {
        defer { withExtendedLifetime(revision.hold) {} }
        let name = "refs/heads/proposals/\(revision.plan.skill)/v\(revision.note.number)"
        let old = try repository.reference(name)
        try move(name, from: old, to: revision.tip, Self.signature(revision.note.seconds), log: "trace2skill: proposal")
        try record(revision.tag, at: revision.tip, seconds: revision.note.seconds)
        return name
    }

    /// Keeps a candidate that was rejected: its chain and the commit that says why, under a ref of its own.
    ///
    /// Returns the name of the ref: `refs/trace2skill/rejected/<evolution>-<skill>`, with a number before the skill for
    /// the second and later ones of one evolution.
    func reject(_ plan: RevisionPlan, _ note: RevisionNote, on snapshot: Snapshot, number: Int = 1) throws -> String {
        let revision = try prepare(plan, note, on: snapshot)
        defer { withExtendedLifetime(revision.hold) {} }
        let name = "\(Self.rejected)/\(note.evolution)-\(number > 1 ? "\(number)-" : "")\(plan.skill)"
        let old = try repository.reference(name)
        try move(name, from: old, to: revision.tip, Self.signature(note.seconds), log: "trace2skill: rejected")
        return name
    }

    /// Whether exactly this state of a skill was rejected before as what would follow on `base`.
    package func hasRejected(_ candidate: Skill, over base: Skill?) throws -> Bool {
        let name = candidate.name.text
        for reference in try repository.listReferences("\(Self.rejected)/*-\(name)") {
            guard let tip = CommitID(reference.target.description) else { continue }
            guard try skill(name, at: tip) == candidate else { continue }
            let parent = try repository.commit(tip).parents.first
            if try parent.flatMap({ try skill(name, at: $0) }) == base { return true }
        }
        return false
    }

    /// Brings index and working tree to the branch for a revision whose publishing was cut off.
    func finish(tip: String, parent: String, skill: String) throws -> PublishResult {
        guard let tip = CommitID(tip), let parent = CommitID(parent) else { return .published }
        guard try repository.reference(branch) == tip else { return .published }
        let tree = try repository.tree(of: tip)
        let before = try repository.tree(of: parent)
        let paths = try repository.diff(from: before, to: tree).files.map(\.path).filter {
            $0.hasPrefix("\(Self.folder)/\(skill)/")
        }
        return try bringAlong(paths, from: parent, to: tip) {}
    }

    /// The position of the branch after a publishing that was cut off: it holds the commit, is still at the parent, or went elsewhere.
    func position(tip: String, parent: String, reference: String) throws -> IntentPosition {
        guard let planned = CommitID(tip), let now = try repository.reference(reference) else { return .elsewhere }
        if now == planned { return .moved }
        if now.description == parent { return try repository.contains(planned.object) ? .ready : .elsewhere }
        return try repository.contains(planned.object) && repository.isAncestor(planned, of: now) ? .moved : .elsewhere
    }

    enum IntentPosition: Sendable { case moved, ready, elsewhere }

    /// Moves the branch for an intent whose objects are all there.
    func resume(tip: String, parent: String, reference: String, seconds: Int64) throws {
        guard let tip = CommitID(tip), let parent = CommitID(parent) else { return }
        try move(reference, from: parent, to: tip, Self.signature(seconds), log: "trace2skill: resumed")
    }

    /// Tags a published revision, if it is not tagged yet.
    ///
    /// - Returns: why it could not be tagged, in a sentence; nil if it is. The branch has moved then, which this does not undo.
    func tag(skill: String, number: Int, tip: String, seconds: Int64, message: String) -> String? {
        guard let tip = CommitID(tip) else { return nil }
        do {
            _ = try repository.annotatedTag(
                name: "\(skill)/v\(number)",
                target: tip,
                tagger: tagger(seconds),
                message: message,
                signedBy: { try signing?.signsTags == true ? signing?.signature(of: $0) : nil }
            )
            return nil
        } catch {
            return "the tag \(skill)/v\(number) could not be made and is tried again: \(error)"
        }
    }

    /// Says of a revision whose branch has moved that its tag is not made yet, with the remedy; nil where that is not what is
    /// left to do. Only looks.
    package func missingTag(of intent: Intent) throws -> String? {
        let name = "\(intent.skill)/v\(intent.content.number)"
        guard intent.state == .moved, try repository.reference("refs/tags/\(name)") == nil else { return nil }
        let isInTheWay = try repository.reference("refs/tags/\(intent.skill)") != nil
        return "the tag \(name) is not made yet: "
            + (isInTheWay
                ? "refs/tags/\(intent.skill) is in the way; rename or remove it, and the next evolution makes the tag"
                : "the next evolution makes it, or: trace2skill verify --repair")
    }

    // MARK: Parts

    func move(_ name: String, from old: CommitID?, to new: CommitID, _ signature: Git.Signature, log: String) throws {
        switch try repository.moveReference(name, from: old, to: new, by: signature, log: log) {
        case .moved: return
        case .stale: throw PublishingError.branchMoved(name)
        case .locked:
            let lock = LockFile(at: "\(gitdir)/\(name).lock").map { " (\($0))" } ?? ""
            throw PublishingError.locked(name + lock)
        }
    }

    static func tagMessage(_ plan: RevisionPlan, _ note: RevisionNote) -> String {
        let lessons = plan.lessons.count.of("lesson")
        return "\(plan.skill) v\(note.number): \(lessons) from \(note.sessions.of("session"))\n"
    }

    static func result(of results: [String: CheckOutResult]) -> PublishResult {
        var kept: [String] = []
        var words = Set<String>()
        for (path, result) in results {
            if case .kept(let summary) = result {
                kept.append(path)
                words.insert(summary.rawValue)
            }
        }
        return kept.isEmpty ? .published : .behind(paths: kept.sorted(), reason: words.sorted().joined(separator: ", "))
    }

    /// The lines of Markdown files that one state of a skill has and another one has not.
    private static func lines(of old: Skill?, notIn new: Skill) -> [String] {
        func lines(_ skill: Skill?) -> [String] {
            (skill?.paths ?? []).filter { $0.hasSuffix(".md") }.flatMap { path in
                String(decoding: skill?.files[path] ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
            }
        }
        let kept = Set(lines(new))
        return lines(old).filter { !kept.contains($0) }
    }

    /// The change of each path that replaces one state of a skill by another.
    static func changes(from old: Skill?, to new: Skill) -> [String: TreeChange] {
        var changes: [String: TreeChange] = [:]
        for (path, bytes) in new.files where old?.files[path] != bytes {
            changes["\(folder)/\(new.name)/\(path)"] = .write(bytes)
        }
        for path in old?.files.keys ?? [:].keys where new.files[path] == nil {
            changes["\(folder)/\(new.name)/\(path)"] = .remove
        }
        return changes
    }
}
