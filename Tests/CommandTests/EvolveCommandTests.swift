import TestSupport
import Testing

@Suite("The command evolve")
struct EvolveCommandTests {
    @Test("evolve turns sessions of several formats into skills with the rules that many of them teach")
    func evolveLearnsFromSeveralFormats() throws {
        let installation = try Installation()

        let said = try installation.learn(0..<60)

        #expect(said.contains("published"))
        #expect(names(in: installation.inbox).filter { $0 != ".rejected" }.isEmpty)
        #expect(try installation.skill("orchard").text().contains("ORCHARD_SETTINGS"))
        #expect(try installation.skill("orchard").text().contains("orchard.setup"))
        #expect(try installation.skill("table-tools").text().contains("take `table_id`"))
        #expect(try installation.skill("orchard").text().contains("run `pytest "))
        #expect(try installation.skill("orchard").text().contains("edit files under generated/"))
        #expect(try installation.skill("tidewater").text().contains("do not use `tox`"))
        #expect(try installation.isSound())
    }

    @Test("evolve makes no rule of what happened in one session only")
    func evolveIgnoresSingleSessions() throws {
        let installation = try Installation.thatHasLearned()

        let all = try installation.allSkills.map { try $0.text() }.joined()

        for word in ["handbook", "notes/", "ENOSPC", "jq", "sqlite3", "cargo"] {
            #expect(!all.contains(word), "\(word)")
        }
    }

    @Test("evolve without any session succeeds and commits nothing")
    func evolveWithoutSessions() throws {
        let installation = try Installation()

        try installation.succeed("ingest")
        let said = try installation.succeed("evolve")

        #expect(said.contains("no new "))
        #expect(try installation.git("rev-list", "--count", "--all") == "1")
    }

    @Test("evolve after one session commits nothing, because a rule needs two")
    func evolveAfterOneSession() throws {
        let installation = try Installation()

        try installation.learn(0..<1)

        #expect(try installation.git("rev-list", "--count", "main") == "1")
    }

    @Test("evolve --dry-run shows what would be published and writes nothing")
    func evolveDryRunWritesNothing() throws {
        let installation = try Installation()
        try installation.drop(0..<40)
        try installation.succeed("ingest")

        let said = try installation.succeed("evolve", "--dry-run")

        #expect(said.contains("would publish orchard/v1"))
        #expect(try installation.git("rev-list", "--count", "--all") == "1")
        try installation.succeed("evolve")
        #expect(try installation.revisions().isEmpty == false)
    }

    @Test("evolve extends a skill without touching a person's lines in it")
    func evolveKeepsLinesOfPeople() throws {
        let installation = try Installation.withPendingEpisodes()
        let skill = installation.skill("orchard")
        let mine = "\n## House rules\n\nAsk before you delete an orchard.\n"
        try write(try skill.text() + mine, to: skill.file)
        try installation.git("commit", "-q", "-a", "-m", "orchard: house rules")
        let rules = try skill.rules()

        try installation.succeed("evolve")

        #expect(try skill.text().contains(mine))
        #expect(try skill.rules().count > rules.count)
        #expect(Set(try skill.rules()).isSuperset(of: rules))
        let author = try installation.git("blame", "--porcelain", "-L", "/Ask before/,+1", skill.path)
        #expect(author.contains("author A Person"))
    }

    @Test("evolve --propose publishes on a branch of its own, and merging the branch adopts its lessons")
    func evolveProposesOnBranch() throws {
        let installation = try Installation()
        try installation.drop(0..<40)
        try installation.succeed("ingest")

        let said = try installation.succeed("evolve", "--propose")

        #expect(said.contains("proposals/orchard/v1"))
        #expect(try installation.git("rev-list", "--count", "main") == "1")
        try installation.git("merge", "-q", "--no-edit", "proposals/orchard/v1")
        let rules = try installation.skill("orchard").rules()
        #expect(rules.count >= 3)
        try installation.succeed("evolve", "--again")
        #expect(Set(try installation.skill("orchard").rules()).isSuperset(of: rules))
        #expect(try installation.lessonCommits().filter { $0.skill == "orchard" }.count == Set(rules).count)
    }
}
