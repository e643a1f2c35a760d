internal import ArgumentParser
internal import SkillRepository

struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed in a skill between two revisions",
        discussion: "With one revision, from it to the present state; with none, what the newest revision changed."
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: "The skill")
    var skill: String

    @Argument(help: "The revision to start from, such as v2")
    var from: String?

    @Argument(help: "The revision to end at")
    var to: String?

    func run() async throws {
        let context = try Context.open(options)
        let patch = try await context.repository.difference(skill: skill, from: from, to: to)
        print(patch.isEmpty ? "no difference" : Terminal.plain(patch), terminator: patch.isEmpty ? "\n" : "")
    }
}
