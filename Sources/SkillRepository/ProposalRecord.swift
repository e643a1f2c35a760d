internal import Git
internal import Lessons

/// A proposal as it was made, for as long as no person has decided about it.
///
/// It is a ref beside the branch, so that the commits are known when a person deletes the branch, drops commits from it, or
/// merges it with a tool that makes other commits of them.
struct ProposalRecord: Sendable {
    /// `<skill>/vN`
    let name: String
    let skill: String
    let number: Int
    /// The last commit as it was made.
    let tip: CommitID
    /// What the branch is at now; nil where it was deleted.
    let branch: CommitID?
    /// The commits of its lessons, oldest first.
    let commits: [Commit]
    /// The ids of its lessons.
    var lessons: [String] { commits.flatMap { SkillRepository.lessonIDs(in: $0) } }
    /// The ids of lessons that it removes because their evidence was forgotten.
    let withdrawn: [String]
    var reference: String { "\(SkillRepository.proposed)/\(name)" }
    var branchName: String { "refs/heads/proposals/\(name)" }
}

extension SkillRepository {
    /// The proposals that no person has decided about, by name.
    func proposalRecords() throws -> [ProposalRecord] {
        try repository.listReferences("\(Self.proposed)/*/*").compactMap { reference in
            let name = String(reference.name.dropFirst(Self.proposed.count + 1))
            guard let tip = CommitID(reference.target.description), let (skill, number) = Self.revision(named: name)
            else { return nil }
            let chain = try members(of: name, endingAt: tip)
            return ProposalRecord(
                name: name,
                skill: skill,
                number: number,
                tip: tip,
                branch: try repository.reference("refs/heads/proposals/\(name)"),
                commits: chain.reversed().filter { !Self.lessonIDs(in: $0).isEmpty },
                withdrawn: chain.flatMap(Self.withdrawn)
            )
        }
    }

    /// The commits of a proposal, newest first.
    private func members(of name: String, endingAt tip: CommitID) throws -> [Commit] {
        var members: [Commit] = []
        var next: CommitID? = tip
        while let id = next {
            let commit = try repository.commit(id)
            let isMember =
                commit.trailers.contains { ["Revision", "Proposal"].contains($0.key) && $0.value == name }
                || !Self.withdrawn(in: commit).isEmpty
            guard isMember, commit.parents.count == 1 else { break }
            members.append(commit)
            next = commit.parents.first
        }
        return members
    }

    static func withdrawn(in commit: Commit) -> [String] {
        commit.trailers.filter { $0.key == "Lesson-Withdrawn" }.map(\.value)
    }

    /// Remembers a proposal as it is now.
    func record(_ name: String, at tip: CommitID, seconds: Int64) throws {
        let reference = "\(Self.proposed)/\(name)"
        let old = try repository.reference(reference)
        guard old != tip else { return }
        try move(reference, from: old, to: tip, Self.signature(seconds), log: "trace2skill: proposal")
    }

    // MARK: What became of it

    /// What became of a proposal.
    enum ProposalFate: Sendable, Equatable {
        /// It waits. The ids are of lessons that a person dropped from its branch.
        case open(dropped: [String])
        /// It is on the branch; the commit that brought it, and the ids of lessons that a person left out.
        case accepted(by: CommitID, dropped: [String])
        /// A person deleted its branch.
        case declined
    }

    /// What became of a proposal, however a person merged it.
    ///
    /// - Parameter lessons: every known one by its id.
    func fate(of proposal: ProposalRecord, _ lessons: [String: Lesson]) throws -> ProposalFate {
        let history = try history()
        let isMerged = try [proposal.tip, proposal.branch].compactMap(\.self).contains {
            try repository.isAncestor($0, of: history.tip)
        }
        if proposal.lessons.isEmpty { return try fateOfRemoval(proposal, isMerged, lessons) }
        let tree = try repository.tree(of: history.tip)
        let there = try arrived(proposal, in: tree, lessons)
        guard isMerged || !there.isEmpty else {
            // It may have come and gone since the branch was last looked at: then a person took it back.
            if try hasPassed(proposal, history, lessons) { return .declined }
            guard let branch = proposal.branch else { return .declined }
            guard branch != proposal.tip else { return .open(dropped: []) }
            let kept = try arrived(proposal, in: try repository.tree(of: branch), lessons)
            return .open(dropped: proposal.lessons.filter { !kept.contains($0) })
        }
        let dropped = proposal.lessons.filter { !there.contains($0) }
        let commit =
            try history.revisions.first { $0.skill == proposal.skill && $0.number == proposal.number }?.commit.id
            ?? arrival(of: proposal, lessons) ?? history.tip
        return .accepted(by: commit, dropped: dropped)
    }

    private func fateOfRemoval(_ proposal: ProposalRecord, _ isMerged: Bool, _ lessons: [String: Lesson]) throws
        -> ProposalFate
    {
        let tip = try history().tip
        let text = SkillText(try markdown(in: try repository.tree(of: tip), proposal.skill))
        let remaining = proposal.withdrawn.compactMap { lessons[$0] }.filter {
            text.holdsAsWritten($0) || text.blockWithTitle(of: $0) != nil
        }
        if isMerged || remaining.isEmpty { return .accepted(by: tip, dropped: []) }
        return proposal.branch == nil ? .declined : .open(dropped: [])
    }

