internal import Git
internal import Lessons

extension SkillRepository {
    /// Puts what takes lessons of a skill out on a branch `proposals/<skill>/vN` of its own, for a person to merge. That is
    /// no verdict on the rules: their evidence is gone.
    ///
    /// Returns the branch's full name; nil if the lessons are not in the skill. Nothing else moves.
    func proposeRemoval(
        of ids: [String],
        skill: String,
        number: Int,
        _ note: RollbackNote,
        lessons: [String: Lesson]
    ) throws -> String? {
        guard let start = try repository.reference(branch) else { throw PublishingError.noBranch(branch, path) }
        let batch = try repository.batch()
        let reversals = try ids.flatMap { try self.reversals(ofLesson: $0, skill, lessons) }
        let name = "\(skill)/v\(number)"
        let made = try undo(
            reversals,
            onto: start,
            note,
            lessons,
            key: "Lesson-Withdrawn",
            // The number stays used when the branch is merged.
            [Trailer(key: "Proposal", value: name)],
            in: batch.repository
        )
        guard let tip = made.commits.last else { return nil }
        let hold = try batch.write()
        defer { withExtendedLifetime(hold) {} }
        let reference = "refs/heads/proposals/\(name)"
        try move(reference, from: nil, to: tip, Self.signature(note.seconds), log: "trace2skill: proposal")
        try record(name, at: tip, seconds: note.seconds)
        return reference
    }

    /// Takes a lesson out of an open proposal, in a commit on its branch.
    ///
    /// - Parameter lessons: by their ids.
    /// - Returns: the branch's new tip; nil where nothing of the lesson is on it.
    /// - Throws: ``PublishingError/blocked(_:)`` if a worktree is on the branch.
    func withdraw(
        _ id: String,
        from proposal: Proposals.Open,
        _ note: RollbackNote,
        lessons: [String: Lesson]
    ) throws -> CommitID? {
        guard !proposal.isCheckedOut else {
            throw PublishingError.blocked(
                "a worktree is on the branch proposals/\(proposal.name); let it be on another branch, and reject the lesson again"
            )
        }
        let own = try repository.history(from: proposal.tip, hiding: [try history().tip])
        let commits = own.filter { Self.lessonIDs(in: $0).contains(id) && $0.parents.count == 1 }
        let reversals = commits.map { commit in
            // Of lessons that share a commit, the others stay.
            let isAlone = Self.lessonIDs(in: commit) == [id]
            return Reversal(
                commit: isAlone ? commit : nil,
                steps: isAlone ? [commit] : [],
                skill: proposal.skill,
                lessons: [id],
                erased: [id]
            )
        }
        let batch = try repository.batch()
        let made = try undo(
            reversals,
            onto: proposal.tip,
            note,
            lessons,
            key: "Lesson-Reverted",
            [Trailer(key: "Proposal", value: proposal.name)],
            in: batch.repository
        )
        guard let tip = made.commits.last else { return nil }
        let hold = try batch.write()
        defer { withExtendedLifetime(hold) {} }
        try move(
            proposal.branch,
            from: proposal.tip,
            to: tip,
            Self.signature(note.seconds),
            log: "trace2skill: reject \(id)"
        )
        // A branch that a person has changed stays theirs.
        if !proposal.isEdited { try record(proposal.name, at: tip, seconds: note.seconds) }
        return tip
    }
}
