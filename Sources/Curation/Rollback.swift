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

    /// What is taken back of a skill.
    package enum Target: Sendable, Equatable {
        /// Every revision after this number; the newest one that has not been taken back if it is nil.
        case revisions(after: Int?)
        /// The lesson with this id.
        case lesson(String)
    }

    /// Takes back a target, each revision or lesson in a commit of its own, as `git revert` would.
    ///
    /// What a crash or a person left behind before is finished and read first.
    ///
    /// - Parameter reason: the person's own words; empty if none were given.
    package func run(
        _ target: Target,
        of skill: String,
        reason: String,
        permit: borrowing WorkPermit
    ) async throws -> RollbackResult {
        let book = try await publisher.catchUp(permit).book
        let texts = Dictionary(
            firstValues: try book.lessons(skill: skill).map { ($0.lesson.id.rawValue, LessonText.lines($0.lesson)) }
        )
        let seconds = Int64(clock.now())
        let rollback =
            switch target {
            case .lesson(let id):
                try await publisher.rollBack(lesson: id, reason: reason, seconds: seconds, texts: texts, permit)
            case .revisions(let number):
                try await publisher.rollBack(
                    skill: skill,
                    to: number,
                    reason: reason,
                    seconds: seconds,
                    texts: texts,
                    permit
                )
            }
        try await retract(rollback, reason: reason, at: Double(seconds), in: book)
        return rollback
    }

    private func retract(_ rollback: RollbackResult, reason: String, at time: Double, in book: LessonBook) async throws
    {
        let proof = rollback.commits.last.map { Retraction.Proof(commit: $0.description) }
        var records: [LessonRecord] = []
        for id in rollback.lessons {
            guard var record = try book.lesson(Lesson.ID(id)) else { continue }
            record.state = .retracted(Retraction(.rollback, note: reason, proof: proof))
            record.updated = clock.now()
            records.append(record)
        }
        try await book.record(records, by: .rollback, at: time)
    }
}
