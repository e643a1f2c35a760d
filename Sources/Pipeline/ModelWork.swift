internal import Archive
internal import Configuration
internal import Consolidation
internal import EpisodeAnalysis
internal import Foundations
internal import Ledger
internal import Lessons
internal import Mining
package import Prompting
internal import SkillRepository
internal import Skills
internal import Trajectories

/// The fleet of analysts that ask a model: made once, where the program is put together.
package struct ModelWork: Sendable {
    /// Makes the role for one evolution, whose calls are metered under its id.
    package let role: @Sendable (_ evolution: String) -> ModelSession
    /// Of the fences around data; one for an installation, so that equal calls have equal keys.
    package let seed: UInt64
    package let width: Int

    package init(seed: UInt64, width: Int, role: @escaping @Sendable (_ evolution: String) -> ModelSession) {
        self.seed = seed
        self.width = width
        self.role = role
    }
}

extension Pipeline {
    /// Lets the fleet analyse the pending episodes, and joins what it learned with what earlier runs did.
    ///
    /// A call whose answer is known is not made again, so that a run that was cut off goes on where it was.
    ///
    /// - Parameter frozen: the repository and the lessons of an earlier day, for running an evolution again.
    func modelFindings(
        _ work: ModelWork,
        _ role: ModelSession,
        pending: [(session: Session.ID, episode: AnalysedEpisode)],
        pool: [AnalysedEpisode],
        evolution: String,
        records: [LessonDraft] = [],
        frozen: (snapshot: Snapshot, known: [LessonRecord])? = nil
    ) async throws -> ModelFindings {
        let snapshot: Snapshot
        if let frozen { snapshot = frozen.snapshot } else { snapshot = try await repository.snapshot() }
        let subjects = try await cases(for: pending, work, role, snapshot)
        var findings = ModelFindings(redactor: redactor)
        let readable = Set(subjects.map(\.episode))
        for (session, episode) in pending where !readable.contains(EpisodeReference(session, episode.episode)) {
            findings.noteUnreadable(episode.session)
        }
        let fleet = Fleet(
            failures: ErrorAnalyst(role, seed: work.seed),
            successes: SuccessAnalyst(role, seed: work.seed),
            width: work.width
        )
        var drafts = records
        for (subject, outcome) in zip(subjects, await fleet.analyse(subjects.map(\.subject))) {
            findings.note(outcome, of: subject.episode, in: subject.subject.record.session)
            if case .analysed(let analysis) = outcome { drafts += analysis.lessons }
        }
        let known = standing(try frozen?.known ?? ledger.lessons(), pool)
        // Without anything new there is nothing to join: lessons that wait come as they are, and no model is asked.
        let merged =
            drafts.isEmpty
            ? nil : try await LessonMerge(role, seed: work.seed, width: work.width).merge(drafts + known)
        if let merged { findings.note(merged) }
        let lessons = try frozen?.known ?? ledger.lessons()
        let earlier = try ledger.conflicts(before: frozen == nil ? nil : evolution)
        let contradictions = ContradictionIndex(
            (merged?.conflicts.map(\.lessons) ?? []) + earlier.map { $0.lessons.map { Lesson.ID($0) } },
            retracted: Set(lessons.filter { $0.state == .tombstone }.map(\.lesson.id)),
            approved: Set(lessons.filter { $0.reason == "approved" }.map(\.lesson.id))
        )
        let thresholds = miner().thresholds
        let sessions = Set(pool.map(\.session)).count
        findings.mined = (merged?.drafts ?? known).map { draft in
            var lesson = draft.lesson
            lesson.support.pool = max(sessions, lesson.support.count)
            let reason = contradictions.holds(lesson.id) ? "conflict" : Self.reason(against: lesson, thresholds)
            return Miner.Mined(lesson: lesson, held: reason)
        }
        return findings
    }

    /// Writes down what the analyses came to, before anything is published: it was paid for, and is not asked for again
    /// whatever becomes of publishing.
    ///
    /// Lessons that are new or held are held until they are published; one that stands keeps its words.
    func keep(_ findings: ModelFindings, of evolution: String) async throws {
        let known = Dictionary(firstValues: try ledger.lessons().map { ($0.lesson.id, $0) })
        let records = findings.mined.compactMap { item -> LessonRecord? in
            guard var record = known[item.lesson.id] else {
                let reason = item.held ?? "not-published"
                return LessonRecord(
                    lesson: item.lesson,
                    state: .held,
                    reason: reason,
                    evolution: evolution,
                    updated: clock.now()
                )
            }
            switch record.state {
            case .tombstone: return nil
            case .held:
                // Declined, and nothing has come to it since.
                let isGrown = item.lesson.support.count > record.lesson.support.count
                if record.reason == "editor-declined", !isGrown { return nil }
                record.lesson = item.lesson
                if record.reason != "approved" { record.reason = item.held ?? "not-published" }
            case .adopted, .proposed:
                guard record.lesson.support != item.lesson.support else { return nil }
                record.lesson.support = item.lesson.support
                record.lesson.evidence = item.lesson.evidence
            }
            record.updated = clock.now()
            return record
        }
        try ledger.settle(findings.settled, by: evolution, lessons: records, losses: findings.losses)
        try await repository.keep(
            records.map { ($0.lesson, $0.state.rawValue) },
            evolution: evolution,
            seconds: Int64(clock.now())
        )
    }

