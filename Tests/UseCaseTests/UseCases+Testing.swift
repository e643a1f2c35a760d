import Composition
import Configuration
import Curation
@testable import Evolution
import Inbox
import Ingestion
import Ledger
import Lessons
import Mining
import Prompting
import SkillRepository

/// The use cases as a test calls them: each call takes the work lock for itself.
extension UseCases {
    /// Does work while the lock of this installation is held.
    func permitted<Value>(_ work: (borrowing WorkPermit) async throws -> Value) async throws -> Value {
        try await WorkLock.withPermit(path: settings.state + "/work", patience: 30, work)
    }

    @discardableResult
    func ingest(_ files: [InboxFile], after: Configuration.Inbox.After?) async throws -> IngestReport {
        try await permitted { try await ingestion.run(files, after: after, permit: $0) }
    }

    @discardableResult
    func evolve(_ request: EvolutionRequest = EvolutionRequest()) async throws -> EvolutionReport {
        try await permitted { try await evolution.run(request, permit: $0) }
    }

    func recover() async throws { try await permitted { try await publisher.recover($0) } }

    /// The ids of lessons that a person took back since the last time.
    func readBack() async throws -> [String] {
        try await permitted { permit in
            let book = LessonBook(ledger: ledger, repository: repository)
            return try await ReadBack(repository: repository, clock: clock).run(book, permit).retracted
        }
    }

    func rollBack(_ target: RollbackTarget, of skill: String, reason: String) async throws -> RollbackResult {
        try await permitted { try await rollback.run(target, of: skill, reason: reason, permit: $0) }
    }

    func forget(_ session: String) async throws -> ForgetReport {
        try await permitted { try await forget.run(session, permit: $0) }
    }

    @discardableResult
    func rebuildLedger() async throws -> RebuildReport {
        try await permitted { try await rebuild.run(permit: $0, progress: { _, _, _ in }) }
    }

    func approve(_ id: Lesson.ID) async throws { try await permitted { try await review.approve(id, permit: $0) } }

    @discardableResult
    func reject(_ id: Lesson.ID, reason: String) async throws -> [String] {
        try await permitted { try await review.reject(id, reason: reason, permit: $0) }
    }

    func accept(_ proposal: Proposals.Open) async throws -> PublishResult {
        try await permitted { try await review.accept(proposal, permit: $0) }
    }

    @discardableResult
    func reject(_ proposal: Proposals.Open, reason: String) async throws -> String {
        try await permitted { try await review.reject(proposal, reason: reason, permit: $0) }
    }

    /// The artifacts of a trajectory as an analyst gets them.
    func artifacts(of trajectory: String) throws -> ArtifactsCopy? {
        try ArtifactCopies(ledger: ledger, archive: archive, redactor: redactor).copy(of: trajectory)
    }

    /// Evolves given lessons instead of mined ones, and writes their records.
    func publish(
        _ lessons: [Lesson],
        _ request: EvolutionRequest = EvolutionRequest(),
        evolution id: String,
        by session: ModelSession? = nil
    ) async throws -> EvolutionReport {
        try await permitted { permit in
            let book = LessonBook(ledger: ledger, repository: repository)
            let snapshot = try await repository.snapshot()
            let inputs = FrozenInputs(
                evolution: id,
                pool: [],
                pending: [],
                records: [],
                analysed: snapshot,
                edited: snapshot,
                lessons: try book.all(),
                contradictions: []
            )
            let findings = ModelFindings()
            var outcome = EvolutionOutcome(inputs, findings, now: clock.now)
            let skills = evolution.skillEvolution(for: request, inputs, findings, session, progress: { _ in })
            let selection = LessonSelection(
                known: inputs.lessons,
                findings: findings,
                thresholds: Miner.Thresholds(sessions: 0, tasks: 0, sources: 0)
            )
            let open = OpenProposals(try await repository.proposals())
            let ready = selection.bySkill(lessons, only: request.skills, into: &outcome)
            for work in open.work(ready, lessons, skills, into: &outcome) {
                let editor = work.isProposal ? skills.proposing() : skills
                try await editor.run(work.skill, work.lessons, as: work.number, permit, into: &outcome)
            }
            try book.save(outcome.records)
            return outcome.report
        }
    }
}
