internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Curation
internal import FoundationEssentials
internal import Foundations
internal import Git
internal import Glibc
internal import Ledger
internal import Lessons
internal import Processes
internal import SkillRepository
internal import Skills

/// `trace2skill bisect`
struct BisectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bisect",
        abstract: "Find the lesson that made an evaluation of a skill worse",
        discussion: """
            Runs a command with states of the skill between a good and a bad revision, half of them left each time, until one \
            commit is found: mostly a lesson. The command runs with sh -c in a folder that holds the files of the skill; \
            status 0 means good, 125 that the state cannot be judged, anything else bad, as with git bisect run. Neither \
            branch nor working tree is touched, unless --apply takes the lesson back in the end, with the result as its reason.
            """
    )

    /// The result, as `--json` prints it.
    struct Report: Codable {
        /// The name of the skill.
        var skill: String
        /// The full ids of the commits that may have made it worse: one, unless states could not be judged.
        var commits: [String]
        /// The ids of the lessons of these commits.
        var lessons: [String]
        /// How often the command was run.
        var runs: Int
        /// The commands that take the change back.
        var remedies: [String]
    }

    @OptionGroup var options: CommonOptions

    @Argument(help: "The skill")
    var skill: String

    @Option(help: ArgumentHelp("The command that judges a state of the skill", valueName: "command"))
    var eval: String

    @Option(help: ArgumentHelp("A revision that is good (default: the state before the first)", valueName: "vN"))
    var good: String?

    @Option(help: ArgumentHelp("A revision that is bad (default: the current state)", valueName: "vN"))
    var bad: String?

    @Flag(help: "Take the lesson that was found back, as trace2skill rollback does")
    var apply = false

    @Flag(help: "Print JSON; its schema is stable")
    var json = false

    func validate() throws {
        for text in [good, bad].compactMap(\.self) where Self.number(text) == nil {
            throw ValidationError("\(text) is not a revision; write v2")
        }
    }

    private static func number(_ text: String) -> Int? { Int(text.hasPrefix("v") ? String(text.dropFirst()) : text) }

    func run() async throws {
        let context = try Context.openReading(options)
        let states = try await context.repository.states(
            of: skill,
            from: good.flatMap(Self.number),
            to: bad.flatMap(Self.number)
        )
        let seconds = context.configuration.evaluation.seconds
        let result: Bisection.Result
        do {
            result = try await Bisection(count: states.count).run { index in
                let verdict = try await judge(states[index], seconds)
                if !json { print("\(states[index].commit.id.description.prefix(10))  \(verdict.rawValue)") }
                return verdict
            }
        } catch let error as Bisection.Refusal {
            throw Failure(
                .refused,
                error == .goodIsBad
                    ? "the good state is bad already: \(states[0].commit.summary); name an earlier one with --good"
                    : "the bad state is good: there is nothing to find; name a worse one with --bad"
            )
        }
        try show(result, states, context)
        if apply { try await takeBack(result.suspects.map { states[$0].commit }) }
    }

    /// Reverts the one lesson that was found.
    private func takeBack(_ suspects: [Commit]) async throws {
        let lessons = suspects.flatMap { SkillRepository.lessonIDs(in: $0) }
        guard suspects.count == 1, let id = lessons.first, lessons.count == 1 else {
            throw Failure(.refused, "no single lesson was found, so nothing was taken back")
        }
        let context = try Context.open(options)
        let rollback = try await context.takeBack(.lesson(id), of: skill, reason: reason)
        guard !json else { return }
        for commit in rollback.commits { print("taken back in \(commit.description.prefix(10))") }
        if let line = rollback.result?.remark { print(line) }
    }

    /// What the message of the revert says.
    private var reason: String { "bisect: with it, this fails: \(SingleLine(eval, limit: 200))" }

    private func judge(_ state: SkillState, _ seconds: Double) async throws -> Bisection.Verdict {
        let folder = try PrivateFolder(named: "trace2skill-bisect-")
        let place = "\(folder.path)/\(skill)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        for (path, bytes) in state.files {
            let file = "\(place)/\(path)"
            let parent = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? place
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(filePath: file, directoryHint: .notDirectory))
            if bytes.starts(with: "#!".utf8) { chmod(file, 0o755) }
        }
        let outcome: ChildProcess.Outcome
        do {
            outcome = try await ChildProcess(
                arguments: ["/bin/sh", "-c", eval],
                environment: Environment.variables,
                folder: place,
                wallClock: .seconds(seconds),
                outputLimit: 64 << 20
            ).run()
        } catch { throw Failure(.inputOutput, "\(eval): \(error)") }
        switch outcome.status {
        case .exited(0): return .good
        case .exited(125): return .skipped
        case .exited(126), .exited(127):
            throw Failure(.usage, "the command could not be run (\(outcome.status)): \(outcome.stderrTail)")
        default: return .bad
        }
    }

    private func show(_ result: Bisection.Result, _ states: [SkillState], _ context: Context) throws {
        let found = result.suspects.map { states[$0].commit }
        let lessons = found.flatMap { SkillRepository.lessonIDs(in: $0) }
        let remedies = found.flatMap { commit -> [String] in
            let own = SkillRepository.lessonIDs(in: commit)
            if own.isEmpty { return ["git -C \(context.configuration.repository) revert \(commit.id)"] }
            return own.map { "trace2skill rollback \(skill) --lesson \($0) --reason \(Self.quoted(reason))" }
        }
        if json {
            return try JSONOutput.print(
                Report(
                    skill: skill,
                    commits: found.map(\.id.description),
                    lessons: lessons,
                    runs: result.runs,
                    remedies: remedies
                )
            )
        }
        print(
            found.count == 1
                ? "the first bad state is that of"
                : "one of these made it worse; the states between could not be judged:"
        )
        for commit in found {
            print("\(Terminal.bold(String(commit.id.description.prefix(10))))  \(Terminal.plain(commit.summary))")
        }
        for id in lessons {
            if let record = try context.ledger.lesson(Lesson.ID(id)) {
                print("lesson \(id)  met \(record.lesson.support.count) of \(record.lesson.support.pool)")
            }
        }
        guard !apply else { return }
        print("to take it back (--apply does it):")
        // Not folded: a command is to be copied.
        for remedy in remedies { Swift.print("  \(Terminal.plain(remedy))") }
    }

    /// A text as one word of a shell.
    private static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "'\\''"))'" }
}
