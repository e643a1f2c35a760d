import Skills
import Testing

@Suite("Frontmatter", .timeLimit(.minutes(1)))
struct FrontmatterTests {
    private func read(_ yaml: String) throws(SkillError) -> Frontmatter {
        try Frontmatter(of: Array("---\n\(yaml)\n---\n\n# Body\n".utf8))
    }

    @Test("Frontmatter is parsed with the line of each key and its byte range")
    func parsesValuesLinesAndRange() throws {
        let frontmatter = try read(
            "name: xlsx\ndescription: >\n  *bold* & more\n  words\nmetadata:\n  a: 1\n  b: \"x\""
        )

        #expect(frontmatter.name == "xlsx")
        #expect(frontmatter.description == "*bold* & more words\n")
        #expect(frontmatter.values["metadata"] == .mapping(["a": "1", "b": "x"]))
        #expect(frontmatter.lines == ["name": 2, "description": 3, "metadata": 6])
        #expect(frontmatter.range == 0..<84)
    }

    @Test(
        "Frontmatter with ambiguous YAML constructs is refused",
        arguments: [
            ("a: &x 1", "anchor"), ("name: a\nmetadata:\n  k: *x", "alias"), ("name: !!str a", "tag"),
            ("!!map\na: 1", "tag"),
            ("<<: a", "merge key"), ("metadata: {a: b}", "braces"), ("x:\n  - [a]", "brackets"),
            ("? a\n: b", "complex key"),
            ("a: 1\n--- b", "second YAML document"), ("- - &a 1", "anchor"),
            ("a: 1\na: 2", "twice"), ("- a", "not a list"), ("a: b: c", "not YAML"),
            ("\"<\\x3C\": 1\n'k': *a", "alias"),
            ("a:\tb", "tab"),
            ("a: 'it''s\n  *no alias'\nb: *alias", "alias"),
        ]
    )
    func refusesAmbiguousConstructs(yaml: String, reason: String) {
        let error = #expect(throws: SkillError.self) { try read(yaml) }

        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "") for \(yaml)")
    }

    @Test("An alias bomb in frontmatter is refused without being expanded")
    func refusesAliasBomb() {
        var yaml = "a0: &a0 [x, x]\n"
        for level in 1...60 { yaml += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        yaml += "? *a60\n: x"

        #expect(throws: SkillError.self) { try read(yaml) }
    }

    @Test(
        "Text in frontmatter may contain YAML's special characters",
        arguments: ["a: b & c * d ! e", "a: |\n  &x\n  *y\n  - !z", "a: \"&x *y\"", "a: x\n  *y\n  &z"]
    )
    func acceptsSpecialCharactersInText(yaml: String) throws {
        #expect(try read(yaml).text(for: "a")?.isEmpty == false)
    }

    @Test("Frontmatter that is too large is refused")
    func refusesTooLargeFrontmatter() {
        #expect(throws: SkillError.self) { try read("a: " + String(repeating: "x", count: 20_000)) }
    }
}
