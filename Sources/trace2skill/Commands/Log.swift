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
        discussion: "In plain git, git log --first-parent --merges lists revisions, and git log lists lessons."
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
            /// The number of sessions in which the way worked; nothing where that is not counted apart.
            var way: Int?
            /// The calls that the sessions would have been spared with the lesson.
            var callsSaved: Int
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

    @Argument(help: "Only this skill; also python/v1..python/v3")
    var skill: String?

    @Argument(help: "Only revisions after the first up to the second, such as v1..v3")
    var range: String?

    @Flag(help: "One line for each revision")
    var oneline = false

    @Option(name: [.customShort("n"), .customLong("max-count")], help: "At most so many revisions")
    var count: Int?

    @Flag(
        name: .customLong("taken-back"),
        help: "List the lessons that a person took back instead, each with its proof"
    )
    var takenBack = false

    @Flag(help: "Print JSON; its schema is stable")
    var json = false

    func validate() throws {
        if let count, count < 1 { throw ValidationError("-n must be at least 1") }
    }

    func run() async throws {
        let context = try Context.openReading(options)
        if takenBack { return try await listTakenBack(context) }
        let (skill, numbers) = try selection()
        let revisions: [Listed]
        if let known = try await revisionsOfLedger(skill, numbers, context) {
            revisions = known
        } else {
            revisions = try await revisionsOfHistory(skill, numbers, context)
        }
        // Reading a few lessons is faster than reading all.
        let ids = Set(revisions.flatMap(\.lessons))
        let records =
            try ids.count < 200 ? ids.compactMap { try context.ledger.lesson(Lesson.ID($0)) } : context.ledger.lessons()
        let known = Dictionary(firstValues: records.map { ($0.lesson.id.rawValue, $0) })
        let times = Dictionary(
            firstValues: revisions.map { ($0.commit.id.description, Double($0.commit.author.seconds)) }
        )
        let entries = revisions.map { revision in
            Entry(
                skill: revision.skill,
                revision: revision.number,
                commit: revision.commit.id.description,
                time: Times.text(Double(revision.commit.author.seconds)),
                lessons: revision.lessons.map { id in
                    Entry.LessonEntry(
                        id: id,
                        title: known[id]?.lesson.title ?? revision.titles[id] ?? revision.commit.summary,
                        support: known[id]?.lesson.support.count ?? 0,
                        pool: known[id]?.lesson.support.pool ?? 0,
                        way: known[id]?.lesson.way?.count,
                        callsSaved: known[id]?.lesson.callsLost ?? 0,
                        state: known[id].map { JSONOutput.state($0.state.name) } ?? "unknown",
                        commit: revision.commits[id] ?? revision.commit.id.description
                    )
                }
            )
        }
        if json { return try JSONOutput.print(entries) }
        if entries.isEmpty {
            guard let skill else { return print("no revisions yet") }
            return print(
                "no revisions of \(skill)\(try await hasRevisions(skill, context) ? " in this range" : " yet")"
            )
        }
        if oneline {
            for entry in entries {
                let titles = entry.lessons.map { Terminal.plain($0.title) }.joined(separator: "; ")
                let (commit, name) = (entry.commit.prefix(10), "\(entry.skill)/v\(entry.revision)")
                // Not folded: one line is what was asked for.
                Swift.print(commit, Terminal.bold(name), Terminal.cut(titles, after: commit.count + name.count + 2))
            }
            return
        }
        for entry in entries {
            let time = times[entry.commit].map(Times.local) ?? entry.time
            print("\(Terminal.bold("\(entry.skill)/v\(entry.revision)"))  \(entry.commit.prefix(10))  \(time)")
            for lesson in entry.lessons {
                let state = lesson.state == "adopted" ? "" : " [\(JSONOutput.word(for: lesson.state))]"
                let way = lesson.way.map { ", way \($0)" } ?? ""
                let saved = lesson.callsSaved > 0 ? ", saves \(lesson.callsSaved)" : ""
                print(
                    "  \(lesson.id)  met \(lesson.support) of \(lesson.pool)\(way)\(saved)  \(Terminal.plain(lesson.title))\(state)"
                )
            }
        }
    }

    // MARK: Where revisions are read from

    /// A revision with what is shown of it.
    private struct Listed {
        var skill: String
        var number: Int
        var commit: Commit
        /// The ids of its lessons.
        var lessons: [String]
        /// The full ids of the lessons' commits, as far as they are asked for.
        var commits: [String: String] = [:]
        /// The subjects of these commits, for lessons that the ledger does not know.
        var titles: [String: String] = [:]
    }

    /// The revisions as the ledger knows them, in the order of the branch: the work grows with what is shown, and not with the
    /// history. Nil where only the history tells.
    private func revisionsOfLedger(_ skill: String?, _ numbers: ClosedRange<Int>, _ context: Context) async throws
        -> [Listed]?
    {
        guard try await context.hasReadHistory() else { return nil }
        let records = try context.ledger.revisions(skill: skill).filter { numbers.contains($0.number) }
        let byCommit = Dictionary(grouping: records, by: \.commit)
        let limit = count ?? .max
        guard byCommit.count == records.count,
            let commits = try await context.repository.inOrder(Set(byCommit.keys), limit: limit)
        else { return nil }
        var listed: [Listed] = []
        for commit in commits {
            for record in byCommit[commit.id.description] ?? [] {
                var revision = Listed(
                    skill: record.skill,
                    number: record.number,
                    commit: commit,
                    lessons: record.lessons
                )
                if json {
                    revision.commits = try await context.repository.lessonCommits(of: commit).mapValues(\.description)
                }
                listed.append(revision)
            }
        }
        return listed
    }

    private func revisionsOfHistory(_ skill: String?, _ numbers: ClosedRange<Int>, _ context: Context) async throws
        -> [Listed]
    {
        try await context.repository.revisions(of: skill).filter { numbers.contains($0.number) }.prefix(count ?? .max)
            .map { revision in
                var listed = Listed(
                    skill: revision.skill,
                    number: revision.number,
                    commit: revision.commit,
                    lessons: revision.lessonIDs
                )
                for commit in revision.lessons.reversed() {
                    for id in SkillRepository.lessonIDs(in: commit) {
                        (listed.commits[id], listed.titles[id]) = (commit.id.description, commit.summary)
                    }
                }
                return listed
            }
    }

    /// The skill, and the numbers of revisions that are asked for.
    private func selection() throws -> (skill: String?, numbers: ClosedRange<Int>) {
        guard let range = range ?? skill.flatMap({ $0.contains("..") ? $0 : nil }) else { return (skill, 0...Int.max) }
        let parts = DiffCommand.range(range, nil)
        func number(_ text: String?, _ missing: Int) throws -> Int {
            guard let text else { return missing }
            guard let number = Int(text.drop { $0 == "v" }) else {
                throw ValidationError("\(text) is not a revision; write v2, or a range such as v1..v3")
            }
            return number
        }
        let named = self.range == nil ? range.firstIndex(of: "/").map { String(range[..<$0]) } : skill
        guard let named else { throw ValidationError("name the skill: trace2skill log SKILL \(range)") }
        let isRange = range.contains("..")
        let (from, to) = (try number(parts.from, 0), try number(parts.to, Int.max))
        guard from < to || !isRange else {
            throw ValidationError("\(range) is empty: the older revision comes first")
        }
        return (named, isRange ? from + 1...to : from...from)
    }

    // MARK: What was taken back

    /// Whether a skill has revisions.
    ///
    /// - Throws: a ``Failure`` that names the skills that there are, if it is none of them.
    private func hasRevisions(_ skill: String, _ context: Context) async throws -> Bool {
        if try !context.ledger.revisions(skill: skill).isEmpty { return true }
        let names = try await context.repository.skillNames().sorted()
        guard !names.contains(skill) else { return false }
        throw Failure(
            .badData,
            "there is no skill \(skill)\(names.isEmpty ? " yet" : "; there are \(names.joined(separator: ", "))")"
        )
    }

    private func listTakenBack(_ context: Context) async throws {
        let book = LessonBook(ledger: context.ledger, repository: context.repository)
        // What people have done since the last evolution counts as well.
        let changed = try await ReadBack(repository: context.repository, clock: context.clock).changes(in: book).changed
        book.assume(changed)
        let lessons = try book.lessons()
        let entries = lessons.filter { skill == nil || $0.lesson.skill == skill }
            .compactMap { TakenBackEntry($0, among: lessons) }
            .sorted { ($0.date ?? "", $0.id) > ($1.date ?? "", $1.id) }
        if json { return try JSONOutput.print(entries) }
        if entries.isEmpty { return print("nothing was taken back") }
        for entry in entries {
            print("\(Terminal.bold(entry.id))  \(Terminal.plain(entry.title))")
            print("  \(Terminal.plain(entry.act))")
            if !entry.reason.isEmpty { print("  reason: \(Terminal.plain(entry.reason))") }
            if !entry.blocks.isEmpty { print("  blocks: \(entry.blocks.joined(separator: ", "))") }
        }
    }
}

