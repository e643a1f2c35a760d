internal import Lessons

/// A lesson as a model reads it.
struct LessonView {
    private let lesson: Lesson

    init(_ lesson: Lesson) { self.lesson = lesson }

    /// Id, support and texts.
    func entry(named name: String) -> String {
        """
        \(name) (\(lesson.kind.rawValue), support \(lesson.support.count) \(lesson.support.count == 1 ? "session" : "sessions"), \
        section \(lesson.section))
        title: \(lesson.title)
        when: \(lesson.when)
        do: \(lesson.action)
        check: \(lesson.check)
        why: \(lesson.why)
        """
    }

    /// The lesson as an item of a list in a skill.
    var item: String {
        let title = lesson.title.prefix(1).uppercased() + lesson.title.dropFirst()
        var text = "- **\(Self.plain(title)).** When \(Self.plain(lesson.when)): \(Self.plain(lesson.action))."
        if !lesson.check.isEmpty { text += "\n  *Check:* \(Self.plain(lesson.check))." }
        if !lesson.why.isEmpty { text += "\n  *Why:* \(Self.plain(lesson.why))." }
        return text
    }

    /// On one line, and without what Markdown would read as HTML.
    private static func plain(_ text: some StringProtocol) -> String {
        var result = ""
        var isCode = false
        for character in text {
            if character == "`" { isCode.toggle() }
            switch character {
            case "<" where !isCode: result += "‹"
            case ">" where !isCode: result += "›"
            case _ where character.isNewline || character == "\t": result += " "
            default: result.append(character)
            }
        }
        while let last = result.last, last == "." || last == " " { result.removeLast() }
        return result
    }
}
