internal import ArgumentParser
internal import Configuration
internal import Foundations
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

    /// The result, as `--json` prints it.
    struct Report: Codable {
        /// One line of the file.
        struct Line: Codable {
            /// The number of the line, counted from 1.
            var line: Int
            /// The line.
            var text: String
            /// The full id of the commit that wrote it last; missing if it is not committed.
            var commit: String?
            /// The author of the commit; missing if it is not committed.
            var author: String?
            /// Whether a person wrote it last.
            var isOfPerson: Bool
            /// The ids of the lessons that it belongs to, also where a person moved or reworded it.
            var lessons: [String]
            /// The revision that wrote it, such as `python/v3`; missing for a line of a person.
            var revision: String?
            /// The ids of the lessons below a heading, down to the next one of its level; missing for another line.
            var below: [String]?
        }
        /// The path in the repository.
        var path: String
        /// The lines that were asked about.
        var lines: [Line]
        /// Their lessons.
        var lessons: [LessonDescription]
    }

    @OptionGroup var options: CommonOptions

    @Argument(help: ArgumentHelp("A file of a skill, optionally with a line number", valueName: "path[:line]"))
    var place: String

    @Flag(help: "Print JSON; its schema is stable")
    var json = false

    func run() async throws {
        let context = try Context.openReading(options)
        var path = place
        var line: Int?
        if let colon = place.lastIndex(of: ":"), let number = Int(place[place.index(after: colon)...]) {
            path = String(place[..<colon])
            line = number
        }
        path = try relative(path, context)
        // The folder of a skill, or its name, is taken for its text.
        if access("\(context.configuration.repository)/\(path)/SKILL.md", F_OK) == 0 { path += "/SKILL.md" }
        if let line, line < 1 { throw ValidationError("lines are counted from 1") }
        let repository = context.repository
        let skill = path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
        let revisions =
            try await context.hasReadHistory()
            ? context.ledger.revisions(skill: skill).reversed().map { RevisionSpan(commit: $0.commit, base: $0.base) }
            : []
        let lines = try await repository.lines(of: path, in: line.map { $0...$0 }, passing: revisions)
        guard !lines.isEmpty else { throw Failure(.badData, "\(path) has no line \(line ?? 0)") }
        let texts = try await line == nil ? lines.map(\.text) : repository.texts(of: path)
        // A person may have moved a rule here from another skill: all are read only where its own lessons do not tell.
        let own = try context.ledger.lessons(skill: skill).map(\.lesson)
        var others: [Lesson]?
        func follow(_ line: Int) throws -> Lesson? {
            if let lesson = repository.lesson(at: line, of: texts, among: own) { return lesson }
            let all = try others ?? context.ledger.lessons().map(\.lesson)
            others = all
            return repository.lesson(at: line, of: texts, among: all)
        }
        var shown = Set<String>()
        var report = Report(path: path, lines: [], lessons: [])
        for line in lines {
            var ids = line.origin.map { SkillRepository.lessonIDs(in: $0.commit) } ?? []
            var isFollowed = false
            let isOfPerson = try isOfPerson(line, ids, context)
            // What a person made of a commit of ours may be about another lesson.
            if isOfPerson { ids = [] }
            if ids.count > 1 {
                let several = try ids.compactMap { try context.ledger.lesson(Lesson.ID($0))?.lesson }
                let one = repository.lesson(at: line.line, of: texts, among: several)
                ids = one.map { [$0.id.rawValue] } ?? ids
            }
            let section = json || self.line != nil ? Self.section(below: line.line, of: texts) : nil
            let below = try section?.compactMap(follow).reduce(into: [Lesson]()) { lessons, lesson in
                if !lessons.contains(lesson) { lessons.append(lesson) }
            }
            if ids.isEmpty,
                let lesson = isOfPerson
                    ? try follow(line.line) : repository.lesson(at: line.line, of: texts, among: own)
            {
                ids = [lesson.id.rawValue]
                isFollowed = true
            }
            if json {
                let commit = line.origin?.commit
                report.lines.append(
                    Report.Line(
                        line: line.line,
                        text: line.text,
                        commit: commit?.id.description,
                        author: commit.map { SkillRepository.writer(of: $0).name },
                        isOfPerson: isOfPerson,
                        lessons: ids,
                        revision: isOfPerson ? nil : commit.flatMap(SkillRepository.revisionName),
                        below: below?.map(\.id.rawValue)
                    )
                )
                for id in ids where shown.insert(id).inserted {
                    if let record = try context.ledger.lesson(Lesson.ID(id)) {
                        report.lessons.append(LessonDescription(record))
                    }
                }
                continue
            }
            guard describe(line, ids, isFollowed, isOfPerson) else { continue }
            if let below, !below.isEmpty {
                print(Terminal.dim("   below it:"))
                for lesson in below { print("     \(lesson.id)  \(Terminal.plain(lesson.title))") }
            }
            for id in ids where shown.insert(id).inserted {
                if let record = try context.ledger.lesson(Lesson.ID(id)) { detail(record, isFull: self.line != nil) }
            }
        }
        if json { try JSONOutput.print(report) }
    }

    /// The line that is asked about; nil for all of the file.
    private var line: Int? { place.lastIndex(of: ":").flatMap { Int(place[place.index(after: $0)...]) } }

    /// The path inside the repository. A person may name it from the repository's root, from the current folder, or from
    /// the folder of skills.
    private func relative(_ path: String, _ context: Context) throws -> String {
        let repository = context.configuration.repository
        var path = path
        // As a shell completes the name of a folder.
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        if path.hasPrefix("skills/"), access("\(repository)/\(path)", F_OK) == 0 { return path }
        let absolute = Environment.absolute(path)
        // A link where an agent reads its skills leads into the repository.
        for (file, folder) in [(absolute, repository), (RealPath.of(absolute), RealPath.of(repository))]
        where file.hasPrefix(folder + "/") {
            return String(file.dropFirst(folder.count + 1))
        }
        guard !path.hasPrefix("/") else {
            throw Failure(.badData, "\(path) is not in the skills repository \(repository)")
        }
        return path.hasPrefix("skills/") ? path : "skills/" + path
    }

    /// Prints a line with its origin; false for an empty one.
    private func describe(_ line: WorkingLine, _ ids: [String], _ isFollowed: Bool, _ isOfPerson: Bool) -> Bool {
        guard !line.text.isEmpty else {
            if place.hasSuffix(":\(line.line)") { print("\(line.line): an empty line") }
            return false
        }
        print("\(line.line): \(Terminal.plain(line.text))")
        guard let commit = line.origin?.commit else {
            print(Terminal.dim("   not committed\(ids.first.map { "  \($0)  changed" } ?? "")"))
            return true
        }
        let author = Terminal.plain(SkillRepository.writer(of: commit).name)
        let who = !isOfPerson ? "" : isFollowed ? "  moved or reworded by \(author)" : "  written by \(author)"
        let structure = "structure" + (SkillRepository.revisionName(of: commit).map { " of \($0)" } ?? "")
        let what = ids.first ?? (isOfPerson ? "a person" : structure)
        print(Terminal.dim("   \(commit.id.description.prefix(10))  \(what)\(who)"))
        return true
    }

    /// Whether a person wrote a line last. Of a lesson's commit that a person made anew, as with `git rebase`, the lines that
    /// the lesson has are still the lesson's.
    private func isOfPerson(_ line: WorkingLine, _ ids: [String], _ context: Context) throws -> Bool {
        guard let commit = line.origin?.commit, SkillRepository.isOurs(commit) else { return true }
        guard SkillRepository.writer(of: commit).email != commit.author.email,
            line.text.contains(where: { !$0.isWhitespace })
        else {
            return false
        }
        let lessons = try ids.compactMap { try context.ledger.lesson(Lesson.ID($0))?.lesson }
        return !lessons.isEmpty && !lessons.flatMap({ LessonText.lines($0) }).contains(line.text)
    }

    /// The lines below a heading, down to the next one of its level; nil for another line.
    private static func section(below line: Int, of texts: [String]) -> [Int]? {
        func level(_ line: Int) -> Int {
            let signs = texts[line - 1].prefix { $0 == "#" }.count
            return 1...6 ~= signs && texts[line - 1].dropFirst(signs).first == " " ? signs : 0
        }
        guard texts.indices.contains(line - 1), level(line) > 0 else { return nil }
        let rest = (line + 1)..<(texts.count + 1)
        return Array(rest.prefix { level($0) == 0 || level($0) > level(line) }).filter { level($0) == 0 }
    }

    private func detail(_ record: LessonRecord, isFull: Bool) {
        guard isFull else { return }
        print("")
        Show.show(record)
    }
}
