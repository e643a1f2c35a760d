internal import Git
package import Ledger
package import Lessons
internal import Synchronization

/// The lessons of an installation for one pass of work: the one type that writes them, to the ledger and to the
/// knowledge ref.
///
/// Lessons are read once and kept in memory, so a book lives no longer than the work lock is held: meanwhile nobody else
/// writes lessons. The ledger comes first. What a crash leaves out of the knowledge ref, ``repair(at:)`` brings there.
package final class LessonBook: Sendable {
    let ledger: Ledger
    private let repository: SkillRepository
    /// By id; nil before the first reading.
    private let records = Mutex<[Lesson.ID: LessonRecord]?>(nil)

    /// Opens the lessons of a ledger and a repository; nothing is read yet.
    package init(ledger: Ledger, repository: SkillRepository) {
        self.ledger = ledger
        self.repository = repository
    }

    // MARK: Reading

    /// Every lesson by its id.
    package func all() throws -> [Lesson.ID: LessonRecord] {
        if let known = records.withLock({ $0 }) { return known }
        var known: [Lesson.ID: LessonRecord] = [:]
        for record in try ledger.lessons() { known[record.lesson.id] = record }
        records.withLock { $0 = known }
        return known
    }

    /// Every lesson, or those of one skill, by skill and id.
    package func lessons(skill: String? = nil) throws -> [LessonRecord] {
        try all().values.filter { skill == nil || $0.lesson.skill == skill }
            .sorted { ($0.lesson.skill, $0.lesson.id) < ($1.lesson.skill, $1.lesson.id) }
    }

    /// The lesson of an id; nil if there is none.
    package func lesson(_ id: Lesson.ID) throws -> LessonRecord? { try all()[id] }

    // MARK: Writing

    /// Writes lessons to the ledger, then to the knowledge ref in one commit.
    ///
    /// - Parameters:
    ///   - origin: the operation that the commit in the knowledge ref names.
    ///   - time: of that commit, in seconds since 1970.
    ///   - save: writes the lessons to the ledger, where they belong into one transaction with something else.
    package func record(
        _ lessons: [LessonRecord],
        by origin: LessonOrigin,
        at time: Double,
        saving save: (([LessonRecord]) throws -> Void)? = nil
    ) async throws {
        if let save {
            try save(lessons)
            note(lessons)
        } else {
            try self.save(lessons)
        }
        try await keep(lessons, by: origin, at: time)
    }

    /// Writes lessons to the ledger alone. The knowledge ref follows with a later ``record(_:by:at:saving:)`` of the same
    /// lessons, or with ``repair(at:)``.
    package func save(_ lessons: [LessonRecord]) throws {
        guard !lessons.isEmpty else { return }
        try ledger.save(lessons)
        note(lessons)
    }

    /// Brings to the knowledge ref what a crash has left in the ledger alone, in one commit for each operation.
    ///
    /// - Parameter time: of the commits, in seconds since 1970.
    package func repair(at time: Double) async throws {
        let behind = Dictionary(grouping: try ledger.lessonsBehindKnowledge(), by: \.origin)
        for (origin, lessons) in behind.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try await keep(lessons, by: origin, at: time)
        }
    }

    private func keep(_ lessons: [LessonRecord], by origin: LessonOrigin, at time: Double) async throws {
        let known = lessons.map { KnownLesson(lesson: $0.lesson, state: $0.state) }
        let before = try await repository.knowledgeTip()
        try await repository.keep(known, origin: origin, seconds: Int64(time))
        try ledger.markInKnowledge(lessons)
        // What another program has written to the ref since it was read has to be read first.
        if try ledger.position(.knowledge) == before?.description { try await noteKnowledge() }
    }

    /// Notes that everything in the knowledge ref has been read.
    func noteKnowledge() async throws {
        try ledger.setPosition(.knowledge, to: try await repository.knowledgeTip()?.description)
    }

    /// Takes lessons as known without writing them.
    package func assume(_ lessons: [LessonRecord]) { note(lessons) }

    /// Keeps the copy in memory as the ledger is.
    private func note(_ lessons: [LessonRecord]) {
        records.withLock { known in
            for record in lessons { known?[record.lesson.id] = record }
        }
    }
}
