internal import Archive
internal import Git
internal import JSON
internal import Ledger
internal import Lessons
internal import SkillRepository
internal import Trajectories

/// What a rebuilt ledger was made of.
package struct RebuildReport: Sendable, Equatable {
    package var trajectories = 0
    package var sessions = 0
    package var unreadable = 0
    package var lessons = 0
    package var revisions = 0
}

extension Pipeline {
    /// Fills an empty ledger from the archive, the knowledge ref and the history.
    ///
    /// What is not in either is lost: the names of the dropped files, their owners, and outcomes that sidecars told.
    package func rebuild(progress: @Sendable (Progress) -> Void) async throws -> RebuildReport {
        var report = RebuildReport()
        try restoreForgotten()
        let artifacts = try ArtifactArchive(in: archive)
        let reader = TrajectoryReader()
        let analyse = SessionAnalyzer(redactor: redactor, skills: try await existingSkills())
        let entries = try archive.list()
        for (number, entry) in entries.enumerated() {
            progress(.ingesting(done: number, total: entries.count, name: entry.digest.hex))
            var sessions: [SessionRecord] = []
            do {
                let format = try reader.read(
                    FileContext(name: entry.digest.hex, digest: String(entry.digest.hex.prefix(16))),
                    open: { try ArchivedSource(archive: archive, digest: entry.digest).byteSource },
                    each: { sessions.append(analyse.record($0, trajectory: entry.digest.hex, owner: 0, route: nil)) }
                ).format
                let record = TrajectoryRecord(
                    digest: entry.digest.hex,
                    name: entry.digest.hex,
                    inbox: "",
                    path: "",
                    size: Int(entry.storedSize),
                    format: format,
                    state: .archived,
                    received: clock.now(),
                    sessions: sessions
                )
                let beside = try self.artifacts(beside: entry.digest, in: artifacts)
                report.sessions += try ledger.record([record], artifacts: beside.map { [$0] } ?? []).sessions
                report.trajectories += 1
            } catch is ReadingError { report.unreadable += 1 }
        }
        try await rebuildLessons(&report)
        return report
    }

    /// What lay beside a trajectory, as its record in the archive tells.
    private func artifacts(beside digest: ContentDigest, in archive: ArtifactArchive) throws -> ArtifactsEntry? {
        do throws(ArchiveError) {
            return try archive.record(of: digest).map { ArtifactsEntry($0, redactor: redactor) }
        } catch {
            guard case .damaged = error else { throw error }
            return ArtifactsEntry(trajectory: digest.hex, note: "\(error)")
        }
    }

    private func rebuildLessons(_ report: inout RebuildReport) async throws {
        let revisions = try await repository.revisions()
        var revisionOfLesson: [String: Int] = [:]
        for revision in revisions.reversed() {
            let ids = revision.lessons.flatMap { SkillRepository.lessonIDs(in: $0) }
            for id in ids { revisionOfLesson[id] = revision.number }
            try ledger.save(
                RevisionRecord(
                    skill: revision.skill,
                    number: revision.number,
                    evolution: revision.commit.trailers.first { $0.key == "Evolution" }?.value ?? "",
                    commit: revision.commit.id.description,
                    base: revision.commit.parents[0].description,
                    published: Double(revision.commit.author.seconds),
                    lessons: ids
                )
            )
        }
        report.revisions = revisions.count
        let known = try await repository.knownLessons()
        try ledger.save(
            known.map { lesson, state in
                LessonRecord(
                    lesson: lesson,
                    state: LessonRecord.State(rawValue: state) ?? .held,
                    revision: revisionOfLesson[lesson.id.rawValue],
                    evolution: "rebuilt",
                    updated: clock.now()
                )
            }
        )
        report.lessons = known.count
        _ = try await readBack()
    }
}
