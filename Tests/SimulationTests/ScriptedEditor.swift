import TestSupport

/// A noisy proposer of edits: most of what it writes has a place in the skill and says in some words what a lesson
/// says; the rest is what models do write.
struct ScriptedEditor {
    /// What is wrong with an answer.
    enum Spoiling: String, CaseIterable {
        case wrongLesson, forgottenLesson, emptyAnchor, wrongAnchor, deletion, outside, insideGit, overlap
    }

    /// Fields of an edit as they are sent.
    private struct Draft {
        var id: String
        var group = ""
        var file = "SKILL.md"
        var op: String
        var section = ""
        var target = ""
        var old = ""
        var content: String
        var lessons: [String]

        var json: String {
            let fields = [
                ("id", id), ("group", group), ("file", file), ("op", op), ("target_section", section),
                ("target_text", target), ("old_text", old), ("after_section", ""), ("content", content),
            ]
            let members =
                fields.map { "\(quoted($0)):\(quoted($1))" } + [
                    "\"lessons\":[\(lessons.map(quoted).joined(separator: ","))]"
                ]
            return "{\(members.joined(separator: ","))}"
        }
    }

    private typealias Entry = (name: String, texts: [String])

    private let question: Question
    private let outline: SkillOutline
    private var generator: SeededGenerator
    private var drafts: [Draft] = []
    /// What was done wrong on purpose.
    private(set) var spoilings: [Spoiling] = []
    /// How many edits it put right.
    private(set) var corrections = 0

    init(_ question: Question, _ generator: SeededGenerator) {
        self.question = question
        self.generator = generator
        outline = SkillOutline(question.skill)
    }

    mutating func reply() -> String {
        if question.isCorrection { correct() } else { propose() }
        return answer()
    }

    // MARK: Edits

    private mutating func propose() {
        var left = question.lessons.shuffled(using: &generator)
        while let first = left.popLast() {
            var served = [first]
            if generator.nextUnit() < 0.2, let second = left.popLast() { served.append(second) }
            write(served)
        }
        repeat {
            spoil(Spoiling.allCases.randomElement(using: &generator) ?? .wrongAnchor)
        } while generator.nextUnit() < 0.6
    }

    private mutating func write(_ served: [Entry]) {
        var draft = Draft(
            id: "e\(drafts.count + 1)",
            op: "append_to_section",
            section: outline.headings.last ?? "",
            content: served.map { words(of: $0) }.joined(separator: "\n\n"),
            lessons: served.map(\.name)
        )
        let place = outline.lines.randomElement(using: &generator)
        switch (Int.random(in: 0..<6, using: &generator), place) {
        case (1, let place?): (draft.op, draft.section, draft.target) = ("insert_after", "", place)
        case (2, let place?): (draft.op, draft.section, draft.target) = ("insert_before", "", place)
        case (3, let place?):
            (draft.op, draft.section, draft.old) = ("replace_in_section", "", place)
            draft.content = "\(place)\n\n\(draft.content)"
        case (4, _): return refer(draft, served)
        case (5, _): (draft.op, draft.section) = ("add_section", "## \(Self.sentence(served[0].texts.first ?? ""))")
        default: break
        }
        drafts.append(draft)
    }

    /// The words go to a file of their own, to which a line leads.
    private mutating func refer(_ draft: Draft, _ served: [Entry]) {
        let name = Self.slug(served[0].texts.first ?? "")
        let path = "references/\(name).md"
        var link = draft
        link.group = "g\(drafts.count + 1)"
        link.content = "When \(Self.text(1, of: served[0])), first read [what to do](\(path))."
        var file = link
        (file.id, file.op, file.file, file.section) = ("\(draft.id)b", "create", path, "")
        file.content = "# What to do\n\n\(draft.content)\n"
        drafts += [link, file]
    }

