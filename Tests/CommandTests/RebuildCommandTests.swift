import TestSupport
import Testing

@Suite("The command rebuild")
struct RebuildCommandTests {
    @Test("rebuild restores lessons, revisions and sessions from repository and archive, with nothing left to learn")
    func rebuildRestoresLedger() throws {
        let installation = try Installation.thatHasLearned()
        let commit = try installation.lessonCommit(of: "orchard")
        try installation.succeed("rollback", "orchard", "--lesson", commit.lesson)
        let (log, tip) = (try installation.succeed("log", "--json"), try installation.git("rev-parse", "main"))
        try installation.loseLedger()

        try installation.succeed("rebuild")

        #expect(try installation.succeed("log", "--json") == log)
        #expect(try installation.succeed("status").contains("60 sessions"))
        #expect(try installation.isRetracted(commit.lesson))
        try installation.succeed("evolve", "--again")
        #expect(try installation.git("rev-parse", "main") == tip)
        #expect(try installation.succeed("verify").contains("no problems found"))
    }
}
