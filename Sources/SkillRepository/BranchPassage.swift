internal import FoundationEssentials
internal import Foundations
internal import Git
internal import Lessons

/// Revisions that a branch lost when it went backwards, until a person commits on top or brings them back.
struct LostRevisions: Sendable, Equatable, Codable {
    /// What the branch was at before.
    var from: String
    /// What it was at afterwards.
    var to: String
    /// The names of the revisions, such as `python/v3`.
    var revisions: [String]
    /// The ids of their lessons.
    var lessons: [String]

    func encoded() throws -> String { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
}

extension LostRevisions {
    /// Nil for a text of another form: then nothing is remembered.
    init?(encoded text: String) {
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
        self = value
    }
}

/// Skills of which a branch that went back lost lessons. Nothing is published in them before a person has decided: what
/// came on top would be in the way of the merge that brings the lost back.
struct UndecidedLoss: Sendable, Equatable {
    /// The names of the skills.
    var skills: Set<String>
    /// What was lost, with the remedy, in a sentence.
    var notice: String
}

/// The way of the branch since it was last read.
struct BranchPassage: Sendable {
    /// What it was at when it was last read; nil if it was never, or that commit is gone.
    var last: CommitID?
    /// Whether it is elsewhere now.
    var hasMoved = true
    /// Whether commits that were on it are no longer.
    var isRewritten = false
    /// What it was at when it was last read, if it has only gone forward since: then only what is new need be read.
    var lastRead: CommitID? { isRewritten ? nil : last }
    /// Revisions that are gone and about which no person has decided yet, or which ``decision`` decides about.
    var lost: LostRevisions?
    /// A person's commit on top of a branch that lost revisions.
    var decision: Commit?
    /// What a person has to know, each a sentence.
    var notices: [String] = []

    /// Whether the branch lost a lesson, and no person has decided about that.
    func isUndecided(_ lesson: Lesson.ID) -> Bool {
        decision == nil && lost?.lessons.contains(lesson.rawValue) == true
    }
}

extension SkillRepository {
    /// The way of the branch since it was last read.
    ///
    /// - Parameters:
    ///   - last: the full id of the commit that it was at; nil if it was never read.
    ///   - lost: what it lost before, as far as a person has not decided.
    func passage(from last: String?, losing lost: LostRevisions?) throws -> BranchPassage {
        var passage = BranchPassage()
        guard let tip = try repository.reference(branch) else { return passage }
        passage.lost = lost
        guard let last = last.flatMap({ CommitID($0) }), try repository.contains(last.object) else { return passage }
        passage.last = last
        passage.hasMoved = last != tip
        if passage.hasMoved, try !repository.isAncestor(last, of: tip) {
            passage.isRewritten = true
            try noteLoss(from: last, to: tip, in: &passage)
        }
        try decide(at: tip, in: &passage)
        return passage
    }

    private func noteLoss(from last: CommitID, to tip: CommitID, in passage: inout BranchPassage) throws {
        let gone = try repository.history(from: last, hiding: [tip])
        let new = try repository.history(from: tip, hiding: [last])
        let kept = Set(new.filter { !Self.lessonIDs(in: $0).isEmpty }.map(Self.origin))
        let lessons = gone.filter { !Self.lessonIDs(in: $0).isEmpty && !kept.contains(Self.origin($0)) }
        let origins = Set(lessons.map(Self.origin))
        var names = Set<String>()
        for commit in gone where origins.contains(Self.origin(commit)) {
            if let (skill, number) = Self.revision(in: commit) { names.insert("\(skill)/v\(number)") }
        }
        guard !lessons.isEmpty else { return }
        passage.lost = LostRevisions(
            from: passage.lost?.from ?? last.description,
            to: tip.description,
            revisions: names.union(passage.lost?.revisions ?? []).sorted(),
            lessons: Set(lessons.flatMap { Self.lessonIDs(in: $0) }).union(passage.lost?.lessons ?? []).sorted()
        )
        let what = names.isEmpty ? lessons.count.of("lesson") : names.sorted().joined(separator: ", ")
        passage.notices.append(try notice(of: what, from: last.description, to: tip.description))
    }

    private func notice(of what: String, from old: String, to new: String) throws -> String {
        let commits = [old, new].compactMap { CommitID($0) }
        let isRelated = try commits.count < 2 || repository.mergeBase(commits[0], commits[1]) != nil
        return
            "\(branch.dropFirst("refs/heads/".count)) went from \(old.prefix(10)) back to \(new.prefix(10)) and lost \(what); "
            + "to bring that back: git merge \(isRelated ? "" : "--allow-unrelated-histories ")\(old.prefix(10)); "
            + "a commit on top says that it stays away"
    }

