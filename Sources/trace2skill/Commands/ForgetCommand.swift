internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Curation
internal import Foundations
internal import Ledger
internal import Lessons
internal import SkillRepository

/// `trace2skill forget`
struct ForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Remove a session, and propose to remove the lessons that only it supports",
        discussion: """
            Removes the session and its trajectory from ledger and archive; if the same file is dropped again, it is not \
            ingested. The session no longer counts as support for any lesson. If a published lesson then has too little \
            support, its removal is proposed on a branch proposals/<skill>/vN; accept or reject it with trace2skill review.

            The history of the skills repository is not rewritten: quotes of the session remain in commit messages and in \
            refs/trace2skill/knowledge until a person rewrites that history with git.
            """
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: "The id of a session, or the beginning of the id or of the hash of its trajectory")
    var session: String

    @Flag(name: .customLong("dry-run"), help: "Show what would be removed, and remove nothing")
    var dryRun = false

    func run() async throws {
        let context = try dryRun ? Context.openReading(options) : Context.open(options)
        let report =
            if dryRun {
                try context.useCases.forget.preview(session)
            } else {
                try await context.withPermit { permit in
                    let report = try await context.useCases.forget.run(session, permit: permit)
                    try await context.send(permit)
                    return report
                }
            }
        guard !report.wasForgotten else { return print("\(Terminal.plain(report.session)) has been forgotten already") }
        showRemoved(report)
        for problem in report.unreadable { Terminal.note("\(problem); it may hold the session") }
        showLessons(report, context)
        print(
            "the git history is not changed: quotes of the session remain in commit messages and in refs/trace2skill/knowledge"
        )
        if let blocked = report.blocked.first {
            throw Failure(.refused, "the removal from \(blocked.skill) could not be proposed: \(blocked.reason)")
        }
    }

    private func showRemoved(_ report: ForgetReport) {
        let more = report.plan.sessions.count - 1
        print(
            "\(dryRun ? "would forget" : "forgot") session \(Terminal.plain(report.session))\(more > 0 ? " and \(more.of("session")) that it started" : ""): \(report.plan.episodes.of("episode"))"
        )
        for digest in report.plan.trajectories {
            print("\(dryRun ? "would remove" : "removed") from the archive: sha256:\(digest)")
        }
        for digest in report.plan.shared {
            print("kept in the archive, since it contains other sessions as well: sha256:\(digest)")
        }
        for path in report.plan.places { print("the original file remains; remove it yourself: \(path)") }
    }

    private func showLessons(_ report: ForgetReport, _ context: Context) {
        for change in report.changes {
            let lesson = change.record.lesson
            let lacks = change.lacks == nil ? "" : ", too little support"
            print(
                "lesson \(lesson.id) (\(change.record.state.name.rawValue)): \(change.before.of("session")) before, \(lesson.support.count) left\(lacks)"
            )
            print("  \(Terminal.plain(lesson.title))")
            if change.record.state == .proposed, change.lacks != nil {
                print("  it is part of an open proposal; to reject it: trace2skill review reject \(lesson.id)")
            }
        }
        if dryRun, !report.unfounded.isEmpty {
            print("would propose the removal of \(report.unfounded.count.of("published lesson"))")
        }
        for (_, branch) in report.proposals {
            let name = branch.dropFirst("refs/heads/".count)
            let main = context.repository.branch.dropFirst("refs/heads/".count)
            print("removal proposed on \(name): git -C \(context.configuration.repository) diff \(main)...\(name)")
            print("  to accept it: trace2skill review accept \(name.dropFirst("proposals/".count))")
        }
    }
}
