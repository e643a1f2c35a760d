internal import Foundations
package import Lessons
package import Patches
package import SkillRepository
package import Skills

/// A change of one skill: the lessons that it brings, each with the state of the skill from which on it stands there.
package struct Proposal {
    /// The name of the skill.
    package let skill: String
    /// The skill as it is; nil for a new one.
    package let base: Skill?
    /// The skill with what the lessons need and without them.
    package let structure: Skill
    /// The states of the skill, one for each commit of lessons.
    package let steps: [RevisionPlan.Step]
    /// Lessons that stood in SKILL.md and that the structure moves to a reference.
    package let moved: [Lesson.ID]
    /// Which of the wordings it is that a model was asked for.
    package let sample: Int
    /// The skill with every lesson.
    package var result: Skill { steps.last?.skill ?? structure }
    /// The lessons of all steps.
    package var lessons: [Lesson] { steps.flatMap(\.lessons) }

    /// - Parameters:
    ///   - frame: what the edits were resolved against.
    ///   - refined: lessons that stood there in other words.
    package init(_ revision: Revision, of frame: EditBase, lessons: [Lesson], refined: Set<Lesson.ID>, sample: Int = 0)
    {
        self.sample = sample
        let known = Dictionary(firstValues: lessons.map { ($0.id.rawValue, $0) })
        let chain = CommitSequence(of: revision, texts: known.mapValues { LessonText.item($0) })
        var placed = Set<String>()
        steps = chain.links.compactMap { link in
            let own = link.lessons.compactMap { known[$0] }.filter { placed.insert($0.id.rawValue).inserted }
            guard !own.isEmpty else { return nil }
            return RevisionPlan.Step(
                lessons: own.map { Self.lesson($0, standingAs: link.lines) }.sorted(by: Self.precedes),
                skill: link.skill,
                isRefinement: own.allSatisfy { refined.contains($0.id) }
            )
        }
        skill = frame.skill.name.text
        base = frame.base
        structure = chain.structure
        moved = frame.moved
    }

    private static func lesson(_ lesson: Lesson, standingAs lines: [String]) -> Lesson {
        var lesson = lesson
        lesson.text = lines == LessonText.item(lesson) ? [] : lines
        return lesson
    }

    private static func precedes(_ left: Lesson, _ right: Lesson) -> Bool {
        (right.support.count, left.id) < (left.support.count, right.id)
    }
}
