internal import Ledger
internal import Lessons
internal import Skills

/// Finds lessons in the skills as people left them.
final class LessonFollower {
    /// Where a lesson is, at first sight.
    enum Place {
        /// Its skill is left alone, or its state does not depend on the skill.
        case left
        /// Its skill holds it.
        case stands
        /// It was published, and its skill does not hold it in its own words.
        case missing
    }

    /// Where a lesson went that its skill does not hold in its own words.
    enum Way: Equatable {
        /// It is there in a person's words.
        case edited
        /// It is in another skill.
        case moved(String)
    }

    private let snapshot: Snapshot
    private let adopted: [String: [Lesson]]
    private let origins: Set<String>
    private var texts: [String: SkillText] = [:]

    init(_ snapshot: Snapshot, _ lessons: [LessonRecord]) {
        self.snapshot = snapshot
        adopted = Dictionary(grouping: lessons.filter { $0.state == .adopted }.map(\.lesson), by: \.skill)
        origins = Set(lessons.map(\.lesson.skill))
    }

    func place(of record: LessonRecord) -> Place {
        let lesson = record.lesson
        guard snapshot.obstacle(to: lesson.skill) == nil else { return .left }
        let text = text(of: lesson.skill)
        switch record.state {
        case .adopted:
            guard let text else { return .missing }
            return text.holdsAsWritten(lesson) || text.blockWithTitle(of: lesson) != nil ? .stands : .missing
        case .retracted, .proposed:
            // To lift a decision, the very words have to be back.
            guard let text else { return .left }
            return text.holdsAsWritten(lesson) || text.holdsTitle(of: lesson) ? .stands : .left
        case .held, .approved: return .left
        }
    }

    /// Whether its skill holds a lesson word for word.
    func isWritten(_ lesson: Lesson) -> Bool {
        guard let text = text(of: lesson.skill) else { return false }
        return text.holdsAsWritten(lesson) || text.holdsTitle(of: lesson)
    }

    /// Whether its skill holds a lesson as a rule: in its own words, or in a block that begins with its title.
    func isRule(_ lesson: Lesson) -> Bool {
        guard let text = text(of: lesson.skill) else { return false }
        return text.holdsAsWritten(lesson) || text.hasBlockBeginning(withTitleOf: lesson)
    }

    /// Where a missing lesson went; nil if it is nowhere.
    func follow(_ lesson: Lesson) -> Way? {
        if let text = text(of: lesson.skill) {
            if text.blockLike(lesson, besides: adopted[lesson.skill] ?? []) != nil { return .edited }
        }
        for skill in snapshot.skills.keys.sorted() where skill != lesson.skill {
            guard let text = text(of: skill), text.holdsAsWritten(lesson) || text.holdsTitle(of: lesson),
                !(adopted[skill] ?? []).contains(where: { $0.title == lesson.title })
            else { continue }
            return .moved(skill)
        }
        // A folder with another name and no lessons of its own may be the same skill.
        guard snapshot.skills[lesson.skill] == nil else { return nil }
        for skill in snapshot.skills.keys.sorted() where !origins.contains(skill) {
            let others = adopted[lesson.skill] ?? []
            if text(of: skill)?.blockLike(lesson, besides: others) != nil { return .moved(skill) }
        }
        return nil
    }

    private func text(of skill: String) -> SkillText? {
        if let text = texts[skill] { return text }
        guard let files = snapshot.skills[skill]?.files else { return nil }
        let text = SkillText(files)
        texts[skill] = text
        return text
    }
}
