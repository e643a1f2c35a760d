@testable import EpisodeAnalysis
import LanguageModels
import MethodTestSupport
@testable import Prompting
import Skills
import Testing
import TestSupport
import Trajectories

@Suite("The prompt of an analyst")
struct PromptLimitTests {
    private static func episode(steps: Int) -> Episode {
        var generator = SeededGenerator(seed: 3)
        func words(_ count: Int) -> String {
            (0..<count).map { _ in "w\(Int.random(in: 0..<5_000, using: &generator))" }.joined(separator: "\n\"")
        }
        return Episode(
            index: 0,
            task: words(900),
            steps: (1...steps).map {
                bash($0, "python part\($0).py <<EOF\n\(words(60))\nEOF", words(200), $0 % 3 == 0 ? .error : .ok)
            }
        )
    }

    @Test("has at most 12,000 tokens whatever the length of the episode and of the skill", arguments: [3, 40, 800])
    func limit(steps: Int) async throws {
        let tokens = Recorder<Int>()
        let model = role { call throws(ModelError) in
            tokens.add(TokenEstimate(call).prompt)
            return answered(report())
        }
        let large = try skill(String(repeating: "- Do this and that with the sheet.\n", count: 3_000))
        for base in [nil, large] {
            for outcome in [Outcome.Label.failure, .success] {
                let input = subject(Self.episode(steps: steps), outcome: outcome, base: base)
                if outcome == .success {
                    _ = try await SuccessAnalyst(model, seed: seed).analyse(input)
                } else {
                    _ = try await ErrorAnalyst(model, seed: seed).analyse(input)
                }
            }
        }
        #expect(tokens.all.count == 4 && tokens.all.allSatisfy { $0 <= 12_000 }, "\(tokens.all)")
    }

    @Test(
        "begins with the same 200 tokens for all calls of a role",
        arguments: [
            Instructions.errorAnalyst, Instructions.errorAnalystWithTools, Instructions.errorAnalystWithArtifacts,
            Instructions.successAnalyst, Instructions.quoteRepair, Instructions.topics, Instructions.topicGroups,
            Instructions.themes, Instructions.ruleWriter, Instructions.ruleCheck, Instructions.proposer,
            Instructions.router,
        ]
    )
    func sharedBeginning(instructions: String) {
        #expect(TokenEstimate.tokens(in: instructions) >= 200)
    }

    @Test("shows versions of one script once, and what the others have that the last one has not")
    func versions() {
        let lines = (1...40).map { "assert check_\($0)(table) == expected_\($0), 'row \($0)'" }
        func script(_ change: String) -> String {
            "cat > t.py <<EOF\n" + (lines + [change]).joined(separator: "\n") + "\nEOF"
        }
        let episode = Episode(
            index: 0,
            task: "Test it",
            steps: [
                bash(1, script("print('first try')"), ""), bash(2, "python t.py", "AssertionError", .error),
                bash(3, script("print('second try')"), ""), bash(4, "python t.py", "ok"),
            ]
        )
        let digest = EpisodeDigest(episode, outcome: .success, findings: [], budget: 8_000)
        #expect(digest.text.contains("[as in step 3, but for these lines:]\nprint('first try')"))
        #expect(digest.text.ranges(of: "assert check_7(table)").count == 1)
        #expect(digest.text.contains("print('second try')"))
    }
}
