package import Archive
package import Configuration
internal import Git
package import Ledger
internal import Lessons
internal import Mining
package import Redaction
package import SkillRepository
internal import Skills
internal import Trajectories

/// What a rebuilt ledger was made from.
package struct RebuildReport: Sendable, Equatable {
    /// How many archived trajectories were read.
    package var trajectories = 0
    /// How many sessions they hold.
    package var sessions = 0
    /// Why trajectories could not be read back; each sentence names the file and the remedy.
    package var unreadable: [String] = []
    /// How many lessons came from the knowledge ref.
    package var lessons = 0
    /// How many revisions came from the history.
    package var revisions = 0
}

/// The use case "rebuild": fills an empty ledger from the archive, the knowledge ref and the history.
///
/// What neither of them holds is lost: the owners of the dropped files, and the skills that folders named.
package struct Rebuild: Sendable {
    private let ledger: Ledger
    private let archive: Archive
    private let trajectories: ArchivedTrajectories
    private let repository: SkillRepository
    private let redactor: Redactor
    private let settings: Configuration
    private let clock: WallClock

    /// Puts the use case together from its collaborators.
    package init(
        ledger: Ledger,
        archive: Archive,
        trajectories: ArchivedTrajectories,
        repository: SkillRepository,
        redactor: Redactor,
        settings: Configuration,
        clock: WallClock
    ) {
        self.ledger = ledger
        self.archive = archive
        self.trajectories = trajectories
        self.repository = repository
        self.redactor = redactor
        self.settings = settings
        self.clock = clock
    }

    /// Fills the ledger.
    ///
    /// - Parameter progress: is told how many of the archived files are done, of how many, and the name of the next.
    package func run(
        permit: borrowing WorkPermit,
        progress: @Sendable (_ done: Int, _ total: Int, _ name: String) -> Void
    ) async throws -> RebuildReport {
        var report = RebuildReport()
        try ForgottenContents(ledger: ledger, archive: archive).restoreMarks(at: clock.now())
        try await read(try archive.list().map(\.digest), &report, progress)
        try await readHistory(&report)
        let book = LessonBook(ledger: ledger, repository: repository)
        try await ReadBack(repository: repository, clock: clock).run(book, permit)
        return report
    }

    /// Reads archived trajectories that the ledger does not know; the rest of the ledger stays as it is.
    package func read(_ digests: [ContentDigest], permit: borrowing WorkPermit) async throws -> RebuildReport {
        var report = RebuildReport()
        try await read(digests, &report) { _, _, _ in }
        return report
    }

    private func read(
        _ digests: [ContentDigest],
        _ report: inout RebuildReport,
        _ progress: @Sendable (_ done: Int, _ total: Int, _ name: String) -> Void
    ) async throws {
        let artifacts = try ArtifactArchive(in: archive)
        let labels = try ArchivedLabels(archive, redactor: redactor)
        let analyzer = SessionAnalyzer(
            redactor: redactor,
            skills: try await repository.skillNames(),
            goals: GoalTable(settings)
        )
        var discards: [DiscardRecord] = []
        for (number, digest) in digests.enumerated() {
            progress(number, digests.count, digest.hex)
            var sessions: [SessionRecord] = []
            let format: String
            let labelled = try labels.labels(of: digest, &report.unreadable)
            let skill = labelled.flatMap(\.labels).lazy.compactMap(\.skill).first(where: Skill.Name.isName)
            do throws(ArchivedTrajectoryError) {
                format = try trajectories.sessions(of: digest) {
                    // Owners are not in the archive, so that no writer of a shared inbox may count as several sources.
                    sessions.append(
                        analyzer.record($0, trajectory: digest.hex, owner: 0, isShared: true, route: skill)
                    )
                }.format
            } catch {
                report.unreadable.append("\(error)")
                discards.append(
                    DiscardRecord(
                        stage: .archive,
                        code: error.kind.rawValue,
                        reason: "\(error)",
                        trajectory: error.digest.hex
                    )
                )
                continue
            }
            let record = TrajectoryRecord(
                digest: digest.hex,
                name: try archive.name(of: digest) ?? digest.hex,
                inbox: "",
                path: "",
                size: archive.storedSize(of: digest),
                format: format,
                state: .archived,
                received: clock.now(),
                sessions: sessions,
                labels: labelled
            )
            let submitted = try self.artifacts(of: digest, in: artifacts)
            report.sessions += try ledger.record([record], artifacts: submitted.map { [$0] } ?? []).sessions
            report.trajectories += 1
        }
        try ledger.save(discards, of: .rebuild)
    }

    /// The artifacts of a trajectory, as its record in the archive names them.
    private func artifacts(of digest: ContentDigest, in archive: ArtifactArchive) throws -> ArtifactsEntry? {
        do throws(ArchiveError) {
            return try archive.record(of: digest).map { ArtifactsEntry($0, redactor: redactor) }
        } catch {
            guard case .damaged = error else { throw error }
            return ArtifactsEntry(trajectory: digest.hex, note: "\(error)")
        }
    }

    private func readHistory(_ report: inout RebuildReport) async throws {
        let revisions = try await repository.revisions()
        var revisionOfLesson: [String: Int] = [:]
        for revision in revisions.reversed() {
            for id in revision.lessonIDs {
                revisionOfLesson[id] = revision.number
            }
            try ledger.save(ReadBack.record(of: revision))
        }
        report.revisions = revisions.count
        let known = try await repository.knownLessons()
        try ledger.save(
            known.map { known in
                LessonRecord(
                    lesson: known.lesson,
                    state: known.state,
                    revision: revisionOfLesson[known.lesson.id.rawValue],
                    origin: .rebuild,
                    updated: clock.now()
                )
            }
        )
        report.lessons = known.count
    }
}
