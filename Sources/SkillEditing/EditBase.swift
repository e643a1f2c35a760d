internal import LanguageModels
package import Lessons
internal import Markdown
internal import Patches
package import Skills

/// The skill against which edits are resolved.
package struct EditBase {
    /// The current skill; `nil` for a new one.
    package let base: Skill?
    /// The skill against which edits are resolved: the current one, possibly with lessons moved to a reference, or a new
    /// one without lessons.
    package let skill: Skill
    /// The lessons that were moved to a reference.
    package let moved: [Lesson.ID]
    /// The headings of a new skill.
    package let headings: [String]

    /// An existing skill. If it has too little space, its least valuable lessons are moved to a reference.
    ///
    /// - Parameters:
    ///   - standing: The adopted lessons of the skill.
    ///   - lines: The most lines that will be added.
    ///   - tokens: The most tokens that will be added.
    ///   - description: A description in place of the present one; nil if that stays.
    package init(_ base: Skill, standing: [Lesson], lines: Int, tokens: Int, description: String? = nil) {
        self.base = base
        let base = description.flatMap(base.with(description:)) ?? base
        headings = []
        let limits = Skill.SizeLimits()
        let room = Skill.SizeLimits(mainLines: limits.mainLines - lines, mainTokens: limits.mainTokens - tokens)
        // A skill that exceeds its limits already is for people to shorten.
        guard let main = base.files[Skill.mainPath], limits.allow(main: main), !room.allow(main: main),
            let name = try? Skill.Name("rarer-cases")
        else {
            skill = base
            moved = []
            return
        }
        let items = standing.map {
            (
                id: $0.id,
                item: ReferenceOverflow.Item(
                    text: LessonText.lines($0).joined(separator: "\n"),
                    worth: $0.worth
                )
            )
        }
        let overflow = ReferenceOverflow(of: base, items: items.map(\.item), limits: room, to: name)
        skill = overflow.skill
        moved = overflow.moved.compactMap { moved in items.first { $0.item == moved }?.id }
    }

    /// A new skill for lessons: a title, a description, and a heading for each section that the lessons name, so that each
    /// batch of lessons can be edited independently.
    ///
    /// - Throws: ``SkillError/template(_:)`` if the description is too long.
    package init(new name: Skill.Name, for lessons: [Lesson]) throws {
        try self.init(new: name, for: lessons, headings: NewSkill.sections(of: lessons))
    }

    private init(new name: Skill.Name, for lessons: [Lesson], headings: [String]) throws {
        base = nil
        moved = []
        self.headings = headings
        skill = try Skill(
            name: name,
            description: NewSkill.description(name.text, lessons),
            body: "# \(NewSkill.title(name.text, lessons))\n\n\(NewSkill.opening)\n"
                + headings.map { "\n## \($0)\n" }.joined()
        )
    }

    /// The new skill without some of its headings.
    package func without(_ unused: [String], for lessons: [Lesson]) throws -> EditBase {
        try EditBase(new: skill.name, for: lessons, headings: headings.filter { !unused.contains($0) })
    }

    /// The headings of a new skill that have no text in `result`.
    package func unused(in result: Skill) -> [String] {
        let sections = result.main?.sections ?? []
        let lines = result.main?.lines
        return headings.filter { heading in
            // The title may equal a heading.
            let own = sections.filter { $0.path.dropFirst().contains(heading) }
            return own.count == 1
                && own.allSatisfy { section in
                    section.own.allSatisfy { section.heading.contains($0) || lines?.isBlank($0) != false }
                }
        }
    }
}
