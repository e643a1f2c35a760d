internal import LanguageModels
package import Lessons
package import Skills

/// The title, description and sections of a new skill.
package enum NewSkill {
    /// The first paragraph.
    package static let opening = "Rules learned from agent sessions."

    private static let order = [
        "Before the first run", "Looking at code", "Changing files", "Writing commands", "Scripts of your own",
        "Running tests", "Building and checking", "When a command fails", "Tool calls", "What successful runs do",
        "What users ask for", "Before you finish",
    ]

    /// The sections that lessons name, in the order in which a new skill has them.
    package static func sections(of lessons: [Lesson]) -> [String] {
        Set(lessons.map(\.section)).sorted { (rank($0), $0) < (rank($1), $1) }
    }

    /// The position of a section among the others.
    package static func rank(_ section: String) -> Int { order.firstIndex(of: section) ?? order.count }

    /// The title of a skill with this name for these lessons.
    package static func title(_ name: String, _ lessons: [Lesson]) -> String {
        if name.hasSuffix("-tools") { return "Calling the \(name.dropLast(6)) tools" }
        if lessons.contains(where: { $0.rule?.workspace == name }) { return "Working in \(name)" }
        switch name {
        case "python": return "Running Python"
        case "command-line": return "Working on the command line"
        case "node": return "Running Node.js"
        case "tool-calls": return "Calling tools"
        case "coding": return "Changing code"
        default: return name.prefix(1).uppercased() + name.dropFirst()
        }
    }

    /// The description: what the skill is for and what triggers it: programs, tools and messages that its lessons name.
    package static func description(_ name: String, _ lessons: [Lesson]) -> String {
        let terms = terms(of: lessons, areTools: name.hasSuffix("-tools"))
        let named = terms.isEmpty ? "" : " (\(terms.joined(separator: ", ")))"
        if name.hasSuffix("-tools") {
            return
                "Rules for calling the \(name.dropLast(6)) tools. Use before calling one of them\(named), and when one of them "
                + "answers with an error."
        }
        if lessons.contains(where: { $0.rule?.workspace == name }) {
            return
                "Rules for working in the project \(name). Use when setting it up, running, testing or changing its code, and when "
                + "a command fails there\(named)."
        }
        switch name {
        case "python":
            return
                "Rules for running Python code, scripts and tests. Use before the first run in a project, and when a run fails "
                + "(ModuleNotFoundError, SyntaxError, missing set-up)."
        case "node":
            return
                "Rules for running JavaScript and TypeScript code and tests. Use before the first run in a project, and when "
                + "a run fails."
        case "command-line":
            return
                "Rules for working in a shell: looking at code, writing and running scripts, changing files, running tests, and "
                + "finishing. Use in every task that is done with commands."
        case "tool-calls":
            return "Rules for calling tools of any kind. Use whenever the task is done with tool calls."
        case "coding": return "Rules for changing code with an editing tool. Use when files of a project are edited."
        default: return "Rules for \(name). Use when working on \(name), and when an action there fails\(named)."
        }
    }

    /// The names in a description in the words of ``description(_:_:)`` that are nowhere in the skill any more, as after a
    /// person took their rules back.
    ///
    /// - Parameter lessons: those that the skill has.
    package static func goneNames(in skill: Skill, _ lessons: [Lesson]) -> [String] {
        guard let main = skill.files[Skill.mainPath], let frontmatter = try? Frontmatter(of: main),
            let (names, rest) = frontmatter.description.flatMap(parts),
            [lessons, []].contains(where: { rest == parts(of: description(skill.name.text, $0))?.rest })
                || [lessons, []].contains(where: { rest == description(skill.name.text, $0) })
        else { return [] }
        var files = skill.files
        files[Skill.mainPath] = Array(main[frontmatter.range.upperBound...])
        let text = files.values.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
        return names.filter { !text.contains($0) }
    }

    /// The names in the parentheses of a description, and the rest of it.
    private static func parts(of description: String) -> (names: [String], rest: String)? {
        guard let open = description.firstRange(of: " ("),
            let close = description[open.upperBound...].firstIndex(of: ")")
        else { return nil }
        return (
            description[open.upperBound..<close].split(separator: ", ").map(String.init),
            String(description[..<open.lowerBound] + description[description.index(after: close)...])
        )
    }

    private static let termLimit = 6

    /// The names in code spans that most lessons have in their situations, then in their actions: single words only.
    private static func terms(of lessons: [Lesson], areTools: Bool) -> [String] {
        var counts: [String: Int] = [:]
        // The trigger of a pattern names a tool, and behind it what the tool is called with; that of a failure, what it said.
        let triggers: [String] = lessons.flatMap { $0.rule?.triggers ?? [] }.filter { !$0.hasPrefix("tool/") }
        let arguments: Set<String> = Set(triggers.flatMap { $0.split(separator: "/").dropFirst(2).map(String.init) })
        for lesson in lessons {
            let spans =
                Set(LessonText.parts(of: lesson.when).code).map { (String($0), 2) }
                + Set(LessonText.parts(of: lesson.action).code).map { (String($0), 1) }
            for (span, weight) in spans
            where isName(span) && !(areTools && (!isTool(span) || arguments.contains(span))) {
                counts[span, default: 0] += weight
            }
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(termLimit).map(\.key)
    }

    /// Whether a name has the form of a tool's: several words, and not those of an argument that is an id.
    private static func isTool(_ span: String) -> Bool {
        (span.contains("_") || span.dropFirst().contains { $0.isUppercase })
            && !["_id", "_ids", "_"].contains(where: span.hasSuffix)
    }

    private static func isName(_ span: String) -> Bool {
        (3...40).contains(span.count) && span.first?.isLetter == true
            && span.allSatisfy { $0.isLetter || $0.isNumber || "_.-".contains($0) }
    }
}
