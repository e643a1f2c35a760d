package import Lessons
internal import Markdown
internal import Patches
internal import Skills

/// How a lesson stands in a skill: one item of a list, three lines, between blank lines.
package enum LessonText {
    /// The lines of the item.
    package static func lines(_ lesson: Lesson) -> [String] {
        [
            "- \(title(lesson)) When \(plain(lesson.when)): \(plain(lesson.action)).",
            "  *Check:* \(plain(lesson.check)).",
            "  *Why:* \(plain(lesson.why)).",
        ]
    }

    /// The rule in a few bold words: what a lesson is known by in its skill.
    package static func title(_ lesson: Lesson) -> String {
        "**\(plain(lesson.title.prefix(1).uppercased() + lesson.title.dropFirst())).**"
    }

    /// Text without what Markdown would read as HTML.
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
        return result
    }
}

/// A change of one skill: every lesson with the lines that it brings, and the skill as it will be.
struct Proposal {
    struct Item {
        let lesson: Lesson
        let lines: [String]
        /// The lines that stood for this lesson before, if it is worded anew.
        let replaces: [String]?
    }

    let skill: String
    let base: Skill?
    let items: [Item]
    /// The skill with every item.
    let result: Skill

    /// Proposes items for a skill that exists: appended to the section of their heading, or in a new section at the end.
    init(extending base: Skill, with items: [Item]) throws {
        var edits: [Edit] = []
        let headings = Set(base.main?.sections.map(\.title) ?? [])
        var bySection: [String: [Item]] = [:]
        for item in items where item.replaces == nil { bySection[item.lesson.section, default: []].append(item) }
        for (number, section) in bySection.keys.sorted().enumerated() {
            let group = bySection[section] ?? []
            let content = group.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n")
            let lessons = group.map(\.lesson.id.rawValue)
            let fields =
                headings.contains(section)
                ? ["file": Skill.mainPath, "op": "append_to_section", "target_section": section, "content": content]
                : ["file": Skill.mainPath, "op": "add_section", "target_section": "## \(section)", "content": content]
            edits.append(try Edit(id: Edit.ID("e\(number)"), fields: fields, lessons: lessons))
        }
        for (number, item) in items.enumerated() {
            guard let old = item.replaces else { continue }
            let fields = [
                "file": Skill.mainPath, "op": "replace_in_section", "old_text": old.joined(separator: "\n"),
                "content": item.lines.joined(separator: "\n"),
            ]
            edits.append(try Edit(id: Edit.ID("r\(number)"), fields: fields, lessons: [item.lesson.id.rawValue]))
        }
        let revision = try Revision(of: base, applying: edits)
        for (id, outcome) in revision.outcomes where !outcome.isApplied {
            throw PipelineError.blocked("edit \(id) of \(base.name) could not be applied: \(outcome)")
        }
        skill = base.name.text
        self.base = base
        self.items = items
        result = revision.skill
    }

    /// Proposes a new skill.
    init(creating name: Skill.Name, with items: [Item]) throws {
        var body = "# \(NewSkill.title(name.text, items.map(\.lesson)))\n\n\(NewSkill.opening)\n"
        var sections: [String] = []
        for item in items where !sections.contains(item.lesson.section) { sections.append(item.lesson.section) }
        for section in sections.sorted(by: { (NewSkill.rank($0), $0) < (NewSkill.rank($1), $1) }) {
            body += "\n## \(section)\n"
            for item in items where item.lesson.section == section {
                body += "\n" + item.lines.joined(separator: "\n") + "\n"
            }
        }
        skill = name.text
        base = nil
        self.items = items
        result = try Skill(name: name, description: NewSkill.description(name.text, items.map(\.lesson)), body: body)
    }

    // MARK: The chain of states

    /// The skill with headings and blank lines for its items and without them, and with the first, the first two, …
    ///
    /// A commit that adds an item adds the item's own lines only: the blank lines around them are there before. So each
    /// can be taken back by `git revert` whatever was added beside it later; lines that touch would be a conflict.
    var states: (structure: Skill, steps: [Skill]) {
        get throws {
            var steps: [Skill] = []
            let structure = try state(with: 0)
            for count in items.indices { steps.append(try state(with: count + 1)) }
            return (structure, steps)
        }
    }

    private func state(with count: Int) throws -> Skill {
        guard let main = result.files[Skill.mainPath] else { return result }
        var lines = String(decoding: main, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init
        )
        for item in items[count...] {
            guard let range = lines.firstRange(of: item.lines) else {
                throw PipelineError.blocked("the lines of \(item.lesson.id) are not in the result")
            }
            lines.replaceSubrange(range, with: item.replaces ?? [])
        }
        return try result.with(Array(lines.joined(separator: "\n").utf8), at: Skill.mainPath)
    }
}

/// The words of a new skill.
enum NewSkill {
    static let opening =
        "Rules that agent runs have taught, each backed by several sessions. "
        + "`git blame` leads from a line to its evidence, and `git revert` of its commit takes it back."

    private static let order = [
        "Before the first run", "Writing commands", "When a command fails", "Tool calls", "What successful runs do",
        "What users ask for",
    ]

    static func rank(_ section: String) -> Int { order.firstIndex(of: section) ?? order.count }

    static func title(_ name: String, _ lessons: [Lesson]) -> String {
        if name.hasSuffix("-tools") { return "Calling the \(name.dropLast(6)) tools" }
        if lessons.contains(where: { $0.rule?.workspace == name }) { return "Working in \(name)" }
        switch name {
        case "python": return "Running Python"
        case "command-line": return "Working on the command line"
        default: return name.prefix(1).uppercased() + name.dropFirst()
        }
    }

    /// What the skill is for and when to use it. It speaks of no single lesson: those come and go in their own commits.
    static func description(_ name: String, _ lessons: [Lesson]) -> String {
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
