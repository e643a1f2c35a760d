import Testing

@Suite("After a crash")
struct CrashTests {
    /// Runs a command ten times and kills it at moments anywhere between its start and its end; gives the seed of the moments.
    ///
    /// - Parameters:
    ///   - prepare: makes work for a round.
    ///   - look: what must hold after each round.
    private func kill(
        _ command: String,
        at place: Workplace,
        prepare: (Int) throws -> Void,
        look: (Comment) throws -> Void
    ) throws -> Comment {
        let seed = UInt64.random(in: 0..<1_000_000)
        print("seed of the moments of \(command): \(seed)")
        var moments = Moments(seed: seed)
        // The first round is left alone: how long it takes is how late the others may be killed.
        try prepare(0)
        let length = try ContinuousClock().measure { try place.succeed(command) }
        var killed = 0
        for round in 1...10 {
            try prepare(round)
            let run = try place.start(command)
            if run.end(within: length / .seconds(1) * Double.random(in: 0...1, using: &moments)).wasCutOff {
                killed += 1
            }
            try look("seed \(seed), round \(round)")
        }
        #expect(killed > 0, "seed \(seed): nothing was killed in time")
        return "seed \(seed)"
    }

    @Test(
        "in the middle of an evolution, ten times, the repository is sound and no lesson is there twice",
        .timeLimit(.minutes(5))
    )
    func killedEvolutions() throws {
        let place = try Workplace()
        let seed = try kill("evolve", at: place) { round in
            try place.drop(round * 12..<(round + 1) * 12)
            try place.succeed("ingest")
        } look: { round in
            let faults = try place.git("fsck", "--full", "--strict", "--no-dangling")
            #expect(faults.isEmpty, round)
        }

        try place.succeed("evolve", "--again")

        #expect(try place.git("fsck", "--full", "--strict", "--no-dangling").isEmpty, seed)
        #expect(try place.git("status", "--porcelain").isEmpty, seed)
        #expect(try place.succeed("verify").contains("no problems found"), seed)
        let subjects = try place.gitLines("log", "--no-merges", "--format=%s", "main")
        #expect(Set(subjects).count == subjects.count, seed)
        for skill in place.allSkills {
            let rules = try skill.rules()
            #expect(Set(rules).count == rules.count, seed)
        }
        #expect(try place.skill("orchard").rules().count >= 3, seed)
    }

    @Test("in the middle of taking files in, ten times, every session is there once", .timeLimit(.minutes(5)))
    func killedIngests() throws {
        let place = try Workplace()
        let seed = try kill("ingest", at: place) { round in
            try place.drop(round * 24..<(round + 1) * 24)
        } look: { _ in
        }

        try place.succeed("ingest")

        #expect(place.names(in: place.inbox).filter { !$0.hasPrefix(".") }.isEmpty, seed)
        #expect(try place.succeed("status").contains("264 sessions"), seed)
        #expect(try place.succeed("verify").contains("no problems found"), seed)
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
