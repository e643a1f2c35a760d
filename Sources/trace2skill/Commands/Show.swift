internal import ArgumentParser
internal import FoundationEssentials
internal import Foundations
internal import Git
internal import Ledger
internal import Lessons
internal import SkillRepository
internal import Trajectories

/// `trace2skill show`
struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show a revision, lesson, session or evolution",
        discussion:
            "ID is a revision such as python/v3, the id of a lesson or an evolution, or the beginning of the id of a session or of the hash of a trajectory."
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: "What to show")
    var id: String

    @Flag(help: "Print JSON; its schema is stable")
    var json = false

    func run() async throws {
        let context = try Context.openReading(options)
        if let record = try context.ledger.lesson(Lesson.ID(id)) {
            guard json else { return Self.show(record) }
            return try JSONOutput.print(LessonDescription(record, among: try context.ledger.lessons()))
        }
        if let slash = id.lastIndex(of: "/"), let number = Int(id[id.index(after: slash)...].drop { $0 == "v" }) {
            return try await showRevision(String(id[..<slash]), number, context)
        }
        let found = try context.ledger.sessions(matching: id)
        let named = found.filter { $0.id == id || $0.trajectory == id }
        let sessions = named.isEmpty ? found : named
        if !sessions.isEmpty {
            if json { return try showAsJSON(sessions, context) }
            let revisions = try context.ledger.revisions()
            let lessons = try context.ledger.lessons()
            for session in sessions {
                Self.show(
                    session,
                    SkillUseText(session, revisions: revisions),
                    artifacts: try context.ledger.artifacts(of: session.trajectory)
                )
                Self.show(lessons.filter { $0.lesson.support.sessions.contains(Session.ID(session.root)) })
                print("")
            }
            return
        }
        if let row = try context.ledger.evolutions(limit: 10_000).first(where: { $0.id.hasPrefix(id) }) {
            if json { return try JSONOutput.print(EvolutionDescription(row, context.ledger)) }
            return try Self.showEvolution(row, context)
        }
        throw Failure(
            .badData,
            "nothing has the id \(id); see trace2skill log for revisions and lessons, trace2skill sessions for sessions, and trace2skill status for evolutions"
        )
    }

    private static func showEvolution(
        _ row: EvolutionRecord,
        _ context: Context
    ) throws {
        print("evolution \(row.id)")
        print("started   \(Times.local(row.started))")
        print("result    \(EvolutionText.result(row))")
        for (name, count) in row.summary.sorted(by: { $0.key < $1.key }) {
            print("  \(name): \(count)")
        }
        for record in try context.ledger.lessons() where record.origin == .evolution(row.id) {
            print(
                "  \(record.lesson.id) \(record.state.name.rawValue): \(Terminal.plain(record.lesson.title))\(Reasons.words(record.state).map { " (\(Terminal.plain($0)))" } ?? "")"
            )
        }
        for loss in try context.ledger.discards(of: row.id) {
            let about = [
                loss.session.map { "session \($0)" }, loss.lessons.isEmpty ? nil : loss.lessons.joined(separator: ", "),
            ]
            .compactMap(\.self)
            print("  \(Reasons.words(loss.stage)) (\(loss.code)): \(Terminal.plain(loss.reason))")
            if !about.isEmpty { print("    \(Terminal.plain(about.joined(separator: "; ")))") }
        }
    }

    /// Prints a lesson with its evidence.
    static func show(_ record: LessonRecord) {
        let lesson = record.lesson
        print(
            "\(Terminal.bold("lesson \(lesson.id)"))  \(record.state.name.rawValue)\(Reasons.words(record.state).map { ": \(Terminal.plain($0))" } ?? "")"
        )
        print(Terminal.plain(lesson.title))
        if let entry = TakenBackEntry(record, among: []) { print(Terminal.plain(entry.act)) }
        print("")
        print(Terminal.plain("When \(lesson.when): \(lesson.action)."))
        if !lesson.check.isEmpty { print(Terminal.plain("Check: \(lesson.check).")) }
        if !lesson.why.isEmpty { print(Terminal.plain("Why: \(lesson.why).")) }
        print("")
        print(
            "support  \(lesson.support.count) of \(lesson.support.pool) sessions, \(lesson.support.tasks.of("task")), \(lesson.support.sources.of("source"))"
        )
        if let way = lesson.way {
            print("way      worked in \(way.count.of("session")), \(way.tasks.of("task")), \(way.sources.of("source"))")
            if lesson.callsLost > 0 {
                let each = Double(lesson.callsLost) / Double(max(1, lesson.support.count))
                print("worth    \(lesson.callsLost.of("call")) saved in all, \(each.fixed(1)) a session")
            }
        } else if !Lesson.isEmbedded(lesson.analyst) {
            print("worked   not counted: the sessions are those in which an analyst found it")
        } else {
            print(
                "worked   in \(lesson.recoveryRate.percent) of the sessions that recovered, "
                    + "\(lesson.lift.fixed(1)) times as often as after other failures"
            )
        }
        print("analyst  \(lesson.analyst)\(record.revision.map { "   revision \(lesson.skill)/v\($0)" } ?? "")")
        print("")
        for item in lesson.evidence.prefix(20) {
            print("\(item.trajectory.prefix(12))  session \(Terminal.plain(item.session.rawValue))")
            if !item.proof.isEmpty { print("  proved: \(Terminal.plain(item.proof))") }
            for quote in item.quotes { print("  step \(quote.step): \(Terminal.plain(quote.text))") }
        }
        if lesson.evidence.count > 20 { print("… and \((lesson.evidence.count - 20).of("session")) more") }
    }

    /// Prints a session with its episodes.
    private static func show(_ session: SessionReport, _ skills: SkillUseText, artifacts: ArtifactsEntry?) {
        print(
            "\(Terminal.bold("session \(Terminal.plain(session.id))"))  \(session.format)\(session.root == session.id ? "" : ", part of \(Terminal.plain(session.root))")"
        )
        print("trajectory  sha256:\(session.trajectory)")
        let agent = [session.agent, session.model].compactMap(\.self).map(Terminal.plain)
        print("agent       \(agent.joined(separator: " "))")
        if let workspace = session.workspace { print("workspace   \(Terminal.plain(workspace))") }
        if let started = session.started { print("started     \(Times.local(started))") }
        if let task = session.taskID { print("task        \(Terminal.plain(task))") }
        if let trial = session.trial { print("trial       \(Terminal.plain(trial))") }
        let origin = OutcomeText.origin(path: session.labelPath, detail: session.outcomeDetail) ?? session.outcomeSource
        print(
            "outcome     \(OutcomeText.words(session.outcome, session.reward))"
                + (session.outcomeSource == "none" ? "" : Terminal.plain(", from \(origin)"))
        )
        print("size        \(session.steps.of("step")), \(session.calls.of("call")), \(session.errors.of("error"))")
        if session.tokens > 0 || session.cost != nil {
            let cost = session.cost.map { ", \($0.fixed(4)) USD" } ?? ""
            print("spent       \(session.tokens.of("token"))\(cost)")
        }
        if let artifacts { Self.show(artifacts) }
        if !skills.used.isEmpty { print("used        \(Terminal.plain(skills.used.joined(separator: ", ")))") }
        if !skills.offered.isEmpty {
            let more = skills.offered.count - 12
            print(
                "offered     \(Terminal.plain(skills.offered.prefix(12).joined(separator: ", ")))\(more > 0 ? " and \(more) more" : "")"
            )
        }
        for note in session.notes { print("note        \(Terminal.plain(note))") }
        if let reason = session.unused { print("not used    \(Reasons.words(reason))") }
        for episode in session.episodes {
            let sentences = FindingText.sentences(episode)
            let use =
                episode.state == .pending
                ? "pending" : episode.unused.map(Reasons.words) ?? "its findings support a lesson"
            print(
                "episode \(episode.number + 1)   \(sentences.count.of("finding")): \(use)\(episode.route.map { "; for skill \($0)" } ?? "")"
            )
            if !episode.request.isEmpty { print("  request: \(Terminal.plain(String(episode.request.prefix(160))))") }
            for sentence in sentences.prefix(12) { print("  \(Terminal.plain(sentence))") }
            if sentences.count > 12 {
                print("  … and \((sentences.count - 12).of("more finding")); --json has all of them")
            }
        }
    }

    /// Prints the lessons that rest on a session.
    private static func show(_ lessons: [LessonRecord]) {
        for record in lessons.sorted(by: { $0.lesson.id < $1.lesson.id }) {
            print(
                "supports    \(record.lesson.id) (\(record.state.name.rawValue)): \(Terminal.plain(record.lesson.title))"
            )
        }
    }

    private func showAsJSON(_ sessions: [SessionReport], _ context: Context) throws {
        try JSONOutput.print(
            try sessions.map { SessionDescription($0, labels: try context.ledger.labels(of: $0.trajectory) ?? []) }
        )
    }

    private static func show(_ artifacts: ArtifactsEntry) {
        if artifacts.manifest == nil {
            print("artifacts   not stored")
        } else {
            let check =
                artifacts.check.map { "check\(artifacts.isShared ? " (not run: shared inbox)" : ""): \($0)" }
                ?? "no check"
            print("artifacts   \(artifacts.files.of("file")), \(ByteCount(artifacts.size)); \(Terminal.plain(check))")
        }
        if !artifacts.note.isEmpty { print("note        \(Terminal.plain(artifacts.note))") }
    }

    private func showRevision(_ skill: String, _ number: Int, _ context: Context) async throws {
        guard let revision = try await context.repository.revisions(of: skill).first(where: { $0.number == number })
        else {
            throw Failure(.badData, "there is no revision \(skill)/v\(number); see trace2skill log")
        }
        if json { return try JSONOutput.print(RevisionDescription(revision)) }
        print(Terminal.plain(revision.commit.message))
        for commit in revision.lessons {
            print("\(commit.id.description.prefix(10))  \(Terminal.plain(commit.summary))")
        }
    }
}
