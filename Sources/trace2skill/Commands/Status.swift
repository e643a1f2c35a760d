internal import Archive
internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Curation
internal import Evolution
internal import FoundationEssentials
internal import Foundations
internal import Glibc
internal import Inbox
internal import Ingestion
internal import Ledger
internal import Lessons
internal import SkillRepository
internal import Trajectories

/// The schema of `status --json`: names and types are stable, members may be added.
struct StatusReport: Codable {
    /// One inbox of the configuration.
    struct InboxStatus: Codable {
        /// The path of the folder.
        var path: String
        /// What happens to ingested files: `archive`, `keep` or `delete`.
        var after: String
        /// `personal` or `shared`.
        var trust: String
        /// Files in the folder.
        var files: Int
        /// Entries that cannot be ingested, such as links.
        var refused: Int
        /// `ok`, or the first problem.
        var state: String
    }
    /// One skill of the repository.
    struct SkillStatus: Codable {
        /// The name of the skill.
        var name: String
        /// The number of the newest revision; 0 if there is none.
        var revision: Int
        /// Adopted lessons.
        var lessons: Int
        /// Held lessons.
        var held: Int
    }
    /// One evolution; the last five are reported.
    struct EvolutionStatus: Codable {
        /// The id of the evolution.
        var id: String
        /// The time of its start, in ISO 8601.
        var started: String
        /// The state of the evolution.
        var state: String
        /// The counts of its result.
        var summary: [String: Int]
    }
    /// One file that could not be ingested.
    struct Rejection: Codable {
        /// The name of the file.
        var name: String
        /// The whole path under which it was found.
        var path: String
        /// The reason code.
        var reason: String
        /// What was wrong, as a sentence.
        var detail: String
    }
    /// The exchange with other machines.
    struct RemoteStatus: Codable {
        /// The name of the remote in git's configuration.
        var name: String
        /// The time when it was last reached, in ISO 8601; missing if it never was.
        var reached: String?
        /// Why the exchange is not complete, as a sentence; missing if it is.
        var problem: String?
        /// How often in a row it could not be reached.
        var failures: Int
    }
    /// The release of the program.
    var version: String
    /// The path of the configuration.
    var configuration: String
    /// The path of the skills repository.
    var repository: String
    /// The full name of the branch.
    var branch: String
    /// The exchange with other machines; missing if no remote is configured.
    var remote: RemoteStatus?
    /// `running` or `not running`.
    var daemon: String
    /// The `synchronous` setting of SQLite; 2 is `FULL`.
    var synchronous: Int
    /// Problems, each a sentence; empty if there are none.
    var health: [String]
    /// The inboxes, in the order of the configuration.
    var inboxes: [InboxStatus]
    /// Ingested files.
    var trajectories: Int
    /// Files that could not be ingested.
    var rejected: Int
    /// Sessions in the ledger.
    var sessions: Int
    /// Episodes of these sessions.
    var episodes: Int
    /// Episodes that wait for an evolution.
    var pending: Int
    /// Episodes from which nothing was learned.
    var unused: Int
    /// Sessions by outcome.
    var outcomes: [String: Int]
    /// Sessions by trajectory format.
    var formats: [String: Int]
    /// Lessons by state; `joined` are parts of others, and counted nowhere else.
    var lessons: [String: Int]
    /// The skills on the branch, by name.
    var skills: [SkillStatus]
    /// The last five evolutions, newest first.
    var evolutions: [EvolutionStatus]
    /// The rejected files, newest first.
    var rejections: [Rejection]
    /// Calls of the open evolution that have no answer yet, by what they are for.
    var unanswered: [String: Int]
    /// The folder of prompts that wait for an answer; empty where the model is asked another way.
    var prompts: String
    /// The cost of models.
    var spending: SpendingReport
    /// Lessons and proposals that wait for the decision of a person.
    var decisions: Int
}

