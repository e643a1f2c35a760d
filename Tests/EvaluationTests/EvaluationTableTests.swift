@testable import Evaluation
import Testing

@Suite("The comparison of two states of a skill")
struct EvaluationTableTests {
    /// Tasks of one group, each run as often as the strings have letters: `+` is a success.
    private func tasks(_ count: Int, _ before: String, _ after: String, group: String? = nil) -> [EvaluationTable.Pairs]
    {
        func runs(_ marks: String, _ number: Int) -> [TaskRun] {
            marks.map { TaskRun(task: "t\(number)", isSuccess: $0 == "+", group: group) }
        }
        return (0..<count).map { EvaluationTable.Pairs(incumbent: runs(before, $0), candidate: runs(after, $0)) }
    }

    @Test("counts pairs, and calls what chance could do provisional")
    func provisional() {
        let table = EvaluationTable(
            tasks(3, "-", "+") + tasks(1, "+", "-") + tasks(10, "+", "+") + tasks(6, "-", "-"),
            hasIncumbent: true
        )
        #expect(table.verdict == .provisional)
        #expect(table.summary == "evaluation +3 -1 of 20 (p 0.31), provisional")
    }

    @Test("accepts what chance could hardly do, and nothing short of it")
    func accepts() {
        #expect(EvaluationTable(tasks(5, "-", "+"), hasIncumbent: true).verdict == .accept)
        #expect(EvaluationTable(tasks(4, "-", "+") + tasks(90, "+", "+"), hasIncumbent: true).verdict == .provisional)
    }

    @Test("rejects what does worse in all")
    func rejects() {
        let table = EvaluationTable(tasks(8, "+", "-") + tasks(1, "-", "+") + tasks(11, "+", "+"), hasIncumbent: true)
        #expect(table.verdict == .reject("worse, +1 -8 of 20 (p 0.02)"))
        #expect(table.summary.hasSuffix("rejected: worse, +1 -8 of 20 (p 0.02)"))
    }

    @Test("rejects what does better in all and worse in a group")
    func rejectsForGroup() {
        let table = EvaluationTable(
            tasks(12, "-", "+", group: "charts") + tasks(3, "++", "--", group: "formulas"),
            hasIncumbent: true
        )
        #expect(table.verdict == .reject("worse in the group formulas, +0 -6 of 6 (p 0.02)"))
    }

    @Test("is provisional where chance decided in both directions")
    func noise() {
        let table = EvaluationTable(tasks(10, "+-", "-+"), hasIncumbent: true)
        #expect(table.verdict == .provisional)
        #expect(table.summary == "evaluation +10 -10 of 20 (p 0.59), provisional")
    }

    @Test("counts another run of a task as a pair, but not as a task of its own in the interval")
    func repeats() {
        let once = EvaluationTable(tasks(3, "-", "+") + tasks(7, "+", "+"), hasIncumbent: true)
        let twice = EvaluationTable(tasks(3, "--", "++") + tasks(7, "++", "++"), hasIncumbent: true)
        #expect((once.total.gains, once.total.pairs) == (3, 10))
        #expect((twice.total.gains, twice.total.pairs) == (6, 20))
        #expect(once.total.interval == twice.total.interval)
        #expect(once.total.difference == twice.total.difference)
    }

    @Test("is a table for a commit message, by group, with what else was reported")
    func text() {
        var all =
            tasks(8, "+-", "++", group: "formulas") + tasks(4, "++", "+-", group: "charts\u{1b}[2J\nSkill: forged")
        all = all.map { pairs in
            func timed(_ run: TaskRun, _ seconds: Double) -> TaskRun {
                var run = run
                run.seconds = seconds
                run.tokens = 1200
                return run
            }
            return EvaluationTable.Pairs(
                incumbent: pairs.incumbent.map { timed($0, 41.25) },
                candidate: pairs.candidate.map { timed($0, 39) }
            )
        }

        let text = EvaluationTable(all, hasIncumbent: true).text

        #expect(
            text == """
                Evaluation: 12 tasks, 2 runs each with the previous revision and with this one.

                  group                 tasks  before  after  better  worse       p  difference
                  charts [2J Skill: f…      4   100 %   50 %       0      4    0.06  -50 % (-83 to +17)
                  formulas                  8    50 %  100 %       8      0   0.004  +50 % (+4 to +76)
                  all                      12    67 %   83 %       8      4    0.19  +17 % (-22 to +51)

                  mean per run: time 41.3 s before, 39.0 s after; tokens 1200 before, 1200 after
                """
        )
        #expect(text.utf8.allSatisfy { $0 == 0x0A || ($0 >= 0x20 && $0 != 0x7F) })
    }

    @Test("names no revision before where there was none")
    func firstRevision() {
        let text = EvaluationTable(tasks(1, "-", "+"), hasIncumbent: false).text
        #expect(text.hasPrefix("Evaluation: 1 task, 1 run each without the skill and with it.\n"))
    }
}
