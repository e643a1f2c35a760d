internal import Archive
internal import Consolidation
internal import EpisodeAnalysis
internal import Ledger
internal import Lessons
internal import Mining
internal import Prompting
internal import Redaction
internal import SkillRepository
internal import Skills
internal import Trajectories

/// Lets a fleet of analysts read the pending episodes, and consolidates their lessons with those of earlier evolutions.
struct ModelAnalysis: Sendable {
    let models: ModelWork
    let session: ModelSession
    let archive: Archive
    let trajectories: ArchivedTrajectories
    let artifacts: ArtifactCopies
    let ledger: Ledger
    let redactor: Redactor

    /// Analyses the pending episodes of an evolution.
    ///
    /// A stored answer is used again, so that an evolution that was cut off goes on where it stopped.
    func run(on inputs: FrozenInputs) async throws -> ModelFindings {
        var findings = ModelFindings(redactor: redactor)
        let episodes = try await readEpisodes(of: inputs, &findings)
        let fleet = Fleet(
            failures: ErrorAnalyst(session, seed: models.seed),
            successes: SuccessAnalyst(session, seed: models.seed),
            width: models.width
        )
        var drafts = inputs.records
        for (episode, outcome) in zip(episodes, await fleet.analyse(episodes.map(\.input))) {
            findings.note(outcome, of: episode.reference, in: episode.input.record.session)
            if case .analysed(let analysis) = outcome { drafts += analysis.lessons }
        }
        try await consolidate(drafts, with: inputs, &findings)
        return findings
    }

    // MARK: Consolidation

    /// Joins new lessons with those that earlier evolutions found with a model.
    private func consolidate(
        _ drafts: [LessonDraft],
        with inputs: FrozenInputs,
        _ findings: inout ModelFindings
    ) async throws {
        var scope = LessonScope(inputs)
        let known = scope.pooled(knownDrafts(inputs))
        let new = scope.pooled(drafts)
        // Without anything new there is nothing to join, and no model is asked.
        var merged =
            new.isEmpty
            ? nil : try await LessonMerge(session, seed: models.seed, width: models.width).merge(new + known)
        merged?.conflicts.removeAll { !scope.isOfOneSkill($0) }
        if let merged { findings.note(merged) }
        let states = inputs.lessons.values
        findings.contradictions = ContradictionIndex(
            (merged?.conflicts.map(\.lessons) ?? []) + inputs.contradictions,
            retracted: Set(states.filter(\.state.isRetracted).map(\.lesson.id)),
            approved: Set(states.filter { $0.state == .approved }.map(\.lesson.id))
        )
        let sessions = inputs.sessions
        findings.lessons = (merged?.drafts ?? known).map { draft in
            var lesson = scope.placed(draft).lesson
            lesson.support.pool = max(sessions, lesson.support.count)
            return lesson
        }
    }

    /// Lessons that earlier evolutions found with a model, best supported first.
    private func knownDrafts(_ inputs: FrozenInputs) -> [LessonDraft] {
        let sessions = SupportingSessions(inputs.pool)
        return inputs.lessons.values.compactMap { record in
            guard !Lesson.isEmbedded(record.lesson.analyst), !record.state.isRetracted else { return nil }
            return LessonDraft(
                record.lesson,
                sessions: record.lesson.support.sessions.map { sessions.session(of: $0) },
                isStanding: true
            )
        }.sorted { ($1.lesson.support.count, $0.id) < ($0.lesson.support.count, $1.id) }
    }

    // MARK: Episodes

    /// A pending episode as an analyst reads it.
    private struct ReadEpisode {
        let reference: EpisodeReference
        let input: AnalysisInput
    }

    /// Reads the pending episodes back from the archive, each with the skill that it is compared with.
    private func readEpisodes(of inputs: FrozenInputs, _ findings: inout ModelFindings) async throws -> [ReadEpisode] {
        var found: [(waiting: PendingEpisode, episode: Episode)] = []
        func isAsked(_ episode: PendingEpisode) -> Bool {
            inputs.asksAgain || !episode.isResting(for: models.identity)
        }
        let waiting = inputs.pending.filter(isAsked)
        for episode in inputs.pending where !isAsked(episode) { findings.noteResting(episode.reference) }
        let groups = Dictionary(grouping: waiting, by: \.episode.trajectory).sorted { $0.key < $1.key }
        for (digest, group) in groups {
            guard let content = ContentDigest(hex: digest), archive.contains(content) else { continue }
            var sessions: [Session.ID: Session] = [:]
            let name = try ledger.name(ofTrajectory: digest)
            do throws(ArchivedTrajectoryError) {
                try trajectories.sessions(of: content, name: name) {
                    sessions[$0.id] = $0.redacted(by: redactor.distrustful)
                }
            } catch {
                // The episodes of this file wait; all others are analysed.
                findings.note(error, of: group)
                continue
            }
            for waiting in group {
                guard
                    let episode = sessions[waiting.session]?.episodes.first(where: {
                        $0.index == waiting.episode.episode
                    })
                else { continue }
                found.append((waiting, episode))
            }
        }
        let read = Set(found.map(\.waiting.reference))
        for waiting in waiting
        where !read.contains(waiting.reference) && !findings.failed.contains(waiting.reference) {
            findings.noteMissing(waiting.episode.session)
        }
        let skills = await routes(of: found.map { ($0.episode, $0.waiting.episode) }, inputs.analysed)
        return try zip(found, skills).map { item, skill in
            let input = AnalysisInput(
                item.episode,
                record: item.waiting.episode,
                skill: skill,
                base: inputs.analysed.skills[skill],
                artifacts: try artifacts.forAnalysis(of: item.waiting.episode.trajectory)
            )
            return ReadEpisode(reference: item.waiting.reference, input: input)
        }
    }

    // MARK: Routing

    /// The skill of each episode, in their order. The questions to the model run at the same time.
    private func routes(of episodes: [(Episode, AnalysedEpisode)], _ snapshot: Snapshot) async -> [String] {
        let router = Router(
            session,
            seed: models.seed,
            skills: snapshot.skills.keys.sorted().compactMap { snapshot.skills[$0] }
        )
        return await withTaskGroup(of: (Int, String).self) { tasks in
            for (index, (episode, record)) in episodes.enumerated() {
                tasks.addTask { (index, await skill(for: episode, record, router)) }
            }
            var skills = [String](repeating: "", count: episodes.count)
            for await (index, skill) in tasks { skills[index] = skill }
            return skills
        }
    }

    /// The skill that the episode names, else the one that words and model choose, else that of the workspace or of the
    /// kind of work.
    private func skill(for episode: Episode, _ record: AnalysedEpisode, _ router: Router) async -> String {
        do {
            switch try await router.route(episode, record: record) {
            case .named(let name): return name
            case .chosen(let name, _): return name.text
            case .none: break
            }
        } catch {
            // Without the model's answer the episode is routed as without a model.
        }
        return LessonScope.skill(of: record)
    }
}
