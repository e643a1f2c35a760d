internal import Foundations
internal import Git
package import Ledger
internal import Lessons
package import SkillRepository

/// The use case "roll back": a person takes back a revision or a lesson, and the program remembers it.
package struct Rollback: Sendable {
    private let ledger: Ledger
    private let repository: SkillRepository
    private let publisher: Publisher
    private let clock: WallClock

    /// Puts the use case together from its collaborators.
    package init(ledger: Ledger, repository: SkillRepository, publisher: Publisher, clock: WallClock) {
        self.ledger = ledger
        self.repository = repository
        self.publisher = publisher
        self.clock = clock
    }

    /// Takes back a target, each revision or lesson in a commit of its own, as `git revert` would.
    ///
    /// What a crash or a person left behind before is finished and read first.
    ///
    /// - Parameters:
    ///   - reason: the person's own words; empty if none were given.
    ///   - person: who asks for it; nil for the program itself.
    package func run(
        _ target: RollbackTarget,
        of skill: String,
        reason: String,
        by person: Identity? = nil,
        permit: borrowing WorkPermit
    ) async throws -> RollbackResult {
        let book = try await publisher.catchUp(permit).book
        let note = RollbackNote(reason: reason, seconds: Int64(clock.now()), author: person)
        let rollback = try await publisher.rollBack(
            target,
            of: skill,
            note,
            lessons: try lessons(of: skill, book),
            permit
        )
        try await retract(rollback, note, in: book)
        return rollback
    }

    /// What ``run(_:of:reason:by:permit:)`` would do; nothing is written.
    package func preview(_ target: RollbackTarget, of skill: String) async throws -> RollbackResult {
        let book = LessonBook(ledger: ledger, repository: repository)
        return try await publisher.previewRollback(target, of: skill, lessons: try lessons(of: skill, book))
    }

    private func lessons(of skill: String, _ book: LessonBook) throws -> [String: Lesson] {
        Dictionary(firstValues: try book.lessons(skill: skill).map { ($0.lesson.id.rawValue, $0.lesson) })
    }

    /// Records what is no longer in the skill. A lesson whose rewording alone was taken back stays as it is.
    private func retract(_ rollback: RollbackResult, _ note: RollbackNote, in book: LessonBook) async throws {
        let proof = rollback.commits.last.map {
            Retraction.Proof(commit: $0.description, author: note.author?.name, date: Double(note.seconds))
        }
        var records: [LessonRecord] = []
        for id in rollback.lessons {
            guard var record = try book.lesson(Lesson.ID(id)) else { continue }
            record.state = .retracted(Retraction(.rollback, note: note.reason, proof: proof))
            record.updated = clock.now()
            records.append(record)
        }
        try await book.record(records, by: .rollback, at: Double(note.seconds))
    }
}
