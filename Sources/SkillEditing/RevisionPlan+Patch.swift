internal import Foundations
internal import Lessons
internal import Markdown
internal import Patches
internal import SkillRepository
internal import Skills

extension RevisionPlan {
    /// Splits an applied patch into commits.
    ///
    /// - Parameters:
    ///   - editBase: The base of the patch.
    ///   - lessons: The lessons that the edits serve.
    ///   - refined: Adopted lessons that are reworded.
    ///   - sample: The sample index of the model's wording.
    init(_ patch: AppliedPatch, of editBase: EditBase, lessons: [Lesson], refined: Set<Lesson.ID>, sample: Int) {
        let known = Dictionary(firstValues: lessons.map { ($0.id.rawValue, $0) })
        let sequence = CommitSequence(of: patch, texts: known.mapValues { LessonText.item($0) })
        var placed = Set<String>()
        let steps = sequence.commits.compactMap { commit -> Step? in
            let own = commit.lessons.compactMap { known[$0] }.filter { placed.insert($0.id.rawValue).inserted }
            guard !own.isEmpty else { return nil }
            return Step(
                lessons: own.map { Self.lesson($0, wordedAs: commit.lines) }.sorted(by: Self.precedes),
                skill: commit.skill,
                isRefinement: own.allSatisfy { refined.contains($0.id) }
            )
        }
        self.init(
            skill: editBase.skill.name.text,
            base: editBase.base,
            room: editBase.base.flatMap { Self.room(sequence.room, of: patch.base, for: $0) },
            structure: sequence.structure,
            steps: steps,
            moved: editBase.moved,
            sample: sample
        )
    }

    /// The skill as it was with blank lines alone; nil if there are none, or if lessons were moved to a reference first.
    ///
    /// - Parameters:
    ///   - room: The base of the patch with blank lines.
    ///   - patched: The base of the patch.
    ///   - base: The skill as it was, possibly with another description.
    private static func room(_ room: Skill, of patched: Skill, for base: Skill) -> Skill? {
        guard room != patched else { return nil }
        guard patched != base else { return room }
        func parts(_ skill: Skill) -> (front: ArraySlice<UInt8>, body: ArraySlice<UInt8>) {
            let (bytes, end) = (skill.files[Skill.mainPath] ?? [], skill.main?.frontmatter?.upperBound ?? 0)
            return (bytes[..<end], bytes[end...])
        }
        guard parts(patched).body == parts(base).body else { return nil }
        guard (try? patched.with(base.files[Skill.mainPath], at: Skill.mainPath)) == base else { return nil }
        return try? room.with(Array(parts(base).front + parts(room).body), at: Skill.mainPath)
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
