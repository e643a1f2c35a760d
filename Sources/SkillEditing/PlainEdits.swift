package import Lessons
internal import Markdown
package import Patches
package import Skills

/// Edits that are made without a model: each lesson as an item under its heading.
package enum PlainEdits {
    /// Adds lessons to the section of their heading, or in a new section at the end.
    package static func adding(_ lessons: [Lesson], to skill: Skill) throws(PatchError) -> [Edit] {
        let sections = skill.main?.sections ?? []
        var edits: [Edit] = []
        for section in NewSkill.sections(of: lessons) {
            let group = lessons.filter { $0.section == section }
            // A title may say the same as a heading below it.
            let own = sections.filter { $0.title == section }.max { $0.level < $1.level }
            let heading = String(repeating: "#", count: own?.level ?? 2) + " \(section)"
            let fields = [
                "file": Skill.mainPath, "op": own == nil ? "add_section" : "append_to_section",
                "target_section": heading, "content": LessonText.items(group),
            ]
            edits.append(
                try Edit(id: Edit.ID("e\(edits.count)"), fields: fields, lessons: group.map(\.id.rawValue))
            )
        }
        return edits
    }

    /// Puts lessons in the place of what stood for them before.
    package static func rewording(_ lessons: [(lesson: Lesson, old: [String])]) throws(PatchError) -> [Edit] {
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
