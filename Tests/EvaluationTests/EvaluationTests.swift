@testable import Evaluation
import Glibc
import MethodTestSupport
import Skills
import Testing

@Suite("An evaluation", .timeLimit(.minutes(1)))
struct EvaluationTests {
    private let place: EvaluatedSkill

    init() throws {
        place = try EvaluatedSkill()
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
        let evaluation = try #require(Evaluation(repository: place.path, skill: EvaluatedSkill.name))
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
        #expect(Evaluation(repository: place.path, skill: EvaluatedSkill.name) == nil)
        try place.install(tasks: ["a"], "exit 0")
        #expect(Evaluation(repository: place.path, skill: EvaluatedSkill.name) != nil)
        #expect(Evaluation(repository: place.path, skill: "other") == nil)
        #expect(Evaluation(repository: place.path, skill: "../evaluations/\(EvaluatedSkill.name)") == nil)
        #expect(chmod("\(place.path)/evaluations/\(EvaluatedSkill.name)/run", 0o600) == 0)
        // Even root may not run what nobody may.
        #expect(Evaluation(repository: place.path, skill: EvaluatedSkill.name) == nil)
    }

    @Test("accepts a candidate that does better, and tells of every task")
    func accepts() async throws {
        let result = try await compare(Self.honest, candidate: "w-1 w-2 w-3 w-4 w-5", incumbent: "nothing")

        #expect(result.verdict == .accept)
        #expect(result.summary == "evaluation +10 -0 of 12 (p <0.001), better")
        #expect(result.table.contains("6 tasks, 2 runs each with the previous revision"))
        #expect(result.table.contains("\n  known"))
    }

    @Test("rejects a candidate that does worse")
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

        let turn = { (name: String) in "\(name)\nhello\n700\n\(EvaluatedSkill.name)\n" }
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
        let evaluation = try #require(Evaluation(repository: place.path, skill: EvaluatedSkill.name))
        let skill = try place.skill("any")
        let task = Task { try await evaluation.compare(candidates: [skill], incumbent: nil) }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }
}