    /// The rule of a lesson, which is in what is to be done, in one of three forms.
    private mutating func words(of entry: Entry) -> String {
        let action = Self.sentence(Self.text(2, of: entry))
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: return "\(action). This is needed when \(Self.text(1, of: entry))."
        case 1: return "\(action):\n\n```json\n{\"check\": \"{ \\\"open\"}\n```"
        default:
            return
                "When \(Self.text(1, of: entry)): \(Self.text(2, of: entry)).\nThen see that \(Self.text(3, of: entry))."
        }
    }

    private static func text(_ index: Int, of entry: Entry) -> String {
        index < entry.texts.count ? entry.texts[index] : "it is so"
    }

    private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    private static func slug(_ text: String) -> String {
        text.split { !$0.isLetter && !$0.isNumber }.joined(separator: "-").lowercased()
    }

    // MARK: What goes wrong

    private mutating func spoil(_ spoiling: Spoiling) {
        guard let index = drafts.indices.randomElement(using: &generator) else { return }
        spoilings.append(spoiling)
        let place = outline.lines.randomElement(using: &generator) ?? "There is no line."
        switch spoiling {
        case .wrongLesson: drafts[index].lessons = ["\(World.skill)-00000000"]
        case .forgottenLesson:
            let forgotten = drafts[index].lessons
            drafts.removeAll { $0.lessons == forgotten }
        case .emptyAnchor: (drafts[index].op, drafts[index].target) = ("insert_after", "")
        case .wrongAnchor: (drafts[index].op, drafts[index].target) = ("insert_after", "No such line was ever here.")
        case .deletion:
            (drafts[index].op, drafts[index].section) = ("replace_in_section", "")
            drafts[index].old = place
        case .outside: (drafts[index].op, drafts[index].file) = ("create", "../\(World.skill).md")
        case .insideGit: (drafts[index].op, drafts[index].file) = ("create", ".git/config")
        case .overlap:
            for number in 1...2 {
                var draft = drafts[index]
                (draft.id, draft.op, draft.section, draft.old) = ("o\(number)", "replace_in_section", "", place)
                draft.content = "\(place)\n\n\(draft.content) In other words: \(number)."
                drafts.append(draft)
            }
        }
    }

    // MARK: Corrections

    /// Puts most of what was sent back at the end of the last section, under the id that it had.
    private mutating func correct() {
        for edit in question.sentBack where generator.nextUnit() < 0.7 {
            // A link is useless without the file that it leads to.
            guard !edit.content.contains("](references/") else { continue }
            corrections += 1
            drafts.append(
                Draft(
                    id: edit.id,
                    op: "append_to_section",
                    section: outline.headings.last ?? "",
                    content: edit.content,
                    lessons: edit.lessons
                )
            )
        }
    }

    // MARK: The answer

    private mutating func answer() -> String {
        let texts = drafts.map(\.json)
        func payload(_ edits: some Sequence<String>) -> String {
            #"{"reasoning":"as asked","edits":[\#(edits.joined(separator: ","))],"declined":[]}"#
        }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return "Here it is:\n\n```json\n\(payload(texts))\n```\n\nThat is all:\n\n```sh\nexit 0\n```"
        case 1 where texts.count > 1:
            return "```json\n\(payload(texts.prefix(1)))\n```\nand\n```json\n\(payload(texts.dropFirst()))\n```"
        default: return payload(texts)
        }
    }
}

/// What an editor sees of a skill: headings, and lines that are in it once.
struct SkillOutline {
    private(set) var headings: [String] = []
    private(set) var lines: [String] = []

    init(_ skill: String) {
        var fences = 0
        var isFrontmatter = false
        for (index, line) in skill.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line == "---", index == 0 || isFrontmatter {
                isFrontmatter.toggle()
            } else if line.hasPrefix("```") {
                fences += 1
            } else if !isFrontmatter, fences.isMultiple(of: 2), line.contains(where: { !$0.isWhitespace }) {
                if line.hasPrefix("#") { headings.append(String(line)) } else { lines.append(String(line)) }
            }
        }
        let counts = Dictionary(grouping: lines) { $0 }.mapValues(\.count)
        lines.removeAll { counts[$0] != 1 }
    }
}
