internal import Prompting
internal import Consolidation
internal import ArgumentParser
internal import Configuration
internal import Ledger
internal import Lessons
internal import Pipeline

struct Evolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learn from what has come in, and publish at most one revision of each skill",
        discussion: """
            "Nothing learned" is a normal result and a success. A lesson needs support by sessions of different tasks; what \
            has less waits and counts in later runs.
            """
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: ArgumentHelp("Only these skills", valueName: "skill"))
    var skills: [String] = []

    @Option(
        help: ArgumentHelp(
            "Parsed records of the reference implementation of the method, as lessons for the one skill that is named",
            valueName: "file"
        )
    )
    var records: String?

    @Option(
        help: ArgumentHelp(
            "Let the model word the lessons N times, and keep the wording that does best in evaluations/<skill>/run",
            valueName: "n"
        )
    )
    var seeds = 1

    @Flag(help: "Put the revision on a branch proposals/<skill>/vN instead of publishing it")
    var propose = false

    @Flag(name: .customLong("dry-run"), help: "Show what would be published and write nothing")
    var dryRun = false

    @Flag(help: "Look at everything again, even if nothing has come in")
    var again = false

    func validate() throws {
        guard (1...32).contains(seeds) else { throw ValidationError("--seeds must be a number from 1 to 32") }
    }

    func run() async throws {
        let context = try Context.open(options)
        if seeds > 1, context.pipeline.models == nil {
            throw Failure(
                .configuration,
                "--seeds tries several wordings of a model, and model.provider is embedded; without a model there is one"
            )
        }
        let lock = try WorkLock(path: context.workLockPath, patience: 30)
        var request = EvolutionRequest()
        request.skills = skills
        request.isDryRun = dryRun
        request.isProposal = propose
        request.isForced = again
        request.seeds = seeds
        if let records { request.records = try read(records, context) }
        let report = try await context.pipeline.evolve(request, progress: Terminal.progress())
        _ = consume lock
        Terminal.endProgress()
        show(report)
        if let problem = report.modelProblem {
            let count = report.modelFailures.values.reduce(0, +)
            guard count > 0 else {
                throw Failure(.modelUnavailable, "lessons wait for the next run to be worded: \(problem)")
            }
            throw Failure(
                .modelUnavailable,
                "\(count.of("episode")) could not be analysed and \(count == 1 ? "waits" : "wait") for the next run; the first: \(problem)"
            )
        }
        if !report.blocked.isEmpty { throw ExitCode(75) }
    }

    private func read(_ path: String, _ context: Context) throws -> [LessonDraft] {
        guard skills.count == 1, let skill = skills.first else {
            throw ValidationError(
                "--records needs the one skill that the records are for: trace2skill evolve SKILL --records FILE"
            )
        }
        guard context.pipeline.models != nil else {
            throw Failure(.configuration, "records are merged by a model; set model.provider in the configuration")
        }
        guard let text = Environment.read(Environment.absolute(path)) else {
            throw Failure(.inputOutput, "could not read \(path)")
        }
        let records = try Records(reading: Array(text.utf8), skill: skill)
        print("read \(records.count.of("record")): \(records.lessons.count.of("lesson"))")
        for loss in records.losses { Terminal.note("left out: \(loss.reason)") }
        return records.lessons
    }

    private func show(_ report: EvolutionReport) {
        for id in report.tombstones { print("taken back by a person, and not to return: \(id)") }
        if report.hadNothingNew { return print("nothing new has come in; nothing to do") }
        print("looked at \(report.episodes.of("episode")) of \(report.sessions.of("session"))")
        if report.analysed > 0 {
            print("a model analysed \(report.analysed.of("episode")) with \(report.modelTokens.of("token"))")
        }
        if let line = Reasons.summary(report.losses, of: report.id) { print(line) }
        for revision in report.revisions {
            let verb =
                dryRun ? "would publish" : revision.proposal.map { "proposed on \($0.dropFirst(11)):" } ?? "published"
            print(
                "\(verb) \(Terminal.bold("\(revision.skill)/v\(revision.number)"))\(revision.isNew ? " (a new skill)" : "") with \(revision.lessons.count.of("lesson"))"
            )
            for lesson in revision.lessons {
                print(
                    "  \(lesson.id)  \(lesson.support.count) of \(lesson.support.pool)  \(Terminal.plain(lesson.title))"
                )
            }
            if let behind = revision.behind { print("  \(behind)") }
            if seeds > 1, !dryRun, revision.gate == "structure" {
                Terminal.note(
                    "\(revision.skill) was worded once: there is no evaluations/\(revision.skill)/run that could tell wordings apart"
                )
            }
            if dryRun { print("\n\(Terminal.plain(revision.text))") }
        }
        for (skill, reason) in report.blocked { Terminal.note("\(skill): not published: \(reason)") }
        if report.revisions.isEmpty, report.blocked.isEmpty { print("nothing learned that is not known yet") }
        if report.standing > 0 { print("\(report.standing.of("lesson")) stood already") }
        summarise(report.held)
    }

    private func summarise(_ held: [(lesson: Lesson, reason: String)]) {
        guard !held.isEmpty else { return }
        var counts: [String: Int] = [:]
        for item in held { counts[item.reason, default: 0] += 1 }
        print(
            "held: \(counts.sorted { $0.key < $1.key }.map { "\($0.value) \(Reasons.words($0.key))" }.joined(separator: ", "))"
        )
    }
}
