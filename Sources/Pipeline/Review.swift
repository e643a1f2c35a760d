internal import Git
package import Ledger
package import Lessons
package import SkillRepository

extension Pipeline {
    /// Lessons that wait for a person: the safeguards held them, or another lesson says the contrary.
    package func lessonsToReview() throws -> [LessonRecord] {
        try ledger.lessons().filter { $0.state == .held && Self.waitsForPerson($0.reason) }
    }

    private static func waitsForPerson(_ reason: String) -> Bool {
        reason == "conflict" || reason.hasPrefix("safeguard-")
    }

    /// Lets a held lesson in: the next evolution of its skill may publish it. What is unsafe stays out.
    package func approve(_ id: Lesson.ID) async throws {
        var record = try reviewable(id)
        record.reason = "approved"
        try await save(record)
    }

    /// Turns a lesson down for good, with the reason.
    package func decline(_ id: Lesson.ID, reason: String) async throws {
        guard var record = try ledger.lesson(id), record.state == .held || record.state == .proposed else {
            throw PipelineError.notFound(
                "no lesson \(id) waits; one that is published is taken back with trace2skill rollback"
            )
        }
        record.state = .tombstone
        record.reason = reason.isEmpty ? "declined" : reason
        try await save(record)
    }

    private func reviewable(_ id: Lesson.ID) throws -> LessonRecord {
        guard let record = try ledger.lesson(id), record.state == .held else {
            throw PipelineError.notFound("no lesson \(id) is held; see trace2skill review")
        }
        guard Self.waitsForPerson(record.reason) || record.reason == "approved" else {
            throw PipelineError.refused(
                "lesson \(id) does not wait for a person (\(record.reason)); it comes in by itself when it can"
            )
        }
        return record
    }

    private func save(_ record: LessonRecord) async throws {
        var record = record
        record.updated = clock.now()
        try ledger.save([record])
        try await repository.keep(
            [(record.lesson, record.state.rawValue)],
            evolution: "review",
            seconds: Int64(clock.now())
        )
    }

    /// Merges a proposal, as any git tool would.
    package func acceptProposal(_ proposal: Proposals.Open) async throws -> PublishResult {
        let result = try await repository.accept(proposal, seconds: Int64(clock.now()))
        _ = try await readBack()
        return result
    }

    /// Takes a proposal off the table: its lessons are tombstones, its commits stay at `refs/trace2skill/rejected/`.
    package func declineProposal(_ proposal: Proposals.Open, reason: String) async throws {
        for id in proposal.lessons where try ledger.lesson(Lesson.ID(id))?.state == .proposed {
            try await decline(Lesson.ID(id), reason: reason)
        }
        try await repository.decline(proposal, seconds: Int64(clock.now()))
    }
}
