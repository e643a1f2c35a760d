import Markdown
import Patches
import Skills
import Testing

@Suite("Random edits of random skills")
struct PropertyTests {
    @Test("lose no line that no edit names, end no fence, and do not depend on their order", arguments: UInt64(1)...60)
    func property(seed: UInt64) throws {
        // The seed is the argument, and so in the name of a test case that fails.
        var random = SeededGenerator(seed: seed)
        let base = try RandomSkill.make(using: &random)
        let edits = try RandomSkill.edits(of: base, count: 24, using: &random)
        let order = Array(Set(edits.map(\.group))).sorted()

        let revision = try Revision(of: base, applying: edits, order: order)

        checkLines(base, revision, revision.skill)
        checkCode(base, revision, revision.skill)
        #expect(revision.outcomes.count == edits.count)
        #expect(revision.steps.last.map { $0.skill == revision.skill } ?? (revision.skill == base))
        let known = Set(base.validate().map(\.message))
        for step in revision.steps {
            #expect(step.skill.validate().allSatisfy { $0.severity == .warning || known.contains($0.message) })
        }
        let again = try Revision(of: base, applying: edits.shuffled(using: &random), order: order)
        #expect(again.skill == revision.skill)
        #expect(again.outcomes == revision.outcomes)
        try checkSubsets(base, edits, revision, &random)
    }

    /// Any subset of the accepted groups, applied alone and in any order, gives what the revision says.
    private func checkSubsets(_ base: Skill, _ edits: [Edit], _ revision: Revision, _ random: inout SeededGenerator)
        throws
    {
        for _ in 0..<4 {
            let groups = Set(revision.steps.map(\.group).filter { _ in Bool.random(using: &random) })
            let subset = edits.filter { groups.contains($0.group) }.shuffled(using: &random)
            let alone = try Revision(of: base, applying: subset)
            let skill = revision.skill(applying: groups)

            #expect(skill == alone.skill)
            checkLines(base, revision, skill)
            checkCode(base, revision, skill)
        }
    }

    /// The ranges of SKILL.md that an applied edit replaces.
    private func touched(_ revision: Revision) -> [Range<Int>] {
        revision.outcomes.values.compactMap { outcome in
            switch outcome {
            case .applied(let change), .reanchored(let change, _): change.range
            case .joined, .rejected: nil
            }
        }
        .filter { !$0.isEmpty }
    }

    private func checkLines(_ base: Skill, _ revision: Revision, _ skill: Skill) {
        let before = Lines(base.files["SKILL.md"] ?? [])
        let after = Lines(skill.files["SKILL.md"] ?? [])
        let touched = touched(revision)
        var next = 1
        for line in 1...before.count where !touched.contains(where: { $0.overlaps(before.range(of: line)) }) {
            guard
                let found = (next...max(next, after.count)).first(where: {
                    after.content(of: $0) == before.content(of: line)
                })
            else {
                Issue.record("the line \"\(before.text(of: line))\" was lost")
                return
            }
            next = found + 1
        }
    }

    private func checkCode(_ base: Skill, _ revision: Revision, _ skill: Skill) {
        guard let before = base.main, let after = skill.main else { return }
        let touched = touched(revision)
        let code = { (document: Document) in document.blocks.filter { $0.code != nil } }
        let there = code(after).map { after.lines.text(of: $0.lines) }
        for block in code(before) {
            let range = before.lines.range(of: block.lines.lowerBound..<block.lines.upperBound + 1)
            guard !touched.contains(where: { $0.overlaps(range) }) else { continue }
            let text = before.lines.text(of: block.lines)
            // Indented code may become one block with its neighbour when the text between them goes.
            #expect(there.contains { $0.contains(text) }, "code was changed: \(text)")
        }
        #expect(after.blocks.allSatisfy { $0.code?.isClosed != false })
    }
}

extension Lines {
    fileprivate func text(of lines: ClosedRange<Int>) -> String { lines.map { text(of: $0) }.joined(separator: "\n") }
}

/// Skills and edits made from dice: all kinds of blocks, and anchors and addresses that mostly exist.
private enum RandomSkill {
    static func make(using random: inout SeededGenerator) throws -> Skill {
        var body = "# Top\n\n"
        for index in 0..<Int.random(in: 4...18, using: &random) {
            body += block(index, using: &random)
            body += String(repeating: "\n", count: Int.random(in: 1...3, using: &random))
        }
        if Bool.random(using: &random) { while body.last == "\n" { body.removeLast() } }
        var text = head + body
        if Int.random(in: 0..<4, using: &random) == 0 { text = text.replacing("\n", with: "\r\n") }
        return try Skill(name: Skill.Name("xlsx"), files: ["SKILL.md": Array(text.utf8)])
    }

    private static func block(_ n: Int, using random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1: "\(String(repeating: "#", count: Int.random(in: 2...4, using: &random))) Heading \(n)\n"
        case 2: "Setext \(n)\n---\n"
        case 3: "```python\nx\(n) = 1\n# comment \(n)\n\ny\(n) = 2\n```\n"
        case 4: "Before \(n):\n\n    indented \(n)\n    # still \(n)\n"
        case 5: "- item \(n)a\n- item \(n)b\n  - inner \(n)\n- item \(n)c\n"
        case 6: "* loose \(n)a\n\n* loose \(n)b\n\n  ```\n  # in item \(n)\n  ```\n"
        case 7: "1. first \(n)\n2. second \(n)\n"
        case 8: "| k\(n) | v |\n|---|---|\n| r\(n) | 1 |\n"
        case 9: "> quote \(n)\n> # quoted \(n)\n"
        case 10: "<div>\n# html \(n)\n</div>\n"
        default: "Paragraph \(n) one\nand two \(n).\n"
        }
    }

    static func edits(of base: Skill, count: Int, using random: inout SeededGenerator) throws -> [Edit] {
        let text = (base.text("SKILL.md") ?? "").replacing("\r\n", with: "\n")
        let lines = text.split(separator: "\n").map(String.init).dropFirst(3)
        let headings = lines.filter { $0.hasPrefix("#") || $0.hasPrefix("Setext") }
        return try (0..<count).map { index in
            let anchor = lines.randomElement(using: &random) ?? "none"
            let section = try address(headings.randomElement(using: &random) ?? "Top")
            let scope = Int.random(in: 0..<4, using: &random) == 0 ? section : nil
            let content = content(index, using: &random)
            let operation: Edit.Operation =
                switch Int.random(in: 0..<16, using: &random) {
                case 0...3: .appendToSection(section, content: content)
                case 4...6: .insertAfter(scope, anchor: anchor, content: content)
                case 7...9: .insertBefore(scope, anchor: anchor, content: content)
                case 10, 11: .replaceInSection(scope, old: anchor, content: "- replaced \(index)")
                case 12: .replaceInSection(scope, old: anchor, content: "")
                case 13, 14: .addSection(heading: "## Added \(index % 5)", after: scope, content: content)
                default: .deleteSection(section)
                }
            return edit("e\(index)", operation, group: "g\(Int.random(in: 0..<count, using: &random))")
        }
    }

    private static func content(_ n: Int, using random: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<9, using: &random) {
        case 0: "Added text \(n)."
        case 1: "- added \(n)"
        case 2: "* added \(n)\n* and \(n)"
        case 3: "  - nested \(n)"
        case 4: "```\n# added code \(n)\n```"
        case 5: "```\nopen fence \(n)"
        case 6: "### Part \(n)\n\nof text"
        case 7: "1. numbered \(n)"
        default: "---\nruled \(n)"
        }
    }
}
