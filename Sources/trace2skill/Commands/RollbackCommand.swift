internal import ArgumentParser
internal import Configuration
internal import Git
internal import Glibc
internal import Ledger
internal import Lessons
internal import Pipeline
internal import SkillRepository

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Take back a revision or a lesson, for good",
        discussion: """
            Makes the commits that git revert would make, with the reason in their message. What is taken back is not \
            learned again; reverting the rollback lifts that. Without an option, the newest revision of the skill is taken back.
            """
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: "The skill")
    var skill: String

    @Option(
        help: ArgumentHelp("Take back everything after this revision, such as v2; v0 for everything", valueName: "vN")
    )
    var to: String?

    @Option(help: ArgumentHelp("Take back one lesson", valueName: "id"))
    var lesson: String?

    @Option(help: "Why, for those who read the history")
    var reason = ""

    func validate() throws {
        if to != nil, lesson != nil { throw ValidationError("--to and --lesson exclude each other") }
        if let to, number(to) == nil { throw ValidationError("\(to) is no revision; write v2") }
    }

    private func number(_ text: String) -> Int? { Int(text.hasPrefix("v") ? String(text.dropFirst()) : text) }

    func run() async throws {
        let context = try Context.open(options)
        let lock = try WorkLock(path: context.workLockPath, patience: 30)
        try await context.pipeline.recover()
        _ = try await context.pipeline.readBack()
        let rollback = try await context.pipeline.rollBack(
            skill: skill,
            to: to.flatMap(number),
            lesson: lesson,
            reason: reason
        )
        _ = consume lock
        for commit in rollback.commits { print("committed \(commit.description.prefix(10))") }
        for id in rollback.lessons {
            let title = try context.ledger.lesson(Lesson.ID(id))?.lesson.title ?? ""
            print("taken back: \(id)  \(Terminal.plain(title))")
        }
        if case .behind(let paths, let reason) = rollback.result {
            print("left as they are (\(reason)): \(paths.joined(separator: ", "))")
        }
        if let first = rollback.commits.first {
            print("to undo this: git -C \(context.configuration.repository) revert \(first.description.prefix(10))")
        }
    }
}
