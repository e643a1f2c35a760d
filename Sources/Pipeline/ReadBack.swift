internal import Foundations
internal import Ledger
internal import Lessons
package import SkillRepository
internal import Skills

extension Pipeline {
    /// Reads back what people did to the history: a lesson whose lines are gone is a tombstone, one whose lines are
    /// back is lifted. Returns the ids of new tombstones.
    ///
    /// The state at the tip decides, not the kind of commit: a revert, a revert of a merge, an edit by hand and a
    /// branch that was rebased all come out right.
    package func readBack() async throws -> [String] {
        guard try await repository.tip() != nil else { return [] }
        let lessons = try ledger.lessons()
        guard !lessons.isEmpty else { return [] }
        let snapshot = try await repository.snapshot()
        var texts: [String: Set<Substring>] = [:]
        for (name, skill) in snapshot.skills { texts[name] = Self.lines(of: skill) }
        var changed: [LessonRecord] = []
        var gone: [String] = []
        for var record in lessons {
            let stands = LessonText.stands(record.lesson, in: texts[record.lesson.skill] ?? [])
            switch (record.state, stands) {
            case (.adopted, false):
                record.state = .tombstone
                record.reason = "taken-back"
                gone.append(record.lesson.id.rawValue)
            case (.tombstone, true), (.proposed, true):
                record.state = .adopted
                record.reason = ""
            default: continue
            }
            record.updated = clock.now()
            changed.append(record)
        }
        guard !changed.isEmpty else { return [] }
        try ledger.save(changed)
        try await repository.keep(
            changed.map { ($0.lesson, $0.state.rawValue) },
            evolution: "read-back",
            seconds: Int64(clock.now())
        )
        return gone
    }

    private static func lines(of skill: Skill) -> Set<Substring> {
        var lines = Set<Substring>()
        for (path, bytes) in skill.files where path.hasSuffix(".md") {
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") { lines.insert(line) }
        }
        return lines
    }

    /// Takes back a revision or a lesson, and remembers it.
    package func rollBack(skill: String, to number: Int?, lesson: String?, reason: String) async throws -> Rollback {
        let texts = Dictionary(
            firstValues: try ledger.lessons(skill: skill).map { ($0.lesson.id.rawValue, LessonText.lines($0.lesson)) }
        )
        let seconds = Int64(clock.now())
        let rollback: Rollback
        if let lesson {
            rollback = try await repository.rollBack(lesson: lesson, reason: reason, seconds: seconds, texts: texts)
        } else {
            rollback = try await repository.rollBack(
                skill: skill,
                to: number,
                reason: reason,
                seconds: seconds,
                texts: texts
            )
        }
        var records: [LessonRecord] = []
        for id in rollback.lessons {
            guard var record = try ledger.lesson(Lesson.ID(id)) else { continue }
            record.state = .tombstone
            record.reason = reason.isEmpty ? "rolled-back" : reason
            record.updated = clock.now()
            records.append(record)
        }
        try ledger.save(records)
        try await repository.keep(
            records.map { ($0.lesson, $0.state.rawValue) },
            evolution: "rollback",
            seconds: seconds
        )
        return rollback
    }
}
