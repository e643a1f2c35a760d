/// A commit that brought one lesson.
struct LessonCommit {
    let id: String
    let skill: String
    let lesson: String
}

extension Workplace {
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
