package import Ledger
package import Lessons
package import SkillRepository

/// The use case "review": a person decides about held lessons and open proposals.
package struct Review: Sendable {
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

    /// Lessons that wait for a person: a safety rule held them, or another lesson says the contrary.
    package func waitingLessons() throws -> [LessonRecord] {
        try ledger.lessons().filter { $0.state.holdReason?.needsPerson == true }
    }

    /// Approves a held lesson: the next evolution of its skill may publish it. A lesson that is unsafe stays held.
    ///
    /// - Throws: ``OperationError/notFound(_:)`` if no such lesson is held; ``OperationError/refused(_:)`` if it does not
    ///   wait for a person.
    package func approve(_ id: Lesson.ID, permit: borrowing WorkPermit) async throws {
        let book = LessonBook(ledger: ledger, repository: repository)
        guard var record = try book.lesson(id), record.state.isWaiting else {
            throw OperationError.notFound("no lesson \(id) is held; see trace2skill review")
        }
        if case .held(let reason) = record.state, !reason.needsPerson {
            throw OperationError.refused(
                "lesson \(id) does not wait for a person (\(reason.rawValue)); it comes in by itself when it can"
            )
        }
        record.state = .approved
        try await save(record, in: book)
    }

    /// Rejects a lesson that is not published, for good, and takes it out of the proposals that add it.
    ///
    /// - Parameter reason: the person's own words; empty if none were given.
    /// - Returns: the names of the proposals that it was taken out of.
    /// - Throws: ``OperationError/notFound(_:)`` if no such lesson waits.
    package func reject(_ id: Lesson.ID, reason: String, permit: borrowing WorkPermit) async throws -> [String] {
        let book = LessonBook(ledger: ledger, repository: repository)
        var changed: [String] = []
        if let record = try book.lesson(id), record.state == .proposed {
            changed = try await withdraw([record], reason: reason, permit)
        }
        try await reject(id, reason: reason, in: book)
        return changed
    }

    private func withdraw(_ records: [LessonRecord], reason: String, _ permit: borrowing WorkPermit) async throws
        -> [String]
    {
        let lessons = Dictionary(records.map { ($0.lesson.id.rawValue, $0.lesson) }) { first, _ in first }
        var changed: [String] = []
        for id in lessons.keys.sorted() {
            changed += try await publisher.withdraw(id, reason: reason, lessons: lessons, permit)
        }
        return changed
    }

    private func reject(_ id: Lesson.ID, reason: String, in book: LessonBook) async throws {
        guard var record = try book.lesson(id), record.state.isWaiting || record.state == .proposed else {
            throw OperationError.notFound(
                "no lesson \(id) waits; one that is published is taken back with trace2skill rollback"
            )
        }
        record.state = .retracted(Retraction(.review, note: reason))
        try await save(record, in: book)
    }

    private func save(_ record: LessonRecord, in book: LessonBook) async throws {
        var record = record
        record.updated = clock.now()
        try await book.record([record], by: .review, at: clock.now())
    }

    // MARK: Proposals

    /// Merges a proposal, as any git tool would, and adopts its lessons.
    ///
    /// - Parameter person: who accepts it; nil for the program itself.
    package func accept(
        _ proposal: Proposals.Open,
        by person: Identity? = nil,
        permit: borrowing WorkPermit
    ) async throws -> PublishResult {
        // A process that was killed may have left a lock.
        try await publisher.recover(permit)
        // What was rejected alone does not come in with the others.
        let book = LessonBook(ledger: ledger, repository: repository)
        let rejected = try proposal.lessons.compactMap { try book.lesson(Lesson.ID($0)) }.filter(\.state.isRetracted)
        var proposal = proposal
        if !rejected.isEmpty {
            _ = try await withdraw(rejected, reason: "", permit)
            guard let rest = try await repository.proposals().first(where: { $0.name == proposal.name }) else {
                throw OperationError.refused(
                    "all lessons of proposals/\(proposal.name) were rejected, so it is closed; nothing was merged"
                )
            }
            proposal = rest
        }
        let result = try await publisher.accept(proposal, by: person, permit)
        _ = try await publisher.catchUp(permit)
        return result
    }

    /// Rejects a proposal: its lessons are retracted, and its commits stay at `refs/trace2skill/rejected/`.
    ///
    /// - Parameter reason: the person's own words; empty if none were given.
    /// - Returns: the full name of the ref that keeps the commits.
    package func reject(
        _ proposal: Proposals.Open,
        reason: String,
        permit: borrowing WorkPermit
    ) async throws -> String {
        let book = LessonBook(ledger: ledger, repository: repository)
        for id in proposal.lessons.map({ Lesson.ID($0) }) where try book.lesson(id)?.state == .proposed {
            try await reject(id, reason: reason, in: book)
        }
        return try await publisher.decline(proposal, permit)
    }
}
