package import Lessons
package import Patches
package import Skills

/// Edits that are made without a model: each lesson is an item under its heading.
package enum PlainEdits {
    /// Adds lessons to SKILL.md, with one edit for each section that they name.
    package static func adding(_ lessons: [Lesson], to skill: Skill) -> [Edit] {
        NewSkill.sections(of: lessons).enumerated().map { index, section in
            let group = lessons.filter { $0.section == section }
            return adding(group, under: section, of: skill, id: Edit.ID("e\(index)"))
        }
    }

    /// Adds lessons at the end of a section of SKILL.md, or in a new section at the end of the file.
    static func adding(_ lessons: [Lesson], under section: String, of skill: Skill, id: Edit.ID) -> Edit {
        let content = LessonText.items(lessons)
        let operation: Edit.Operation =
            if let address = Edit.Address(ofSection: section, in: skill) {
                .appendToSection(address, content: content)
            } else {
                .addSection(heading: "## \(section)", after: nil, content: content)
            }
        return Edit(id: id, file: Skill.mainPath, operation: operation, lessons: lessons.map(\.id.rawValue))
    }

    /// Replaces the earlier text of lessons by their new wording.
    package static func rewording(_ lessons: [(lesson: Lesson, old: [String])]) -> [Edit] {
        lessons.enumerated().map { index, item in
            let operation = Edit.Operation.replaceInSection(
                nil,
                old: item.old.joined(separator: "\n"),
                content: LessonText.item(item.lesson).joined(separator: "\n")
            )
            return Edit(
                id: Edit.ID("r\(index)"),
                file: Skill.mainPath,
                operation: operation,
                lessons: [item.lesson.id.rawValue]
            )
        }
    }
}
