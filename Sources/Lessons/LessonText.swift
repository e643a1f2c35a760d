/// The form of a lesson in a skill: one item of a list between blank lines, the rule alone; or as a model worded it. Reasons
/// and counts are in the commit.
package enum LessonText {
    /// The lines of a lesson in its skill.
    package static func lines(_ lesson: Lesson) -> [String] { lesson.text.isEmpty ? item(lesson) : lesson.text }

    /// The lines that the text of a skill holds for a lesson, in the form in which it holds them.
    package static func lines(_ lesson: Lesson, in text: String) -> [String] {
        let long = itemWithReason(lesson)
        return lesson.text.isEmpty && text.contains(long.joined(separator: "\n")) ? long : lines(lesson)
    }

    /// The item that is made of a lesson in code.
    package static func item(_ lesson: Lesson) -> [String] {
        var lines = ["- \(title(lesson)) When \(plain(lesson.when)): \(plain(lesson.action))."]
        if !lesson.check.isEmpty { lines.append("  *Check:* \(plain(lesson.check)).") }
        return lines
    }

    /// The item as versions before 3 wrote it, with the reason, which is in the commit now.
    package static func itemWithReason(_ lesson: Lesson) -> [String] {
        item(lesson) + (lesson.why.isEmpty ? [] : ["  *Why:* \(plain(lesson.why))."])
    }

    /// Several of them, as a part of a section.
    package static func items(_ lessons: [Lesson]) -> String {
        lessons.map { item($0).joined(separator: "\n") }.joined(separator: "\n\n")
    }

    /// The rule in a few bold words: what an item is known by in its skill.
    package static func title(_ lesson: Lesson) -> String {
        "**\(plain(lesson.title.prefix(1).uppercased() + lesson.title.dropFirst())).**"
    }

    /// The text in code spans and the text between them, in their order.
    package static func parts(of text: String) -> (code: [Substring], prose: [Substring]) {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        return (
            parts.indices.filter { !$0.isMultiple(of: 2) }.map { parts[$0] },
            parts.indices.filter { $0.isMultiple(of: 2) }.map { parts[$0] }
        )
    }

    /// Text on one line without what Markdown would read as HTML, and without the full stop that comes after it.
    private static func plain(_ text: some StringProtocol) -> String {
        var result = ""
        var isCode = false
        for character in text {
            if character == "`" { isCode.toggle() }
            switch character {
            case "<" where !isCode: result += "‹"
            case ">" where !isCode: result += "›"
            // Among them the pair of carriage return and line feed, which is one character.
            case _ where character.isNewline || character == "\t": result += " "
            default: result.append(character)
            }
        }
        while let last = result.last, last == "." || last == " " { result.removeLast() }
        return result
    }
}
