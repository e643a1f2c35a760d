import Composition
@testable import Curation
@testable import Evaluation
@testable import Evolution
import Glibc
@testable import Ingestion
import JSON
import Skills
import TestSupport

import Testing

@Suite("A sign test")
struct SignTestTests {
    @Test(
        "gives the exact chance of so many heads",
        arguments: [
            (3, 1, 0.3125), (5, 0, 0.03125), (8, 1, 0.01953125), (6, 0, 0.015625), (30, 15, 0.017848901777597348),
            (520, 480, 0.10872414660207047), (2000, 1900, 0.05644682612967444), (0, 4, 1), (0, 0, 1),
        ]
    )
    func exact(hits: Int, misses: Int, expected: Double) {
        #expect(abs(SignTest.probability(ofAtLeast: hits, against: misses) - expected) < 1e-9)
    }

    @Test(
        "gives an interval that has a width where nothing changed, and stays within what can be",
        arguments: [
            (0.0, 0.0, 20.0, -0.089089, 0.089089), (3, 1, 20, -0.104645, 0.286463), (9, 0, 10, 0.455552, 1),
            (0, 0, 0, -1, 1),
        ]
    )
    func interval(better: Double, worse: Double, count: Double, lower: Double, upper: Double) {
        let interval = SignTest.interval(better: better, worse: worse, of: count)
        #expect(abs(interval.lowerBound - lower) < 1e-6)
        #expect(abs(interval.upperBound - upper) < 1e-6)
    }
}

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

    @Test("turns down what does worse in all")
    func rejects() {
        let table = EvaluationTable(tasks(8, "+", "-") + tasks(1, "-", "+") + tasks(11, "+", "+"), hasIncumbent: true)
        #expect(table.verdict == .reject("worse, +1 -8 of 20 (p 0.02)"))
        #expect(table.summary.hasSuffix("rejected: worse, +1 -8 of 20 (p 0.02)"))
    }

    @Test("turns down what does better in all and worse in a group")
    func rejectsForGroup() {
        let table = EvaluationTable(
            tasks(12, "-", "+", group: "charts") + tasks(3, "++", "--", group: "formulas"),
            hasIncumbent: true
        )
        #expect(table.verdict == .reject("worse in the group formulas, +0 -6 of 6 (p 0.02)"))
    }

    @Test("says that it is worse of a loss alone: chance in both directions is provisional")
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

    @Test("speaks of no revision before where there was none")
    func firstRevision() {
        let text = EvaluationTable(tasks(1, "-", "+"), hasIncumbent: false).text
        #expect(text.hasPrefix("Evaluation: 1 task, 1 run each without the skill and with it.\n"))
    }
}

@Suite("What an evaluation's program prints")
struct TaskRunTests {
    private func read(_ text: String, tasks: [String] = ["a", "b"]) throws -> [String: TaskRun] {
        try TaskRun.read(Array(text.utf8), tasks: tasks)
    }

    @Test("is read line by line, in any order, with what is optional")
    func reads() throws {
        let runs = try read(
            """
            {"task": "b", "success": false}

            {"task": "a", "success": true, "reward": 0.5, "group": "g", "seconds": 41.2, "tokens": 18230, "more": []}
            """
        )
        #expect(runs["b"] == TaskRun(task: "b", isSuccess: false))
        let a = try #require(runs["a"])
        #expect(a.isSuccess && a.reward == 0.5 && a.group == "g" && a.seconds == 41.2 && a.tokens == 18230)
    }

    @Test(
        "is refused with the line and the fault",
        arguments: [
            ("Loading model…", "line 1 of its output is not JSON (Loading model…)"),
            ("{\"task\": \"a\", \"success\": true}\n{\"task\": \"b\"", "line 2 of its output is not JSON"),
            ("{\"task\": \"a\", \"success\": \"yes\"}", "line 1 of its output lacks task (a string) or success"),
            ("[1]", "line 1 of its output lacks task"),
            ("{\"task\": \"a\", \"success\": true, \"reward\": 2}", "reward in line 1"),
            ("{\"task\": \"a\", \"success\": true, \"seconds\": NaN}", "seconds in line 1"),
            ("{\"task\": \"c\", \"success\": true}", "it reports c, which it was not asked for"),
            ("{\"task\": \"a\", \"success\": true}\n{\"task\": \"a\", \"success\": true}", "it reports a twice"),
            ("{\"task\": \"a\", \"success\": true}", "it reports nothing of b"),
            ("", "it reports nothing of a and 1 more"),
        ]
    )
    func refuses(output: String, words: String) {
        let error = #expect(throws: TaskRun.Unreadable.self) { try read(output) }
        #expect(error?.description.hasPrefix(words) == true, "\(String(describing: error))")
    }

    @Test("for --list are ids, one a line and each once")
    func lists() throws {
        #expect(try TaskRun.tasks(listed: Array(" one\r\n\ntwo words\n".utf8)) == ["one", "two words"])
        #expect(throws: TaskRun.Unreadable.self) { try TaskRun.tasks(listed: Array("\n \n".utf8)) }
        #expect(throws: TaskRun.Unreadable.self) { try TaskRun.tasks(listed: Array("a\nb\na\n".utf8)) }
    }
}

@Suite("An evaluation", .timeLimit(.minutes(2)))
struct EvaluationTests {
    private let place: Grove

    init() throws {
        place = try Grove()
    }

    /// Success of a task is that the skill has a word; task `known` succeeds in any case.
    private static let honest = """
        while read -r task; do
            if [ "$task" = known ] || grep -qs "$task" "$1/SKILL.md"; then ok=true; else ok=false; fi
            printf '{"task": "%s", "success": %s, "group": "%s"}\\n' "$task" "$ok" "${task%%-*}"
        done <"$2"
        """

