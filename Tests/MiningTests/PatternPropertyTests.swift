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
        "names a command that ran with success letter for letter, and counts what a second count counts",
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
        #expect(commands.contains { found.action.hasPrefix("run `\($0)`") }, "\(found.action)")
        let tried = plans.filter { $0.failures > 0 || $0.succeeds }
        #expect(found.support.count == tried.count)
        #expect(found.way?.count == succeeding.count)
        #expect(found.callsLost == tried.reduce(0) { $0 + $1.failures })
        #expect(found.why.contains("pytest: \(succeeding.count) of \(succeeding.count) tries"))
    }
}

/// Sessions of chance with several kinds of waste, each counted a second time in the simplest way.
@Suite("Lessons of waste and of missing parts")
struct WastePropertyTests {
    /// What one session holds, by which the second count counts.
    private struct Plan {
        /// Scripts that are written and run in two calls, and in one.
        var apart = 0
        var together = 0
        /// Look-ups that are sent again for nothing.
        var repeated = 0
        /// The modules that are missing one after the other.
        var missing: [String] = []
        var acts: [Act] = []
    }

    private func plan(_ number: Int, _ generator: inout SeededGenerator) -> Plan {
        var plan = Plan()
        var blocks: [[Act]] = []
        for index in 0..<Int.random(in: 0...3, using: &generator) {
            let script = "check\(index).py"
            let write = "cat > \(script) <<'EOF'\nprint(\(number))\nEOF"
            if Bool.random(using: &generator) {
                plan.apart += 1
                blocks.append([.run(write, ""), .run("python \(script)", "\(number)")])
            } else {
                plan.together += 1
                blocks.append([.run("\(write)\npython \(script)", "\(number)")])
            }
        }
        for index in 0..<Int.random(in: 0...2, using: &generator) {
            let times = Int.random(in: 1...3, using: &generator)
            plan.repeated += times - 1
            let look = Act.use("get_tree", ["id": "tree_\(number)_\(index)"], "age \(index)")
            blocks.append(Array(repeating: look, count: times))
        }
        plan.missing = ["basket", "ladder", "barrow"].filter { _ in Bool.random(using: &generator) }
        if !plan.missing.isEmpty {
            let program = "python grow\(number).py"
            blocks.append(
                plan.missing.flatMap { module in
                    [
                        Act.run(program, traceback("ModuleNotFoundError: No module named '\(module)'"), exit: 1),
                        .run("pip install \(module)", "Successfully installed \(module)"),
                    ]
                } + [.run(program, "done \(number)")]
            )
        }
        plan.acts = [.run("ls src/\(number)", "x")] + blocks.shuffled(using: &generator).flatMap(\.self)
        return plan
    }

    @Test("count sessions and calls as a second count does", arguments: SeededGenerator.seeds(40))
    func counts(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let plans = (0..<Int.random(in: 2...10, using: &generator)).map { plan($0, &generator) }
        let pool = plans.enumerated().flatMap { number, plan in
            analysed(session("s\(number)", plan.acts, workspace: "/home/zoe/orchard"))
        }
        let mined = Miner().mine(pool)
        func check(_ trigger: String, sessions: Int, calls: Int, ways: Int? = nil) {
            let lesson = mined.first { $0.rule?.triggers == [trigger] }
            #expect((lesson?.support.count ?? 0) == sessions, "seed \(seed), \(trigger)")
            #expect((lesson?.callsLost ?? 0) == calls, "seed \(seed), \(trigger)")
            if let ways, sessions > 0 { #expect(lesson?.way?.count == ways, "seed \(seed), \(trigger)") }
        }

        let apart = plans.filter { $0.apart > 0 }
        check(
            "write-then-run",
            sessions: apart.count,
            calls: plans.reduce(0) { $0 + $1.apart },
            ways: plans.count { $0.together > 0 }
        )
        check(
            "repeated-call",
            sessions: plans.count { $0.repeated > 0 },
            calls: plans.reduce(0) { $0 + $1.repeated }
        )
        let chains = plans.filter { !$0.missing.isEmpty }
        let set = mined.first { $0.kind == .environment && $0.skill == "orchard" }
        // A single part makes no chain; what ends it may be a lesson of recoveries.
        if set != nil || chains.contains(where: { $0.missing.count > 1 }) {
            #expect(set?.support.count == chains.count, "seed \(seed)")
            // Each part costs a failed run and an installation, and one installation would have been needed.
            #expect(set?.callsLost == chains.reduce(0) { $0 + 2 * $1.missing.count - 1 }, "seed \(seed)")
        }
        if let set {
            let installed = Set(chains.flatMap(\.missing))
            let named = Set(set.action.split { !$0.isLetter }.map(String.init)).intersection([
                "basket", "ladder", "barrow",
            ])
            #expect(named.isSubset(of: installed) && !named.isEmpty, "seed \(seed): \(set.action)")
        }
    }
}
