import Testing

@Suite("A working tree in which a person is at work")
struct WorkingTreeTests {
    let place: Workplace

    /// A place with a revision, and evidence for another one waiting.
    init() throws {
        place = try Workplace()
        try place.learn(0..<12)
        try place.drop(12..<100)
        try place.succeed("ingest")
    }

    @Test("keeps a file that is changed and not committed, byte for byte")
    func dirtyFile() throws {
        let skill = place.skill("orchard")
        let mine = try skill.text() + "\nHalf a sent"
        try place.write(mine, to: place.skills + "/" + skill.path)

        let output = try place.run("evolve")

        #expect(output.status == 75)
        #expect((output.text + output.errors).contains("orchard"))
        #expect(try skill.text() == mine)
        #expect(try place.git("diff", "--name-only") == skill.path)
        try place.git("checkout", "-q", "--", skill.path)
        let later = try place.succeed("evolve")
        #expect(later.contains("published orchard/v2"))
        #expect(try place.git("status", "--porcelain").isEmpty)
    }

    @Test("keeps a skill that a person has begun and not committed")
    func untrackedSkill() throws {
        let place = try Workplace()
        let path = place.skills + "/skills/orchard/SKILL.md"
        #expect(try place.start(["mkdir", "-p", place.skills + "/skills/orchard"]).end(within: 20).status == 0)
        try place.write("mine\n", to: path)
        try place.drop(0..<40)
        try place.succeed("ingest")

        let output = try place.run("evolve")

        #expect(output.status == 75)
        #expect(try place.read(path) == "mine\n")
    }

    @Test("waits while a merge is under way")
    func merge() throws {
        let tip = try place.git("rev-parse", "HEAD")
        try place.write(tip + "\n", to: place.skills + "/.git/MERGE_HEAD")

        let output = try place.run("evolve")

        #expect(output.status == 75)
        #expect(output.errors.contains("merge"))
        #expect(try place.git("rev-parse", "HEAD") == tip)
    }

    @Test("gets along with other changed files")
    func otherFiles() throws {
        try place.write("draft\n", to: place.skills + "/draft.txt")
        try place.write("changed\n", to: place.skills + "/README.md")

        try place.succeed("evolve")

        #expect(try place.read(place.skills + "/draft.txt") == "draft\n")
        #expect(try place.gitLines("status", "--porcelain") == [" M README.md", "?? draft.txt"])
    }

    @Test("goes its way while the person is on another branch")
    func otherBranch() throws {
        try place.git("checkout", "-q", "-b", "mine")
        let before = try place.skill("orchard").text()

        try place.succeed("evolve")

        #expect(try place.git("symbolic-ref", "--short", "HEAD") == "mine")
        #expect(try place.skill("orchard").text() == before)
        #expect(try place.git("status", "--porcelain").isEmpty)
        #expect(try place.git("rev-parse", "main") != place.git("rev-parse", "mine"))
    }
}
