internal import Configuration
internal import Foundations
internal import Git
package import Ledger
package import Lessons
package import Mining
internal import Safeguards
internal import SkillRepository
internal import Skills
internal import Trajectories

/// What one evolution did, skill by skill.
package struct EvolutionReport: Sendable {
    package struct Revision: Sendable {
        package var skill: String
        package var number: Int
        package var commit: String
        package var lessons: [Lesson]
        package var isNew: Bool
        /// Where it lies instead of on the branch.
        package var proposal: String?
        /// What of the working tree could not be brought along.
        package var behind: String?
        /// The skill's main file as it is with the revision.
        package var text: String
        /// Every file of the skill.
        package var files: [String: [UInt8]] = [:]
        /// What let it pass.
        package var gate = "structure"
    }

    package var id = ""
    package var episodes = 0
    package var sessions = 0
    package var revisions: [Revision] = []
    package var held: [(lesson: Lesson, reason: String)] = []
    /// Skills for which something stood in the way, with the reason.
    package var blocked: [(skill: String, reason: String)] = []
    /// Lessons that the pool gives and that stand already.
    package var standing = 0
    package var tombstones: [String] = []
    /// Episodes that a model analysed, the tokens of all calls, and failures by kind.
    package var analysed = 0
    package var modelTokens = 0
    package var modelFailures: [String: Int] = [:]
    package var modelProblem: String?
    /// What models were asked for and that is in no lesson, and contradictions.
    package var losses: [LossRecord] = []
    /// Nothing new has come in since the last evolution.
    package var hadNothingNew = false
    package init() {}
}

/// How an evolution is to be run.
package struct EvolutionRequest: Sendable {
    /// Only these skills; all if empty.
    package var skills: [String] = []
    package var isDryRun = false
    package var isProposal = false
    /// Mine the pool even if nothing has come in.
    package var isForced = false
    /// How many wordings of the same lessons are tried where a model words them and an evaluation can tell them apart.
    package var seeds = 1
    /// Lessons that another program's analysts wrote; they are merged with the rest. Needs a model.
    package var records: [LessonDraft] = []
    package init() {}
}

extension Pipeline {
    /// One evolution: pending episodes in, at most one new revision for each skill out.
    ///
    /// - Throws: what keeps the whole run from going on; what concerns one skill stands in the report.
    package func evolve(_ request: EvolutionRequest, progress: @Sendable (Progress) -> Void = { _ in }) async throws
        -> EvolutionReport
    {
        var report = EvolutionReport()
        try await recover()
        report.tombstones = try await readBack()
        let pending = try ledger.pendingEpisodes()
        guard
            try pending > 0 || request.isForced || request.isDryRun || !request.records.isEmpty
                || !report.tombstones.isEmpty || ledger.isUnfinished()
        else {
            report.hadNothingNew = true
            return report
        }
        if let obstacle = try await repository.obstacle() { throw PipelineError.blocked(obstacle) }
        let id = TimeOrderedID.make(at: clock.now())
        report.id = id
        if !request.isDryRun { try ledger.begin(evolution: id, at: clock.now()) }
        let pool = try ledger.pool()
        if !request.isDryRun { try save(inputs: pool, request.records, of: id) }
        progress(.mining(episodes: pool.count))
        var mined = miner().mine(pool)
        var findings = ModelFindings()
        let role = request.isDryRun ? nil : models?.role(id)
        if let models, let role {
            // What was needed to come this far makes room for many prompts at once.
            Heap.trim()
            findings = try await modelFindings(
                models,
                role,
                pending: try ledger.pending(),
                pool: pool,
                evolution: id,
                records: request.records
            )
            try await keep(findings, of: id)
            mined += findings.mined
            report.modelFailures = findings.failures
            report.modelProblem = findings.problem
            report.losses = findings.losses
            report.analysed = findings.analysed
        }
        report.episodes = pool.count
        report.sessions = Set(pool.map(\.session)).count
        var run = EvolutionRun(pipeline: self, request: request, id: id, report: report, role: role)
        try await run.go(through: mined, progress: progress)
        run.report.losses += run.losses
        run.report.modelTokens = try ledger.tokens(of: id)
        guard !request.isDryRun else { return run.report }
        try await finish(&run, mined: mined, findings, pending: pending)
        return run.report
    }

    package func miner() -> Miner {
        let isShared = configuration.inboxes.contains { $0.trust == .shared }
        let least = isShared ? max(3, configuration.evolution.minimumSupport) : configuration.evolution.minimumSupport
        return Miner(thresholds: Miner.Thresholds(sessions: least, tasks: min(2, least), sources: isShared ? 2 : 1))
    }

    private func finish(
        _ run: inout EvolutionRun,
        mined: [Miner.Mined],
        _ findings: ModelFindings,
        pending: Int
    ) async throws {
        let now = clock.now()
        let records = run.records
        try await repository.keep(
            records.map { ($0.lesson, $0.state.rawValue) },
            evolution: run.id,
            seconds: Int64(now)
        )
        let skills = run.request.skills
        let isPartial = !skills.isEmpty && mined.contains { !skills.contains($0.lesson.skill) }
        try ledger.end(
            evolution: run.id,
            at: now,
            // What could not be published is tried again by the next run, which needs no new evidence for that.
            state: !run.report.blocked.isEmpty
                ? "blocked" : isPartial ? "partial" : run.report.revisions.isEmpty ? "nothing" : "published",
            summary: [
                "episodes": run.report.episodes, "sessions": run.report.sessions, "pending": pending,
                "mined": mined.count,
                "adopted": run.report.revisions.reduce(0) { $0 + $1.lessons.count }, "held": run.report.held.count,
                "standing": run.report.standing,
                "revisions": run.report.revisions.count,
            ],
            lessons: records,
            using: Set((records.map(\.lesson) + findings.mined.map(\.lesson)).flatMap(\.support.sessions)),
            failed: findings.failed,
            losses: run.losses
        )
        try ledger.forgetEvaluationRuns()
    }
}
