import TestSupport
import Testing

@Suite("The command bisect")
struct BisectCommandTests {
    @Test("bisect names the lesson that a command objects to, and the command that takes it back")
    func bisectNamesTheLesson() throws {
        let installation = try Installation.thatHasLearned()
        let commits = try installation.lessonCommits().filter { $0.skill == "orchard" }
        let wanted = try #require(commits.first { commit in commits.last.map { $0.id != commit.id } ?? false })
        let line = try #require(
            try installation.gitLines("show", "--format=", wanted.id).first { $0.hasPrefix("+- **") }?.dropFirst()
        )
        let words = line.dropFirst(4).prefix(20)
        let before = try installation.git("status", "--porcelain")

        let said = try installation.succeed("bisect", "orchard", "--eval", "! grep -q -F '\(words)' SKILL.md")

        #expect(said.contains(wanted.id.prefix(10)), "\(said)")
        #expect(said.contains("trace2skill rollback orchard --lesson \(wanted.lesson)"), "\(said)")
        #expect(try installation.git("status", "--porcelain") == before)
        let json = try installation.succeed(
            "bisect",
            "orchard",
            "--json",
            "--eval",
            "! grep -q -F '\(words)' SKILL.md"
        )
        #expect(json.contains("\"\(wanted.lesson)\""))
        let remedy = try #require(
            said.split(separator: "\n").first { $0.contains("rollback orchard") }?.drop { $0 == " " }
        )
        let prepared = remedy.replacing("trace2skill", with: "\(Installation.program)")
        try installation.succeed(program: ["sh", "-c", "\(prepared) --dry-run --config \(installation.configuration)"])
    }

    @Test("bisect --apply takes the lesson back, and says why in the message")
    func bisectApplies() throws {
        let installation = try Installation.thatHasLearned()
        let wanted = try #require(try installation.lessonCommits().last { $0.skill == "orchard" })
        let line = try #require(
            try installation.gitLines("show", "--format=", wanted.id).first { $0.hasPrefix("+- **") }?.dropFirst()
        )
        let words = line.dropFirst(4).prefix(20)

        try installation.succeed("bisect", "orchard", "--apply", "--eval", "! grep -q -F '\(words)' SKILL.md")

        let message = try installation.git("log", "-1", "--format=%B", "main")
        #expect(message.contains("Lesson-Reverted: \(wanted.lesson)"), "\(message)")
        #expect(message.contains("Reason: bisect: with it, this fails: ! grep"), "\(message)")
        #expect(try !read(installation.skills + "/skills/orchard/SKILL.md").contains(words))
        #expect(try installation.succeed("log", "--taken-back").contains(wanted.lesson))
        #expect(try installation.git("status", "--porcelain").isEmpty)
    }

    @Test("bisect refuses where there is nothing to find, and where the command cannot be run")
    func bisectRefuses() throws {
        let installation = try Installation.thatHasLearned()
        let good = try installation.run("bisect", "orchard", "--eval", "true")
        let bad = try installation.run("bisect", "orchard", "--eval", "false")
        let missing = try installation.run("bisect", "orchard", "--eval", "no-such-program")

        #expect(good.status == 1)
        #expect(good.errors.contains("the bad state is good"))
        #expect(bad.status == 1)
        #expect(bad.errors.contains("the good state is bad already"))
        #expect(missing.status == 64)
        #expect(try installation.run("bisect", "nothing", "--eval", "true").status == 65)
    }
}
