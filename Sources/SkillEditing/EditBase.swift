internal import LanguageModels
package import Lessons
internal import Markdown
internal import Patches
package import Skills

/// What edits of a skill are resolved against.
package struct EditBase {
    /// The skill as it is; nil for a new one.
    package let base: Skill?
    /// The skill with room for the lessons: edits are resolved against it.
    package let skill: Skill
    /// Lessons whose lines were moved to `references/` to make room.
    package let moved: [Lesson.ID]
    /// The headings that a new skill has for its lessons.
    package let headings: [String]

    /// A skill that is there. Where room is short, the least supported of its lessons move to a reference.
    ///
    /// - Parameters:
    ///   - standing: the lessons that stand in it.
    ///   - tokens: how much is to be added at the most.
    package init(_ base: Skill, standing: [Lesson], lines: Int, tokens: Int) {
        self.base = base
        headings = []
        let limits = Skill.SizeLimits()
        let room = Skill.SizeLimits(mainLines: limits.mainLines - lines, mainTokens: limits.mainTokens - tokens)
        // A skill that is over the budget by what people wrote is theirs to shorten.
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
                    support: $0.support.count
                )
            )
        }
        let spill = ReferenceOverflow(of: base, items: items.map(\.item), limits: room, to: name)
        skill = spill.skill
        moved = spill.moved.compactMap { moved in items.first { $0.item == moved }?.id }
    }

    /// A new skill for these lessons: a title, a description, and a heading for each section that lessons name, so that
    /// who words some of them need not know of the others.
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

    /// The headings that nothing stands under, once edits are made.
    package func unused(in result: Skill) -> [String] {
        let sections = result.main?.sections ?? []
        let lines = result.main?.lines
        return headings.filter { heading in
            // The title may say the same.
            let own = sections.filter { $0.path.dropFirst().contains(heading) }
            return own.count == 1
                && own.allSatisfy { section in
                    section.own.allSatisfy { section.heading.contains($0) || lines?.isBlank($0) != false }
                }
        }
    }
}
