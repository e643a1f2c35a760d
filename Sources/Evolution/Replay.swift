internal import Archive
internal import Configuration
internal import Foundations
internal import Git
internal import Ledger
internal import Lessons
internal import Mining
internal import Prompting
internal import Redaction
internal import SkillRepository
internal import Skills
internal import Trajectories

/// The use case "replay": the evolution of a revision once more, from the same episodes, the lessons and the skill as
/// they were before it, and the stored answers of models.
package struct Replay: Sendable {
    private let evolution: Evolution

    /// - Parameter evolution: whose collaborators the replay uses. Its model is asked only about another model's answers.
    package init(_ evolution: Evolution) { self.evolution = evolution }

    private var ledger: Ledger { evolution.ledger }
    private var repository: SkillRepository { evolution.repository }

    /// Makes a revision again. Nothing is written, unless another model is asked.
    ///
    /// - Parameter other: the name of another model to ask about the same evidence. Its result goes to a scratch ref; its
    ///   calls are metered and count against the budget.
    /// - Throws: ``OperationError/notFound(_:)`` if the ledger does not hold what the evolution read;
    ///   ``OperationError/refused(_:)`` if the other model answered nothing.
    package func run(skill: String, number: Int, asking other: String? = nil) async throws -> ReplayReport {
        guard let revision = try await repository.revisions(of: skill).first(where: { $0.number == number }) else {
            throw OperationError.notFound("there is no revision \(skill)/v\(number); see trace2skill log")
        }
        var unreadable: [String] = []
        let inputs = try await inputs(of: revision, &unreadable)
        let mined = Miner(evolution.settings).mine(inputs.pool)
        let account = other.map { "replay-\(inputs.evolution)-\($0)" } ?? inputs.evolution
        let session = evolution.models?.session(account)
        let findings = try await evolution.modelAnalysis(session)?.run(on: inputs, mined: mined) ?? ModelFindings()
        if let problem = findings.problem, other != nil, findings.analysed == 0 {
            throw OperationError.refused("the other model answered nothing: \(problem)")
        }

        var request = EvolutionRequest()
        request.skills = [skill]
        var outcome = EvolutionOutcome(inputs, findings, now: evolution.clock.now)
        let skills = evolution.skillEvolution(for: request, inputs, findings, session, progress: { _ in })
        let consolidated = findings.all(mined)
        for (skill, lessons) in skills.selection.bySkill(consolidated, only: [skill], into: &outcome) {
            try await skills.preview(skill, lessons, into: &outcome)
        }
        let result = outcome.report.revisions.first
        var report = ReplayReport(
            revision: "\(skill)/v\(number)",
            published: try await repository.snapshot(at: revision.commit.id).skills[skill]?.files ?? [:],
            replayed: result?.files ?? inputs.edited.skills[skill]?.files ?? [:],
            lessons: result?.lessons ?? [],
            unreadable: unreadable + findings.unreadable,
            failures: findings.failures
        )
        if let other { try await keep(&report, of: revision, by: other, account) }
        return report
    }

    /// Puts another model's result on a scratch ref.
    private func keep(
        _ report: inout ReplayReport,
        of revision: PublishedRevision,
        by model: String,
        _ account: String
    ) async throws {
        report.tokens = try ledger.tokens(of: account)
        report.scratch = try await repository.scratch(
            ScratchState(
                skill: revision.skill,
                number: revision.number,
                model: model,
                evolution: revision.evolution,
                files: report.replayed,
                lessons: report.lessons,
                tokens: report.tokens,
                seconds: Int64(evolution.clock.now())
            ),
            over: revision.base
        )
    }

    // MARK: Inputs

    /// What the evolution of a revision read.
    ///
    /// - Parameter unreadable: takes a sentence for each trajectory that could not be read back; its episodes are missing.
    private func inputs(of revision: PublishedRevision, _ unreadable: inout [String]) async throws -> FrozenInputs {
        let id = revision.evolution
        guard let saved = try ledger.inputs(of: id), !saved.isEmpty else {
            throw OperationError.notFound(
                "the ledger does not hold what went into evolution \(id); it was rebuilt since"
            )
        }
        let (pool, pending) = try episodes(of: saved, &unreadable)
        // Analysts read the repository as it was before the first revision of their evolution.
        let first = try await repository.revisions().last { $0.evolution == id } ?? revision
        let lessons = try await repository.knownLessons(before: id).map { known in
            LessonRecord(lesson: known.lesson, state: known.state, origin: .evolution(""), updated: 0)
        }
        return FrozenInputs(
            evolution: id,
            pool: pool,
            pending: pending,
            records: saved.lessons.map { LessonDraft($0) },
            analysed: try await repository.snapshot(
                at: saved.base.flatMap { CommitID($0) } ?? first.base
            ),
            edited: try await repository.snapshot(at: revision.base),
            lessons: Dictionary(firstValues: lessons.map { ($0.lesson.id, $0) }),
            contradictions: try ledger.conflicts(before: id).map { $0.lessons.map { Lesson.ID($0) } },
            sample: revision.sample
        )
    }

    /// The episodes of saved inputs. An episode whose session has grown since is read again from the archive.
    private func episodes(
        of inputs: EvolutionInputs,
        _ unreadable: inout [String]
    ) throws -> (pool: [AnalysedEpisode], pending: [PendingEpisode]) {
        let present = Dictionary(firstValues: try ledger.pool().map { (EvolutionInputs.Episode($0), $0) })
        var pool: [AnalysedEpisode] = []
        var pending: [PendingEpisode] = []
        for input in inputs.episodes {
            var key = input
            key.pending = nil
            let found: AnalysedEpisode?
            do {
                found = try present[key] ?? archived(input)
            } catch let error as ArchivedTrajectoryError {
                unreadable.append("\(error)")
                continue
            }
            guard let episode = found else {
                throw OperationError.notFound(
                    "trajectory \(input.trajectory.prefix(12)) is not in the archive any more"
                )
            }
            pool.append(episode)
            if let session = input.pending { pending.append(PendingEpisode(session: session, episode: episode)) }
        }
        return (pool, pending)
    }

    private func archived(_ input: EvolutionInputs.Episode) throws -> AnalysedEpisode? {
        guard let digest = ContentDigest(hex: input.trajectory), evolution.archive.contains(digest) else { return nil }
        let name = try ledger.name(ofTrajectory: digest.hex)
        let analyzer = SessionAnalyzer(redactor: evolution.redactor, skills: [], goals: GoalTable(evolution.settings))
        var found: AnalysedEpisode?
        try evolution.trajectories.sessions(of: digest, name: name) { session in
            let episodes = analyzer.record(session, trajectory: digest.hex, owner: 0, route: nil).episodes
            found = found ?? episodes.first { $0.session == input.session && $0.episode == input.number }
        }
        return found
    }
}

extension LessonDraft {
    /// The lesson as the inputs of an evolution keep it.
    var handedLesson: EvolutionInputs.HandedLesson {
        EvolutionInputs.HandedLesson(lesson: lesson, sessions: sessions)
    }

    init(_ handed: EvolutionInputs.HandedLesson) { self.init(handed.lesson, sessions: handed.sessions) }
}

extension PublishedRevision {
    /// The id of the evolution that made the revision.
    fileprivate var evolution: String { commit.trailers.first { $0.key == "Evolution" }?.value ?? "" }
    /// The sample of the model's wording that was chosen.
    fileprivate var sample: Int { commit.trailers.first { $0.key == "Sample" }.flatMap { Int($0.value) } ?? 0 }
}
