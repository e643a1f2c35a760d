internal import Foundations
internal import Git
package import Lessons

/// The knowledge ref: every lesson as a file, grow-only, never rolled back with a skill.
extension SkillRepository {
    /// Adds or brings up to date the files of lessons; nothing is ever removed. True if the ref moved.
    @discardableResult
    package func keep(_ lessons: [(lesson: Lesson, state: String)], evolution: String, seconds: Int64) throws -> Bool {
        let old = try repository.reference(Self.knowledge)
        let before = try old.map { try repository.tree(of: $0) }
        var changes: [String: TreeChange] = [:]
        for (lesson, state) in lessons {
            changes["lessons/\(lesson.skill)/\(lesson.id).json"] = .write(Self.file(lesson, state: state))
        }
        let batch = try repository.batch()
        let tree = try batch.repository.tree(updating: before, with: changes)
        guard tree != before, !changes.isEmpty else { return false }
        let signature = Self.signature(seconds)
        let message = CommitMessage.joined(
            ["knowledge: update \(changes.count.of("lesson"))"],
            [Trailer(key: "Evolution", value: evolution)]
        )
        let commit = try batch.repository.createCommit(
            CommitDraft(
                tree: tree,
                parents: old.map { [$0] } ?? [],
                author: signature,
                committer: signature,
                message: message
            )
        )
        let hold = try batch.write()
        defer { withExtendedLifetime(hold) {} }
        try move(Self.knowledge, from: old, to: commit, signature, log: "trace2skill: knowledge")
        return true
    }

    /// Every lesson of the knowledge ref, with its state.
    package func knownLessons() throws -> [(lesson: Lesson, state: String)] {
        guard let commit = try repository.reference(Self.knowledge) else { return [] }
        return try lessons(at: commit)
    }

    /// Every lesson as it was known before an evolution wrote what it learned.
    package func knownLessons(before evolution: String) throws -> [(lesson: Lesson, state: String)] {
        guard let tip = try repository.reference(Self.knowledge) else { return [] }
        let history = try repository.history(from: tip, firstParent: true)
        let own = history.last { commit in commit.trailers.contains { $0.key == "Evolution" && $0.value == evolution } }
        guard let parent = own?.parents.first else { return [] }
        return try lessons(at: parent)
    }

    private func lessons(at commit: CommitID) throws -> [(lesson: Lesson, state: String)] {
        var lessons: [(Lesson, String)] = []
        for entry in try repository.entries(of: try repository.tree(of: commit), under: "lessons")
        where entry.mode.isRegularFile {
            let text = String(decoding: try repository.readBlob(entry.id, limit: 4 << 20), as: UTF8.self)
            guard let end = text.firstIndex(of: "\n") else { continue }
            let state = text[..<end].split(separator: " ").last.map(String.init) ?? "held"
            lessons.append((try LessonFile.decode(Array(text[text.index(after: end)...].utf8)), state))
        }
        return lessons
    }

    /// A line that says the state, then the lesson as JSON.
    private static func file(_ lesson: Lesson, state: String) -> [UInt8] {
        Array("state: \(state)\n".utf8) + LessonFile.encode(lesson) + [UInt8(ascii: "\n")]
    }
}