    private func compare(
        _ script: String,
        tasks: [String] = ["known", "w-1", "w-2", "w-3", "w-4", "w-5"],
        candidate: String,
        incumbent: String?,
        repeats: Int = 2,
        wallClock: Duration = .seconds(60)
    ) async throws -> EvaluationResult {
        try place.install(tasks: tasks, script)
        let evaluation = try #require(Evaluation(repository: place.path, skill: Grove.skill))
        let results = try await evaluation.compare(
            candidates: [try place.skill(candidate)],
            incumbent: try incumbent.map { try place.skill($0) },
            repeats: repeats,
            wallClock: wallClock
        )
        return try #require(results.first)
    }

    @Test("is there where the working tree has a program for the skill")
    func presence() throws {
        #expect(Evaluation(repository: place.path, skill: Grove.skill) == nil)
        try place.install(tasks: ["a"], "exit 0")
        #expect(Evaluation(repository: place.path, skill: Grove.skill) != nil)
        #expect(Evaluation(repository: place.path, skill: "other") == nil)
        #expect(Evaluation(repository: place.path, skill: "../evaluations/\(Grove.skill)") == nil)
        #expect(chmod("\(place.path)/evaluations/\(Grove.skill)/run", 0o600) == 0)
        // Even root may not run what nobody may.
        #expect(Evaluation(repository: place.path, skill: Grove.skill) == nil)
    }

    @Test("accepts a candidate that does better, and tells of every task")
    func accepts() async throws {
        let result = try await compare(Self.honest, candidate: "w-1 w-2 w-3 w-4 w-5", incumbent: "nothing")

        #expect(result.verdict == .accept)
        #expect(result.summary == "evaluation +10 -0 of 12 (p <0.001), better")
        #expect(result.table.contains("6 tasks, 2 runs each with the previous revision"))
        #expect(result.table.contains("\n  known"))
    }

    @Test("turns down a candidate that does worse")
    func rejects() async throws {
        let result = try await compare(Self.honest, candidate: "w-1", incumbent: "w-1 w-2 w-3 w-4 w-5")
        #expect(result.verdict == .reject("worse, +0 -8 of 12 (p 0.004)"))
    }

    @Test("calls a candidate that changes nothing provisional, and measures a new one against none")
    func provisional() async throws {
        #expect(try await compare(Self.honest, candidate: "w-1 more", incumbent: "w-1").verdict == .provisional)
        let new = try await compare(Self.honest, candidate: "w-1", incumbent: nil, repeats: 1)
        #expect(new.verdict == .provisional)
        #expect(new.summary == "evaluation +1 -0 of 6 (p 0.50), provisional")
    }

    // Fault 43 of the reference implementation.
    @Test("runs the program by turns on fresh private copies, the skill before first, and leaves none")
    func copies() async throws {
        let log = place.path + "/log"
        let script = """
            [ -e "$1/dirt" ] && echo dirty >>'\(log)'
            cat "$1/SKILL.md" >>'\(log)'; echo >>'\(log)'
            [ -x "$1/scripts/hello" ] && sh "$1/scripts/hello" >>'\(log)'
            stat -c %a "$(dirname "$1")" >>'\(log)'; basename "$1" >>'\(log)'; echo "$1" >>'\(log).folders'
            echo x >"$1/dirt"
            \(Self.honest)
            """

        _ = try await compare(script, candidate: "after", incumbent: "before")

        let turn = { (name: String) in "\(name)\nhello\n700\n\(Grove.skill)\n" }
        #expect(place.read("log") == turn("before") + turn("after") + turn("before") + turn("after"))
        let folders = try #require(place.read("log.folders")).split(separator: "\n")
        #expect(Set(folders).count == 4)
        #expect(folders.allSatisfy { access(String($0), F_OK) != 0 })
    }

    @Test(
        "fails with a reason where the program breaks, whatever it measured before",
        arguments: [
            ("echo Loading model", "line 1 of its output is not JSON"),
            ("echo out of quota >&2; exit 3", "it ended with status 3: out of quota"),
            ("true", "it reports nothing of known and 5 more"),
            ("grep -q after \"$1/SKILL.md\" && exit 1\n" + honest, "it ended with status 1"),
            ("kill -KILL $$", "it ended with signal 9"),
            ("yes '{}' ", "the command wrote more than 16777216 bytes"),
        ]
    )
    func breaks(script: String, words: String) async throws {
        let result = try await compare(script, candidate: "after", incumbent: "before")
        guard case .failed(let reason) = result.verdict else {
            Issue.record("\(result)")
            return
        }
        #expect(reason.contains(words), "\(reason)")
        #expect(result.table.isEmpty)
    }

    @Test("fails where the program lists no task")
    func noTasks() async throws {
        let result = try await compare(Self.honest, tasks: [], candidate: "after", incumbent: "before")
        guard case .failed(let reason) = result.verdict else {
            Issue.record("\(result)")
            return
        }
        #expect(reason.contains("it lists no task"))
    }

    @Test("fails where the program hangs, when the time for all runs is over")
    func hangs() async throws {
        let result = try await compare(
            "sleep 600",
            candidate: "after",
            incumbent: "before",
            wallClock: .milliseconds(500)
        )
        guard case .failed(let reason) = result.verdict else {
            Issue.record("\(result)")
            return
        }
        #expect(reason.contains("longer than all runs together may take"))
    }

    @Test("ends when its task is cancelled")
    func cancelled() async throws {
        try place.install(tasks: ["a"], "sleep 600")
        let evaluation = try #require(Evaluation(repository: place.path, skill: Grove.skill))
        let skill = try place.skill("any")
        let task = Task { try await evaluation.compare(candidates: [skill], incumbent: nil) }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }
}
