internal import ArgumentParser
internal import Configuration
internal import Ledger
internal import Lessons
internal import Pipeline
internal import SkillRepository

struct Forget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove a session, and propose removal of what rests on it alone",
        discussion: """
            Removes the session and its trajectory from ledger and archive; the same bytes dropped again are not taken in. \
            Lessons lose its vote. For published lessons that have too little left to rest on, a removal is proposed on a \
            branch proposals/<skill>/vN, which trace2skill review accepts or rejects.

            The history of the skills repository is not rewritten: what commits and refs/trace2skill/knowledge quote of the \
            session stays in them until somebody rewrites that history with git.
            """
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: "The id of a session, or the beginning of it or of its trajectory's hash")
    var session: String

    @Flag(name: .customLong("dry-run"), help: "Show what would be removed and remove nothing")
    var dryRun = false

    func run() async throws {
        let context = try Context.open(options)
        let lock = try WorkLock(path: context.workLockPath, patience: 30)
        if !dryRun {
            try await context.pipeline.recover()
            _ = try await context.pipeline.readBack()
        }
        let report = try await context.pipeline.forget(session, isDryRun: dryRun)
        _ = consume lock
        guard !report.wasForgotten else { return print("\(Terminal.plain(report.session)) was forgotten before") }
        showRemoved(report)
        showLessons(report, context)
        print(
            "git keeps what it has: quotes of the session in commit messages and in refs/trace2skill/knowledge are history, which is not rewritten"
        )
        if let blocked = report.blocked.first {
            throw Failure(.refused, "removal from \(blocked.skill) could not be proposed: \(blocked.reason)")
        }
    }

    private func showRemoved(_ report: ForgetReport) {
        let more = report.plan.sessions.count - 1
        print(
            "\(dryRun ? "would forget" : "forgot") session \(Terminal.plain(report.session))\(more > 0 ? " and \(more.of("session")) that it started" : ""): \(report.plan.episodes.of("episode"))"
        )
        for digest in report.plan.trajectories {
            print("\(dryRun ? "would leave" : "left") the archive: sha256:\(digest)")
        }
        for digest in report.plan.shared {
            print("stays in the archive, since other sessions are in it, too: sha256:\(digest)")
        }
        for path in report.plan.places { print("still lies where it was found; remove it yourself: \(path)") }
    }

    private func showLessons(_ report: ForgetReport, _ context: Context) {
        for change in report.changes {
            let lesson = change.record.lesson
            let lacks = change.lacks == nil ? "" : ", which is too little"
            print(
                "lesson \(lesson.id) (\(change.record.state.rawValue)): \(change.before.of("session")) before, \(lesson.support.count) left\(lacks)"
            )
            print("  \(Terminal.plain(lesson.title))")
            if change.record.state == .proposed, change.lacks != nil {
                print("  it waits on a proposal; to turn it down: trace2skill review reject \(lesson.id)")
            }
        }
        if dryRun, !report.unfounded.isEmpty {
            print("would propose the removal of \(report.unfounded.count.of("published lesson"))")
        }
        for (_, branch) in report.proposals {
            let name = branch.dropFirst("refs/heads/".count)
            let main = context.repository.branch.dropFirst("refs/heads/".count)
            print("removal proposed on \(name): git -C \(context.configuration.repository) diff \(main)...\(name)")
            print("  to carry it out: trace2skill review accept \(name.dropFirst("proposals/".count))")
        }
    }
}
