@testable import EpisodeAnalysis
import LanguageModels
import Lessons
import MethodTestSupport
import Mining
import Testing
import TestSupport
import Trajectories

@Suite("A digest of an episode", .timeLimit(.minutes(1)))
struct EpisodeDigestTests {
    private static func long(_ count: Int, errors: Set<Int>, size: Int = 3_000) -> Episode {
        let steps = (1...count).map { number in
            bash(
                number,
                "make part\(number)",
                "begin\(number) " + String(repeating: "output of part \(number) ", count: size / 20) + " end\(number)",
                errors.contains(number) ? .error : .ok
            )
        }
        return Episode(index: 0, task: "Build it", steps: steps)
    }

    private static func digest(_ episode: Episode, budget: Int) -> EpisodeDigest {
        EpisodeDigest(
            episode,
            outcome: .failure,
            findings: EmbeddedAnalyst().findings(in: episode),
            budget: budget
        )
    }

    @Test("A digest of a short episode is complete")
    func shortEpisodeIsComplete() {
        let digest = Self.digest(spreadsheet, budget: 4_000)

        #expect(digest.full == [1, 2, 3, 4, 5])
        #expect(digest.text.contains("Fill column C"))
        #expect(digest.text.contains("Outcome: failure"))
        #expect(digest.text.contains("- step 3: trouble "))
        #expect(digest.text.contains("python recalc.py input.xlsx && python check.py input.xlsx"))
    }

    @Test("A digest shows errors and their neighbours in full, and one line for other steps")
    func showsErrorsInFull() {
        let digest = Self.digest(Self.long(60, errors: [20, 41]), budget: 9_000)

        for number in [19, 20, 21, 40, 41, 42] {
            #expect(digest.full.contains(number))
            #expect(digest.text.contains("begin\(number) ") && digest.text.contains(" end\(number)"))
        }
        for number in 1...60 { #expect(digest.text.contains("\n[\(number)] agent:")) }
        #expect(!digest.full.contains(10))
        #expect(digest.text.contains("[10] agent: bash make part10 → ok (exit 0)"))
    }

    @Test("A digest marks omitted steps")
    func marksOmittedSteps() {
        let digest = Self.digest(Self.long(3_000, errors: [1_500]), budget: 1_500)

        #expect(digest.text.contains("[1500] agent:"))
        #expect(digest.text.contains("–") && digest.text.contains("…"))
        #expect(digest.tokens <= 1_500)
    }

    @Test("A digest stays within its budget and is reproducible")
    func staysWithinBudget() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<60 {
            let count = Int.random(in: 0...120, using: &generator)
            let errors = Set((0..<5).map { _ in Int.random(in: 1...130, using: &generator) })
            var episode = Episode(index: 0, task: nil)
            if count > 0 {
                episode = Self.long(count, errors: errors, size: Int.random(in: 0...6_000, using: &generator))
            }
            episode.task = String(repeating: "tâche ", count: Int.random(in: 0...2_000, using: &generator))
            let budget = Int.random(in: 200...20_000, using: &generator)
            let digest = Self.digest(episode, budget: budget)

            #expect(digest.tokens <= budget, "seed \(seed)")
            #expect(digest.tokens == TokenEstimate.tokens(in: digest.text), "seed \(seed)")
            #expect(digest == Self.digest(episode, budget: budget), "seed \(seed)")
        }
    }
}
