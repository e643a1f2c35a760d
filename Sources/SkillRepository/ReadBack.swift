internal import Foundations
internal import Git
package import Ledger
internal import Lessons
internal import Skills

/// What reading the history back found.
package struct HistoryReading: Sendable {
    /// The ids of lessons that a person has taken back since the last time.
    package var retracted: [String] = []
    /// The skills at the tip; nil before the first commit.
    package var snapshot: Snapshot?
    /// What else a person has to know, each a sentence with its remedy: a branch that went back, a ref that was restored.
    package var notices: [String] = []
    /// Why nothing can be read of the skills, in a sentence with the remedy; nil if it can.
    package var obstacle: String?
    /// Skills of which a branch that went back has lost lessons, before a person has decided about that.
    var undecided: Set<String> = []
}

extension Lesson {
    /// Says what another version of the same lesson says, with the evidence that it has.
    fileprivate mutating func take(wordsOf other: Lesson) {
        (skill, title, when, action) = (other.skill, other.title, other.when, other.action)
        (check, why, text) = (other.check, other.why, other.text)
    }
}

/// Reads what people did to the history: a lesson whose lines are gone is retracted, and one whose lines are back is
/// adopted again.
///
/// The files at the tip decide, not the kind of commit: a revert, a revert of a merge, an edit by hand and a rebased
/// branch all give the right result. A rule that a person worded anew or moved is followed. What the ledger does not know,
/// as on another clone, is read from the knowledge ref and from the messages of the commits.
package struct ReadBack: Sendable {
    let repository: SkillRepository
    let clock: WallClock

    /// Reads the history of a repository.
    package init(repository: SkillRepository, clock: WallClock) {
        self.repository = repository
        self.clock = clock
    }

    /// Compares the lessons of a book with the history, and records what changed.
    @discardableResult
    package func run(_ book: LessonBook, _ permit: borrowing WorkPermit) async throws -> HistoryReading {
        guard let tip = try await repository.tip() else { return HistoryReading() }
        if let blocked = try await blockedReading(of: book, at: tip) { return blocked }
        let passage = try await passage(book.ledger)
        let imports = try await imports(into: book, at: tip, passage)
        if !imports.records.isEmpty {
            try await book.record(imports.records, by: .readBack, at: clock.now())
        }
        try await book.noteKnowledge()
        var (changed, reading) = try await compare(book, at: tip, passage, imports.records)
        if !changed.isEmpty { try await book.record(changed, by: .readBack, at: clock.now()) }
        try await recordRevisions(of: passage, in: book.ledger)
        try await repository.hold(reading.undecided, of: passage)
        try book.ledger.setPosition(.lost, to: try passage.lost?.encoded())
        try book.ledger.setPosition(.branch, to: tip.description)
        try book.ledger.setPosition(.compared, to: tip.description)
        reading.notices = imports.notices + reading.notices
        return reading
    }

    /// The lessons whose state differs from the history, each with its new state, and the tip. Nothing is recorded, but the
    /// book knows what was read.
    package func changes(in book: LessonBook) async throws -> (changed: [LessonRecord], reading: HistoryReading) {
        guard let tip = try await repository.tip() else { return ([], HistoryReading()) }
        if let blocked = try await blockedReading(of: book, at: tip) { return ([], blocked) }
        let passage = try await passage(book.ledger)
        let imports = try await imports(into: book, at: tip, passage).records
        book.assume(imports)
        return try await compare(book, at: tip, passage, imports)
    }

    private func passage(_ ledger: Ledger) async throws -> BranchPassage {
        try await repository.passage(
            from: try ledger.position(.branch),
            losing: try ledger.position(.lost).flatMap(LostRevisions.init(encoded:))
        )
    }

    /// A reading that says why the skills cannot be read: then their absence is nobody's decision. Nil if they can.
    private func blockedReading(of book: LessonBook, at tip: CommitID) async throws -> HistoryReading? {
        let skills = Set(try book.lessons().filter { $0.state == .adopted }.map(\.lesson.skill))
        guard let obstacle = try await repository.obstacle(toReading: skills) else { return nil }
        return HistoryReading(snapshot: try await repository.snapshot(at: tip), obstacle: obstacle)
    }

    // MARK: What the ledger does not know

    /// Lessons that the knowledge ref or the history knows and the book has not, and tombstones of other machines; and the
    /// book's own that the ref has lost.
    private func imports(into book: LessonBook, at tip: CommitID, _ passage: BranchPassage) async throws
        -> (records: [LessonRecord], notices: [String])
    {
        var records: [Lesson.ID: LessonRecord] = [:]
        var notices: [String] = []
        let own = try book.all()
        let reference = try await repository.knowledgeTip()
        if try reference == nil || book.ledger.position(.knowledge) != reference?.description {
            let held = try await repository.knownLessons()
            for known in held {
                if let record = try merged(known, with: own[known.lesson.id]) { records[known.lesson.id] = record }
            }
            let there = Dictionary(held.map { ($0.lesson.id, $0) }) { first, _ in first }
            let wentBack = try await repository.knowledgeWentBack(from: book.ledger.position(.knowledge))
            let gone = own.values.filter { record in
                guard let known = there[record.lesson.id] else { return true }
                return wentBack && records[record.lesson.id] == nil
                    && (known.state != record.state || known.lesson != record.lesson)
            }
            for record in gone { records[record.lesson.id] = record }
            if !gone.isEmpty {
                let what = reference == nil ? "was gone" : wentBack ? "went back" : "lacked \(gone.count.of("lesson"))"
                notices.append("\(SkillRepository.knowledge) \(what); it was restored from the ledger")
            }
        }
        if try book.ledger.position(.branch) != tip.description {
            let known = Set(own.keys).union(records.keys)
            let found = try await repository.lessonsOfHistory(except: known, since: passage.lastRead)
            for lesson in found { records[lesson.id] = record(of: lesson, .adopted) }
            if !found.isEmpty, !own.isEmpty || reference == nil {
                notices.append("\(found.count.of("lesson")) of the history had no record; restored from the commits")
            }
        }
        return (records.values.sorted { $0.lesson.id < $1.lesson.id }, notices)
    }

    /// What the knowledge ref says of a lesson, where the ledger does not say the same.
    private func merged(_ known: KnownLesson, with own: LessonRecord?) throws -> LessonRecord? {
        guard var own else { return record(of: known.lesson, known.state) }
        let united = try KnowledgeUnion.united(known, KnownLesson(lesson: own.lesson, state: own.state))
        // What a person decided here, the history tells.
        let state =
            own.state.isRetracted
            ? own.state : known.state.isRetracted || known.state == .adopted ? known.state : own.state
        guard united.lesson != own.lesson || state != own.state else { return nil }
        (own.lesson, own.state) = (united.lesson, state)
        own.updated = clock.now()
        return own
    }

    private func record(of lesson: Lesson, _ state: LessonState) -> LessonRecord {
        LessonRecord(lesson: lesson, state: state, origin: .readBack, updated: clock.now())
    }

    // MARK: What has changed

    /// Only lessons of skills that have changed since the last comparison are looked for, those that were imported, those
    /// that a branch which went back has lost, and those whose retraction may be undone: of the others, nothing can have
    /// changed.
    private func compare(
        _ book: LessonBook,
        at tip: CommitID,
        _ passage: BranchPassage,
        _ imports: [LessonRecord]
    ) async throws -> (changed: [LessonRecord], reading: HistoryReading) {
        let snapshot = try await repository.snapshot(at: tip)
        let lessons = try book.lessons()
        let touched = try await repository.skillsChanged(since: book.ledger.position(.compared), at: tip)
        let others = Set(imports.map(\.lesson.id.rawValue)).union(passage.lost?.lessons ?? [])
        var reading = HistoryReading(snapshot: snapshot, notices: passage.notices)
        let follower = LessonFollower(snapshot, lessons)
        var changed: [LessonRecord] = []
        for var record in lessons
        where touched?.contains(record.lesson.skill) ?? true || others.contains(record.lesson.id.rawValue)
            || passage.hasMoved && record.state.isRetracted
        {
            let state: LessonState
            switch follower.place(of: record) {
            case .left: continue
            case .stands where record.state == .adopted:
                // A sentence that quotes what was reverted is not the rule.
                guard !follower.isRule(record.lesson), try await repository.isReverted(record.lesson.id),
                    let next = try await newState(ofMissing: &record, follower, passage)
                else { continue }
                state = next
            case .stands:
                if case .retracted(let retraction) = record.state,
                    try await !repository.isLifted(retraction, passage)
                {
                    continue
                }
                state = .adopted
            case .missing:
                guard let next = try await newState(ofMissing: &record, follower, passage) else {
                    if passage.isUndecided(record.lesson.id), follower.follow(record.lesson) == nil {
                        reading.undecided.insert(record.lesson.skill)
                    }
                    continue
                }
                state = next
            }
            if state.isRetracted { reading.retracted.append(record.lesson.id.rawValue) }
            record.state = state
            record.updated = clock.now()
            changed.append(record)
        }
        return (changed, reading)
    }

    /// The state of an adopted lesson whose words are not in its skill; nil if it stays as it is.
    private func newState(
        ofMissing record: inout LessonRecord,
        _ follower: LessonFollower,
        _ passage: BranchPassage
    ) async throws -> LessonState? {
        let id = record.lesson.id
        if try await !repository.isReverted(id) {
            // Another machine may have worded it anew.
            if let worded = try await repository.wordedLesson(id), follower.isWritten(worded) {
                record.lesson.take(wordsOf: worded)
                return .adopted
            }
            switch follower.follow(record.lesson) {
            case .edited: return nil
            case .moved(let skill):
                record.lesson.skill = skill
                return .adopted
            case nil: break
            }
        }
        if passage.isUndecided(id) { return nil }
        if let decision = passage.decision, passage.lost?.lessons.contains(id.rawValue) == true {
            return .retracted(retraction(by: Removal(commit: decision, isWithdrawal: false)))
        }
        if let removal = try await repository.removal(of: record.lesson, from: record.lesson.skill) {
            return removal.isWithdrawal ? .held(.support) : .retracted(retraction(by: removal))
        }
        // Another machine has published it on a branch that has not come here yet.
        if try await !repository.knows(id), record.revision == nil { return .held(.notPublished) }
        return .retracted(Retraction(.revert))
    }

    private func retraction(by removal: Removal) -> Retraction {
        let commit = removal.commit
        let isRollback = commit.trailers.contains { $0.key == "Lesson-Reverted" }
        let writer = SkillRepository.writer(of: commit)
        return Retraction(
            isRollback ? .rollback : .revert,
            note: removal.note,
            proof: Retraction.Proof(
                commit: commit.id.description,
                author: writer.name,
                date: Double(writer.seconds)
            )
        )
    }

    // MARK: Revisions

    /// Records the revisions that a move of our own brought and that no evolution recorded.
    func recordRevisions(since last: CommitID, in ledger: Ledger) async throws {
        try await recordRevisions(of: try await repository.passage(from: last.description, losing: nil), in: ledger)
    }

    /// Brings the ledger's list of revisions to the history: those that came in another way than by an evolution, and
    /// those whose commits a person made anew.
    private func recordRevisions(of passage: BranchPassage, in ledger: Ledger) async throws {
        guard passage.hasMoved else { return }
        let isDecided = passage.decision != nil
        let bringsRevisions = try await repository.bringsRevisions(since: passage.lastRead)
        guard isDecided || bringsRevisions else { return }
        let known = Dictionary(try ledger.revisions().map { ("\($0.skill)/v\($0.number)", $0) }) { $1 }
        let found = try await repository.revisions()
        var names = Set<String>()
        for revision in found {
            let name = "\(revision.skill)/v\(revision.number)"
            guard names.insert(name).inserted, known[name]?.commit != revision.commit.id.description else { continue }
            try ledger.save(Self.record(of: revision))
        }
        let waiting = Set(passage.lost?.revisions ?? [])
        for (name, revision) in known where !names.contains(name) {
            guard waiting.contains(name) ? isDecided : passage.isRewritten else { continue }
            try ledger.removeRevision(skill: revision.skill, number: revision.number)
        }
    }

    /// A revision of the history as the ledger keeps it.
    package static func record(of revision: PublishedRevision) -> RevisionRecord {
        RevisionRecord(
            skill: revision.skill,
            number: revision.number,
            evolution: (revision.lessons + [revision.commit]).lazy.flatMap(SkillRepository.trailers)
                .first { $0.key == "Evolution" }?.value ?? "",
            commit: revision.commit.id.description,
            base: revision.base.description,
            published: Double(revision.commit.author.seconds),
            lessons: revision.lessonIDs
        )
    }
}
