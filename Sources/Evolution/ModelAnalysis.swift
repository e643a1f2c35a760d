internal import Archive
internal import Consolidation
internal import EpisodeAnalysis
internal import LanguageModels
internal import Ledger
internal import Lessons
internal import Mining
internal import Prompting
internal import Redaction
internal import SkillEditing
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

    /// Analyses the pending episodes of an evolution, and consolidates what was found with what was mined.
    ///
    /// A stored answer is used again, so that an evolution that was cut off goes on where it stopped. As long as an answer
    /// is still to come, the findings name the obstacle and hold no lessons.
    ///
    /// - Parameter mined: the lessons that code found in the pool.
    func run(on inputs: FrozenInputs, mined: [Lesson]) async throws -> ModelFindings {
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
        // What is to be joined is known once all answers are there.
        guard findings.obstacle == nil else { return findings }
        try await consolidate(drafts, mined, with: inputs, &findings)
        return findings
    }

    // MARK: Consolidation

    /// Joins new lessons with those that earlier evolutions found with a model, and with those that were mined.
    private func consolidate(
        _ drafts: [LessonDraft],
        _ mined: [Lesson],
        with inputs: FrozenInputs,
        _ findings: inout ModelFindings
    ) async throws {
        var scope = LessonScope(inputs, mined: mined)
        var pool = LessonPool(inputs, mined: mined)
        let new = scope.pooled(pool.withoutParts(drafts))
        let known = scope.pooled(pool.known)
        // Without anything new there is nothing to join, and no model is asked.
        var merged: ThemeConsolidation.Outcome?
        if !new.isEmpty {
            let consolidation = ThemeConsolidation(session, seed: models.seed, scope: consolidationScope(scope, inputs))
            merged = try await consolidation.consolidate(new + known + pool.mined)
        }
        merged?.conflicts.removeAll { !scope.isOfOneSkill($0) }
        if let merged { findings.note(merged) }
        guard findings.obstacle == nil else { return }
        let states = inputs.lessons.values
        findings.contradictions = ContradictionIndex(
            (merged?.conflicts.map(\.lessons) ?? []) + inputs.contradictions,
            retracted: Set(states.filter(\.state.isRetracted).map(\.lesson.id)),
            approved: Set(states.filter { $0.state == .approved }.map(\.lesson.id))
        )
        let sessions = inputs.sessions
        let archive = ArchiveCount(inputs.pool)
        let left = merged?.drafts ?? known + pool.mined
        let fixed = Self.fixed(inputs)
        let twins = MinedTwins(left.map(\.lesson).filter { Lesson.isEmbedded($0.analyst) && !isRetracted($0, inputs) })
        var places: [Lesson.ID: Lesson.ID] = [:]
        for draft in left where !Lesson.isEmbedded(draft.lesson.analyst) {
            var lesson = scope.placed(draft).lesson
            lesson.support.pool = max(sessions, lesson.support.count)
            let counted = archive.counted(lesson) ?? lesson
            if !fixed.contains(draft.id), let twin = twins.twin(of: counted, where: { scope.mayJoin(draft, $0) }) {
                places[draft.id] = twin
                pool.join(draft, to: twin)
                continue
            }
            places[draft.id] = lesson.id
            findings.note(concern: merged?.concerns[draft.id], about: counted, before: inputs.lessons[lesson.id])
            findings.lessons.append(counted)
        }
        findings.parts = pool.parts(new: drafts, homes: Self.homes(of: left, merged?.homes ?? [:], places))
        findings.mined = pool.minedLessons(with: left)
    }

    /// Lessons whose texts stay as they are.
    private static func fixed(_ inputs: FrozenInputs) -> Set<Lesson.ID> {
        Set(
            inputs.lessons.values.filter { [.adopted, .proposed, .approved].contains($0.state.name) }.map(\.lesson.id)
        )
    }

    private func isRetracted(_ lesson: Lesson, _ inputs: FrozenInputs) -> Bool {
        inputs.lessons[lesson.id]?.state.isRetracted ?? false
    }

    /// The lessons that are parts of others now, each with the id of the lesson that it is a part of.
    private static func homes(
        of drafts: [LessonDraft],
        _ joined: [Lesson.ID: Lesson.ID],
        _ places: [Lesson.ID: Lesson.ID]
    ) -> [Lesson.ID: Lesson.ID] {
        let own = Set(drafts.map(\.id))
        var homes = joined.mapValues { places[$0] ?? $0 }
        for draft in drafts {
            let place = places[draft.id] ?? draft.id
            for source in draft.sources where homes[source] == nil && source != place {
                // A lesson that went to another skill has another id there; one that is left in the pool is its own.
                if source == draft.id || !own.contains(source) { homes[source] = place }
            }
        }
        return homes
    }

    private func consolidationScope(_ scope: LessonScope, _ inputs: FrozenInputs) -> ThemeConsolidation.Scope {
        let (skills, seed) = (inputs.analysed.skills, models.seed)
        let commands = SessionCommands(
            archive: archive,
            trajectories: trajectories,
            ledger: ledger,
            redactor: redactor
        )
        return ThemeConsolidation.Scope(
            fixed: Self.fixed(inputs),
            mayJoin: { scope.mayJoin($0, $1) },
            background: { drafts in
                let name = scope.skill(of: drafts)
                guard let base = skills[name] else { return "" }
                return SkillExcerpt.text(name, base, seed: seed, tokens: Self.skillTokens)
            },
            objection: { draft in
                EditRules.objection(toRule: draft.lesson) { commands.add(of: $0, to: &$1) }
            }
        )
    }

    /// The most tokens of a skill in the question for a rule.
    private static let skillTokens = 3_000

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
        let scope = LessonScope(inputs)
        let asked = found.map { ($0.episode, $0.waiting.episode) }
        let skills = await routes(of: asked, inputs.analysed, scope, &findings)
        return try zip(found, skills).compactMap { item, skill in
            guard let skill else { return nil }
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

    /// The skill of each episode, in their order; nil where the model's answer is still to come. The questions to the model
    /// run at the same time.
    private func routes(
        of episodes: [(Episode, AnalysedEpisode)],
        _ snapshot: Snapshot,
        _ scope: LessonScope,
        _ findings: inout ModelFindings
    ) async -> [String?] {
        let router = Router(
            session,
            seed: models.seed,
            skills: snapshot.skills.keys.sorted().filter { !scope.isFoundBySessions($0) }
                .compactMap { snapshot.skills[$0] }
        )
        let results = await withTaskGroup(of: (Int, Result<String, ModelError>).self) { tasks in
            for (index, (episode, record)) in episodes.enumerated() {
                tasks.addTask { (index, await skill(for: episode, record, router, scope)) }
            }
            var results = [Result<String, ModelError>](repeating: .failure(.cancelled), count: episodes.count)
            for await (index, result) in tasks { results[index] = result }
            return results
        }
        return results.map { result in
            switch result {
            case .success(let skill): return skill
            case .failure(let error):
                findings.wait(for: error)
                return nil
            }
        }
    }

    /// The skill that the episode names, else the one that words and model choose, else that of the workspace or of the
    /// kind of work; a failure where the model's answer is still to come.
    private func skill(
        for episode: Episode,
        _ record: AnalysedEpisode,
        _ router: Router,
        _ scope: LessonScope
    ) async -> Result<String, ModelError> {
        do {
            switch try await router.route(episode, record: record) {
            case .named(let name): return .success(name)
            case .chosen(let name, _): return .success(name.text)
            case .none: break
            }
        } catch {
            // Without the model's answer the episode is routed as without a model.
            if case .model(let cause) = error, cause.kind == .pending { return .failure(cause) }
        }
        return .success(scope.skill(of: record))
    }
}
