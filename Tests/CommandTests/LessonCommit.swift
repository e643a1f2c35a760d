import TestSupport

/// A commit that added one lesson.
struct LessonCommit {
    let id: String
    let skill: String
    let lesson: String
}

extension Installation {
    /// Every commit with a trailer `Lesson`, the newest first.
    func lessonCommits(on revision: String = "main") throws -> [LessonCommit] {
        let format =
            "--format=%H %(trailers:key=Skill,valueonly,separator=%x20) %(trailers:key=Lesson,valueonly,separator=%x20)"
        return try gitLines("log", format, revision).compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            return words.count == 3 ? LessonCommit(id: words[0], skill: words[1], lesson: words[2]) : nil
        }
    }

    /// The newest commit that added a lesson to a skill.
    func lessonCommit(of skill: String) throws -> LessonCommit {
        guard let commit = try lessonCommits().first(where: { $0.skill == skill }) else {
            throw TestFailure("no commit adds a lesson to \(skill)")
        }
        return commit
    }

    /// The merges of the branch's first-parent history: the revisions, the newest first.
    func revisions() throws -> [String] { try gitLines("log", "--first-parent", "--merges", "--format=%H", "main") }

    /// The id of a session that supports a lesson, as `show` prints it.
    func sessionBehind(_ lesson: String) throws -> String {
        let shown = try succeed("show", lesson)
        guard let line = shown.split(separator: "\n").first(where: { $0.contains("  session ") }),
            let id = line.split(separator: " ").last
        else { throw TestFailure("show names no session of \(lesson): \(shown)") }
        return String(id)
    }

    /// Whether `show` says that a lesson is retracted.
    func isRetracted(_ lesson: String) throws -> Bool {
        try succeed("show", lesson).contains("retracted")
    }

    /// Removes the ledger, as a lost disk does.
    func loseLedger() throws {
        for ending in ["", "-wal", "-shm"] where exists(state + "/ledger.sqlite" + ending) {
            try folder.remove("state/ledger.sqlite" + ending)
        }
    }

    /// Whether git finds no fault in the repository and the working tree is what was committed.
    func isSound() throws -> Bool {
        try git("fsck", "--full", "--strict", "--no-dangling").isEmpty && git("status", "--porcelain").isEmpty
    }
}
