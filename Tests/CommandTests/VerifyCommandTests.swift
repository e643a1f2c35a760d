import TestSupport
import Testing

@Suite("The command verify")
struct VerifyCommandTests {
    @Test("verify finds ledger, archive and repository in agreement after learning")
    func verifyFindsAgreement() throws {
        #expect(try Installation.thatHasLearned().succeed("verify").contains("no problems found"))
    }

    @Test("verify counts a damaged file of the archive")
    func verifyFindsDamagedArchive() throws {
        let installation = try Installation()
        try installation.drop(0..<6)
        try installation.succeed("ingest")
        let victim = try #require(installation.folder.files().first { $0.hasSuffix(".zst") })
        try installation.succeed(program: ["truncate", "-s", "-4", installation.folder.path(of: victim)])

        let output = try installation.run("verify")

        #expect(output.status == 65)
        #expect((output.text + output.errors).contains("1 damaged"))
    }

    @Test("verify finds an archived trajectory that the ledger does not know, and --repair reads it")
    func verifyFindsTrajectoryWithoutRow() throws {
        let installation = try Installation()
        try installation.drop(0..<6, only: "claude_code")
        try installation.succeed("ingest")
        let sessions = try installation.status().sessions
        let statements = ["session", "episode", "trajectory"].map { table in
            "DELETE FROM \(table) WHERE \(table == "trajectory" ? "digest" : "trajectory") = (SELECT max(digest) FROM trajectory)"
        }
        try installation.succeed(
            program: [
                "python3", "-c",
                "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); [db.execute(s) for s in sys.argv[2:]]; db.commit()",
                installation.state + "/ledger.sqlite",
            ] + statements
        )

        let found = try installation.run("verify")
        let repaired = try installation.run("verify", "--repair")

        #expect(found.status == 65)
        #expect(found.text.contains("the ledger does not know 1 archived trajectory, such as "), "\(found.text)")
        #expect(repaired.status == 0, "\(repaired.text)")
        #expect(repaired.text.contains("read 1 archived trajectory that the ledger did not know"))
        #expect(try installation.status().sessions == sessions)
        #expect(try installation.succeed("verify").contains("no problems found"))
    }

    @Test("verify names a git object that was cut off, and ends")
    func verifyNamesTruncatedGitObject() throws {
        let installation = try Installation.thatHasLearned()
        let blob = try installation.git("hash-object", "-w", "--no-filters", installation.configuration)
        let path = "\(installation.skills)/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
        try installation.succeed(program: ["chmod", "u+w", path])
        try installation.succeed(program: ["truncate", "-s", "20", path])

        let output = try installation.run("verify")

        #expect(output.status == 65 && !output.wasKilled)
        #expect(output.text.contains("the git object \(path) is damaged"))
    }
}
