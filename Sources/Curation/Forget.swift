package import Archive
package import Configuration
internal import Foundations
package import Ledger
package import Lessons
internal import Mining
package import SkillRepository
internal import Trajectories

/// What forgetting a session removed.
package struct ForgetReport: Sendable {
    /// A lesson that the session supported.
    package struct Change: Sendable {
        /// The lesson as it is without the session.
        package var record: LessonRecord
        /// How many sessions supported it before.
        package var before: Int
        /// What it lacks to be published; nil if it lacks nothing.
        package var lacks: HoldReason?
    }

    /// The id of the outermost session.
    package var session: String
    /// Whether the session was forgotten before, so that nothing was left to do.
    package var wasForgotten = false
    /// What is removed from ledger and archive.
    package var plan = ForgettingPlan()
    /// The lessons that the session supported.
    package var changes: [Change] = []
    /// The skills and the full names of the branches on which removals are proposed.
    package var proposals: [(skill: String, branch: String)] = []
    /// Skills whose removals could not be proposed, with the reason.
    package var blocked: [(skill: String, reason: String)] = []
    /// Why archived files could not be searched for the session; each sentence names the file and the remedy.
    package var unreadable: [String] = []

    /// Published lessons that have too little support left.
    package var unfounded: [Change] { changes.filter { $0.record.state == .adopted && $0.lacks != nil } }
}

