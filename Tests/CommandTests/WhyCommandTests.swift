import TestSupport
import Testing

@Suite("The command why")
struct WhyCommandTests {
    private let installation: Installation
    private var skill: InstalledSkill { installation.skill("table-tools") }

    init() throws { installation = try Installation.thatHasLearned() }

    // Fault 26 of the reference implementation.
    @Test("why leads from a line to its lesson, support, quotes and sessions")
    func whyLeadsToLessonAndSessions() throws {
        let line = try skill.line(with: "take `table_id`")
        let commit = try installation.git("blame", "--porcelain", "-L", "\(line),\(line)", skill.path).prefix(40)
        let lesson = try #require(try installation.lessonCommits().first { $0.id == commit }?.lesson)

        let said = try installation.succeed("why", "\(skill.path):\(line)")

        #expect(said.contains(lesson))
        #expect(said.contains("there is no table with that id"))
        #expect(said.contains("support"))
        #expect(said.contains("session "))
    }

    @Test("why names the author of a line that a person wrote")
    func whyNamesAuthorOfPersonsLine() throws {
        try write(try skill.text() + "\nBe kind to guests.\n", to: skill.file)
        try installation.git("commit", "-q", "-a", "-m", "table-tools: manners")

        let said = try installation.succeed("why", "\(skill.path):\(try skill.line(with: "Be kind"))")

        #expect(said.contains("A Person"))
    }

    @Test("why of a line that does not exist is an error that names it")
    func whyNamesMissingLine() throws {
        let output = try installation.run("why", "skills/table-tools/SKILL.md:4000")

        #expect(output.status != 0)
        #expect(output.errors.contains("4000"))
    }
}