    /// What a lesson lacks to be published, as a reason code; nil if it lacks nothing.
    static func reason(against lesson: Lesson, _ thresholds: Miner.Thresholds) -> String? {
        if lesson.support.count < thresholds.sessions { return "support" }
        if lesson.support.tasks < thresholds.tasks { return "one-task" }
        return lesson.support.sources < thresholds.sources ? "one-source" : nil
    }

    // MARK: Cases

    /// The pending episodes as they were recorded, each with the skill that it is held against.
    private func cases(
        for pending: [(session: Session.ID, episode: AnalysedEpisode)],
        _ work: ModelWork,
        _ role: ModelSession,
        _ snapshot: Snapshot
    ) async throws -> [(episode: EpisodeReference, subject: AnalysisInput)] {
        let router = Router(
            role,
            seed: work.seed,
            skills: snapshot.skills.keys.sorted().compactMap { snapshot.skills[$0] }
        )
        var found: [(id: Session.ID, digest: String, episode: Episode, record: AnalysedEpisode)] = []
        for (digest, group) in Dictionary(grouping: pending, by: \.episode.trajectory).sorted(by: { $0.key < $1.key }) {
            guard let content = ContentDigest(hex: digest), archive.contains(content) else { continue }
            var sessions: [Session.ID: Session] = [:]
            _ = try TrajectoryReader().read(
                FileContext(name: digest, digest: String(digest.prefix(16))),
                open: { try ArchivedSource(archive: archive, digest: content).byteSource },
                each: { sessions[$0.id] = $0.redacted(by: redactor) }
            )
            for (id, record) in group {
                guard let episode = sessions[id]?.episodes.first(where: { $0.index == record.episode }) else {
                    continue
                }
                found.append((id, digest, episode, record))
            }
        }
        let skills = await routes(of: found.map { ($0.episode, $0.record) }, router)
        return try zip(found, skills).map { item, skill in
            let subject = AnalysisInput(
                item.episode,
                record: item.record,
                skill: skill,
                base: snapshot.skills[skill],
                artifacts: try artifactsToAnalyse(of: item.digest)
            )
            return (EpisodeReference(item.id, item.record.episode), subject)
        }
    }

    /// The skill of each episode, in their order: a model is asked about many at once.
    private func routes(of episodes: [(Episode, AnalysedEpisode)], _ router: Router) async -> [String] {
        await withTaskGroup(of: (Int, String).self) { tasks in
            for (index, (episode, record)) in episodes.enumerated() {
                tasks.addTask { (index, await skill(for: episode, record, router)) }
            }
            var skills = [String](repeating: "", count: episodes.count)
            for await (index, skill) in tasks { skills[index] = skill }
            return skills
        }
    }

    /// Named, else chosen by words and model among the skills there are, else of the workspace or the kind of work.
    private func skill(for episode: Episode, _ record: AnalysedEpisode, _ router: Router) async -> String {
        do {
            switch try await router.route(episode, record: record) {
            case .named(let name): return name
            case .chosen(let name, _): return name.text
            case .none: break
            }
        } catch {
            // Without a model's word the episode goes where it would go without a model.
        }
        if let workspace = record.workspace { return workspace }
        return record.findings.contains { $0.signature.domain == "python" } ? "python" : "command-line"
    }

    /// Lessons of models that earlier runs know, best supported first, as drafts that new ones are joined with.
    private func standing(_ known: [LessonRecord], _ pool: [AnalysedEpisode]) -> [LessonDraft] {
        let voices = SupportingSessions(pool)
        return known.compactMap { record in
            guard record.lesson.analyst != EmbeddedAnalyst.version, record.state != .tombstone else { return nil }
            return LessonDraft(
                record.lesson,
                voices: record.lesson.support.sessions.map { voices.voice(of: $0) },
                isStanding: true
            )
        }.sorted { ($1.lesson.support.count, $0.id) < ($0.lesson.support.count, $1.id) }
    }
}