    /// The ids of the proposal's lessons that are in a tree: in the words that it proposes, or a new one in a person's.
    private func arrived(_ proposal: ProposalRecord, in tree: ObjectID, _ lessons: [String: Lesson]) throws -> Set<
        String
    > {
        var arrived = Set<String>()
        let text = SkillText(try markdown(in: tree, proposal.skill))
        let others = lessons.values.filter { $0.skill == proposal.skill }
        for commit in proposal.commits {
            let isThere = try hunks(of: commit, skill: proposal.skill).contains { hunk in
                text.holds(hunk.added.map { String($0.filter { !$0.isNewline }) })
            }
            for id in Self.lessonIDs(in: commit) {
                let isRewording = commit.summary.hasPrefix("\(proposal.skill): refine: ")
                guard !isThere, !isRewording else {
                    if isThere { arrived.insert(id) }
                    continue
                }
                guard let lesson = lessons[id] else { continue }
                let block = text.blockWithTitle(of: lesson) ?? text.blockLike(lesson, besides: others)
                if block != nil { arrived.insert(id) }
            }
        }
        return arrived
    }

    /// The commit of the branch with which lessons of a proposal came; nil if they were always there.
    private func arrival(of proposal: ProposalRecord, _ lessons: [String: Lesson]) throws -> CommitID? {
        let mainline = try history().mainline
        for (commit, before) in zip(mainline, mainline.dropFirst()) where commit.tree != before.tree {
            let now = try arrived(proposal, in: commit.tree, lessons)
            if try !now.isSubset(of: arrived(proposal, in: before.tree, lessons)) { return commit.id }
        }
        return nil
    }

    /// Whether a commit since the proposal was made brought lessons of it.
    private func hasPassed(
        _ proposal: ProposalRecord,
        _ history: BranchHistory,
        _ lessons: [String: Lesson]
    ) throws -> Bool {
        guard let base = try repository.mergeBase(proposal.tip, history.tip), base != history.tip else { return false }
        let path = "\(Self.folder)/\(proposal.skill)"
        var last = try repository.entry(at: path, in: repository.tree(of: base))?.id
        for commit in history.mainline.prefix(while: { $0.id != base }) {
            let folder = try repository.entry(at: path, in: commit.tree)?.id
            guard folder != last else { continue }
            last = folder
            if try !arrived(proposal, in: commit.tree, lessons).isEmpty { return true }
        }
        return false
    }

    // MARK: Settling

    /// Ends a proposal that is on the branch: its commit gets the revision's tag, and the branch goes, unless a person has
    /// commits on it that are nowhere else.
    ///
    /// - Returns: what could not be done, in a sentence; nil if all is done.
    func close(_ proposal: ProposalRecord, acceptedBy commit: CommitID, dropped: [String], seconds: Int64) throws
        -> String?
    {
        var problem: String?
        let lessons = proposal.lessons.filter { !dropped.contains($0) }
        if !lessons.isEmpty, try repository.listReferences("refs/tags/\(proposal.name)").isEmpty {
            let message = CommitMessage.joined(
                ["\(proposal.skill) v\(proposal.number): a proposal that a person merged"],
                [Trailer(key: "Revision", value: proposal.name)] + lessons.map { Trailer(key: "Lesson", value: $0) }
            )
            problem = tag(
                skill: proposal.skill,
                number: proposal.number,
                tip: commit.description,
                seconds: seconds,
                message: message
            )
        }
        // The tag may be what the revision is known by.
        knownHistory = nil
        if !dropped.isEmpty { try keepRejected(proposal, seconds: seconds) }
        if let branch = proposal.branch, try isContained(branch, of: proposal) {
            _ = try repository.deleteReference(proposal.branchName, expected: branch)
        }
        if problem == nil { _ = try repository.deleteReference(proposal.reference, expected: proposal.tip) }
        return problem
    }

    /// Ends a proposal whose branch a person deleted; its commits stay with the rejected candidates.
    func close(declined proposal: ProposalRecord, seconds: Int64) throws {
        try keepRejected(proposal, seconds: seconds)
        // A branch that a person has added to stays.
        if proposal.branch == proposal.tip {
            _ = try repository.deleteReference(proposal.branchName, expected: proposal.tip)
        }
        _ = try repository.deleteReference(proposal.reference, expected: proposal.tip)
    }

    /// Whether nothing of a proposal's branch is lost with it.
    private func isContained(_ branch: CommitID, of proposal: ProposalRecord) throws -> Bool {
        let tip = try history().tip
        if try branch == proposal.tip || repository.isAncestor(branch, of: tip) { return true }
        let folder = "\(Self.folder)/\(proposal.skill)"
        return try repository.entry(at: folder, in: repository.tree(of: branch))?.id
            == repository.entry(at: folder, in: repository.tree(of: tip))?.id
    }

    func keepRejected(_ proposal: ProposalRecord, seconds: Int64) throws {
        _ = try keepRejected(proposal.name, proposal.tip, seconds: seconds)
    }

    /// Keeps the commits of a proposal with the rejected candidates. A number follows the name where it is in use.
    ///
    /// - Returns: the full name of the ref.
    func keepRejected(_ name: String, _ tip: CommitID, seconds: Int64) throws -> String {
        let first = "\(Self.rejected)/\(name.replacing("/", with: "-"))"
        var (reference, number) = (first, 1)
        while let old = try repository.reference(reference), old != tip {
            number += 1
            reference = "\(first)-\(number)"
        }
        let old = try repository.reference(reference)
        if old != tip {
            try move(reference, from: old, to: tip, Self.signature(seconds), log: "trace2skill: declined")
        }
        return reference
    }

    /// The lesson that a commit of a proposal words.
    func proposedLesson(_ id: String, in proposal: ProposalRecord) throws -> Lesson? {
        try proposal.commits.last { Self.lessonIDs(in: $0).contains(id) }.flatMap {
            try lesson(Lesson.ID(id), in: $0)
        }
    }
}
