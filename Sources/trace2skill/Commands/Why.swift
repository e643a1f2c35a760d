internal import ArgumentParser
internal import Configuration
internal import Git
internal import Glibc
internal import Ledger
internal import Lessons
internal import SkillRepository

/// `trace2skill why`
struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the origin of a line of a skill: lesson, support, quotes, sessions",
        discussion:
            "PATH is a file in the skills repository, such as skills/python/SKILL.md, or one line of it: skills/python/SKILL.md:14."
    )

    @OptionGroup var options: CommonOptions

    @Argument(help: ArgumentHelp("A file of a skill, optionally with a line number", valueName: "path[:line]"))
    var place: String

    func run() async throws {
        let context = try Context.openReading(options)
        var path = place
        var line: Int?
        if let colon = place.lastIndex(of: ":"), let number = Int(place[place.index(after: colon)...]) {
            path = String(place[..<colon])
            line = number
        }
        path = relative(path, context)
        if let line, line < 1 { throw ValidationError("lines are counted from 1") }
        let origins = try await context.repository.origins(of: path, lines: line.map { $0...$0 })
        guard !origins.isEmpty else { throw Failure(.badData, "\(path) has no line \(line ?? 0)") }
        var shown = Set<String>()
        for origin in origins {
            for id in describe(origin) where shown.insert(id).inserted {
                if let record = try context.ledger.lesson(Lesson.ID(id)) { detail(record, isFull: line != nil) }
            }
        }
    }

    /// The path inside the repository. A person may name it from the repository's root, from the current folder, or from
    /// the folder of skills.
    private func relative(_ path: String, _ context: Context) -> String {
        let repository = context.configuration.repository
        if path.hasPrefix("skills/"), access("\(repository)/\(path)", F_OK) == 0 { return path }
        let absolute = Environment.absolute(path)
        if absolute.hasPrefix(repository + "/") { return String(absolute.dropFirst(repository.count + 1)) }
        return path.hasPrefix("skills/") ? path : "skills/" + path
    }

    private func describe(_ origin: LineOrigin) -> [String] {
        let who =
            SkillRepository.isOurs(origin.commit) ? "" : "  written by \(Terminal.plain(origin.commit.author.name))"
        let ids = SkillRepository.lessonIDs(in: origin.commit)
        guard !origin.text.isEmpty else {
            if place.hasSuffix(":\(origin.line)") { print("\(origin.line): an empty line") }
            return []
        }
        let label = ids.first ?? (who.isEmpty ? "structure" : "a person")
        print("\(origin.line): \(Terminal.plain(origin.text))")
        print(Terminal.dim("   \(origin.commit.id.description.prefix(10))  \(label)\(who)"))
        return ids
    }

    private func detail(_ record: LessonRecord, isFull: Bool) {
        guard isFull else { return }
        print("")
        Show.show(record)
    }
}
