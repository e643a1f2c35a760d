import Skills
import Testing

@Suite("Frontmatter")
struct FrontmatterTests {
    private func read(_ yaml: String) throws(SkillError) -> Frontmatter {
        try Frontmatter(of: Array("---\n\(yaml)\n---\n\n# Body\n".utf8))
    }

    @Test("is read with the line of each key and the bytes that it takes")
    func values() throws {
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
        "refuses what can mean more than it shows",
        arguments: [
            ("a: &x 1", "anchor"), ("name: a\nmetadata:\n  k: *x", "alias"), ("name: !!str a", "tag"),
            ("!!map\na: 1", "tag"),
            ("<<: a", "merge key"), ("metadata: {a: b}", "braces"), ("x:\n  - [a]", "brackets"),
            ("? a\n: b", "complex key"),
            ("a: 1\n--- b", "second YAML document"), ("- - &a 1", "anchor"),
            ("a: 1\na: 2", "twice"), ("- a", "no list"), ("a: b: c", "no YAML"), ("\"<\\x3C\": 1\n'k': *a", "alias"),
            ("a:\tb", "tab"),
            ("a: 'it''s\n  *no alias'\nb: *alias", "alias"),
        ]
    )
    func refuses(yaml: String, reason: String) {
        let error = #expect(throws: SkillError.self) { try read(yaml) }

        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "") for \(yaml)")
    }

    @Test("refuses an alias bomb without expanding it")
    func bomb() {
        var yaml = "a0: &a0 [x, x]\n"
        for level in 1...60 { yaml += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        yaml += "? *a60\n: x"

        #expect(throws: SkillError.self) { try read(yaml) }
    }

    @Test(
        "lets text be text",
        arguments: ["a: b & c * d ! e", "a: |\n  &x\n  *y\n  - !z", "a: \"&x *y\"", "a: x\n  *y\n  &z"]
    )
    func text(yaml: String) throws {
        #expect(try read(yaml).text("a")?.isEmpty == false)
    }

    @Test("has a size")
    func size() {
        #expect(throws: SkillError.self) { try read("a: " + String(repeating: "x", count: 20_000)) }
    }
}
