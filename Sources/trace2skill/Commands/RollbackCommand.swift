internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Curation
internal import Git
internal import Glibc
internal import Ledger
internal import Lessons
internal import Processes
internal import SkillRepository

/// `trace2skill rollback`
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Revert a revision or a lesson permanently",
        discussion: """
            Makes the commits that git revert would make, with the reason in their message. The reverted lessons are \
            retracted: they are not learned again. Reverting the rollback lifts that. Without an option, the newest revision \
            of the skill is reverted.
            """
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: "The skill")
    var skill: String

    @Option(
        help: ArgumentHelp("Revert all revisions after this one, such as v2; v0 reverts all", valueName: "vN")
    )
    var to: String?

    @Option(help: ArgumentHelp("Revert this revision alone, and keep the later ones", valueName: "vN"))
    var only: String?

    @Option(help: ArgumentHelp("Revert one lesson", valueName: "id"))
    var lesson: String?

    @Option(help: "The reason, for readers of the history")
    var reason = ""

    @Flag(name: .customLong("dry-run"), help: "Show what would be taken back, and write nothing")
    var dryRun = false

    func validate() throws {
        if [to, only, lesson].compactMap(\.self).count > 1 {
            throw ValidationError("--to, --only and --lesson cannot be combined")
        }
        for text in [to, only].compactMap(\.self) where number(text) == nil {
            throw ValidationError("\(text) is not a revision; write v2")
        }
    }

    private func number(_ text: String) -> Int? { Int(text.hasPrefix("v") ? String(text.dropFirst()) : text) }

    private var target: RollbackTarget {
        if let lesson { return .lesson(lesson) }
        if let number = only.flatMap(number) { return .only(number) }
        return to.flatMap(number).map { .after($0) } ?? .newest
    }

    func run() async throws {
        if dryRun {
            let context = try Context.openReading(options)
            return try show(try await context.useCases.rollback.preview(target, of: skill), context)
        }
        let context = try Context.open(options)
        try show(try await context.takeBack(target, of: skill, reason: reason), context)
    }

    private func show(_ rollback: RollbackResult, _ context: Context) throws {
        for name in rollback.revisions { print("\(dryRun ? "would take back" : "took back") \(name)") }
        if !dryRun { for commit in rollback.commits { print("committed \(commit.description.prefix(10))") } }
        func title(_ id: String) throws -> String {
            Terminal.plain(try context.ledger.lesson(Lesson.ID(id))?.lesson.title ?? "")
        }
        for id in rollback.lessons { print("retracted: \(id)  \(try title(id))") }
        for id in rollback.remaining { print("still in the skill, in earlier words: \(id)  \(try title(id))") }
        if let line = rollback.result?.remark { print(line) }
        guard !dryRun, let first = rollback.commits.first, let last = rollback.commits.last else { return }
        let range =
            first == last
            ? "\(first.description.prefix(10))" : "\(first.description.prefix(10))^..\(last.description.prefix(10))"
        let place = context.configuration.repository
        let isBare = access(place + "/.git", F_OK) != 0
        print(
            "to undo this: git \(isBare ? "" : "-C \(place) ")revert --no-edit \(range)\(isBare ? ", in a clone" : "")"
        )
    }
}

/// The person who runs the program, as git knows them.
enum GitPerson {
    /// The author that the git client would name in a repository; nil where it does not know one.
    static func inRepository(_ path: String) async -> Identity? {
        guard let text = await output(of: ["var", "GIT_AUTHOR_IDENT"], in: path) else { return nil }
        guard let open = text.firstRange(of: " <"), let close = text.firstRange(of: "> ") else { return nil }
        return Identity(
            name: String(text[..<open.lowerBound]),
            email: String(text[open.upperBound..<close.lowerBound])
        )
    }

    /// The names of the remotes of a repository.
    static func remotes(in path: String) async -> [String] {
        (await output(of: ["remote"], in: path) ?? "").split(separator: "\n").map(String.init)
    }

    /// What the git client says in a repository; nil where it fails or is not installed.
    private static func output(of arguments: [String], in path: String) async -> String? {
        var environment = Environment.variables
        environment["GIT_TERMINAL_PROMPT"] = "0"
        let run = ChildProcess(
            arguments: ["git", "-C", path] + arguments,
            environment: environment,
            folder: "/",
            wallClock: .seconds(10),
            outputLimit: 1 << 16
        )
        guard let outcome = try? await run.run(), case .exited(0) = outcome.status else { return nil }
        return String(decoding: outcome.output, as: UTF8.self)
    }
}

extension Context {
    /// Takes back in the name of the person who works in the repository, and sends the result to the other machines.
    func takeBack(_ target: RollbackTarget, of skill: String, reason: String) async throws -> RollbackResult {
        let person = await GitPerson.inRepository(configuration.repository)
        return try await withPermit { permit in
            let rollback = try await useCases.rollback.run(
                target,
                of: skill,
                reason: reason,
                by: person,
                permit: permit
            )
            try await send(permit)
            return rollback
        }
    }
}
