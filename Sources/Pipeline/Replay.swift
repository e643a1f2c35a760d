internal import Archive
internal import Foundations
internal import Git
internal import Ledger
package import Lessons
internal import Mining
internal import SkillRepository
internal import Skills
internal import Trajectories

/// What running an evolution again gave.
package struct ReplayReport: Sendable {
    /// The revision, such as `python/v3`.
    package var revision: String
    /// The files that it has in the repository, and those that came out now.
    package var published: [String: [UInt8]]
    package var replayed: [String: [UInt8]]
    package var lessons: [Lesson]
    /// Analyses that had no stored answer, by kind of failure.
    package var failures: [String: Int]
    /// Where the result of another model lies, as the full name of a ref; nil without another model.
    package var scratch: String?
    /// Tokens that were spent on the other model.
    package var tokens = 0
    package var isSame: Bool { published == replayed }
    /// Paths that differ, sorted.
    package var differences: [String] {
        Set(published.keys).union(replayed.keys).filter { published[$0] != replayed[$0] }.sorted()
    }
}

extension Pipeline {
    /// Writes down which episodes an evolution looks at, and the lessons that it was handed.
    func save(inputs pool: [AnalysedEpisode], _ records: [LessonDraft] = [], of evolution: String) throws {
        var waiting: [String: String] = [:]
        for (session, episode) in try ledger.pending() { waiting[Self.key(episode)] = session.rawValue }
        try ledger.save(
            inputs: pool.map { "\(Self.key($0))\t\(waiting[Self.key($0)] ?? "")" } + records.map(RecordInput.text(of:)),
            of: evolution
        )
    }

    private static func key(_ episode: AnalysedEpisode) -> String {
        "\(episode.session)\t\(episode.trajectory)\t\(episode.episode)"
    }

    /// Runs the evolution of a revision again: the same episodes, the lessons and the skill as they were before it, and
    /// the stored answers of models. Nothing is written, unless another model is asked.
    ///
    /// - Parameter other: the name of another model, which ``models`` asks about the same evidence. What it comes to is
    ///   put on a scratch ref; its calls are metered and count against the budget.
    /// - Throws: ``PipelineError/notFound(_:)`` where the ledger does not know what went into the revision any more;
    ///   ``PipelineError/refused(_:)`` if the other model answered nothing.
    package func replay(skill: String, number: Int, asking other: String? = nil) async throws -> ReplayReport {
        guard let revision = try await repository.revisions(of: skill).first(where: { $0.number == number }) else {
            throw PipelineError.notFound("there is no revision \(skill)/v\(number); see trace2skill log")
        }
        let evolution = revision.commit.trailers.first { $0.key == "Evolution" }?.value ?? ""
        guard let inputs = try ledger.inputs(of: evolution), !inputs.isEmpty else {
            throw PipelineError.notFound(
                "the ledger does not hold what went into evolution \(evolution); it was rebuilt since"
            )
        }
        let frozen = (
            snapshot: try await repository.snapshot(at: revision.commit.parents[0]),
            known: try await repository.knownLessons(before: evolution).map { lesson, state in
                LessonRecord(lesson: lesson, state: .init(rawValue: state) ?? .held, evolution: "", updated: 0)
            }
        )
        let (pool, pending) = try episodes(of: inputs)
        let records = inputs.compactMap(RecordInput.draft(of:))
        var mined = miner().mine(pool)
        var findings = ModelFindings()
        let account = other.map { "replay-\(evolution)-\($0)" }
        let role = models?.role(account ?? evolution)
        if let models, let role {
            // Analysts saw the repository as it was before the first revision of their evolution.
            let first = try await repository.revisions().last { other in
                other.commit.trailers.contains { $0.key == "Evolution" && $0.value == evolution }
            }
            let before = try await repository.snapshot(at: (first ?? revision).commit.parents[0])
            findings = try await modelFindings(
                models,
                role,
                pending: pending,
                pool: pool,
                evolution: evolution,
                records: records,
                frozen: (before, frozen.known)
            )
            mined += findings.mined
        }
        if let problem = findings.problem, other != nil, findings.analysed == 0 {
            throw PipelineError.refused("the other model answered nothing: \(problem)")
        }
        var request = EvolutionRequest()
        request.skills = [skill]
        request.isDryRun = true
        var report = EvolutionReport()
        report.sessions = Set(pool.map(\.session)).count
        var run = EvolutionRun(pipeline: self, request: request, id: evolution, report: report, role: role)
        let sample = revision.commit.trailers.first { $0.key == "Sample" }.flatMap { Int($0.value) } ?? 0
        run.frozen = (frozen.snapshot, frozen.known, sample)
        try await run.go(through: mined, progress: { _ in })
        let result = run.report.revisions.first
        var replayed = ReplayReport(
            revision: "\(skill)/v\(number)",
            published: try await repository.snapshot(at: revision.commit.id).skills[skill]?.files ?? [:],
            replayed: result?.files ?? frozen.snapshot.skills[skill]?.files ?? [:],
            lessons: result?.lessons ?? [],
            failures: findings.failures
        )
        if let other {
            replayed.tokens = try ledger.tokens(of: account ?? evolution)
            replayed.scratch = try await repository.scratch(
                ScratchState(
                    skill: skill,
                    number: number,
                    model: other,
                    evolution: evolution,
                    files: replayed.replayed,
                    lessons: replayed.lessons,
                    tokens: replayed.tokens,
                    seconds: Int64(clock.now())
                ),
                over: revision.commit.parents[0]
            )
        }
        return replayed
    }