    /// Keeps what is published away from skills of which the branch lost lessons, until a person has decided.
    ///
    /// - Parameter skills: those of which lessons are missing; none lifts it.
    func hold(_ skills: Set<String>, of passage: BranchPassage) throws {
        undecided = nil
        guard let lost = passage.lost, !skills.isEmpty else { return }
        undecided = UndecidedLoss(skills: skills, notice: try notice(of: lost))
    }

    /// - Throws: ``PublishingError/blocked(_:)`` where a person has to decide first.
    func requireDecided(_ skill: String) throws {
        guard let undecided, undecided.skills.contains(skill) else { return }
        throw PublishingError.blocked(undecided.notice)
    }

    private func notice(of lost: LostRevisions) throws -> String {
        let what =
            lost.revisions.isEmpty ? lost.lessons.count.of("lesson") : lost.revisions.joined(separator: ", ")
        return try notice(of: what, from: lost.from, to: lost.to)
    }

    /// What the branch lost when it went backwards, with the remedy, as long as no person has decided about it; nil if it
    /// lost nothing. Only looks.
    ///
    /// - Parameters:
    ///   - last: the full id of the commit that the branch was at when it was last read; nil if it was never read.
    ///   - lost: what was remembered of an earlier loss.
    package func undecidedLoss(since last: String?, remembering lost: String?) throws -> String? {
        let passage = try passage(from: last, losing: lost.flatMap(LostRevisions.init(encoded:)))
        guard let lost = passage.lost, passage.decision == nil else { return nil }
        return try notice(of: lost)
    }

    /// The skill and the evolution that a commit comes from.
    private static func origin(_ commit: Commit) -> String {
        let values = ["Skill", "Evolution"].map { key in commit.trailers.first { $0.key == key }?.value ?? "" }
        return values.joined(separator: " ")
    }

    /// Finds out whether the lost revisions are back, or a person has committed on top since.
    private func decide(at tip: CommitID, in passage: inout BranchPassage) throws {
        guard let lost = passage.lost, lost.to != tip.description, let start = CommitID(lost.to) else { return }
        guard try repository.contains(start.object), try repository.isAncestor(start, of: tip) else { return }
        let new = try repository.history(from: tip, hiding: [start])
        let back = Set(new.flatMap(Self.lessonIDs))
        if lost.lessons.allSatisfy(back.contains) {
            passage.lost = nil
            return
        }
        passage.decision = new.last { !Self.isOurs($0) && Self.lessonIDs(in: $0).isEmpty }
    }

    /// Whether the act that a retraction names has been undone: it is in the history, and yet its lesson is in the skill; or it was,
    /// and the branch went back.
    ///
    /// A tombstone of another machine, whose commit has not come here yet, is not.
    func isLifted(_ retraction: Retraction, _ passage: BranchPassage) throws -> Bool {
        guard let proof = retraction.proof.flatMap({ CommitID($0.commit) }) else { return true }
        guard try repository.contains(proof.object), let tip = try repository.reference(branch) else { return false }
        if try repository.isAncestor(proof, of: tip) { return true }
        return try passage.last.map { try repository.isAncestor(proof, of: $0) } ?? false
    }

    /// Whether a commit of the history names the lesson.
    func knows(_ lesson: Lesson.ID) throws -> Bool { try history().lessonCommits[lesson.rawValue] != nil }

    /// The skills whose folders differ from what they were at an earlier commit; nil for all.
    func skillsChanged(since last: String?, at tip: CommitID) throws -> Set<String>? {
        guard let last = last.flatMap({ CommitID($0) }), try repository.contains(last.object) else { return nil }
        func folders(_ commit: CommitID) throws -> [String: ObjectID] {
            let entries = try repository.children(of: repository.tree(of: commit), in: Self.folder)
            return Dictionary(entries.map { ($0.path, $0.id) }) { first, _ in first }
        }
        let (before, now) = (try folders(last), try folders(tip))
        return Set(before.keys).union(now.keys).filter { before[$0] != now[$0] }
    }

    /// Whether a commit that has come to the branch names a revision.
    ///
    /// - Parameter last: what the branch was at; nil for the whole history.
    func bringsRevisions(since last: CommitID?) throws -> Bool {
        guard let last, let tip = try repository.reference(branch) else { return true }
        return try repository.history(from: tip, hiding: [last]).contains { Self.revision(in: $0) != nil }
    }

    /// Whether the knowledge ref is at an earlier commit than it was.
    ///
    /// - Parameter last: the full id of the commit that it was at when it was last read; nil if it never was.
    package func knowledgeWentBack(from last: String?) throws -> Bool {
        guard let last = last.flatMap({ CommitID($0) }), let now = try knowledgeTip(), now != last,
            try repository.contains(last.object)
        else { return false }
        return try repository.isAncestor(now, of: last)
    }

    /// The commit of the knowledge ref; nil if there is none.
    func knowledgeTip() throws -> CommitID? { try repository.reference(Self.knowledge) }
}
