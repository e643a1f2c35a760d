internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Evolution
internal import Foundations
internal import Lessons

/// `trace2skill replay`
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Build a revision again from its inputs, and compare",
        discussion: """
            Uses the same episodes, the lessons and the skill as they were before, and the stored answers of the model. \
            Makes no calls and writes nothing. With --model, asks another model about the same evidence, which has its usual \
            cost, and stores the result under a ref outside the history, to be compared with git diff.
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
            throw ValidationError("\(revision) is not a revision; write python/v3")
        }
        var configuration = try Context.configuration(options)
        if let model { configuration.model.name = model }
        let context =
            try model == nil ? Context.openReading(configuration, isReplay: true) : Context.open(configuration)
        let skill = String(revision[..<slash])
        if let model { return try await ask(model, skill, number, context) }
        let report = try await context.useCases.replay.run(skill: skill, number: number)
        noteFailures(report)
        if report.isSame {
            return print("\(report.revision): identical, byte for byte (\(report.lessons.count.of("lesson")))")
        }
        for path in report.differences {
            print(
                "--- published \(path)\n\(Terminal.plain(String(decoding: report.published[path] ?? [], as: UTF8.self)))"
            )
            print(
                "+++ replayed \(path)\n\(Terminal.plain(String(decoding: report.replayed[path] ?? [], as: UTF8.self)))"
            )
        }
        throw Failure(
            .refused,
            "the replay of \(report.revision) differs in \(report.differences.joined(separator: ", "))"
        )
    }

    private func ask(_ model: String, _ skill: String, _ number: Int, _ context: Context) async throws {
        guard context.models != nil else {
            throw Failure(.configuration, "there is no model to ask; set model.provider in the configuration")
        }
        try context.requireModel()
        let report = try await context.withPermit { _ in
            try await context.useCases.replay.run(skill: skill, number: number, asking: model)
        }
        noteFailures(report)
        guard let scratch = report.scratch else { return }
        print(
            "\(model): \(report.lessons.count.of("lesson")), \(report.tokens.of("token")), stored under \(scratch)"
        )
        for lesson in report.lessons {
            print("  \(lesson.id)  \(lesson.support.count) of \(lesson.support.pool)  \(Terminal.plain(lesson.title))")
        }
        if report.isSame {
            print("the skill is identical, byte for byte")
        } else {
            print("compare: git -C \(context.configuration.repository) diff \(report.revision) \(scratch)")
        }
    }

    private func noteFailures(_ report: ReplayReport) {
        for problem in report.unreadable { Terminal.note(problem) }
        let missing = report.failures.values.reduce(0, +)
        guard missing > 0 else { return }
        guard report.scratch == nil else {
            let kinds = report.failures.keys.sorted().joined(separator: ", ")
            return Terminal.note("\(missing.of("episode")) could not be analysed: \(kinds)")
        }
        Terminal.note(
            "no readable answer is stored for \(missing.of("episode")); this is normal if their analysis failed"
        )
    }
}
