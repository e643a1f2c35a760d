internal import Configuration
internal import Foundations
internal import Ledger
internal import Lessons
internal import Mining
internal import Prompting
internal import SkillRepository

/// What an evolution reads from the ledger and writes to it.
extension Evolution {
    /// Whether there is anything to evolve from: new episodes, a person's decision, or an evolution that was cut off.
    func hasWork(for request: EvolutionRequest, _ retracted: [String]) throws -> Bool {
        if request.isForced || !request.records.isEmpty || !retracted.isEmpty { return true }
        return try pendingEpisodes() > 0 || ledger.isUnfinished()
    }

    /// The number of episodes that an evolution would look at for the first time. Those with which the model failed too
    /// often are not among them.
    package func pendingEpisodes() throws -> Int {
        let resting = try models.map { try ledger.restingEpisodes(for: $0.identity) } ?? 0
        return try ledger.pendingEpisodes() - resting
    }

    /// Reads the inputs of a new evolution, and records them so that it can be replayed.
    func begin(_ request: EvolutionRequest, _ snapshot: Snapshot, _ book: LessonBook) throws -> FrozenInputs {
        let id = TimeOrderedID.make(at: clock.now())
        let evidence = try ledger.begin(evolution: id, at: clock.now(), with: request.records.map(\.handedLesson))
        var inputs = FrozenInputs(evolution: id, evidence, request.records, snapshot, try book.all())
        inputs.asksAgain = request.isForced
        return inputs
    }

    /// Lets a model analyse the pending episodes, and records its lessons before anything is published.
    func analyse(_ inputs: FrozenInputs, _ session: ModelSession?, _ book: LessonBook) async throws -> ModelFindings {
        guard let analysis = modelAnalysis(session) else { return ModelFindings() }
        // Return the memory used by mining before building prompts.
        Heap.trim()
        let findings = try await analysis.run(on: inputs)
        try await record(findings, inputs, book)
        return findings
    }

    /// Records what the analyses found, before anything is published: it was paid for, and is not asked for again if
    /// publishing fails.
    ///
    /// New lessons are held until they are published; a published lesson keeps its text.
    private func record(_ findings: ModelFindings, _ inputs: FrozenInputs, _ book: LessonBook) async throws {
        let now = clock.now()
        let thresholds = Miner.Thresholds(settings)
        let records = findings.lessons.compactMap { lesson -> LessonRecord? in
            let held = findings.holdReason(for: lesson, thresholds) ?? .notPublished
            guard var record = inputs.lessons[lesson.id] else {
                return LessonRecord(
                    lesson: lesson,
                    state: .held(held),
                    origin: .evolution(inputs.evolution),
                    updated: now
                )
            }
            switch record.state {
            case .retracted: return nil
            case .held(let reason):
                // The model declined it with the same support.
                let hasGrown = lesson.support.count > record.lesson.support.count
                if reason == .editorDeclined, !hasGrown { return nil }
                record.lesson = lesson
                record.state = .held(held)
            case .approved: record.lesson = lesson
            case .adopted, .proposed:
                guard record.lesson.support != lesson.support else { return nil }
                record.lesson.support = lesson.support
                record.lesson.evidence = lesson.evidence
            }
            record.updated = now
            return record
        }
        try await book.record(records, by: .evolution(inputs.evolution), at: now) { [ledger, models] records in
            try ledger.settle(
                findings.settled,
                by: inputs.evolution,
                lessons: records,
                discards: findings.discards,
                failed: findings.blamed,
                model: models?.identity ?? ""
            )
        }
    }

    /// Ends an evolution: its lessons, the use of each episode, and a summary, in one transaction of the ledger.
    func record(
        _ outcome: EvolutionOutcome,
        of request: EvolutionRequest,
        _ lessons: [Lesson],
        _ findings: ModelFindings,
        _ inputs: FrozenInputs,
        _ book: LessonBook
    ) async throws {
        let report = outcome.report
        let isPartial =
            !request.skills.isEmpty && lessons.contains { !request.skills.contains($0.skill) }
        let supporting = outcome.records.map(\.lesson) + findings.lessons
        let now = clock.now()
        let end = EvolutionEnd(
            evolution: inputs.evolution,
            time: now,
            // A skill that could not be published is tried again by the next evolution, without new evidence.
            state: !report.blocked.isEmpty
                ? .blocked : isPartial ? .partial : report.revisions.isEmpty ? .nothing : .published,
            summary: [
                "episodes": report.episodes, "sessions": report.sessions, "pending": inputs.pending.count,
                "mined": lessons.count, "adopted": Self.lessons(report.revisions.filter { $0.proposal == nil }),
                "proposed": Self.lessons(report.revisions.filter { $0.proposal != nil }),
                "held": report.held.count, "standing": report.standing, "revisions": report.revisions.count,
                "proposals": report.revisions.count { $0.proposal != nil },
            ],
            supporting: Set(supporting.flatMap(\.support.sessions)),
            failed: findings.failed,
            discards: outcome.discards
        )
        try await book.record(outcome.records, by: .evolution(inputs.evolution), at: now) { [ledger] in
            try ledger.end(end, lessons: $0)
        }
        try ledger.forgetEvaluationRuns()
    }

    private static func lessons(_ revisions: [EvolutionReport.Revision]) -> Int {
        revisions.reduce(0) { $0 + $1.lessons.count }
    }
}
