internal import Ledger
package import Lessons
internal import Mining
internal import SkillEditing
internal import SkillRepository
internal import Skills

/// A lesson that may enter its skill.
struct LessonCandidate {
    let lesson: Lesson
    /// The lines that the skill holds for the lesson now, if it is to be reworded.
    let replaces: [String]?
    /// Whether a person approved the lesson in the words that code gives it.
    let isApproved: Bool
}

/// Decides which of the consolidated lessons an evolution tries to publish, and records why it leaves the others.
package struct LessonSelection {
    let known: [Lesson.ID: LessonRecord]
    let ledger: Ledger

    /// The most lines that one revision may change.
    static func lineLimit(isNew: Bool) -> Int { isNew ? 130 : 40 }

    // MARK: By state

    /// The lessons that are ready, by skill, best supported first as they come.
    ///
    /// - Parameter skills: the only skills that are asked for; empty for all.
    func bySkill(
        _ lessons: [Miner.Mined],
        only skills: [String],
        into outcome: inout EvolutionOutcome
    ) -> [(skill: String, lessons: [Lesson])] {
        var ready: [String: [Lesson]] = [:]
        for item in lessons where skills.isEmpty || skills.contains(item.lesson.skill) {
            let lesson = item.lesson
            switch known[lesson.id]?.state {
            case .retracted: continue
            case .adopted where isReworded(lesson): ready[lesson.skill, default: []].append(lesson)
            case .adopted, .proposed: outcome.keepPublished(lesson)
            case .held, .approved, nil:
                if let reason = item.held {
                    outcome.hold(lesson, reason)
                } else {
                    ready[lesson.skill, default: []].append(lesson)
                }
            }
        }
        return ready.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Whether a published lesson says something new. Higher counts and another order of words are not new.
    private func isReworded(_ lesson: Lesson) -> Bool {
        guard let old = known[lesson.id]?.lesson else { return false }
        func words(_ lesson: Lesson) -> Set<Substring> {
            Set((lesson.when + " " + lesson.action).split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" })
        }
        return !words(lesson).isSubset(of: words(old))
    }

    // MARK: By skill

    /// The lessons that fit into one revision of a skill, best first.
    ///
    /// - Parameter base: the skill as it is; nil for one that does not exist yet.
    func candidates(
        _ lessons: [Lesson],
        for base: Skill?,
        into outcome: inout EvolutionOutcome
    ) throws -> [LessonCandidate] {
        let limit = Self.lineLimit(isNew: base == nil)
        let text = base?.files[Skill.mainPath].map { String(decoding: $0, as: UTF8.self) } ?? ""
        var lines = 0
        var candidates: [LessonCandidate] = []
        for lesson in lessons {
            let record = known[lesson.id]
            if record?.state == .held(.editorDeclined), lesson.support.count <= record?.lesson.support.count ?? 0 {
                // The model declined it with the same support.
                outcome.hold(lesson, .editorDeclined)
                continue
            }
            var replaces: [String]?
            if let record, record.state == .adopted {
                let old = LessonText.lines(record.lesson)
                // A line that a person has changed since is locked.
                guard text.contains(old.joined(separator: "\n")) else {
                    outcome.report.standing += 1
                    continue
                }
                replaces = old
            } else if text.contains(LessonText.title(lesson)) {
                outcome.adopt(lesson, revision: try revision(thatBrought: lesson))
                continue
            }
            let item = LessonText.item(lesson)
            // An item of a list has a blank line on either side.
            let cost = item.count + 2
            guard lines + cost <= limit else {
                outcome.hold(lesson, .revisionFull)
                continue
            }
            let isApproved = record?.state == .approved
            if let reason = EditRules.objection(to: lesson, lines: item, skill: base, name: lesson.skill),
                !(isApproved && reason.needsPerson)
            {
                outcome.hold(lesson, reason)
                continue
            }
            lines += cost
            candidates.append(LessonCandidate(lesson: lesson, replaces: replaces, isApproved: isApproved))
        }
        return candidates
    }

    /// The number of the revision that brought a lesson; nil if none did.
    private func revision(thatBrought lesson: Lesson) throws -> Int? {
        try ledger.revisions(skill: lesson.skill).last { $0.lessons.contains(lesson.id.rawValue) }?.number
    }

    /// Whether lessons are worth a skill of their own: there are as many as configured, or fewer with as much support
    /// together as that many would have at the least.
    ///
    /// - Parameters:
    ///   - minimumLessons: how many lessons a new skill needs.
    ///   - minimumSupport: how many sessions a lesson needs.
    package static func areWorthASkill(_ lessons: [Lesson], minimumLessons: Int, minimumSupport: Int) -> Bool {
        lessons.count >= minimumLessons
            || lessons.reduce(0) { $0 + $1.support.count } >= minimumLessons * max(2, minimumSupport)
    }
}
