import Testing

/// A skill as it lies in a workplace, and what can be asked about it.
struct Skill {
    let name: String
    let workplace: Workplace
    var path: String { "skills/\(name)/SKILL.md" }

    func text() throws -> String { try workplace.read("\(workplace.skills)/\(path)") }

    /// The bold beginnings of its rules: one for each lesson that stands.
    func rules() throws -> [String] {
        try text().split(separator: "\n").filter { $0.hasPrefix("- **") }.map { line in
            String(line.dropFirst(4).prefix { $0 != "*" })
        }
    }

    /// The number of the first line that holds some words, counted from 1.
    func line(with words: String) throws -> Int {
        let lines = try text().split(separator: "\n", omittingEmptySubsequences: false)
        return try #require(lines.firstIndex { $0.contains(words) }, "\(name) says nothing of \(words)") + 1
    }
}

/// A commit that brought one lesson.
struct LessonCommit {
    let id: String
    let skill: String
    let lesson: String
}

extension Workplace {
    func skill(_ name: String) -> Skill { Skill(name: name, workplace: self) }

    /// The skills that there are.
    var allSkills: [Skill] { names(in: skills + "/skills").filter { !$0.hasPrefix(".") }.map(skill) }

    /// Every commit with a trailer `Lesson`, the newest first.
    func lessonCommits(on revision: String = "main") throws -> [LessonCommit] {
        let format =
            "--format=%H %(trailers:key=Skill,valueonly,separator=%x20) %(trailers:key=Lesson,valueonly,separator=%x20)"
        return try gitLines("log", format, revision).compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            return words.count == 3 ? LessonCommit(id: words[0], skill: words[1], lesson: words[2]) : nil
        }
    }

    /// The merges on the branch's first line: the revisions, the newest first.
    func revisions() throws -> [String] { try gitLines("log", "--first-parent", "--merges", "--format=%H", "main") }
}
