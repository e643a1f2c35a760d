import TestSupport
import Patches
import Skills

/// Skills and edits made from dice: all kinds of blocks, and anchors and addresses that mostly exist.
enum RandomSkill {
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
        case 6: "### Part \(n)\n\nof text \(n)"
        case 7: "1. numbered \(n)"
        default: "---\nruled \(n)"
        }
    }
}
