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
        #expect(try place.succeed("show", commit.lesson).contains("retracted"))
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
        #expect(try place.succeed("show", commit.lesson).contains("retracted"))

        try place.git("revert", "--no-edit", "HEAD")
        try place.succeed("evolve", "--again")

        #expect(try rules() == before)
        #expect(try place.succeed("show", commit.lesson).contains("adopted"))
    }
}
