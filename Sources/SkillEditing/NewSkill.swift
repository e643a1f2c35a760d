internal import LanguageModels
package import Lessons
internal import Skills

/// The title, description and sections of a new skill.
package enum NewSkill {
    /// The first paragraph.
    package static let opening =
        "Rules learned from agent sessions, each supported by several of them. "
        + "`git blame` shows the commit with the evidence for a line; `git revert` of that commit removes the rule."

    private static let order = [
        "Before the first run", "Writing commands", "When a command fails", "Tool calls", "What successful runs do",
        "What users ask for",
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
        default: return name.prefix(1).uppercased() + name.dropFirst()
        }
    }

    /// The description: what the skill is for and when to use it. It names no single lesson, since lessons are added and
    /// removed by commits of their own.
    package static func description(_ name: String, _ lessons: [Lesson]) -> String {
        if name.hasSuffix("-tools") {
            let tools = Set(lessons.compactMap { $0.rule?.triggers.first?.split(separator: "/").dropFirst(2).first })
            let named = tools.isEmpty ? "" : ", such as \(tools.sorted().prefix(6).joined(separator: ", "))"
            return
                "Rules for calling the \(name.dropLast(6)) tools, learned from agent runs. Use when calling them\(named), "
                + "and when one of them answers with an error."
        }
        if lessons.contains(where: { $0.rule?.workspace == name }) {
            return
                "Rules for working in the project \(name), learned from agent runs. Use when setting it up, running, testing or "
                + "changing its code, and when a command fails there."
        }
        switch name {
        case "python":
            return
                "Rules for running Python code, scripts and tests, learned from agent runs. Use before the first run in a project, "
                + "and when a run fails (ModuleNotFoundError, SyntaxError, missing set-up)."
        case "command-line":
            return
                "Rules for shell, git and other commands, learned from agent runs. Use when a command is missing, is refused or fails."
        default:
            return
                "Rules for \(name), learned from agent runs. Use when working on \(name), and when an action there fails."
        }
    }
}
