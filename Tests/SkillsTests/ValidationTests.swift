import Skills
import Testing

@Suite("Validation of a skill", .timeLimit(.minutes(1)))
struct ValidationTests {
    private func skill(_ files: [String: String]) throws -> Skill {
        try Skill(name: Skill.Name("xlsx"), files: files.mapValues { Array($0.utf8) })
    }

    private func codes(frontmatter: String) throws -> [Problem.Code] {
        try skill(["SKILL.md": "---\n\(frontmatter)\n---\n# A\n"]).validate().map(\.code)
    }

    @Test("A valid skill has no problems but warnings")
    func validSkillHasNoErrors() throws {
        let skill = try skill([
            "SKILL.md":
                "---\nname: xlsx\ndescription: d\n---\n# A\n\n[b](references/b.md#x) [s](scripts/) <https://e.org>\n",
            "references/b.md": "See [c](c.md), [up](../SKILL.md), [root](references/c.md).\n",
            "references/c.md": "c\n", "scripts/a b.py": "",
        ])

        #expect(skill.validate().map(\.code) == [.indirectReference])
        #expect(skill.validate().allSatisfy { $0.severity == .warning })
    }

    // Fault 13 of the reference implementation.
    @Test(
        "Validation finds the same problems as the reference validator",
        arguments: [
            ("name: xlsx", [Problem.Code.missingKey]), ("description: d", [.missingKey]),
            ("name: Xlsx\ndescription: d", [.name]),
            ("name: pdf\ndescription: d", [.nameMismatch]), ("name: xlsx\ndescription: ' '", [.description]),
            ("name: xlsx\ndescription: d\nhooks: x", [.unknownKey]), ("name:\n  - a\ndescription: d", [.name]),
            ("name: xlsx\ndescription: d\nlicense: MIT\nallowed-tools: a b\nmetadata:\n  a: b\ncompatibility: c", []),
            ("name: xlsx\ndescription: \"a --- b\"", [.frontmatter]), ("name: xlsx\ndescription: a: b", [.frontmatter]),
            ("name: xlsx\ndescription: d\ncompatibility: " + String(repeating: "c", count: 501), [.compatibility]),
            ("name: xlsx\ndescription: " + String(repeating: "ä", count: 1025), [.description]),
            ("name: xlsx\ndescription: " + String(repeating: "ä", count: 1024), []),
            ("name: xlsx\ndescription: d\nmetadata: m", [.metadata]),
        ]
    )
    func agreesWithReferenceValidator(yaml: String, expected: [Problem.Code]) throws {
        #expect(try codes(frontmatter: yaml) == expected)
    }

    @Test("Validation requires a SKILL.md that begins with frontmatter")
    func requiresMainWithFrontmatter() throws {
        #expect(try skill([:]).validate().map(\.code) == [.missingMain])
        #expect(try skill(["SKILL.md": "# A\n"]).validate().map(\.code) == [.frontmatter])
        #expect(try skill(["SKILL.md": "\u{FEFF}---\nname: xlsx\n---\n"]).validate().map(\.code) == [.frontmatter])
    }

    @Test("A merge that was committed without being settled is found, and one that is shown as code is not")
    func findsConflictMarkers() throws {
        let head = "---\nname: xlsx\ndescription: d\n---\n# A\n\n"
        let sides = "<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> topic\n"
        let problems = try skill(["SKILL.md": head + sides]).validate()

        #expect(problems.map(\.code) == [.conflictMarker])
        #expect(problems.map(\.line) == [7])
        #expect(try skill(["SKILL.md": head + "```\n\(sides)```\n"]).validate().isEmpty)
    }

    @Test("Links without a target and references without a link are found")
    func findsBrokenLinks() throws {
        let skill = try skill([
            "SKILL.md":
                "---\nname: xlsx\ndescription: d\n---\n[a](references/gone.md)\n\n"
                + "`references/named.md` [x](../other/y.md)\n",
            "references/named.md": "", "references/lost.md": "", "references/lost.md.bak": "",
        ])

        let problems = skill.validate()

        #expect(problems.map(\.code) == [.danglingLink, .danglingLink, .unlinkedReference])
        #expect(problems.map(\.line) == [5, 7, nil])
        #expect(problems.map(\.path) == ["SKILL.md", "SKILL.md", "references/lost.md"])
        #expect(
            problems[0].description
                == "SKILL.md:5: error: a link leads to references/gone.md, which is missing [dangling-link]"
        )
    }

    @Test("Sizes are measured in lines and tokens")
    func measuresSizes() throws {
        let head = "---\nname: xlsx\ndescription: d\n---\nreferences/r.md\n"
        let long = try skill([
            "SKILL.md": head + String(repeating: "x\n", count: 495),
            "references/r.md": String(repeating: "x\n", count: 300),
        ])
        let wide = try skill([
            "SKILL.md": head + String(repeating: "x", count: 20_000),
            "references/r.md": String(repeating: "x\n", count: 299),
        ])

        #expect(long.validate().map(\.code) == [.lineBudget, .lineBudget])
        #expect(wide.validate().map(\.code) == [.tokenBudget])
        #expect(Skill.tokens(of: "12345") == 2)
    }

    @Test("An open code fence and invalid UTF-8 are found")
    func findsOpenFenceAndInvalidText() throws {
        let head = "---\nname: xlsx\ndescription: d\n---\nreferences/r.md\n"
        let open = try skill(["SKILL.md": head + "```\n\n", "references/r.md": ""])

        #expect(open.validate().map(\.code) == [.openFence])
        #expect(open.validate().map(\.line) == [6])
        #expect(try open.with([0xC3], at: "references/r.md").validate().contains { $0.code == .notText })
    }
}