    /// The episodes that were written down. One whose session has grown since is read again from the archive.
    private func episodes(
        of inputs: [String]
    ) throws -> (pool: [AnalysedEpisode], pending: [(session: Session.ID, episode: AnalysedEpisode)]) {
        let present = Dictionary(firstValues: try ledger.pool().map { (Self.key($0), $0) })
        var pool: [AnalysedEpisode] = []
        var pending: [(session: Session.ID, episode: AnalysedEpisode)] = []
        for line in inputs {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4, let number = Int(parts[2]) else { continue }
            let key = parts[..<3].joined(separator: "\t")
            guard let episode = try present[key] ?? archived(session: parts[0], trajectory: parts[1], number: number)
            else {
                throw PipelineError.notFound("trajectory \(parts[1].prefix(12)) is not in the archive any more")
            }
            pool.append(episode)
            if !parts[3].isEmpty { pending.append((Session.ID(parts[3]), episode)) }
        }
        return (pool, pending)
    }

    private func archived(session: String, trajectory: String, number: Int) throws -> AnalysedEpisode? {
        guard let digest = ContentDigest(hex: trajectory), archive.contains(digest) else { return nil }
        var found: AnalysedEpisode?
        _ = try TrajectoryReader().read(
            FileContext(name: trajectory, digest: String(trajectory.prefix(16))),
            open: { try ArchivedSource(archive: archive, digest: digest).byteSource },
            each: { read in
                let episodes = Pipeline.analyse(read, trajectory: trajectory, redactor: redactor)
                found = found ?? episodes.first { $0.session.rawValue == session && $0.episode == number }
            }
        )
        return found
    }
}

/// A lesson that an evolution was handed, as a line of what went into it.
private enum RecordInput {
    private static let mark = "record"

    static func text(of draft: LessonDraft) -> String {
        // JSON holds no tab as it is.
        let lesson = String(decoding: LessonFile.encode(draft.lesson), as: UTF8.self)
        let voices = draft.voices.flatMap { ["\($0.session)", $0.task, $0.source, $0.sketch] }
        return ([mark, lesson] + voices.map { $0.replacing("\t", with: " ") }).joined(separator: "\t")
    }

    /// Nil for the line of an episode.
    static func draft(of line: String) -> LessonDraft? {
        let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        // A lesson that cannot be read is missed by the comparison that the replay is for.
        guard parts.count > 5, parts[0] == mark, let lesson = try? LessonFile.decode(Array(parts[1].utf8)) else {
            return nil
        }
        let voices = stride(from: 2, to: parts.count - 3, by: 4).map { start in
            SupportingSession(
                session: Session.ID(parts[start]),
                task: parts[start + 1],
                source: parts[start + 2],
                sketch: parts[start + 3]
            )
        }
        return LessonDraft(lesson, voices: voices)
    }
}
