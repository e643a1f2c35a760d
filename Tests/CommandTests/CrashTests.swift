import Glibc
import Testing

@Suite("After a crash")
struct CrashTests {
    /// Milliseconds within which an evolution on a small machine is anywhere between its start and its end.
    private static let span = 0...400

    @Test(
        "in the middle of an evolution, ten times, the repository is sound and no lesson is there twice",
        .timeLimit(.minutes(5))
    )
    func killedEvolutions() throws {
        let place = try Workplace()
        let seed = UInt64.random(in: 0..<1_000_000)
        print("seed of the moments: \(seed)")
        var moments = Moments(seed: seed)
        for round in 0..<10 {
            try place.drop(round * 12..<(round + 1) * 12)
            try place.succeed("ingest")
            let evolution = try place.start("evolve")
            _ = evolution.end(within: Double(Int.random(in: Self.span, using: &moments)) / 1000)
            #expect(
                try place.git("fsck", "--full", "--strict", "--no-dangling").isEmpty,
                "seed \(seed), round \(round)"
            )
        }

        try place.succeed("evolve", "--again")

        #expect(try place.git("fsck", "--full", "--strict", "--no-dangling").isEmpty, "seed \(seed)")
        #expect(try place.git("status", "--porcelain").isEmpty, "seed \(seed)")
        #expect(try place.succeed("verify").contains("everything agrees"), "seed \(seed)")
        let subjects = try place.gitLines("log", "--no-merges", "--format=%s", "main")
        #expect(Set(subjects).count == subjects.count, "seed \(seed): \(subjects)")
        for skill in place.allSkills {
            let rules = try skill.rules()
            #expect(Set(rules).count == rules.count, "seed \(seed)")
        }
        #expect(try place.skill("orchard").rules().count >= 3)
    }

    @Test("in the middle of taking files in, every session is there once", .timeLimit(.minutes(5)))
    func killedIngests() throws {
        let place = try Workplace()
        let seed = UInt64.random(in: 0..<1_000_000)
        print("seed of the moments: \(seed)")
        var moments = Moments(seed: seed)
        try place.drop(0..<120)
        for _ in 0..<10 {
            _ = try place.start("ingest").end(within: Double(Int.random(in: Self.span, using: &moments)) / 1000)
        }

        try place.succeed("ingest")

        #expect(place.names(in: place.inbox).filter { !$0.hasPrefix(".") }.isEmpty, "seed \(seed)")
        #expect(try place.succeed("status").contains("120 sessions"), "seed \(seed)")
        #expect(try place.succeed("verify").contains("everything agrees"), "seed \(seed)")
    }
}

/// Numbers that a seed decides, so that a failure can be had again.
private struct Moments: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64, by Sebastiano Vigna.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

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
        #expect(try place.succeed("show", commit.lesson).contains("tombstone"))
        try place.succeed("evolve", "--again")
        #expect(try place.git("rev-parse", "main") == tip)
        #expect(try place.succeed("verify").contains("everything agrees"))
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