/// `trace2skill status`
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show inboxes, pending episodes, skills, recent evolutions, spending and health"
    )

    @OptionGroup var options: CommonOptions

    @Flag(help: "Print JSON; its schema is stable")
    var json = false

    func run() async throws {
        let context = try Context.openReading(options)
        let report = try await Self.report(context)
        if json { return try JSONOutput.print(report) }
        show(report, try context.ledger.evolutions(limit: 5))
    }

    /// Collects everything that `status` shows.
    static func report(_ context: Context) async throws -> StatusReport {
        let configuration = context.configuration
        let totals = try context.ledger.totals()
        let lessons = try context.ledger.lessonCounts()
        var health = Health.storage(configuration)
        if let note = WorkLock.note(path: context.daemonLockPath) { health.append("the daemon waits: \(note)") }
        let inboxes = configuration.inboxes.map { Health.state(of: $0, context.ledger) }
        health += inboxes.flatMap(\.problems)
        if let obstacle = try await context.repository.obstacle() { health.append(obstacle) }
        health += try await context.repository.oldLocks()
        if let last = try context.ledger.lastEvolution() {
            let blocked = try context.ledger.discards(of: last.id).compactMap(\.blockedSkill)
            health += Reasons.grouped(blocked).map { "the last evolution could not publish \($0.skills): \($0.reason)" }
        }
        let remote = try remote(context)
        if let problem = remote?.problem { health.append(problem) }
        if try context.ledger.position(.moving) != nil, !WorkLock.isHeld(path: context.workLockPath) {
            health.append(
                "a move of the branch was interrupted before the files followed; the next evolution finishes it, or: trace2skill verify --repair"
            )
        }
        let intents = try context.ledger.openIntents()
        for intent in intents {
            health.append(
                try await context.repository.missingTag(of: intent)
                    ?? "the new revision of \(intent.skill) is \(intent.state == .moved ? "published, but the working tree was not updated" : "not published yet"); the next evolution finishes it"
            )
        }
        var skills: [StatusReport.SkillStatus] = []
        if try await context.repository.tip() != nil {
            if let remark = try await Health.checkout(context) { health.append(remark) }
            if let loss = try await Health.loss(context) { health.append(loss) }
            let snapshot = try await context.repository.snapshot()
            // Those on the branch: the number of a proposal is not that of a revision.
            let numbers =
                try await context.hasReadHistory()
                ? context.ledger.revisionNumbers()
                : Dictionary(
                    try await context.repository.revisions().map { ($0.skill, $0.number) },
                    uniquingKeysWith: max
                )
            for name in snapshot.skills.keys.sorted() {
                let own = lessons[name]?.states ?? [:]
                skills.append(
                    StatusReport.SkillStatus(
                        name: name,
                        revision: numbers[name] ?? 0,
                        lessons: own[.adopted] ?? 0,
                        held: (own[.held] ?? 0) + (own[.approved] ?? 0)
                    )
                )
            }
            for (name, reason) in snapshot.unmanaged.sorted(by: { $0.key < $1.key }) {
                health.append("skill \(name) is left alone: \(reason)")
            }
        } else {
            health.append(
                "\(PublishingError.noBranch(context.repository.branch, context.repository.path))"
            )
        }
        if let waiting = try waitingForModel(context) { health.append(waiting) }
        if let model = context.models?.identity, case let resting = try context.ledger.restingEpisodes(for: model),
            resting > 0
        {
            health.append(
                "\(resting.of("episode")) failed \(PendingEpisode.mostFailures) times with this model, which is not asked about them any more; to ask once more: trace2skill evolve --again"
            )
        }
        health += try unreadableTrajectories(context)
        return StatusReport(
            version: Version.release,
            configuration: configuration.path ?? "",
            repository: configuration.repository,
            branch: context.repository.branch,
            remote: remote,
            daemon: daemonState(context),
            synchronous: try context.ledger.synchronous(),
            health: health,
            inboxes: inboxes.map { state in
                StatusReport.InboxStatus(
                    path: state.inbox.path,
                    after: state.inbox.after.rawValue,
                    trust: state.inbox.trust.rawValue,
                    files: state.files,
                    refused: state.refusals.count + state.unreadable.count,
                    state: state.problems.first ?? "ok"
                )
            },
            trajectories: totals.trajectories,
            rejected: totals.rejected,
            sessions: totals.sessions,
            episodes: totals.episodes,
            pending: totals.pending,
            unused: totals.unused,
            outcomes: totals.outcomes,
            formats: totals.formats,
            lessons: JSONOutput.counts(lessons.values),
            skills: skills,
            evolutions: try context.ledger.evolutions(limit: 5).map { row in
                StatusReport.EvolutionStatus(
                    id: row.id,
                    started: Times.text(row.started),
                    state: EvolutionText.state(row),
                    summary: row.summary
                )
            },
            rejections: try context.ledger.rejections().map {
                StatusReport.Rejection(
                    name: $0.name,
                    path: $0.path,
                    reason: $0.reason.rawValue,
                    detail: $0.detail
                )
            },
            unanswered: try unanswered(context),
            prompts: configuration.model.provider == .handoff ? configuration.model.folder : "",
            spending: try SpendingReport(context),
            decisions: try context.useCases.review.waitingLessons().count
                + (try await context.repository.proposals().count)
        )
    }

    private static func remote(_ context: Context) throws -> StatusReport.RemoteStatus? {
        guard let remote = context.configuration.remote else { return nil }
        let state = try ExchangeState.read(from: context.ledger)
        return StatusReport.RemoteStatus(
            name: remote.name,
            reached: state.reached.map(Times.text),
            problem: state.problem,
            failures: state.failures
        )
    }

    /// The calls that the last evolution waits for, if it does.
    private static func unanswered(_ context: Context) throws -> [String: Int] {
        guard let last = try context.ledger.lastEvolution(), last.state == .waiting else { return [:] }
        return try context.ledger.unansweredCalls(of: last.id)
    }

    /// The number of episodes that the last evolution could not analyse, with the first reason.
    private static func waitingForModel(_ context: Context) throws -> String? {
        guard context.models != nil, let last = try context.ledger.lastEvolution() else { return nil }
        let failed = try context.ledger.discards(of: last.id).filter {
            $0.stage == .failed && $0.code != "not-archived"
        }
        guard let first = failed.first else { return nil }
        return
            "\(failed.count.of("episode")) could not be analysed and will be tried again: \(first.reason)"
    }

    /// Trajectories that could not be read back from the archive, and cannot be now.
    private static func unreadableTrajectories(_ context: Context) throws -> [String] {
        try context.ledger.unreadableTrajectories().filter { discard in
            guard discard.code != ArchivedTrajectoryError.Kind.unreadable.rawValue,
                let digest = discard.trajectory.flatMap(ContentDigest.init(hex:))
            else { return true }
            do throws(ArchiveError) {
                _ = try context.archive.verify(digest)
                return false
            } catch { return true }
        }.map(\.reason)
    }

    /// Whether a daemon is running, judged by its lock.
    static func daemonState(_ context: Context) -> String {
        WorkLock.isHeld(path: context.daemonLockPath) ? "running" : "not running"
    }

    /// Rejected files that are named.
    private static let namedRejections = 10

    private func show(_ report: StatusReport, _ evolutions: [EvolutionRecord]) {
        print(
            "\(Terminal.bold("repository"))  \(report.repository) (\(report.branch.split(separator: "/").last ?? ""))"
        )
        if let remote = report.remote {
            let reached = remote.reached.map { "last reached \($0)" } ?? "not reached yet"
            let failures = remote.failures > 0 ? ", \(remote.failures.of("failure")) since" : ""
            print("\(Terminal.bold("remote"))      \(remote.name): \(reached)\(failures)")
        }
        print("\(Terminal.bold("daemon"))      \(report.daemon)")
        for inbox in report.inboxes {
            print(
                "\(Terminal.bold("inbox"))       \(inbox.path): \(inbox.files.of("file"))\(inbox.after == "keep" ? " kept in place" : " waiting")\(inbox.state == "ok" ? "" : "; see below")"
            )
        }
        print(
            "\(Terminal.bold("ingested"))    \(report.trajectories.of("file")): \(report.sessions.of("session")), \(report.episodes.of("episode")), \(report.pending) pending, \(report.unused) not used"
        )
        let outcomes = report.outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(
            separator: ", "
        )
        if !outcomes.isEmpty { print("\(Terminal.bold("outcomes"))    \(outcomes)") }
        if let guessed = report.formats[TrajectoryFormats.guessed], guessed > 0 {
            print(
                "\(Terminal.bold("guessed"))     \(guessed.of("session")) in formats that were guessed from their structure"
            )
        }
        let lessons = report.lessons.map { (JSONOutput.word(for: $0.key), $0.value) }.sorted { $0.0 < $1.0 }
            .map { "\($0.1) \($0.0)" }.joined(separator: ", ")
        print("\(Terminal.bold("lessons"))     \(lessons.isEmpty ? "none yet" : lessons)")
        for skill in report.skills {
            print(
                "\(Terminal.bold("skill"))       \(skill.name)\(skill.revision > 0 ? "/v\(skill.revision)" : ""): \(skill.lessons.of("lesson"))\(skill.held > 0 ? ", \(skill.held) held" : "")"
            )
        }
        for evolution in evolutions {
            print(
                "\(Terminal.bold("evolution"))   \(evolution.id) \(Times.local(evolution.started)) \(EvolutionText.result(evolution))"
            )
        }
        if let last = report.evolutions.first, last.state == EvolutionState.waiting.rawValue {
            let place = report.prompts.isEmpty ? "" : "; answer the prompts in \(report.prompts)"
            print(
                "\(Terminal.bold("waiting"))     evolution \(last.id) for \(Reasons.words(unanswered: report.unanswered))\(Terminal.plain(place))"
            )
        }
        if report.decisions > 0 {
            print(
                "\(Terminal.bold("review"))      \(report.decisions.of("decision")) of a person pending: trace2skill review"
            )
        }
        if report.rejected > 0 {
            print(
                "\(Terminal.bold("rejected"))    \(report.rejected.of("file")); to read them again: trace2skill ingest --rejected"
            )
        }
        for rejection in report.rejections.prefix(Self.namedRejections) {
            print("  \(SingleLine(rejection.path)): \(SingleLine(rejection.detail))")
        }
        if report.rejections.count > Self.namedRejections {
            print("  … and \(report.rejections.count - Self.namedRejections) more; --json has all of them")
        }
        for (heading, text) in report.spending.lines { print("\(Terminal.bold(heading))\(text)") }
        for problem in report.health { print("\(Terminal.bold("problem"))     \(SingleLine(problem))") }
        if report.health.isEmpty { print("\(Terminal.bold("health"))      ok") }
    }
}