/// One lesson that a person took back, as `--json` prints it.
struct TakenBackEntry: Codable {
    /// The id of the lesson.
    var id: String
    /// The name of its skill.
    var skill: String
    /// The rule in one line.
    var title: String
    /// The act: `revert`, `rollback` or `review`.
    var means: String
    /// The full id of the commit that took it back; missing where git knows nothing of the act.
    var commit: String?
    /// The name of the author of the commit.
    var author: String?
    /// The time of the commit, in ISO 8601.
    var date: String?
    /// The reason in the person's own words; empty if none was given.
    var reason: String
    /// The ids of lessons that say the same and are held for it.
    var blocks: [String]

    /// Nil for a lesson that was not taken back.
    init?(_ record: LessonRecord, among lessons: [LessonRecord]) {
        guard let retraction = record.state.retraction else { return nil }
        id = record.lesson.id.rawValue
        skill = record.lesson.skill
        title = record.lesson.title
        means = retraction.means.rawValue
        commit = retraction.proof?.commit
        author = retraction.proof?.author
        date = retraction.proof?.date.map(Times.text)
        reason = retraction.note
        blocks = lessons.filter { $0.state == .held(.takenBack(record.lesson.id)) }.map(\.lesson.id.rawValue)
    }

    /// The act with its proof, in a line.
    var act: String {
        guard let commit else { return means == "review" ? "rejected in a review" : "taken back" }
        let verb = means == "rollback" ? "rolled back" : "taken out"
        return "\(verb) by \(author ?? "somebody") in \(commit.prefix(10))\(date.map { " on \($0)" } ?? "")"
    }
}
