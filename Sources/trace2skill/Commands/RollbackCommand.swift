internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Curation
internal import Git
internal import Glibc
internal import Ledger
internal import Lessons
internal import SkillRepository

/// `trace2skill rollback`
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Revert a revision or a lesson permanently",
        discussion: """
            Makes the commits that git revert would make, with the reason in their message. The reverted lessons are \
            retracted: they are not learned again. Reverting the rollback lifts that. Without an option, the newest revision \
            of the skill is reverted.
            """
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: "The skill")
    var skill: String

    @Option(
        help: ArgumentHelp("Revert all revisions after this one, such as v2; v0 reverts all", valueName: "vN")
    )
    var to: String?

    @Option(help: ArgumentHelp("Revert one lesson", valueName: "id"))
    var lesson: String?

    @Option(help: "The reason, for readers of the history")
    var reason = ""

    func validate() throws {
        if to != nil, lesson != nil { throw ValidationError("--to and --lesson cannot be combined") }
        if let to, number(to) == nil { throw ValidationError("\(to) is not a revision; write v2") }
    }

    private func number(_ text: String) -> Int? { Int(text.hasPrefix("v") ? String(text.dropFirst()) : text) }

    func run() async throws {
        let context = try Context.open(options)
        let target: Rollback.Target = lesson.map { .lesson($0) } ?? .revisions(after: to.flatMap(number))
        let rollback = try await context.withPermit { permit in
            try await context.useCases.rollback.run(target, of: skill, reason: reason, permit: permit)
        }
        for commit in rollback.commits { print("committed \(commit.description.prefix(10))") }
        for id in rollback.lessons {
            let title = try context.ledger.lesson(Lesson.ID(id))?.lesson.title ?? ""
            print("retracted: \(id)  \(Terminal.plain(title))")
        }
        if let line = rollback.result.remark { print(line) }
        if let first = rollback.commits.first {
            print("to undo this: git -C \(context.configuration.repository) revert \(first.description.prefix(10))")
        }
    }
}
