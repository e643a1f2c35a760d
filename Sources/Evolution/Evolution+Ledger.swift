internal import Configuration
internal import Foundations
internal import Git
internal import LanguageModels
internal import Ledger
internal import Lessons
internal import Mining
internal import Prompting
internal import Redaction
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
    func begin(
        _ request: EvolutionRequest,
        _ snapshot: Snapshot,
        _ book: LessonBook
    ) async throws -> FrozenInputs {
        if let resumed = try await resume(request, snapshot, book) { return resumed }
        let id = TimeOrderedID.make(at: clock.now())
        let evidence = try ledger.begin(
            evolution: id,
            at: clock.now(),
            with: request.records.map(\.handedLesson),
            base: try await repository.tip()?.description
        )
        var inputs = FrozenInputs(evolution: id, evidence, request.records, snapshot, try book.all())
        inputs.asksAgain = request.isForced
        return inputs
    }

    /// The inputs of the evolution that waits for answers of a model, as far as they are still there; nil if none does.
    ///
    /// Episodes that have come in since belong to the next evolution, so that one that is answered slowly comes to an end.
    private func resume(
        _ request: EvolutionRequest,
        _ snapshot: Snapshot,
        _ book: LessonBook
    ) async throws -> FrozenInputs? {
        guard models != nil, request.records.isEmpty, let open = try ledger.resume() else { return nil }
        var inputs = FrozenInputs(
            evolution: open.evolution,
            open.evidence,
            open.inputs.lessons.map { LessonDraft($0) },
            snapshot,
            try book.all()
        )
        if let base = open.inputs.base.flatMap({ CommitID($0) }), try await repository.tip() != base,
            let before = try await repository.snapshot(ifKnown: base)
        {
            // Analysts read the skills as they were when they were asked first.
            inputs.analysed = before
        }
        inputs.later = open.later
        inputs.asksAgain = request.isForced
        return inputs
    }

    /// What a model makes of the pending episodes, asked while other processes may work.
    enum Asking {
        /// There was nothing to ask.
        case nothing
        case answered(ModelFindings)
        /// Meanwhile somebody changed what the questions were about. The answers are stored.
        case changed
    }

    /// Lets a model analyse the pending episodes. A model may take hours, so that the work lock is free meanwhile.
    func ask(
        _ inputs: FrozenInputs,
        _ mined: [Lesson],
        _ session: ModelSession?,
        _ permit: borrowing WorkPermit
    ) async throws -> Asking {
        // Lessons that were handed over are known to this process alone: the evolution could not be taken up again.
        guard let analysis = modelAnalysis(session), !inputs.pending.isEmpty, inputs.records.isEmpty else {
            return .nothing
        }
        try ledger.mark(evolution: inputs.evolution, as: .waiting)
        let before = (try ledger.evidenceMark(), repository.stateOfFiles())
        let findings = try await permit.released {
            // Return the memory used by mining before building prompts.
            Heap.trim()
            return try await analysis.run(on: inputs, mined: mined)
        }
        let after = (try ledger.evidenceMark(), repository.stateOfFiles())
        guard findings.obstacle != nil || before == after else { return .changed }
        try ledger.mark(evolution: inputs.evolution, as: .running)
        return .answered(findings)
    }

    /// What a model made of the pending episodes; its lessons are recorded before anything is published. Nothing is recorded
    /// while an answer is still to come.
    func analyse(
        _ inputs: FrozenInputs,
        _ mined: [Lesson],
        _ session: ModelSession?,
        asked: Asking,
        _ book: LessonBook
    ) async throws -> ModelFindings {
        guard let analysis = modelAnalysis(session) else { return ModelFindings() }
        let findings: ModelFindings
        if case .answered(let known) = asked {
            findings = known
        } else {
            Heap.trim()
            findings = try await analysis.run(on: inputs, mined: mined)
        }
        if findings.obstacle == nil { try await record(findings, inputs, book) }
        return findings
    }

    /// Leaves an evolution open that waits for answers of a model: the next run goes on with it.
    func wait(for obstacle: ModelError, _ outcome: EvolutionOutcome, _ inputs: FrozenInputs) throws -> EvolutionReport {
        var report = outcome.report
        try ledger.mark(evolution: inputs.evolution, as: .waiting)
        report.waiting = EvolutionReport.Waiting(
            reason: redactor.redact("\(obstacle)").text,
            calls: try ledger.unansweredCalls(of: inputs.evolution)
        )
        report.modelTokens = try ledger.tokens(of: inputs.evolution)
        return report
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
                (record.lesson.way, record.lesson.rule) = (lesson.way, lesson.rule)
            }
            record.updated = now
            return record
        }
        let parts = findings.parts.compactMap { lesson, home -> LessonRecord? in
            let state = LessonState.held(.joined(home))
            let known = inputs.lessons[lesson.id]
            switch known?.state {
            case .retracted, .adopted, .proposed, .approved: return nil
            case .held, nil: break
            }
            if let known, known.state == state, known.lesson.support == lesson.support { return nil }
            return LessonRecord(lesson: lesson, state: state, origin: .evolution(inputs.evolution), updated: now)
        }
        try await book.record(records + parts, by: .evolution(inputs.evolution), at: now) { [ledger, models] records in
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
            state: report.waiting != nil
                ? .waiting
                : !report.blocked.isEmpty
                    ? .blocked : isPartial ? .partial : report.revisions.isEmpty ? .nothing : .published,
            summary: [
                "episodes": report.episodes, "sessions": report.sessions, "pending": inputs.pending.count,
                "mined": lessons.count, "adopted": Self.lessons(report.revisions.filter { $0.proposal == nil }),
                "proposed": Self.lessons(report.revisions.filter { $0.proposal != nil }),
                "held": report.held.count, "standing": report.standing, "revisions": report.revisions.count,
                "proposals": report.revisions.count { $0.proposal != nil },
            ],
            supporting: Set(supporting.flatMap(\.support.sessions)),
            failed: findings.failed.union(inputs.later),
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