/// The use case "forget": removes a session and its trajectory from ledger and archive, and proposes the removal of
/// published lessons that have too little support without it.
///
/// The history of the skills repository is not rewritten: what commits and the knowledge ref quote of it remains.
package struct Forget: Sendable {
    private let settings: Configuration
    private let ledger: Ledger
    private let archive: Archive
    private let trajectories: ArchivedTrajectories
    private let repository: SkillRepository
    private let publisher: Publisher
    private let clock: WallClock

    /// Puts the use case together from its collaborators.
    package init(
        settings: Configuration,
        ledger: Ledger,
        archive: Archive,
        trajectories: ArchivedTrajectories,
        repository: SkillRepository,
        publisher: Publisher,
        clock: WallClock
    ) {
        self.settings = settings
        self.ledger = ledger
        self.archive = archive
        self.trajectories = trajectories
        self.repository = repository
        self.publisher = publisher
        self.clock = clock
    }

    /// Shows what forgetting a session would remove, and writes nothing.
    ///
    /// - Parameter id: the id of a session, or the beginning of it or of its trajectory's hash. A session that another
    ///   one started is forgotten together with that one.
    /// - Throws: ``OperationError/notFound(_:)``, or ``OperationError/refused(_:)`` if several sessions match.
    package func preview(_ id: String) throws -> ForgetReport {
        guard let root = try root(of: id) else { return try reportOfForgotten(id) }
        return try plan(root)
    }

    /// Forgets a session.
    ///
    /// - Parameter id: as for ``preview(_:)``.
    /// - Throws: as ``preview(_:)``.
    package func run(_ id: String, permit: borrowing WorkPermit) async throws -> ForgetReport {
        let book = try await publisher.catchUp(permit).book
        let forgotten = ForgottenContents(ledger: ledger, archive: archive)
        guard let root = try root(of: id) else {
            // An earlier run that was cut off may have left files behind.
            try forgotten.remove(ledger.forgottenTrajectories())
            return try reportOfForgotten(id)
        }
        var report = try plan(root)
        let plan = report.plan
        try archive.forget(
            plan.sessions.map { ForgottenMark(.session, $0) } + plan.trajectories.map { ForgottenMark(.trajectory, $0) }
        )
        let now = clock.now()
        try await book.record(report.changes.map(\.record), by: .forget, at: now) { [ledger] records in
            try ledger.forget(plan, lessons: records, at: now)
            try forgotten.remove(plan.trajectories)
        }
        try await proposeRemovals(&report, permit)
        return report
    }

    private func reportOfForgotten(_ id: String) throws -> ForgetReport {
        guard try ledger.isForgotten(session: id) || ledger.isForgotten(trajectory: id) else {
            throw OperationError.notFound("no session is called \(id); trace2skill sessions lists them")
        }
        var report = ForgetReport(session: id)
        report.wasForgotten = true
        return report
    }

    // MARK: Planning

    /// The outermost session of the one that matches; nil if none does.
    private func root(of id: String) throws -> Session.ID? {
        let found = try ledger.sessions(matching: id)
        let roots = Set((found.filter { $0.id == id }.first.map { [$0] } ?? found).map(\.root))
        guard roots.count <= 1 else {
            throw OperationError.refused(
                "\(id) means more than one session: \(roots.sorted().joined(separator: ", ")); write one of them out"
            )
        }
        return roots.first.map { Session.ID($0) }
    }

    private func plan(_ root: Session.ID) throws -> ForgetReport {
        var report = ForgetReport(session: root.rawValue)
        report.plan = try ledger.plan(forgetting: root)
        report.plan.trajectories += try shorterCopies(of: Set(report.plan.sessions), &report.unreadable)
        report.changes = try changes(without: root)
        return report
    }

    /// Archived files that hold an earlier state of these sessions, which a longer copy superseded.
    private func shorterCopies(of sessions: Set<String>, _ unreadable: inout [String]) throws -> [String] {
        var found: [String] = []
        for hex in try ledger.supersededTrajectories() {
            guard let digest = ContentDigest(hex: hex), archive.contains(digest) else { continue }
            let name = try ledger.name(ofTrajectory: hex)
            var holdsOne = false
            do throws(ArchivedTrajectoryError) {
                try trajectories.sessions(of: digest, name: name) {
                    if sessions.contains($0.id.rawValue) { holdsOne = true }
                }
            } catch {
                if !holdsOne { unreadable.append("\(error)") }
            }
            if holdsOne { found.append(hex) }
        }
        return found
    }

    /// Lessons that the session supports, as they are without it.
    private func changes(without root: Session.ID) throws -> [ForgetReport.Change] {
        let pool = try ledger.pool().filter { $0.session != root }
        let sessions = SupportingSessions(pool)
        let thresholds = Miner.Thresholds(settings)
        let mined = Dictionary(firstValues: Miner(settings).mine(pool).map { ($0.id, $0) })
        return try ledger.lessons().compactMap { record in
            let evidence = record.lesson.evidence.filter { $0.session != root }
            let others = record.lesson.support.sessions.filter { $0 != root }
            let isInWay = record.lesson.way?.sessions.contains(root) == true
            guard evidence.count < record.lesson.evidence.count || others.count < record.lesson.support.count || isInWay
            else { return nil }
            var changed = record
            changed.lesson.evidence = evidence
            if let again = mined[record.lesson.id] {
                changed.lesson.support = again.support
                changed.lesson.way = again.way
                changed.lesson.callsLost = again.callsLost
                changed.lesson.evidence = again.evidence
            } else {
                // A copy of the forgotten session supports the lesson in its place.
                let copies = Lesson.isEmbedded(record.lesson.analyst) ? [] : evidence.map(\.session)
                changed.lesson.support = Lesson.Support(
                    of: Set(others + copies).map { sessions.session(of: $0) },
                    pool: max(0, record.lesson.support.pool - 1)
                )
                // Nothing of the pool shows the rule any more: nor does it show the way.
                changed.lesson.way = record.lesson.way.map { way in
                    Lesson.Support(
                        of: way.sessions.filter { $0 != root }.map { sessions.session(of: $0) },
                        pool: max(0, way.pool - 1)
                    )
                }
            }
            changed.updated = clock.now()
            let lacks = thresholds.shortfall(of: changed.lesson)
            if case .held = changed.state, let lacks { changed.state = .held(lacks) }
            return ForgetReport.Change(record: changed, before: record.lesson.support.count, lacks: lacks)
        }
    }

    // MARK: Removal

    private func proposeRemovals(_ report: inout ForgetReport, _ permit: borrowing WorkPermit) async throws {
        let lessons = Dictionary(grouping: report.unfounded.map(\.record.lesson), by: \.skill)
        for (skill, group) in lessons.sorted(by: { $0.key < $1.key }) {
            do {
                let branch = try await publisher.proposeRemoval(
                    of: group.map(\.id.rawValue),
                    skill: skill,
                    reason: "too few sessions support it since one was forgotten",
                    lessons: Dictionary(firstValues: group.map { ($0.id.rawValue, $0) }),
                    permit
                )
                if let branch { report.proposals.append((skill, branch)) }
            } catch let error as PublishingError {
                report.blocked.append((skill, "\(error)"))
            }
        }
    }
}
