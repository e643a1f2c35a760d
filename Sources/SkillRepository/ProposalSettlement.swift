internal import Git
internal import Ledger
internal import Lessons

/// Finds out what people did with proposals, in whatever tool, and records it: a merged one is a revision, and what was
/// dropped from one is rejected.
struct ProposalSettlement: Sendable {
    let repository: SkillRepository
    let clock: WallClock

    /// Settles every proposal that a person has decided about.
    ///
    /// - Returns: the ids of lessons that were rejected, and what a person has to know, each a sentence.
    func run(_ book: LessonBook, _ permit: borrowing WorkPermit) async throws -> (
        retracted: [String], notices: [String]
    ) {
        var retracted: [String] = []
        var notices: [String] = []
        for proposal in try await repository.proposalRecords() {
            let lessons = Dictionary(try book.all().values.map { ($0.lesson.id.rawValue, $0.lesson) }) { $1 }
            var changed: [LessonRecord] = []
            let seconds = Int64(clock.now())
            switch try await repository.fate(of: proposal, lessons) {
            case .open(let dropped):
                changed = try await rejections(dropped, of: proposal, "dropped from proposals/\(proposal.name)", book)
                if !changed.isEmpty { try await repository.keepRejected(proposal, seconds: seconds) }
            case .accepted(let commit, let dropped):
                changed = try adoptions(of: proposal, except: dropped, in: book)
                changed += try await rejections(
                    dropped,
                    of: proposal,
                    "left out when proposals/\(proposal.name) was merged",
                    book
                )
                try await record(proposal, commit, dropped, in: book.ledger)
                let problem = try await repository.close(
                    proposal,
                    acceptedBy: commit,
                    dropped: dropped,
                    seconds: seconds
                )
                if let problem { notices.append(problem) }
            case .declined:
                let ending = proposal.branch == nil ? "deleted" : "merged and taken back"
                let note = "the branch proposals/\(proposal.name) was \(ending)"
                changed = try await rejections(proposal.lessons, of: proposal, note, book)
                notices.append(
                    "\(note), so its lessons are not proposed again; its commits are kept in \(SkillRepository.rejected)"
                )
                try await repository.close(declined: proposal, seconds: seconds)
            }
            if !changed.isEmpty { try await book.record(changed, by: .review, at: clock.now()) }
            retracted += changed.filter(\.state.isRetracted).map(\.lesson.id.rawValue)
        }
        return (retracted, notices)
    }

    private func adoptions(of proposal: ProposalRecord, except dropped: [String], in book: LessonBook) throws
        -> [LessonRecord]
    {
        try proposal.lessons.filter { !dropped.contains($0) }.compactMap { id in
            guard var record = try book.lesson(Lesson.ID(id)), !record.state.isRetracted,
                record.state != .adopted || record.revision != proposal.number
            else { return nil }
            record.state = .adopted
            record.revision = proposal.number
            record.updated = clock.now()
            return record
        }
    }

    /// A new lesson that a person dropped is taken back. A rewording is not proposed again in these words.
    private func rejections(
        _ ids: [String],
        of proposal: ProposalRecord,
        _ note: String,
        _ book: LessonBook
    ) async throws -> [LessonRecord] {
        var records: [LessonRecord] = []
        for id in ids {
            guard var record = try book.lesson(Lesson.ID(id)) else { continue }
            switch record.state {
            case .proposed: record.state = .retracted(Retraction(.review, note: note))
            case .adopted:
                guard let worded = try await repository.proposedLesson(id, in: proposal),
                    worded.when != record.lesson.when
                        || worded.action != record.lesson.action
                else { continue }
                (record.lesson.when, record.lesson.action) = (worded.when, worded.action)
            default: continue
            }
            record.updated = clock.now()
            records.append(record)
        }
        return records
    }

    /// The revision that a merge made without our trailers.
    private func record(_ proposal: ProposalRecord, _ commit: CommitID, _ dropped: [String], in ledger: Ledger)
        async throws
    {
        let lessons = proposal.lessons.filter { !dropped.contains($0) }
        guard !lessons.isEmpty,
            try !ledger.revisions(skill: proposal.skill).contains(where: { $0.number == proposal.number })
        else { return }
        let git = try await repository.commit(named: commit.description)
        try ledger.save(
            RevisionRecord(
                skill: proposal.skill,
                number: proposal.number,
                evolution: proposal.commits.first?.trailers.first { $0.key == "Evolution" }?.value ?? "",
                commit: commit.description,
                base: git.parents.first?.description ?? "",
                published: Double(git.committer.seconds),
                lessons: lessons
            )
        )
    }
}
