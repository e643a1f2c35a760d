import Glibc
import Testing

@Suite("A lost ledger")
struct RebuildTests {
    @Test(
        "is made again from repository and archive: the same lessons, revisions and sessions, and nothing new to learn"
    )
    func rebuild() throws {
        let place = try Workplace()
        try place.learn(0..<60)
        let commit = try #require(try place.lessonCommits().first { $0.skill == "orchard" })
        try place.succeed("rollback", "orchard", "--lesson", commit.lesson)
        let (log, tip) = (try place.succeed("log", "--json"), try place.git("rev-parse", "main"))
        for ending in ["", "-wal", "-shm"] { unlink(place.state + "/ledger.sqlite" + ending) }

        try place.succeed("rebuild")

        #expect(try place.succeed("log", "--json") == log)
        #expect(try place.succeed("status").contains("60 sessions"))
        #expect(try place.succeed("show", commit.lesson).contains("retracted"))
        try place.succeed("evolve", "--again")
        #expect(try place.git("rev-parse", "main") == tip)
        #expect(try place.succeed("verify").contains("no problems found"))
    }

    @Test("a file of the archive that is damaged is found by verify")
    func damage() throws {
        let place = try Workplace()
        try place.learn(0..<6)
        let found = try place.start(["find", place.state + "/archive", "-name", "*.zst"]).end(within: 20).text
        let victim = try #require(found.split(separator: "\n").first)
        #expect(try place.start(["truncate", "-s", "-4", String(victim)]).end(within: 20).status == 0)

        let output = try place.run("verify")

        #expect(output.status != 0)
        #expect((output.text + output.errors).contains("1 damaged"))
    }
}
