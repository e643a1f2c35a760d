internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Consolidation
internal import Evolution
internal import Foundations
internal import Ledger
internal import Lessons
internal import Prompting
internal import SkillRepository
internal import Skills

/// `trace2skill evolve`
struct Evolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learn from new sessions, and publish at most one revision of each skill",
        discussion: """
            Learning nothing new is a normal result and a success. A lesson needs the support of sessions of different tasks; \
            a lesson with less support is held, and counts in later evolutions.

            Files in the inboxes are not read by this command: trace2skill ingest does that, or the daemon.
            """
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: ArgumentHelp("Only these skills", valueName: "skill"))
    var skills: [String] = []

    @Option(
        help: ArgumentHelp(
            "Use the parsed records of the method's reference implementation as lessons for the one skill named",
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
    var samples = 1

    // The former name of --samples.
    @Option(help: .hidden)
    var seeds: Int?

    @Flag(help: "Put each revision on a branch proposals/<skill>/vN instead of publishing it")
    var propose = false

    @Flag(name: .customLong("dry-run"), help: "Show what would be published, and write nothing")
    var dryRun = false

    @Flag(
        help: """
            Mine all episodes again, even if none is new, and repeat evaluations; a model is asked about the episodes with \
            which it failed too often, but not about those that it has analysed
            """
    )
    var again = false

    @Flag(
        help: """
            Let the model read the episodes that were ingested before there was one, of the named skills or of all; what \
            the budget does not allow today waits for the next evolutions
            """
    )
    var reread = false

    func validate() throws {
        guard (1...32).contains(seeds ?? samples) else {
            throw ValidationError("--samples must be a number from 1 to 32")
        }
    }

    func run() async throws {
        let samples = seeds ?? samples
        let context = try dryRun ? Context.openReading(options) : Context.open(options)
        if !dryRun { try context.requireModel() }
        if reread, context.models == nil {
            throw Failure(
                .configuration,
                "--reread needs a model, but model.provider is embedded; set another provider, or leave out --reread"
            )
        }
        if samples > 1, context.models == nil {
            throw Failure(
                .configuration,
                "--samples compares several wordings by a model, but model.provider is embedded; set another provider, or leave out --samples"
            )
        }
        try await requireKnown(skills, context)
        var request = EvolutionRequest()
        request.skills = skills
        request.isProposal = propose
        request.isForced = again
        request.rereads = reread
        request.samples = samples
        if let records { request.records = try read(records, context) }
        let progress = Terminal.evolutionProgress()
        let report =
            if dryRun {
                try await context.useCases.evolution.preview(request, progress: progress)
            } else {
                try await context.withPermit { permit in
                    try await context.useCases.evolution.run(request, permit: permit, progress: progress)
                }
            }
        Terminal.endProgress()
        show(report)
        noteFiles(context)
        if let waiting = report.waiting {
            throw Failure(
                .modelUnavailable,
                "the evolution waits for \(Reasons.words(unanswered: waiting.calls)) and goes on with the next trace2skill evolve: \(waiting.reason)"
            )
        }
        if let problem = report.modelProblem {
            let count = report.modelFailures.values.reduce(0, +)
            guard count > 0 else {
                throw Failure(.modelUnavailable, "lessons wait for the next evolution to be worded: \(problem)")
            }
            throw Failure(
                .modelUnavailable,
                "\(count.of("episode")) could not be analysed in this evolution and will be tried again in the next; the first: \(problem)"
            )
        }
        if !report.blocked.isEmpty { throw ExitCode(75) }
    }

    /// Refuses a name that nothing has, which is most likely mistyped.
    private func requireKnown(_ names: [String], _ context: Context) async throws {
        // Handed-over lessons may be the first ones of a skill.
        guard !names.isEmpty, records == nil else { return }
        var known = Set(try context.ledger.lessons().map(\.lesson.skill))
        known.formUnion(try context.ledger.routes())
        if try await context.repository.tip() != nil {
            let snapshot = try await context.repository.snapshot()
            known.formUnion(snapshot.skills.keys)
            known.formUnion(snapshot.unmanaged.keys)
        }
        for name in names where !known.contains(name) {
            let nearest = Spelling.nearest(to: name, among: known.sorted()).map { "; did you mean \($0)?" } ?? ""
            throw Failure(
                .badData,
                "there is no skill \(name), and no session or lesson is for one\(nearest.isEmpty ? "; see trace2skill status" : nearest)"
            )
        }
    }

    /// Says that files wait which this command does not read.
    private func noteFiles(_ context: Context) {
        for inbox in context.configuration.inboxes where inbox.after != .keep {
            let state = Health.state(of: inbox, context.ledger)
            guard state.problem == nil, state.files > 0 else { continue }
            Terminal.note("\(state.files.of("file")) in \(inbox.path) not ingested yet: trace2skill ingest")
        }
    }

    private func read(_ path: String, _ context: Context) throws -> [LessonDraft] {
        guard skills.count == 1, let skill = skills.first else {
            throw ValidationError(
                "--records needs the one skill that the records are for: trace2skill evolve SKILL --records FILE"
            )
        }
        guard context.models != nil else {
            throw Failure(.configuration, "records are merged by a model; set model.provider in the configuration")
        }
        guard let text = Environment.read(Environment.absolute(path)) else {
            throw Failure(.inputOutput, "could not read \(path)")
        }
        let records = try Records(reading: Array(text.utf8), skill: skill)
        print("read \(records.count.of("record")): \(records.lessons.count.of("lesson"))")
        for discard in records.discards { Terminal.note("left out: \(discard.reason)") }
        return records.lessons
    }

    private func show(_ report: EvolutionReport) {
        for notice in report.notices { Terminal.note(notice) }
        for id in report.retracted { print("retracted by a person, so not proposed again: \(id)") }
        if report.hadNothingNew { return print("no new sessions; nothing to do") }
        print("examined \(report.episodes.of("episode")) of \(report.sessions.of("session"))")
        if reread { print("to be read by the model: \(report.reopened.of("episode")) from before") }
        if report.resting > 0 {
            print(
                "not asked about: \(report.resting.of("episode")) with which this model failed \(PendingEpisode.mostFailures) times; evolve --again asks once more"
            )
        }
        if report.analysed > 0 {
            print("a model analysed \(report.analysed.of("episode")) and used \(report.modelTokens.of("token"))")
        }
        if report.waiting != nil {
            // What an evolution that is not at its end has left out is in no ledger yet.
            for loss in report.discards where loss.stage != .failed {
                print("\(Reasons.words(loss.stage)) (\(loss.code)): \(Terminal.plain(loss.reason))")
            }
        } else if let line = Reasons.summary(report.discards, of: report.id) {
            print(line)
        }
        for revision in report.revisions {
            let verb =
                dryRun ? "would publish" : revision.proposal.map { "proposed on \($0.dropFirst(11)):" } ?? "published"
            print(
                "\(verb) \(Terminal.bold("\(revision.skill)/v\(revision.number)"))\(revision.isNew ? " (a new skill)" : "") with \(revision.lessons.count.of("lesson"))"
            )
            for lesson in revision.lessons {
                print(
                    "  \(lesson.id)  met \(lesson.support.count) of \(lesson.support.pool)\(lesson.way.map { ", way \($0.count)" } ?? "")\(lesson.callsLost > 0 ? ", saves \(lesson.callsLost)" : "")  \(Terminal.plain(lesson.title))"
                )
            }
            if let line = revision.result?.remark { print("  \(line)") }
            if (seeds ?? samples) > 1, !dryRun, revision.gate == .structure {
                Terminal.note(
                    "\(revision.skill) was worded only once, since there is no evaluations/\(revision.skill)/run to compare wordings with"
                )
            }
            if dryRun {
                let text = String(decoding: revision.files[Skill.mainPath] ?? [], as: UTF8.self)
                print("\n\(Terminal.plain(text))")
            }
        }
        for removal in report.removals {
            print(
                "proposed on \(removal.branch.dropFirst(11)): remove \(removal.lesson.id)  \(Terminal.plain(removal.lesson.title))"
            )
            print("  \(Terminal.plain(removal.reason))")
        }
        for problem in report.unreadable { Terminal.note(problem) }
        for (skills, reason) in Reasons.grouped(report.blocked) { Terminal.note("\(skills): not published: \(reason)") }
        if report.revisions.isEmpty, report.blocked.isEmpty, report.waiting == nil { print("no new lessons") }
        if report.standing > 0 { print("\(report.standing.of("lesson")) already published") }
        summarise(report.held)
    }

    private func summarise(_ held: [(lesson: Lesson, reason: HoldReason)]) {
        guard !held.isEmpty else { return }
        var counts: [HoldReason: Int] = [:]
        for item in held { counts[item.reason, default: 0] += 1 }
        let reasons = counts.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\(Reasons.words($0.key)) (\($0.value))" }
        print("held \(held.count.of("lesson")): \(reasons.joined(separator: ", "))")
    }
}
