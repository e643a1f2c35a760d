import Skills
import Testing

@Suite("A skill")
struct SkillTests {
    @Test("takes names of lower-case letters, digits and single hyphens", arguments: ["a", "xlsx", "a-1-b", "9"])
    func names(text: String) throws {
        #expect(try Skill.Name(text).text == text)
    }

    @Test(
        "refuses other names",
        arguments: ["", "-a", "a-", "a--b", "A", "a_b", "ä", "a b", "a/b", "..", String(repeating: "a", count: 65)]
    )
    func badNames(text: String) {
        #expect(throws: SkillError.invalidName(text)) { try Skill.Name(text) }
    }

    @Test(
        "refuses paths that leave its folder or that git reads",
        arguments: [
            "", "/a", "../a", "a/../b", "a//b", "./a", "a/", ".git/config", "a/.GIT/x", ".gitattributes", "git~1",
            "a\\b", "a\nb",
            ".g\u{200C}it/x", "C:x", "a\u{0}",
        ]
    )
    func badPaths(path: String) throws {
        let name = try Skill.Name("a")

        #expect(throws: SkillError.invalidPath(path)) { try Skill(name: name, files: [path: []]) }
    }

    @Test("has a digest of its paths and bytes alone")
    func digest() throws {
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
        "is written so that it reads back as it was meant",
        arguments: [
            "Use when: a \"b\" # c", "- [x] & *y !z", "back\\slash, 'quote' — dash", "a --- b ---- c ----- d", "yes",
            "1e3",
            "tabs\tand\nlines",
        ]
    )
    func template(description: String) throws {
        let name = try Skill.Name("yes")
        let skill = try Skill(name: name, description: description, body: "\n# Title\n\ntext\n\n")
        let main = try #require(skill.files["SKILL.md"])
        let frontmatter = try Frontmatter(of: main)

        #expect(skill.validate() == [])
        #expect(frontmatter.name == "yes")
        #expect(frontmatter.description == description.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        #expect(String(decoding: main, as: UTF8.self).hasSuffix("---\n\n# Title\n\ntext\n"))
    }

    @Test("needs a description", arguments: ["", " \n", String(repeating: "x", count: 1025)])
    func noDescription(text: String) throws {
        let name = try Skill.Name("a")

        #expect(throws: SkillError.self) { try Skill(name: name, description: text, body: "x") }
    }
}
