internal import Lessons
internal import Patches
internal import Skills

/// What edits of a skill are resolved against.
struct Frame {
    /// The skill as it is; nil for a new one.
    let base: Skill?
    let skill: Skill
    let moved: [Lesson.ID]

    /// A skill that is there. Where room is short, the least supported of its lessons move to a reference.
    ///
    /// - Parameters:
    ///   - standing: the lessons that stand in it.
    ///   - tokens: how much is to be added at the most.
    init(_ base: Skill, standing: [Lesson], lines: Int, tokens: Int) {
        self.base = base
        let budget = Skill.Budget()
        let room = Skill.Budget(mainLines: budget.mainLines - lines, mainTokens: budget.mainTokens - tokens)
        // A skill that is over the budget by what people wrote is theirs to shorten.
        guard let main = base.files[Skill.mainPath], budget.holds(main: main), !room.holds(main: main),
            let name = try? Skill.Name("rarer-cases")
        else {
            skill = base
            moved = []
            return
        }
        let items = standing.map {
            (id: $0.id, item: Spill.Item(text: LessonText.lines($0).joined(separator: "\n"), support: $0.support.count))
        }
        let spill = Spill(of: base, items: items.map(\.item), budget: room, to: name)
        skill = spill.skill
        moved = spill.moved.compactMap { moved in items.first { $0.item == moved }?.id }
    }

    /// A new skill for these lessons: a title and a description.
    init(new name: Skill.Name, for lessons: [Lesson]) throws {
        base = nil
        moved = []
        skill = try Skill(
            name: name,
            description: NewSkill.description(name.text, lessons),
            body: "# \(NewSkill.title(name.text, lessons))\n\n\(NewSkill.opening)\n"
        )
    }
}
