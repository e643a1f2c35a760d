import TestSupport
import Testing

@Suite("The command rollback")
struct RollbackCommandTests {
    private let installation: Installation

    init() throws { installation = try Installation.thatHasLearned() }

    @Test("rollback --lesson removes a lesson with a reason, and the lesson is not learned again")
    func rollbackOfLesson() throws {
        let commit = try installation.lessonCommit(of: "orchard")
        let skill = installation.skill("orchard")
        let rules = try skill.rules()

        let said = try installation.succeed(
            "rollback",
            "orchard",
            "--lesson",
            commit.lesson,
            "--reason",
            "the image has it"
        )

        #expect(said.contains("retracted: \(commit.lesson)"))
        #expect(try skill.rules().count == rules.count - 1)
        let message = try installation.git("log", "-1", "--format=%B")
        #expect(message.contains("the image has it"))
        #expect(message.contains("This reverts commit \(commit.id)"))
        let gone = Set(rules).subtracting(try skill.rules())
        try installation.learn(100..<160)
        #expect(Set(try skill.rules()).isDisjoint(with: gone))
    }

    @Test("rollback removes the newest revision and leaves other skills alone")
    func rollbackOfNewestRevision() throws {
        let other = try installation.skill("orchard").text()

        try installation.succeed("rollback", "table-tools", "--reason", "wrong desk")

        #expect(!installation.skillNames.contains("table-tools"))
        #expect(try installation.skill("orchard").text() == other)
        #expect(try installation.isSound())
        #expect(try installation.succeed("verify").contains("no problems found"))
    }

    @Test("rollback --to restores an earlier revision")
    func rollbackToEarlierRevision() throws {
        let installation = try Installation.withPendingEpisodes()
        let before = try installation.skill("orchard").text()
        try installation.succeed("evolve")
        #expect(try installation.skill("orchard").text() != before)

        try installation.succeed("rollback", "orchard", "--to", "v1")

        #expect(try installation.skill("orchard").text() == before)
    }

    @Test("rollback of something that does not exist is an error and commits nothing")
    func rollbackOfUnknownIsAnError() throws {
        let tip = try installation.git("rev-parse", "main")

        for arguments in [["orchard", "--lesson", "orchard-00000000"], ["orchard", "--to", "v99"], ["no-such-skill"]] {
            let output = try installation.run(["rollback"] + arguments)
            #expect(output.status != 0, "\(arguments)")
            #expect(output.errors.hasPrefix("Error: "), "\(arguments): \(output.errors)")
        }
        #expect(try installation.git("rev-parse", "main") == tip)
    }
}
