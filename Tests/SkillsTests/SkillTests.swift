import Skills
import Testing

@Suite("A skill", .timeLimit(.minutes(1)))
struct SkillTests {
    @Test("A skill name has lower-case letters, digits and single hyphens", arguments: ["a", "xlsx", "a-1-b", "9"])
    func acceptsNames(text: String) throws {
        #expect(try Skill.Name(text).text == text)
    }

    @Test(
        "Other skill names are refused",
        arguments: ["", "-a", "a-", "a--b", "A", "a_b", "ä", "a b", "a/b", "..", String(repeating: "a", count: 65)]
    )
    func refusesOtherNames(text: String) {
        #expect(throws: SkillError.invalidName(text)) { try Skill.Name(text) }
    }

    @Test(
        "Paths that leave the skill's folder or that git interprets are refused",
        arguments: [
            "", "/a", "../a", "a/../b", "a//b", "./a", "a/", ".git/config", "a/.GIT/x", ".gitattributes", "git~1",
            "a\\b", "a\nb",
            ".g\u{200C}it/x", "C:x", "a\u{0}",
        ]
    )
    func refusesBadPaths(path: String) throws {
        let name = try Skill.Name("a")

        #expect(throws: SkillError.invalidPath(path)) { try Skill(name: name, files: [path: []]) }
    }

    @Test("The digest of a skill depends on paths and bytes only")
    func digestDependsOnFilesOnly() throws {
        let skill = try Skill(name: Skill.Name("a"), files: ["SKILL.md": [1], "b": [2]])
        let renamed = try Skill(name: Skill.Name("c"), files: ["b": [2], "SKILL.md": [1]])
        let empty = try Skill(name: Skill.Name("a"), files: [:])

        #expect(skill.digest == renamed.digest)
        #expect(try skill.digest != skill.with([3], at: "b").digest)
        #expect(try skill.digest != skill.with(nil, at: "b").digest)
        #expect(try skill.digest != Skill(name: Skill.Name("a"), files: ["SKILL.md": [1], "b2": []]).digest)
        #expect(empty.digest.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test(
        "A new skill can be parsed back unchanged",
        arguments: [
            "Use when: a \"b\" # c", "- [x] & *y !z", "back\\slash, 'quote' — dash", "a --- b ---- c ----- d", "yes",
            "1e3",
            "tabs\tand\nlines",
        ]
    )
    func newSkillParsesBack(description: String) throws {
        let name = try Skill.Name("yes")
        let skill = try Skill(name: name, description: description, body: "\n# Title\n\ntext\n\n")
        let main = try #require(skill.files["SKILL.md"])
        let frontmatter = try Frontmatter(of: main)

        #expect(skill.validate() == [])
        #expect(frontmatter.name == "yes")
        #expect(frontmatter.description == description.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        #expect(String(decoding: main, as: UTF8.self).hasSuffix("---\n\n# Title\n\ntext\n"))
    }

    @Test(
        "A new skill without a usable description is refused",
        arguments: ["", " \n", String(repeating: "x", count: 1025)]
    )
    func refusesMissingDescription(text: String) throws {
        let name = try Skill.Name("a")

        #expect(throws: SkillError.self) { try Skill(name: name, description: text, body: "x") }
    }
}
