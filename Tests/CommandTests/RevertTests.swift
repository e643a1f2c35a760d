import Testing

@Suite("What a person takes back with stock git")
struct RevertTests {
    let place: Workplace

    init() throws {
        place = try Workplace()
        try place.learn(0..<60)
    }

    /// The rules of all skills.
    private func rules() throws -> Set<String> {
        Set(try place.allSkills.flatMap { skill in try skill.rules().map { "\(skill.name): \($0)" } })
    }

    /// More sessions with the same troubles, and an evolution.
    private func learnMore() throws {
        try place.learn(100..<160)
        try place.succeed("evolve", "--again")
    }

    @Test("applies cleanly for each lesson alone, and takes its rule away and no other")
    func eachLesson() throws {
        let commits = try place.lessonCommits()
        let before = try rules()
        for commit in commits {
            try place.git("checkout", "-q", "-B", "trial", "main")
            try place.git("revert", "--no-edit", commit.id)
            let after = try rules()
            #expect(after.isSubset(of: before))
            #expect(before.count - after.count == 1, "\(commit.lesson)")
        }
        let lint = try place.run("lint", place.skills + "/skills")
        #expect(lint.status == 0, "\(lint.text)")
    }

    @Test("applies cleanly for all lessons, one after another")
    func allLessons() throws {
        for commit in try place.lessonCommits() { try place.git("revert", "--no-edit", commit.id) }

        #expect(try rules().isEmpty)
    }

    @Test("applies cleanly for each revision", .enabled(if: ReferenceValidator.isInstalled, ReferenceValidator.absence))
    func eachRevision() throws {
        for commit in try place.revisions() {
            try place.git("checkout", "-q", "-B", "trial", "main")
            try place.git("revert", "--no-edit", "-m", "1", commit)
            let verdict = try ReferenceValidator.accepts(place)
            #expect(verdict.status == 0, "\(verdict.text)")
        }
    }

    @Test("does not come back with the next evolution: a lesson")
    func lessonStaysAway() throws {
        let commit = try #require(try place.lessonCommits().first { $0.skill == "orchard" })
        let before = try rules()
        try place.git("revert", "--no-edit", commit.id)
        let left = try rules()
        let gone = before.subtracting(left)
        #expect(gone.count == 1)

        try learnMore()

        #expect(try rules().isDisjoint(with: gone))
        #expect(try place.lessonCommits().count { $0.lesson == commit.lesson } == 1)
        #expect(try place.succeed("show", commit.lesson).contains("tombstone"))
    }

    @Test("does not come back with the next evolution: a revision")
    func revisionStaysAway() throws {
        let commit = try #require(try place.git("rev-list", "-1", "table-tools/v1").split(separator: "\n").first)
        try place.git("revert", "--no-edit", "-m", "1", String(commit))
        #expect(place.names(in: place.skills + "/skills").contains("table-tools") == false)

        try learnMore()

        #expect(place.names(in: place.skills + "/skills").contains("table-tools") == false)
    }

    @Test("does not come back with the next evolution: lines that were deleted by hand")
    func deletedLines() throws {
        let skill = place.skill("orchard")
        let rule = try #require(try skill.rules().first)
        let line = try skill.line(with: "**\(rule)**")
        #expect(
            try place.start(["sed", "-i", "\(line),\(line + 2)d", skill.path], in: place.skills).end(within: 20).status
                == 0
        )
        try place.git("commit", "-q", "-a", "-m", "orchard: not so")

        try learnMore()

        #expect(try skill.rules().contains(rule) == false)
    }

    @Test("is adopted again when the revert is reverted")
    func revertOfRevert() throws {
        let commit = try #require(try place.lessonCommits().first { $0.skill == "orchard" })
        let before = try rules()
        try place.git("revert", "--no-edit", commit.id)
        try place.succeed("evolve", "--again")
        #expect(try place.succeed("show", commit.lesson).contains("tombstone"))

        try place.git("revert", "--no-edit", "HEAD")
        try place.succeed("evolve", "--again")

        #expect(try rules() == before)
        #expect(try place.succeed("show", commit.lesson).contains("adopted"))
    }
}

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

        #expect(said.contains("taken back: \(commit.lesson)"))
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
        #expect(try place.succeed("verify").contains("agrees"))
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
