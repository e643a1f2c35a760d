internal import Lessons
internal import Markdown
internal import Patches
internal import Skills

/// Edits that are made without a model: each lesson as an item under its heading.
enum PlainEdits {
    /// Adds lessons to the section of their heading, or in a new section at the end.
    static func adding(_ lessons: [Lesson], to skill: Skill) throws(PatchError) -> [Edit] {
        let headings = Set(skill.main?.sections.map(\.title) ?? [])
        var sections: [String] = []
        for lesson in lessons where !sections.contains(lesson.section) { sections.append(lesson.section) }
        var edits: [Edit] = []
        for section in sections.sorted(by: { (NewSkill.rank($0), $0) < (NewSkill.rank($1), $1) }) {
            let group = lessons.filter { $0.section == section }
            let content = group.map { LessonText.item($0).joined(separator: "\n") }.joined(separator: "\n\n")
            let fields =
                headings.contains(section)
                ? ["file": Skill.mainPath, "op": "append_to_section", "target_section": section, "content": content]
                : ["file": Skill.mainPath, "op": "add_section", "target_section": "## \(section)", "content": content]
            edits.append(
                try Edit(id: Edit.ID("e\(edits.count)"), fields: fields, lessons: group.map(\.id.rawValue))
            )
        }
        return edits
    }

    /// Puts lessons in the place of what stood for them before.
    static func rewording(_ lessons: [(lesson: Lesson, old: [String])]) throws(PatchError) -> [Edit] {
        var edits: [Edit] = []
        for (lesson, old) in lessons {
            let fields = [
                "file": Skill.mainPath, "op": "replace_in_section", "old_text": old.joined(separator: "\n"),
                "content": LessonText.item(lesson).joined(separator: "\n"),
            ]
            edits.append(try Edit(id: Edit.ID("r\(edits.count)"), fields: fields, lessons: [lesson.id.rawValue]))
        }
        return edits
    }
}
