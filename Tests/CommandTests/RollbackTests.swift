import Testing

@Suite("rollback")
struct RollbackTests {
    let place: Workplace

    init() throws {
        place = try Workplace()
        try place.learn(0..<60)
    }

    @Test("takes a lesson back with its reason, and the lesson stays away")
    func lesson() throws {
        let commit = try #require(try place.lessonCommits().first { $0.skill == "orchard" })
        let rules = try place.skill("orchard").rules()

        let said = try place.succeed("rollback", "orchard", "--lesson", commit.lesson, "--reason", "the image has it")

        #expect(said.contains("retracted: \(commit.lesson)"))
        #expect(try place.skill("orchard").rules().count == rules.count - 1)
        let message = try place.git("log", "-1", "--format=%B")
        #expect(message.contains("the image has it"))
        #expect(message.contains("This reverts commit \(commit.id)"))
        let left = try place.skill("orchard").rules()
        try place.learn(100..<160)
        let gone = Set(rules).subtracting(left)
        #expect(Set(try place.skill("orchard").rules()).isDisjoint(with: gone))
    }

    @Test("takes the newest revision back, and leaves other skills alone")
    func revision() throws {
        let other = try place.skill("orchard").text()

        try place.succeed("rollback", "table-tools", "--reason", "wrong desk")

        #expect(place.names(in: place.skills + "/skills").contains("table-tools") == false)
        #expect(try place.skill("orchard").text() == other)
        #expect(try place.git("status", "--porcelain").isEmpty)
        #expect(try place.git("fsck", "--full", "--strict", "--no-dangling").isEmpty)
        #expect(try place.succeed("verify").contains("no problems found"))
    }

    @Test("goes back to an earlier revision")
    func toRevision() throws {
        let place = try Workplace()
        try place.learn(0..<12)
        let before = try place.skill("orchard").text()
        try place.learn(12..<100)
        #expect(try place.skill("orchard").text() != before)

        try place.succeed("rollback", "orchard", "--to", "v1")

        #expect(try place.skill("orchard").text() == before)
    }

    @Test("of what there is not says so and commits nothing")
    func unknown() throws {
        let tip = try place.git("rev-parse", "main")

        for arguments in [["orchard", "--lesson", "orchard-00000000"], ["orchard", "--to", "v99"], ["no-such-skill"]] {
            let output = try place.start(
                [Workplace.program, "rollback"] + arguments + ["--config", place.configuration]
            ).end(within: 60)
            #expect(output.status != 0, "\(arguments)")
            #expect(output.errors.hasPrefix("Error: "), "\(arguments): \(output.errors)")
        }
        #expect(try place.git("rev-parse", "main") == tip)
    }
}
