internal import Foundations
package import Lessons
package import Patches
package import SkillRepository
package import Skills

/// A change of one skill: the lessons that it adds, each with the state of the skill after its commit.
package struct Proposal {
    /// The name of the skill.
    package let skill: String
    /// The current skill; `nil` for a new one.
    package let base: Skill?
    /// The skill with everything that the lessons need, such as headings, but without the lessons.
    package let structure: Skill
    /// The commits in order.
    package let steps: [RevisionPlan.Step]
    /// Lessons that the structure moves from SKILL.md to a reference.
    package let moved: [Lesson.ID]
    /// The sample index of the model's wording.
    package let sample: Int
    /// The skill with all lessons.
    package var result: Skill { steps.last?.skill ?? structure }
    /// All lessons, in the order of the commits.
    package var lessons: [Lesson] { steps.flatMap(\.lessons) }

    /// Splits an applied patch into commits.
    ///
    /// - Parameters:
    ///   - frame: The base of the patch.
    ///   - lessons: The lessons that the edits serve.
    ///   - refined: Adopted lessons that are reworded.
    package init(_ patch: AppliedPatch, of frame: EditBase, lessons: [Lesson], refined: Set<Lesson.ID>, sample: Int = 0)
    {
        self.sample = sample
        let known = Dictionary(firstValues: lessons.map { ($0.id.rawValue, $0) })
        let sequence = CommitSequence(of: patch, texts: known.mapValues { LessonText.item($0) })
        var placed = Set<String>()
        steps = sequence.commits.compactMap { commit in
            let own = commit.lessons.compactMap { known[$0] }.filter { placed.insert($0.id.rawValue).inserted }
            guard !own.isEmpty else { return nil }
            return RevisionPlan.Step(
                lessons: own.map { Self.lesson($0, wordedAs: commit.lines) }.sorted(by: Self.precedes),
                skill: commit.skill,
                isRefinement: own.allSatisfy { refined.contains($0.id) }
            )
        }
        skill = frame.skill.name.text
        base = frame.base
        structure = sequence.structure
        moved = frame.moved
    }

    /// The lesson with its text in the skill, unless that is the wording of code.
    private static func lesson(_ lesson: Lesson, wordedAs lines: [String]) -> Lesson {
        var lesson = lesson
        lesson.text = lines == LessonText.item(lesson) ? [] : lines
        return lesson
    }

    private static func precedes(_ left: Lesson, _ right: Lesson) -> Bool {
        (right.support.count, left.id) < (left.support.count, right.id)
    }
}
