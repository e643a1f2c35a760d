internal import ArgumentParser
internal import SkillRepository

/// `trace2skill diff`
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed in a skill between two revisions",
        discussion:
            "With one revision: the changes since then. With a range such as v1..v2, or two revisions: the changes between them. Without any: the changes of the newest revision."
    )

    /// The result, as `--json` prints it.
    struct Report: Codable {
        /// The name of the skill.
        var skill: String
        /// The older revision, such as `v2`; missing if none was named.
        var from: String?
        /// The newer revision; missing if none was named.
        var to: String?
        /// The changes as a unified patch; empty if there are none.
        var patch: String
    }

    @OptionGroup var options: CommonOptions

    @Argument(help: "The skill")
    var skill: String

    @Argument(help: "The older revision, such as v2")
    var from: String?

    @Argument(help: "The newer revision (default: the current state)")
    var to: String?

    @Flag(help: "Print JSON; its schema is stable")
    var json = false

    /// Takes a range apart, and the name of a tag such as `python/v2`.
    static func range(_ from: String?, _ to: String?) -> (from: String?, to: String?) {
        func number(_ text: Substring) -> String? {
            let last = text.split(separator: "/").last.map(String.init) ?? ""
            return last.isEmpty ? nil : last
        }
        guard let from else { return (nil, nil) }
        guard to == nil, let dots = from.firstRange(of: "..") else {
            return (number(from[...]), to.flatMap { number($0[...]) })
        }
        return (number(from[..<dots.lowerBound]), number(from[dots.upperBound...].drop { $0 == "." }))
    }

    func run() async throws {
        let context = try Context.openReading(options)
        let (from, to) = Self.range(from, to)
        let patch = try await context.repository.difference(skill: skill, from: from, to: to)
        if json { return try JSONOutput.print(Report(skill: skill, from: from, to: to, patch: patch)) }
        print(patch.isEmpty ? "no differences" : Terminal.plain(patch), terminator: patch.isEmpty ? "\n" : "")
    }
}
