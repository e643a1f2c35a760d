import TestSupport
import Testing

@Suite("What a person reverts with stock git")
struct GitRevertTests {
    private let installation: Installation

    init() throws { installation = try Installation.thatHasLearned() }

    /// Learns from more sessions with the same problems.
    private func learnMore() throws {
        try installation.learn(100..<160)
        try installation.succeed("evolve", "--again")
    }

    @Test("Each lesson alone can be reverted, which removes its rule and no other")
    func eachLessonCanBeReverted() throws {
        let before = try installation.rules()
        for commit in try installation.lessonCommits() {
            try installation.git("checkout", "-q", "-B", "trial", "main")
            try installation.git("revert", "--no-edit", commit.id)
            let after = try installation.rules()
            #expect(after.isSubset(of: before))
            #expect(before.count - after.count == 1, "\(commit.lesson)")
        }
        let lint = try installation.run("lint", installation.skills + "/skills")
        #expect(lint.status == 0, "\(lint.text)")
    }

    @Test("All lessons can be reverted, one after another")
    func allLessonsCanBeReverted() throws {
        for commit in try installation.lessonCommits() { try installation.git("revert", "--no-edit", commit.id) }

        #expect(try installation.rules().isEmpty)
    }

    @Test(
        "Each revision can be reverted, and valid skills remain",
        .enabled(if: ReferenceValidator.isInstalled, ReferenceValidator.absence)
    )
    func eachRevisionCanBeReverted() throws {
        for commit in try installation.revisions() {
            try installation.git("checkout", "-q", "-B", "trial", "main")
            try installation.git("revert", "--no-edit", "-m", "1", commit)
            let verdict = try ReferenceValidator.validate(installation)
            #expect(verdict.status == 0, "\(verdict.text)")
        }
    }

    @Test("A reverted lesson is not learned again")
    func revertedLessonIsNotLearnedAgain() throws {
        let commit = try installation.lessonCommit(of: "orchard")
        let before = try installation.rules()
        try installation.git("revert", "--no-edit", commit.id)
        let gone = before.subtracting(try installation.rules())
        #expect(gone.count == 1)

        try learnMore()

        #expect(try installation.rules().isDisjoint(with: gone))
        #expect(try installation.lessonCommits().count { $0.lesson == commit.lesson } == 1)
        #expect(try installation.isRetracted(commit.lesson))
    }

    @Test("A skill whose revision was reverted is not created again")
    func revertedRevisionIsNotPublishedAgain() throws {
        let commit = try #require(try installation.gitLines("rev-list", "-1", "table-tools/v1").first)
        try installation.git("revert", "--no-edit", "-m", "1", commit)
        #expect(!installation.skillNames.contains("table-tools"))

        try learnMore()

        #expect(!installation.skillNames.contains("table-tools"))
    }

    @Test("A rule whose lines were deleted by hand is not learned again")
    func deletedLinesAreNotLearnedAgain() throws {
        let skill = installation.skill("orchard")
        let rule = try #require(try skill.rules().first)
        let line = try skill.line(with: "**\(rule)**")
        try installation.succeed(program: ["sed", "-i", "\(line),\(line + 2)d", skill.file])
        try installation.git("commit", "-q", "-a", "-m", "orchard: not so")

        try learnMore()

        #expect(try skill.rules().contains(rule) == false)
    }

    @Test("A lesson is adopted again when its revert is reverted")
    func revertOfRevertAdoptsAgain() throws {
        let commit = try installation.lessonCommit(of: "orchard")
        let before = try installation.rules()
        try installation.git("revert", "--no-edit", commit.id)
        try installation.succeed("evolve", "--again")
        #expect(try installation.isRetracted(commit.lesson))

        try installation.git("revert", "--no-edit", "HEAD")
        try installation.succeed("evolve", "--again")

        #expect(try installation.rules() == before)
        #expect(try installation.succeed("show", commit.lesson).contains("adopted"))
    }
}
