import TestSupport
import Testing

@Suite("A working tree that a person is using")
struct WorkingTreeTests {
    private let installation: Installation

    init() throws { installation = try Installation.withPendingEpisodes() }

    @Test("A changed file that is not committed stays as it is, and its skill is published later")
    func uncommittedChangeIsKept() throws {
        let skill = installation.skill("orchard")
        let mine = try skill.text() + "\nHalf a sent"
        try write(mine, to: skill.file)

        let output = try installation.run("evolve")

        #expect(output.status == 75)
        #expect((output.text + output.errors).contains("orchard"))
        #expect(try skill.text() == mine)
        #expect(try installation.git("diff", "--name-only") == skill.path)
        try installation.git("checkout", "-q", "--", skill.path)
        let later = try installation.succeed("evolve")
        #expect(later.contains("published orchard/v2"))
        #expect(try installation.git("status", "--porcelain").isEmpty)
    }

    @Test("A skill that a person has begun and not committed stays as it is")
    func untrackedSkillIsKept() throws {
        let installation = try Installation()
        let file = installation.skill("orchard").file
        try write("mine\n", to: file)
        try installation.drop(0..<40)
        try installation.succeed("ingest")

        let output = try installation.run("evolve")

        #expect(output.status == 75)
        #expect(try read(file) == "mine\n")
    }

    @Test("Nothing is published during a merge")
    func mergeBlocksPublishing() throws {
        let tip = try installation.git("rev-parse", "HEAD")
        try write(tip + "\n", to: installation.skills + "/.git/MERGE_HEAD")

        let output = try installation.run("evolve")

        #expect(output.status == 75)
        #expect(output.errors.contains("merge"))
        #expect(try installation.git("rev-parse", "HEAD") == tip)
    }

    @Test("Changed files outside the skills stay as they are and block nothing")
    func otherFilesDoNotMatter() throws {
        try write("draft\n", to: installation.skills + "/draft.txt")
        try write("changed\n", to: installation.skills + "/README.md")

        try installation.succeed("evolve")

        #expect(try read(installation.skills + "/draft.txt") == "draft\n")
        #expect(try installation.gitLines("status", "--porcelain") == [" M README.md", "?? draft.txt"])
    }

    @Test("Another branch that is checked out stays as it is while main moves on")
    func otherBranchIsKept() throws {
        try installation.git("checkout", "-q", "-b", "mine")
        let before = try installation.skill("orchard").text()

        try installation.succeed("evolve")

        #expect(try installation.git("symbolic-ref", "--short", "HEAD") == "mine")
        #expect(try installation.skill("orchard").text() == before)
        #expect(try installation.git("status", "--porcelain").isEmpty)
        #expect(try installation.git("rev-parse", "main") != installation.git("rev-parse", "mine"))
    }
}
