import Lessons
@testable import Mining
import TestSupport
import Testing
import Trajectories

/// Sessions of chance, counted a second time in the simplest way.
@Suite("A lesson of a procedure")
struct PatternPropertyTests {
    /// What happens in one session, before it is put into acts.
    private struct Plan {
        var failures: Int
        var succeeds: Bool
        var acts: [Act]
        /// The command that worked, as it was written.
        var command: String?
    }

    /// Ways to write one command in a line of a shell.
    private func written(_ command: String, _ generator: inout SeededGenerator) -> String {
        let forms = [
            command, "\(command) 2>&1", "\(command) 2>&1 | tail -20", "cd /home/zoe/orchard && \(command)",
            "bash -lc '\(command)'",
            "\(command) > log.txt; cat log.txt", "CI=1 true; \(command)", "\(command) || true",
            "set -e; \(command); echo done",
        ]
        return forms.randomElement(using: &generator) ?? command
    }

    private func plan(_ id: String, _ generator: inout SeededGenerator) -> Plan {
        let failures = Int.random(in: 0...3, using: &generator)
        let succeeds = Bool.random(using: &generator)
        var acts = [Act.run("ls src/\(id)", "x")]
        for number in 0..<failures {
            acts.append(.run(written("tox -e \(id)\(number)", &generator), "ERROR: unknown environment", exit: 1))
        }
        let command = "pytest -q tests/test_\(id).py"
        if succeeds { acts.append(.run(written(command, &generator), "3 passed in 0.1s")) }
        return Plan(failures: failures, succeeds: succeeds, acts: acts, command: succeeds ? command : nil)
    }

    @Test(
        "names a command that ran with success or its template, and counts what a second count counts",
        arguments: SeededGenerator.seeds(40)
    )
    func counts(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let plans = (0..<Int.random(in: 3...9, using: &generator)).map { number in
            plan(String(UnicodeScalar(UInt8(97 + number))), &generator)
        }
        let pool = plans.enumerated().flatMap { number, plan in
            analysed(session("s\(number)", plan.acts, workspace: "/home/zoe/orchard"))
        }
        let lesson = Miner().mine(pool).first { $0.kind == .procedure && $0.rule?.triggers == ["procedure/test"] }
        let succeeding = plans.filter(\.succeeds)
        guard !succeeding.isEmpty else {
            #expect(lesson == nil)
            return
        }
        let found = try #require(lesson)

        let commands = succeeding.compactMap(\.command)
        let shown = found.action.drop { $0 != "`" }.dropFirst().prefix { $0 != "`" }
        // The file is that of one task: the template has its place.
        let expected = commands.count > 1 ? "pytest -q tests/test_NAME.py" : "pytest -q path/to/file.py"
        #expect(shown == expected, "\(found.action)")
        let tried = plans.filter { $0.failures > 0 || $0.succeeds }
        #expect(found.support.count == tried.count)
        #expect(found.way?.count == succeeding.count)
        #expect(found.callsLost == tried.reduce(0) { $0 + $1.failures })
        #expect(found.why.contains("pytest: \(succeeding.count) of \(succeeding.count) tries"))
    }
}
