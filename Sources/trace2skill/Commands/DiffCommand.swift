internal import ArgumentParser
internal import SkillRepository

/// `trace2skill diff`
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed in a skill between two revisions",
        discussion: "With one revision: the changes since then. Without any: the changes of the newest revision."
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: "The skill")
    var skill: String

    @Argument(help: "The older revision, such as v2")
    var from: String?

    @Argument(help: "The newer revision (default: the current state)")
    var to: String?

    func run() async throws {
        let context = try Context.openReading(options)
        let patch = try await context.repository.difference(skill: skill, from: from, to: to)
        print(patch.isEmpty ? "no differences" : Terminal.plain(patch), terminator: patch.isEmpty ? "\n" : "")
    }
}
