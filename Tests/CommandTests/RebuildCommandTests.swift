import Glibc
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

    @Test("rebuild refuses while the daemon runs, and touches nothing")
    func rebuildRefusesBesideDaemon() throws {
        let installation = try Installation()
        try installation.succeed("ingest")
        let lock = open(installation.state + "/daemon.lock", O_RDWR | O_CREAT, 0o600)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let before = names(in: installation.state)

        let output = try installation.run("rebuild")

        #expect(output.status == 75 && output.errors.contains("stop it first"), "\(output)")
        #expect(names(in: installation.state) == before)
    }
}
