internal import ArgumentParser
internal import Foundations
internal import Git
internal import Ledger
internal import Lessons
internal import SkillRepository

/// `trace2skill log`
struct Log: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List revisions and their lessons with their support",
        discussion: "In plain git, git log --first-parent lists revisions, and git log lists lessons."
    )

    /// One revision, as `--json` prints it.
    struct Entry: Codable {
        /// One lesson of a revision.
        struct LessonEntry: Codable {
            /// The id of the lesson.
            var id: String
            /// The rule in one line.
            var title: String
            /// Supporting sessions.
            var support: Int
            /// Sessions that were examined.
            var pool: Int
            /// The state of the lesson; `unknown` if the ledger does not have it.
            var state: String
            /// The id of the commit of the lesson.
            var commit: String
        }
        /// The name of the skill.
        var skill: String
        /// The number of the revision.
        var revision: Int
        /// The id of the merge commit.
        var commit: String
        /// The time of the commit, in ISO 8601.
        var time: String
        /// The lessons of the revision, in the order of their commits.
        var lessons: [LessonEntry]
    }

    @OptionGroup var options: CommonOptions

    @Argument(help: "Only this skill")
    var skill: String?

    @Flag(help: "Print JSON; its schema is stable")
    var json = false

    func run() async throws {
        let context = try Context.openReading(options)
        let known = Dictionary(firstValues: try context.ledger.lessons().map { ($0.lesson.id.rawValue, $0) })
        let entries = try await context.repository.revisions(of: skill).map { revision in
            Entry(
                skill: revision.skill,
                revision: revision.number,
                commit: revision.commit.id.description,
                time: Times.text(Double(revision.commit.author.seconds)),
                lessons: revision.lessons.flatMap { commit in
                    SkillRepository.lessonIDs(in: commit).map { id in
                        Entry.LessonEntry(
                            id: id,
                            title: known[id]?.lesson.title ?? commit.summary,
                            support: known[id]?.lesson.support.count ?? 0,
                            pool: known[id]?.lesson.support.pool ?? 0,
                            state: known[id].map { JSONOutput.state($0.state.name) } ?? "unknown",
                            commit: commit.id.description
                        )
                    }
                }
            )
        }
        if json { return try JSONOutput.print(entries) }
        if entries.isEmpty { return print(skill.map { "no revisions of \($0) yet" } ?? "no revisions yet") }
        for entry in entries {
            print("\(Terminal.bold("\(entry.skill)/v\(entry.revision)"))  \(entry.commit.prefix(10))  \(entry.time)")
            for lesson in entry.lessons {
                let state = lesson.state == "adopted" ? "" : " [\(JSONOutput.word(for: lesson.state))]"
                print("  \(lesson.id)  \(lesson.support) of \(lesson.pool)  \(Terminal.plain(lesson.title))\(state)")
            }
        }
    }
}
