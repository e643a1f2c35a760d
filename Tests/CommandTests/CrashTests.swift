import TestSupport
import Testing

@Suite(
    "A program that is killed",
    .enabled(
        if: KillPoints.canBeSet,
        "strace is not installed, or may not trace here; install it: apt-get install strace"
    )
)
struct CrashTests {
    static let rounds = 3

    @Test(
        "After evolutions that were killed the repository is sound and has every lesson once",
        arguments: SeededGenerator.seeds(4)
    )
    func killedEvolutions(seed: UInt64) throws {
        let installation = try Installation.withPendingEpisodes()
        var points = try KillPoints(of: "evolve", seed: seed)

        for round in 0..<Self.rounds {
            try installation.drop(100 + round * 12..<100 + (round + 1) * 12)
            try installation.succeed("ingest")
            try points.kill(installation)
            #expect(try installation.git("fsck", "--full", "--strict", "--no-dangling").isEmpty, "\(points)")
        }
        try installation.succeed("evolve", "--again")

        #expect(points.killed > 0)
        #expect(try installation.isSound(), "\(points)")
        #expect(try installation.succeed("verify").contains("no problems found"), "\(points)")
        let subjects = try installation.gitLines("log", "--no-merges", "--format=%s", "main")
        #expect(Set(subjects).count == subjects.count, "\(points)")
        for skill in installation.allSkills {
            let rules = try skill.rules()
            #expect(Set(rules).count == rules.count, "\(points)")
        }
        #expect(try installation.skill("orchard").rules().count >= 3, "\(points)")
    }

    @Test("After ingests that were killed every session is there once", arguments: SeededGenerator.seeds(4))
    func killedIngests(seed: UInt64) throws {
        let installation = try Installation()
        var points = try KillPoints(of: "ingest", seed: seed)

        for round in 0..<Self.rounds {
            try installation.drop(round * 24..<(round + 1) * 24)
            try points.kill(installation)
        }
        try installation.succeed("ingest")

        #expect(points.killed > 0)
        #expect(names(in: installation.inbox).filter { !$0.hasPrefix(".") }.isEmpty, "\(points)")
        #expect(try installation.status().sessions == Self.rounds * 24, "\(points)")
        #expect(try installation.succeed("verify").contains("no problems found"), "\(points)")
    }
}
