internal import ArgumentParser
internal import Configuration
internal import FoundationEssentials
internal import Glibc
internal import Inbox
internal import Ledger
internal import Lessons
internal import Pipeline
internal import SkillRepository

/// The schema of `status --json`: names and types are stable, members may be added.
struct StatusReport: Codable {
    /// One inbox of the configuration.
    struct InboxStatus: Codable {
        var path: String
        var after: String
        var trust: String
        var files: Int
        var refused: Int
        var state: String
    }
    /// One skill of the repository.
    struct SkillStatus: Codable {
        var name: String
        var revision: Int
        var lessons: Int
        var held: Int
    }
    /// One evolution; the last five are reported.
    struct EvolutionStatus: Codable {
        var id: String
        var started: String
        var state: String
        var summary: [String: Int]
    }
    /// One file that could not be ingested; the last ten are reported.
    struct Rejection: Codable {
        var name: String
        var reason: String
        var detail: String
    }
    var version: String
    var configuration: String
    var repository: String
    var branch: String
    var daemon: String
    var synchronous: Int
    var health: [String]
    var inboxes: [InboxStatus]
    var trajectories: Int
    var rejected: Int
    var sessions: Int
    var episodes: Int
    var pending: Int
    var unused: Int
    var outcomes: [String: Int]
    var formats: [String: Int]
    var lessons: [String: Int]
    var skills: [SkillStatus]
    var evolutions: [EvolutionStatus]
    var rejections: [Rejection]
    var spending: SpendingReport
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
        let context = try Context.open(options)
        let report = try await Self.report(context)
        if json { return try JSONOutput.print(report) }
        show(report)
    }

    /// Collects everything that `status` shows.
    static func report(_ context: Context) async throws -> StatusReport {
        let configuration = context.configuration
        let totals = try context.ledger.totals()
        let lessons = try context.ledger.lessons()
        var health: [String] = []
        if let obstacle = try await context.repository.obstacle() { health.append(obstacle) }
        let intents = try context.ledger.openIntents()
        for intent in intents {
            health.append(
                "the new revision of \(intent.skill) is \(intent.state == .moved ? "published, but the working tree was not updated" : "not published yet"); the next evolution finishes it"
            )
        }
        var skills: [StatusReport.SkillStatus] = []
        if try await context.repository.tip() != nil {
            let snapshot = try await context.repository.snapshot()
            for name in snapshot.skills.keys.sorted() {
                let own = lessons.filter { $0.lesson.skill == name }
                skills.append(
                    StatusReport.SkillStatus(
                        name: name,
                        revision: try await context.repository.lastNumber(of: name),
                        lessons: own.count { $0.state == .adopted },
                        held: own.count { $0.state == .held }
                    )
                )
            }
            for (name, reason) in snapshot.unmanaged.sorted(by: { $0.key < $1.key }) {
                health.append("skill \(name) is left alone: \(reason)")
            }
        } else {
            health.append(
                "the branch \(context.repository.branch) has no commit yet; make one, or set evolution.branch"
            )
        }
        if let waiting = try waitingForModel(context) { health.append(waiting) }
        return StatusReport(
            version: Version.release,
            configuration: configuration.path ?? "",
            repository: configuration.repository,
            branch: context.repository.branch,
            daemon: daemonState(context),
            synchronous: try context.ledger.synchronous(),
            health: health,
            inboxes: configuration.inboxes.map(inbox),
            trajectories: totals.trajectories,
            rejected: totals.rejected,
            sessions: totals.sessions,
            episodes: totals.episodes,
            pending: totals.pending,
            unused: totals.unused,
            outcomes: totals.outcomes,
            formats: totals.formats,
            lessons: totals.lessons,
            skills: skills,
            evolutions: try context.ledger.evolutions(limit: 5).map { row in
                StatusReport.EvolutionStatus(
                    id: row.id,
                    started: Times.text(row.started),
                    state: row.state,
                    summary: JSONOutput.counts(row.summary)
                )
            },
            rejections: try context.ledger.rejections(limit: 10).map {
                StatusReport.Rejection(name: $0.name, reason: $0.reason, detail: $0.detail)
            },
            spending: try SpendingReport(context)
        )
    }

    /// The number of episodes that the last evolution could not analyse, with the first reason.
    private static func waitingForModel(_ context: Context) throws -> String? {
        guard context.pipeline.models != nil, let last = try context.ledger.lastEvolution() else { return nil }
        let failed = try context.ledger.losses(of: last.id).filter { $0.stage == "failed" && $0.code != "not-archived" }
        guard let first = failed.first else { return nil }
        return
            "\(failed.count.of("episode")) could not be analysed and will be tried again: \(first.reason)"
    }

    private static func inbox(_ inbox: Configuration.Inbox) -> StatusReport.InboxStatus {
        var status = StatusReport.InboxStatus(
            path: inbox.path,
            after: inbox.after.rawValue,
            trust: inbox.trust.rawValue,
            files: 0,
            refused: 0,
            state: "ok"
        )
        do {
            let found = try Pipeline.scan(inbox.path)
            status.files = found.files.count
            status.refused = found.refusals.count
            if let refusal = found.refusals.first { status.state = refusal.sentence }
        } catch { status.state = "\(error)" }
        return status
    }

    /// Whether a daemon is running, judged by its lock.
    static func daemonState(_ context: Context) -> String {
        do {
            let lock = try WorkLock(path: context.daemonLockPath)
            _ = consume lock
            return "not running"
        } catch { return "running" }
    }

    private func show(_ report: StatusReport) {
        print(
            "\(Terminal.bold("repository"))  \(report.repository) (\(report.branch.split(separator: "/").last ?? ""))"
        )
        print("\(Terminal.bold("daemon"))      \(report.daemon)")
        for inbox in report.inboxes {
            print(
                "\(Terminal.bold("inbox"))       \(inbox.path): \(inbox.files.of("file"))\(inbox.after == "keep" ? " kept in place" : " waiting")\(inbox.state == "ok" ? "" : "; \(Terminal.plain(inbox.state))")"
            )
        }
        print(
            "\(Terminal.bold("ingested"))    \(report.trajectories.of("file")): \(report.sessions.of("session")), \(report.episodes.of("episode")), \(report.pending) pending, \(report.unused) not used"
        )
        let outcomes = report.outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(
            separator: ", "
        )
        if !outcomes.isEmpty { print("\(Terminal.bold("outcomes"))    \(outcomes)") }
        let lessons = report.lessons.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        print("\(Terminal.bold("lessons"))     \(lessons.isEmpty ? "none yet" : lessons)")
        for skill in report.skills {
            print(
                "\(Terminal.bold("skill"))       \(skill.name)\(skill.revision > 0 ? "/v\(skill.revision)" : ""): \(skill.lessons.of("lesson"))\(skill.held > 0 ? ", \(skill.held) held" : "")"
            )
        }
        for evolution in report.evolutions {
            print(
                "\(Terminal.bold("evolution"))   \(evolution.id) \(evolution.started) \(evolution.state), \(evolution.summary["adopted"] ?? 0) adopted, \(evolution.summary["held"] ?? 0) held"
            )
        }
        if report.rejected > 0 { print("\(Terminal.bold("rejected"))    \(report.rejected.of("file"))") }
        for rejection in report.rejections {
            print("  \(Terminal.plain(rejection.name)): \(Terminal.plain(rejection.detail))")
        }
        for (heading, text) in report.spending.lines { print("\(Terminal.bold(heading))\(text)") }
        for problem in report.health { print("\(Terminal.bold("problem"))     \(Terminal.plain(problem))") }
        if report.health.isEmpty { print("\(Terminal.bold("health"))      ok") }
    }
}
