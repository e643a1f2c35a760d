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

    @Test("why takes the name or the folder of a skill for its text", arguments: ["table-tools", "skills/table-tools"])
    func whyOfSkill(place: String) throws {
        #expect(try installation.succeed("why", place) == installation.succeed("why", skill.path))
    }

    @Test("why names the author of a line that a person wrote")
    func whyNamesAuthorOfPersonsLine() throws {
        try write(try skill.text() + "\nBe kind to guests.\n", to: skill.file)
        try installation.git("commit", "-q", "-a", "-m", "table-tools: manners")

        let said = try installation.succeed("why", "\(skill.path):\(try skill.line(with: "Be kind"))")

        #expect(said.contains("A Person"))
    }

    @Test("why of a heading names the revision that made it, and the lessons below it")
    func whyOfHeading() throws {
        let title = try skill.line(with: "# ")
        let said = try installation.succeed("why", "\(skill.path):\(title)")
        let lessons = try installation.lessonCommits().filter { $0.skill == "table-tools" }.map(\.lesson)

        #expect(said.contains("structure of table-tools/v1"))
        for lesson in lessons { #expect(said.contains(lesson), "\(said)") }

        let section = try skill.line(with: "## ")
        let below = try installation.succeed("why", "\(skill.path):\(section)", "--json")
        #expect(below.contains(#""revision" : "table-tools/v1""#), "\(below)")
        let following = try skill.line(with: "- **")
        #expect(following > section)
        let first = try installation.succeed("why", "\(skill.path):\(following)", "--json")
        let id = try #require(lessons.first { first.contains("\"\($0)\"") })
        #expect(below.contains("\"\(id)\""))
    }

    @Test("why names the person who amended a commit of ours", arguments: ["merge", "lesson"])
    func whyNamesPersonWhoAmended(what: String) throws {
        if what == "lesson" {
            let commit = try #require(try installation.lessonCommits().first { $0.skill == "table-tools" })
            try installation.git("reset", "-q", "--hard", commit.id)
        }
        let title = try #require(try skill.rules().first)
        let new = what == "merge" ? try skill.text() + "\n- Be kind.\n" : try skill.text()
        let last = try #require(new.split(separator: "\n").last { $0.hasPrefix("- **") })
        try write(what == "merge" ? new : new.replacing(last, with: last + " Be kind."), to: skill.file)
        try installation.git("commit", "-q", "-a", "--amend", "--no-edit")

        let said = try installation.succeed("why", "\(skill.path):\(try skill.line(with: "Be kind"))")
        #expect(said.contains("by A Person"), "\(title): \(said)")
    }

    @Test("log and why of a shallow clone name the command that fetches the rest")
    func shallow() throws {
        let clone = installation.folder.path(of: "shallow")
        try installation.git("clone", "-q", "--depth", "1", "file://\(installation.skills)", clone)
        let text = try read(installation.configuration)
        try write(text.replacing(installation.skills, with: clone), to: installation.configuration)
        for command in [
            ["log"], ["why", "skills/table-tools/SKILL.md:3"], ["verify"], ["diff", "table-tools"], ["evolve"],
        ] {
            let output = try installation.run(command)
            #expect(output.errors.contains("git fetch --unshallow"), "\(command): \(output.errors)\(output.text)")
        }
    }

    @Test("why of a line that does not exist is an error that names it")
    func whyNamesMissingLine() throws {
        let output = try installation.run("why", "skills/table-tools/SKILL.md:4000")

        #expect(output.status != 0)
        #expect(output.errors.contains("4000"))
    }
}
