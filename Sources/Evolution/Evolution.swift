package import Archive
package import Configuration
package import Ledger
internal import Lessons
internal import Mining
internal import Prompting
package import Redaction
package import SkillRepository

/// The use case "evolve": new evidence in, at most one new revision of each skill out.
package struct Evolution: Sendable {
    let settings: Configuration
    let ledger: Ledger
    let archive: Archive
    let trajectories: ArchivedTrajectories
    let repository: SkillRepository
    let publisher: Publisher
    let redactor: Redactor
    let models: ModelWork?
    let clock: WallClock

    /// - Parameters:
    ///   - trajectories: reads the archive back, with the configured mappings.
    ///   - models: the model that analyses episodes and words lessons; nil for the embedded analyst.
    package init(
        settings: Configuration,
        ledger: Ledger,
        archive: Archive,
        trajectories: ArchivedTrajectories,
        repository: SkillRepository,
        publisher: Publisher,
        redactor: Redactor,
        models: ModelWork?,
        clock: WallClock
    ) {
        self.settings = settings
        self.ledger = ledger
        self.archive = archive
        self.trajectories = trajectories
        self.repository = repository
        self.publisher = publisher
        self.redactor = redactor
        self.models = models
        self.clock = clock
    }

    /// How often an evolution is run, if another machine publishes at the same time.
    private static let attempts = 3

    /// Runs one evolution, and exchanges the result with the other machines that share a remote. What another machine did
    /// meanwhile comes first, and the evolution is run again on it.
    ///
    /// - Parameters:
    ///   - permit: proof that the work lock is held.
    ///   - progress: is told each step.
    /// - Throws: what keeps the whole evolution from going on; a problem of one skill is in the report.
    package func run(
        _ request: EvolutionRequest,
        permit: borrowing WorkPermit,
        progress: @escaping @Sendable (EvolutionProgress) -> Void = { _ in }
    ) async throws -> EvolutionReport {
        try permit.requireNoneReleased()
        var report = try await pass(request, permit, progress)
        for attempt in 1...Self.attempts {
            let result = try await publisher.send(permit)
            if case .refused(let reason) = result { report.notices.append(reason) }
            guard result == .behind else { break }
            guard attempt < Self.attempts else {
                report.notices.append("other machines publish all the time; the exchange is tried again later")
                break
            }
            let next = try await pass(request, permit, progress)
            (report, report.notices, report.retracted) = (
                next, report.notices + next.notices, report.retracted + next.retracted
            )
        }
        return report
    }

    /// Whether an evolution asks a model, during which it leaves the work lock to others.
    package var asksModel: Bool { models != nil }

    /// Ends what an evolution asks of its model, now and later, since the process is to end. The evolution that runs is left
    /// open, and the next process goes on with it and the answers that are there.
    package func stopAsking() { models?.stop() }

    /// What a pass leaves to the next one.
    private struct EarlierPass {
        /// Whose budget and failures count on.
        let session: ModelSession?
        /// How many episodes wait again because no model had read them.
        let reopened: Int
        let retracted: [String]
        let notices: [String]
    }

    /// Runs one evolution: recover, read back, mine and analyse, consolidate; then for each skill edit, check, evaluate
    /// and publish; then record.
    ///
    /// - Parameter earlier: what a pass came to that asked the model and found something changed afterwards. Its answers are
    ///   stored, so that this one asks only what is new, and keeps the work lock.
    private func pass(
        _ request: EvolutionRequest,
        _ permit: borrowing WorkPermit,
        _ progress: @escaping @Sendable (EvolutionProgress) -> Void,
        after earlier: EarlierPass? = nil
    ) async throws -> EvolutionReport {
        let start = try await publisher.catchUp(permit)
        guard let snapshot = start.snapshot else { throw PublishingError.noBranch(repository.branch, repository.path) }
        let book = start.book
        let retracted = (earlier?.retracted ?? []) + start.retracted
        let notices = (earlier?.notices ?? []) + start.notices
        // Without a budget for all of them, the rest waits for the next evolution.
        let reopened =
            try earlier?.reopened
            ?? (request.rereads && models != nil ? ledger.reopenUnread(of: Set(request.skills)) : 0)
        let open = OpenProposals(try await repository.proposals())
        guard try hasWork(for: request, retracted) || open.hasStale else {
            return .nothingNew(retracted: retracted, notices: notices)
        }
        if let obstacle = start.obstacle { throw OperationError.blocked(obstacle) }

        let inputs = try await begin(request, snapshot, book)
        if earlier == nil { progress(.mining(episodes: inputs.pool.count)) }
        let mined = Miner(settings).mine(inputs.pool)
        let session = earlier?.session ?? models?.session(inputs.evolution)
        if earlier == nil, session != nil, !inputs.pending.isEmpty {
            progress(.analysing(episodes: inputs.pending.count))
        }
        let asked = earlier == nil ? try await ask(inputs, mined, session, permit) : .nothing
        if case .changed = asked {
            let earlier = EarlierPass(session: session, reopened: reopened, retracted: retracted, notices: notices)
            return try await pass(request, permit, progress, after: earlier)
        }
        let findings = try await analyse(inputs, mined, session, asked: asked, book)
        func told(_ outcome: EvolutionOutcome) -> EvolutionOutcome {
            var outcome = outcome
            outcome.report.retracted = retracted
            outcome.report.notices = notices
            outcome.report.reopened = reopened
            return outcome
        }
        if let obstacle = findings.obstacle {
            return try wait(for: obstacle, told(EvolutionOutcome(inputs, findings, now: clock.now)), inputs)
        }
        let consolidated = findings.all(mined).map { $0.redactedQuotes(by: redactor.distrustful) }
        // The analyses have recorded lessons, which are known from here on.
        let known = inputs.with(lessons: try book.all())

        var outcome = told(EvolutionOutcome(known, findings, now: clock.now))
        let skills = skillEvolution(for: request, known.counting(consolidated), findings, session, progress: progress)
        let ready = skills.selection.bySkill(consolidated, only: request.skills, into: &outcome)
        for work in open.work(ready, consolidated, skills, into: &outcome) {
            let editor = work.isProposal ? skills.proposing() : skills
            try await editor.run(work.skill, work.lessons, as: work.number, permit, into: &outcome)
            await publisher.joinPacks(permit)
        }
        try await retire(mined, known, for: request, permit, into: &outcome)
        if outcome.report.waiting != nil {
            outcome.report.waiting?.calls = try ledger.unansweredCalls(of: known.evolution)
        }
        outcome.report.modelTokens = try ledger.tokens(of: known.evolution)
        try await record(outcome, of: request, consolidated, findings, known, book)
        try ledger.setPosition(.putBack, to: nil)
        await publisher.tidy(permit)
        return outcome.report
    }

    /// Shows what an evolution would publish, in the words of code: nothing is written, and no model is asked.
    package func preview(
        _ request: EvolutionRequest,
        progress: @escaping @Sendable (EvolutionProgress) -> Void = { _ in }
    ) async throws -> EvolutionReport {
        if let obstacle = try await repository.obstacle() { throw OperationError.blocked(obstacle) }
        let book = LessonBook(ledger: ledger, repository: repository)
        let (changed, reading) = try await ReadBack(repository: repository, clock: clock).changes(in: book)
        guard let snapshot = reading.snapshot else {
            throw PublishingError.noBranch(repository.branch, repository.path)
        }
        var lessons = try book.all()
        for record in changed { lessons[record.lesson.id] = record }
        let id = TimeOrderedID.make(at: clock.now())
        let inputs = FrozenInputs(evolution: id, try ledger.evidence(), request.records, snapshot, lessons)
        progress(.mining(episodes: inputs.pool.count))
        let mined = Miner(settings).mine(inputs.pool)
        let findings = ModelFindings()
        var outcome = EvolutionOutcome(inputs, findings, now: clock.now)
        outcome.report.retracted = reading.retracted
        outcome.report.notices = reading.notices
        let skills = skillEvolution(for: request, inputs, findings, nil, progress: progress)
        for (skill, lessons) in skills.selection.bySkill(mined, only: request.skills, into: &outcome) {
            try await skills.preview(skill, lessons, into: &outcome)
        }
        return outcome.report
    }
}
