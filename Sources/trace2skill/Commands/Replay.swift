internal import Analysts
internal import ArgumentParser
internal import Configuration
internal import Lessons
internal import Pipeline

struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a revision again from what went into it, and compare",
        discussion: """
            The same episodes, the lessons and the skill as they were before, and the stored answers of the model: no call \
            is made, and nothing is written. With --model, another model is asked about the same evidence, and what it \
            would have made is shown beside what was published.
            """
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: ArgumentHelp("A revision, such as python/v3", valueName: "revision"))
    var revision: String

    @Option(help: ArgumentHelp("Ask another model of the same provider", valueName: "name"))
    var model: String?

    func run() async throws {
        guard let slash = revision.lastIndex(of: "/"),
            let number = Int(revision[revision.index(after: slash)...].drop { $0 == "v" })
        else {
            throw ValidationError("\(revision) is no revision; write python/v3")
        }
        var configuration = try Context.configuration(options)
        if let model { configuration.model.name = model }
        let context = try Context.open(configuration, isReplay: model == nil)
        let report = try await context.pipeline.replay(skill: String(revision[..<slash]), number: number)
        let missing = report.failures.values.reduce(0, +)
        if missing > 0 {
            Terminal.note(
                "\(missing.of("episode")) could not be analysed: \(report.failures.keys.sorted().joined(separator: ", "))"
            )
        }
        if report.isSame {
            return print("\(report.revision): the same, byte for byte (\(report.lessons.count.of("lesson")))")
        }
        for path in report.differences {
            print(
                "--- published \(path)\n\(Terminal.plain(String(decoding: report.published[path] ?? [], as: UTF8.self)))"
            )
            print(
                "+++ replayed \(path)\n\(Terminal.plain(String(decoding: report.replayed[path] ?? [], as: UTF8.self)))"
            )
        }
        if model == nil {
            throw Failure(
                .refused,
                "\(report.revision) came out different: \(report.differences.joined(separator: ", "))"
            )
        }
    }
}
