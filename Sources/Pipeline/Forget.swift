internal import Archive
internal import Foundations
internal import Git
package import Ledger
internal import Lessons
internal import Mining
internal import SkillRepository
internal import Trajectories

/// What forgetting a session took with it.
package struct ForgetReport: Sendable {
    /// A lesson that the session backed.
    package struct Change: Sendable {
        package var record: LessonRecord
        /// Sessions that backed it before.
        package var before: Int
        /// What it lacks, as a reason code; nil if it lacks nothing.
        package var lacks: String?
    }

    /// The id of the outermost session.
    package var session: String
    /// It was forgotten before: there was nothing left to do.
    package var wasForgotten = false
    package var plan = ForgettingPlan()
    package var changes: [Change] = []
    /// Full names of the branches on which removals are proposed, by skill.
    package var proposals: [(skill: String, branch: String)] = []
    /// Skills whose removals could not be proposed, with the reason.
    package var blocked: [(skill: String, reason: String)] = []

    /// Published lessons that have too little left to rest on.
    package var unfounded: [Change] { changes.filter { $0.record.state == .adopted && $0.lacks != nil } }
}

extension Pipeline {
    /// Removes a session, with its trajectory, from ledger and archive, so that it never counts again; lessons lose its
    /// vote, and for published ones that rest on it alone a removal is proposed.
    ///
    /// The history of the skills repository is not rewritten: what commits and the knowledge ref quote of it stays there.
    ///
    /// - Parameter id: of a session, or the beginning of it or of its trajectory's hash. A session that another one
    ///   started is forgotten with that one: they count as one.
    /// - Throws: ``PipelineError/notFound(_:)`` or, if several are meant, ``PipelineError/refused(_:)``.
    package func forget(_ id: String, isDryRun: Bool = false) async throws -> ForgetReport {
        guard let root = try root(of: id) else {
            guard try ledger.isForgotten(session: id) || ledger.isForgotten(trajectory: id) else {
                throw PipelineError.notFound("no session is called \(id); trace2skill show and log name sessions")
            }
            // A run that was cut off may have left files behind.
            if !isDryRun { try dropForgotten(ledger.forgottenTrajectories()) }
            var report = ForgetReport(session: id)
            report.wasForgotten = true
            return report
        }
        var report = ForgetReport(session: root.rawValue)
        report.plan = try ledger.plan(forgetting: root)
        report.plan.trajectories += try shorterCopies(of: Set(report.plan.sessions))
        report.changes = try changes(without: root)
        guard !isDryRun else { return report }
        try archive.forget(
            report.plan.sessions.map { ForgottenMark(.session, $0) }
                + report.plan.trajectories.map { ForgottenMark(.trajectory, $0) }
        )
        let records = report.changes.map(\.record)
        try ledger.forget(report.plan, lessons: records, at: clock.now())
        try dropForgotten(report.plan.trajectories)
        try await repository.keep(
            records.map { ($0.lesson, $0.state.rawValue) },
            evolution: "forget",
            seconds: Int64(clock.now())
        )
        try await proposeRemovals(&report)
        return report
    }

    /// The outermost session of the one that is meant; nil if there is none.
    private func root(of id: String) throws -> Session.ID? {
        let found = try ledger.sessions(matching: id)
        let roots = Set((found.filter { $0.id == id }.first.map { [$0] } ?? found).map(\.root))
        guard roots.count <= 1 else {
            throw PipelineError.refused(
                "\(id) means more than one session: \(roots.sorted().joined(separator: ", ")); write one of them out"
            )
        }
        return roots.first.map { Session.ID($0) }
    }

    /// Archived files that hold an earlier state of these sessions, which a longer copy took the place of.
    private func shorterCopies(of sessions: Set<String>) throws -> [String] {
        try ledger.supersededTrajectories().filter { hex in
            guard let digest = ContentDigest(hex: hex), archive.contains(digest) else { return false }
            var holdsIt = false
            do {
                _ = try TrajectoryReader().read(
                    FileContext(name: hex, digest: String(hex.prefix(16))),
                    open: { try ArchivedSource(archive: archive, digest: digest).byteSource },
                    each: { if sessions.contains($0.id.rawValue) { holdsIt = true } }
                )
            } catch is ReadingError { return holdsIt }
            return holdsIt
        }
    }

    // MARK: Lessons

    /// Lessons that the session backs, as they are without it.
    private func changes(without root: Session.ID) throws -> [ForgetReport.Change] {
        let pool = try ledger.pool().filter { $0.session != root }
        let voices = SupportingSessions(pool)
        let mined = Dictionary(
            miner().mine(pool).map { ($0.lesson.id, $0.lesson) },
            uniquingKeysWith: { one, _ in one }
        )
        return try ledger.lessons().compactMap { record in
            let evidence = record.lesson.evidence.filter { $0.session != root }
            let others = record.lesson.support.sessions.filter { $0 != root }
            guard evidence.count < record.lesson.evidence.count || others.count < record.lesson.support.count else {
                return nil
            }
            var changed = record
            changed.lesson.evidence = evidence
            if let again = mined[record.lesson.id] {
                changed.lesson.support = again.support
                changed.lesson.evidence = again.evidence
            } else {
                // Where the session spoke for a copy of itself, the copy speaks from here on.
                let copies = record.lesson.analyst == EmbeddedAnalyst.version ? [] : evidence.map(\.session)
                changed.lesson.support = Lesson.Support(
                    of: Set(others + copies).map { voices.voice(of: $0) },
                    pool: max(0, record.lesson.support.pool - 1)
                )
            }
            changed.updated = clock.now()
            let lacks = Self.reason(against: changed.lesson, miner().thresholds)
            if changed.state == .held, changed.reason != "approved", let lacks { changed.reason = lacks }
            return ForgetReport.Change(record: changed, before: record.lesson.support.count, lacks: lacks)
        }
    }

    private func proposeRemovals(_ report: inout ForgetReport) async throws {
        let lessons = Dictionary(grouping: report.unfounded.map(\.record.lesson), by: \.skill)
        for (skill, group) in lessons.sorted(by: { $0.key < $1.key }) {
            do {
                let branch = try await repository.proposeRemoval(
                    of: group.map(\.id.rawValue),
                    skill: skill,
                    reason: "too few sessions support it since one was forgotten",
                    seconds: Int64(clock.now()),
                    texts: Dictionary(firstValues: group.map { ($0.id.rawValue, LessonText.lines($0)) })
                )
                if let branch { report.proposals.append((skill, branch)) }
            } catch let error as PublishingError {
                report.blocked.append((skill, "\(error)"))
            }
        }
    }

    // MARK: What was forgotten stays forgotten

    /// Removes from the archive what is marked among these hashes: it came again, or a run was cut off.
    func dropForgotten(_ digests: [String]) throws {
        let artifacts = try ArtifactArchive(in: archive)
        for hex in digests {
            guard let digest = ContentDigest(hex: hex), try ledger.isForgotten(trajectory: hex) else { continue }
            _ = try artifacts.remove(digest)
            if archive.contains(digest) { _ = try archive.remove(digest) }
        }
    }

    /// Tells a ledger that is being rebuilt what is not to come back.
    func restoreForgotten() throws {
        let marks = try archive.forgotten()
        try ledger.markForgotten(
            sessions: marks.filter { $0.kind == .session }.map(\.id),
            trajectories: marks.filter { $0.kind == .trajectory }.map(\.id),
            at: clock.now()
        )
    }
}
