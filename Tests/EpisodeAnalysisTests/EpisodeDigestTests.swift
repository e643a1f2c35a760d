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
            findings: EmbeddedAnalyst().notes(of: episode).findings,
            budget: budget
        )
    }

    @Test("A digest of a short episode is complete")
    func shortEpisodeIsComplete() {
        let digest = Self.digest(spreadsheet, budget: 4_000)

        // The task is in the head.
        #expect(digest.full == [2, 3, 4, 5])
        #expect(digest.text.contains("Fill column C"))
        #expect(digest.text.contains("Outcome: failure"))
        #expect(digest.text.contains("- step 3: trouble "))
        #expect(digest.text.contains("python recalc.py input.xlsx && python check.py input.xlsx"))
    }

    @Test("A digest shows errors and their neighbours in full, and the gist of other steps")
    func showsErrorsInFull() {
        let digest = Self.digest(Self.long(60, errors: [20, 41]), budget: 9_000)

        for number in [19, 20, 21, 40, 41, 42] {
            #expect(digest.full.contains(number))
            #expect(digest.text.contains("begin\(number) ") && digest.text.contains(" end\(number)"))
        }
        for number in 1...60 { #expect(digest.text.contains("\n[\(number)] agent:")) }
        #expect(!digest.full.contains(10))
        #expect(digest.text.contains("make part10"))
    }

    @Test("A digest shows the final diff and the last edit of a file in full, whatever went wrong before")
    func showsResult() {
        var episode = Self.long(120, errors: Set(1...80))
        let edit = Trajectories.ToolCall(
            tool: "str_replace",
            arguments: [
                .init(name: "path", value: "src/sum.py"),
                .init(name: "new_str", value: String(repeating: "x = 1\n", count: 400)),
            ],
            observation: Observation(text: "edited", status: .ok)
        )
        episode.steps[95] = Step(number: 96, source: .agent, text: "", calls: [edit])
        episode.steps[99] = bash(
            100,
            "git diff | cat",
            "diff --git a/src/sum.py b/src/sum.py\n" + String(repeating: "+    return total\n", count: 150)
        )
        let digest = Self.digest(episode, budget: 6_000)

        #expect(digest.full.contains(100) && digest.full.contains(96))
        #expect(!digest.full.contains(60))
    }

    @Test("A digest does not repeat the task or the instructions of the harness")
    func leavesOutBoilerplate() {
        var episode = spreadsheet
        let rules = String(repeating: "You are in a shell and send one command a turn. ", count: 100)
        episode.steps.insert(Step(number: 0, source: .system, text: rules), at: 0)
        let digest = Self.digest(episode, budget: 8_000)

        #expect(digest.text.utf8.count < rules.utf8.count)
        #expect(digest.text.contains("[0] system:"))
    }

    @Test("A digest shows the rules of an agent without a shell, as far as a third of the budget allows")
    func showsPolicy() {
        func run(rules count: Int) -> (episode: Episode, last: String) {
            let rules = (1...count).map { "\($0). Ask the customer before you change booking class \($0)." }
            let arguments = [Trajectories.ToolCall.Argument(name: "class", value: "2")]
            let change = Trajectories.ToolCall(tool: "update_booking", arguments: arguments)
            var steps = [Step(number: 0, source: .system, text: rules.joined(separator: "\n"))]
            steps.append(Step(number: 1, source: .user, text: "Change my booking"))
            steps.append(Step(number: 2, source: .agent, text: "", calls: [change]))
            return (Episode(index: 0, task: "Change my booking", steps: steps), rules[count - 1])
        }
        let short = run(rules: 60)
        #expect(Self.digest(short.episode, budget: 8_000).text.contains(short.last))

        let long = run(rules: 600)
        let digest = Self.digest(long.episode, budget: 8_000)
        #expect(digest.text.contains("1. Ask the customer") && digest.text.contains(long.last))
        #expect(digest.tokens < 2_000)
    }

    @Test("A digest shows the rules of an agent that called nothing: that may be its mistake")
    func showsPolicyWithoutCalls() {
        let rules = (1...40).map { "\($0). Look up the profile of customer class \($0) yourself." }
        let steps = [
            Step(number: 0, source: .system, text: rules.joined(separator: "\n")),
            Step(number: 1, source: .user, text: "What is my balance?"),
            Step(number: 2, source: .agent, text: "I cannot tell."),
        ]
        let digest = Self.digest(Episode(index: 0, task: "What is my balance?", steps: steps), budget: 8_000)

        #expect(digest.text.contains(rules[39]))
    }

    @Test("A digest shows the ends of a list, and all lines of a diff")
    func shortensLists() {
        let list = (1...60).map { "tests/unit_\($0).py::Case::test_sum PASSED" }.joined(separator: "\n")
        var episode = spreadsheet
        episode.steps[2] = bash(3, "pytest -v", list + "\n60 passed in 1.2s")
        let text = Self.digest(episode, budget: 8_000).text
        #expect(text.contains("unit_1.py") && text.contains("unit_60.py") && text.contains("60 passed in 1.2s"))
        #expect(text.contains("[… 56 lines like these left out …]") && !text.contains("unit_30.py"))
        #expect(QuoteCheck(subject(episode)).steps(for: [.init(step: 3, text: "unit_30.py::Case")]).isEmpty)

        let diff = "diff --git a/x.txt b/x.txt\n" + (1...60).map { "+part/\($0).csv" }.joined(separator: "\n")
        episode.steps[2] = bash(3, "git diff", diff)
        #expect(Self.digest(episode, budget: 8_000).text.contains("+part/30.csv"))
    }

    @Test("A digest shows a list of things to do, and a growing output, once")
    func shortensRepetitions() {
        func todo(_ number: Int, done: Int) -> Step {
            let items = (1...6).map { item in
                #"{"content":"Part \#(item) of the work, as the customer has asked for it","status":"\#(item <= done ? "completed" : "pending")"}"#
            }
            let arguments = [Trajectories.ToolCall.Argument(name: "todos", value: "[\(items.joined(separator: ","))]")]
            let call = Trajectories.ToolCall(
                tool: "TodoWrite",
                arguments: arguments,
                observation: Observation(text: "noted", status: .ok)
            )
            return Step(number: number, source: .agent, text: "", calls: [call])
        }
        func log(_ number: Int, lines: Int) -> Step {
            let text = (1...lines).map { "worker \($0 % 3) has finished the part with the number \($0 * 7)" }
            return bash(number, "cat service.log", text.joined(separator: "\n"))
        }
        var episode = spreadsheet
        episode.steps += [todo(10, done: 1), log(11, lines: 12), todo(12, done: 2), log(13, lines: 40)]
        let text = Self.digest(episode, budget: 8_000).text
        #expect(text.contains("[as in step 12, but for these lines:]"))
        #expect(text.contains("[as in step 13, before it had 28 of its lines]"))

        // A listing may lack the very line that was looked for, so what is missing is shown.
        func listing(_ number: Int, _ lines: [Int]) -> Step {
            let text = lines.map { "    line \($0) of the long function" }.joined(separator: "\n")
            return bash(number, "sed -n \(number)p", text)
        }
        episode.steps = [listing(20, Array(1...29)), listing(21, Array(1...30)), listing(22, Array(1...60))]
        let listings = Self.digest(episode, budget: 8_000).text
        #expect(listings.contains("[step 21 has these lines as well:]\n    line 30 of the long function"))
        #expect(!listings.contains("[as in step 22"))
    }

    @Test("A digest shows the gist of the steps between errors, the last first")
    func showsGist() {
        var episode = Self.long(60, errors: [20, 41])
        for index in episode.steps.indices where index > 44 {
            episode.steps[index].text = String(repeating: "I look. ", count: 14) + "So I keep decision \(index)."
        }
        let text = Self.digest(episode, budget: 12_000).text

        #expect(text.contains("So I keep decision 50.") && text.contains("begin20 ") && text.contains(" end41"))
    }

    @Test("A digest shows the reasoning at an error")
    func showsReasoning() {
        var episode = spreadsheet
        episode.steps[2].reasoning =
            "The values were never computed, I suppose. " + String(repeating: "And so on. ", count: 200)
        let text = Self.digest(episode, budget: 4_000).text

        #expect(text.contains("reasoning: The values were never computed") && text.utf8.count < 3_000)
    }

    @Test("A digest shows the first and the last frame of a stack trace")
    func shortensStackTraces() {
        let frames = (1...9).map { "  File \"/lib/part\($0).py\", line \($0), in call\n    call(\($0))\n" }.joined()
        var episode = spreadsheet
        episode.steps[2] = bash(3, "python x.py", "Traceback (most recent call last):\n\(frames)ValueError: no", .error)
        let text = Self.digest(episode, budget: 4_000).text

        #expect(text.contains("part1.py") && text.contains("part9.py") && text.contains("ValueError: no"))
        #expect(text.contains("[… 7 frames left out …]") && !text.contains("part5.py"))
        // What is left out can be quoted all the same; the note of it was never recorded.
        let check = QuoteCheck(subject(episode))
        #expect(check.steps(for: [.init(step: 3, text: "part5.py\", line 5")]).isEmpty)
        #expect(check.steps(for: [.init(step: 3, text: "[… 7 frames left out …]")]) == [3])
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
