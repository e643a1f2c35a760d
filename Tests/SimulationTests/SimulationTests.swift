import Composition
import Evolution
import HTTP
import Ingestion
import Ledger
import Lessons
import TestSupport
import Testing
import Trajectories

/// Five generations of drop, ingest, evolve, use, drop, in a world whose rules the test knows.
@Suite("A closed world")
struct SimulationTests {
    static let generations = 5
    static let tasksPerGeneration = 40

    /// What five generations came to.
    private struct History {
        var runs: [Agent.Run] = []
        var rates: [Double] = []
        /// Episodes that were not through after the evolution of their generation.
        var failed: [Int] = []
        /// Evolutions after the last generation until nothing was pending.
        var furtherEvolutions = 0
        /// Parts of answers that could not be used.
        var discards = 0
        /// Before each evolution, and after the last.
        var skills: [String] = []
        var skill: String { skills.last ?? "" }
        var records: [LessonRecord] = []
        var lessons: [Lesson] { records.map(\.lesson) }
        var pending = 0
    }

    @Test(
        "makes the agent better, keeps what is frequent, keeps out what came once, and loses no run",
        arguments: [1, 2, 3] as [UInt64]
    )
    func generations(seed: UInt64) async throws {
        let world = World(seed: seed)
        let analysts = ScriptedAnalysts(seed: seed)
        let history = try await Self.withInstallation(analysts, seed) { try await Self.live(in: world, $0, analysts) }
        Self.tell(history, analysts.account, seed)

        // The agent's success rises: on its own tasks, and with every skill on the same 400 others.
        let exam = world.tasks(of: 99, count: 400)
        let marks = history.skills.map { Self.rate(Agent(skill: $0), exam) }
        print(
            "seed \(seed): of 400 other tasks, with the skill before each evolution and after the last \(marks.map(Self.percent).joined(separator: " "))"
        )
        for (earlier, later) in zip(marks, marks.dropFirst()) { #expect(later >= earlier) }
        #expect((marks.last ?? 0) >= 0.8)
        #expect((history.rates.last ?? 0) >= (history.rates.first ?? 1) + 0.4)

        // Every frequent rule is in the skill, nothing that came once is.
        let kept = World.rules(in: history.skill)
        for (number, rule) in World.rules.enumerated() where rule.prevalence >= 0.2 {
            #expect(kept.contains(number), "\(rule.mark)")
        }
        for run in history.runs where run.cause != nil {
            let words = (run.task.oddity ?? []) + World.nonsense("wrong \(run.task.name)", seed)
            #expect(!words.contains { history.skill.contains($0) }, "\(run.task.name)")
        }

        // No run is lost to bad replies: what failed stayed pending and was analysed later.
        let account = analysts.account
        #expect(Double(account.broken) > 0.15 * Double(account.replies))
        #expect(history.pending == 0)
        for run in history.runs where run.cause != nil {
            #expect(account.reported[run.task.name] != nil, "\(run.task.name)")
        }

        Self.expectSupport(of: history, analysts)

        // The noise was there, and in spite of it lessons are published in a model's words.
        #expect(!account.spoilings.isEmpty)
        #expect(history.lessons.contains { !$0.text.isEmpty })
    }

    // Faults 21, 39 and 41 of the reference implementation.
    @Test("asks anew about a run of which nothing was said that could be read")
    func askedAnew() async throws {
        let seed: UInt64 = 11
        let analysts = ScriptedAnalysts(seed: seed)
        let runs = World(seed: seed).tasks(of: 1, count: 20).map { Agent(skill: "").run($0) }.filter {
            $0.cause == .rule(0)
        }
        let unlucky = try #require(runs.first { analysts.understand($0.task.name) })
        try await Self.withInstallation(analysts, seed) { installation in
            for run in runs { try Agent.drop(run, into: "\(installation.inbox)/\(World.skill)") }
            _ = try await installation.ingest()
            analysts.begin(generation: 1)
            analysts.muddle(unlucky.task.name)

            let first = try await installation.useCases.evolve(EvolutionRequest())
            #expect(first.modelFailures.values.reduce(0, +) == 1)
            #expect(try installation.useCases.ledger.pendingEpisodes() > 0)

            analysts.begin(generation: 2)
            analysts.muddle("")
            let second = try await installation.useCases.evolve(EvolutionRequest())
            #expect(second.modelFailures.isEmpty)
            #expect(analysts.account.reported[unlucky.task.name] == 2)
            #expect(try installation.useCases.ledger.pendingEpisodes() == 0)
        }
    }

    // MARK: The loop

    private static func withInstallation<Value: Sendable>(
        _ analysts: ScriptedAnalysts,
        _ seed: UInt64,
        _ body: (SimulatedInstallation) async throws -> Value
    ) async throws -> Value {
        try await ModelServer.run({ analysts.reply(to: $0) }) { server in
            let client = try Client()
            let result: Result<Value, any Error>
            do {
                result = .success(
                    try await body(SimulatedInstallation(server: server.address, client: client, seed: seed))
                )
            } catch {
                result = .failure(error)
            }
            await client.shutDown()
            return try result.get()
        }
    }

    private static func live(in world: World, _ installation: SimulatedInstallation, _ analysts: ScriptedAnalysts)
        async throws
        -> History
    {
        var history = History()
        var generator = SeededGenerator(seed: world.seed, name: "reverts")
        for generation in 1...generations {
            analysts.begin(generation: generation)
            history.skills.append(try await installation.skill())
            let agent = Agent(skill: history.skill)
            let runs = world.tasks(of: generation, count: tasksPerGeneration).map { agent.run($0) }
            for run in runs { try Agent.drop(run, into: "\(installation.inbox)/\(World.skill)") }
            history.runs += runs
            history.rates.append(Double(runs.count { $0.cause == nil }) / Double(runs.count))
            let taken = try await installation.ingest()
            #expect(taken.counts.files == runs.count)
            let tip = try installation.git("rev-parse", "main")
            let report = try await installation.useCases.evolve(EvolutionRequest())
            #expect(report.blocked.isEmpty)
            try installation.expectSoundHistory(behind: tip, by: &generator)
            history.discards += report.discards.count
            history.failed.append(report.modelFailures.values.reduce(0, +))
        }
        analysts.begin(generation: generations + 1)
        while try installation.useCases.ledger.pendingEpisodes() > 0, history.furtherEvolutions < 5 {
            _ = try await installation.useCases.evolve(EvolutionRequest())
            history.furtherEvolutions += 1
        }
        history.pending = try installation.useCases.ledger.pendingEpisodes()
        history.skills.append(try await installation.skill())
        history.records = try installation.useCases.ledger.lessons()
        return history
    }

    private static func rate(_ agent: Agent, _ tasks: [World.Task]) -> Double {
        Double(tasks.count { agent.run($0).cause == nil }) / Double(tasks.count)
    }

    // MARK: Support

    /// The sessions behind a rule are those that failed for want of it and whose analysts saw it, no other.
    private static func expectSupport(of history: History, _ analysts: ScriptedAnalysts) {
        for (number, rule) in World.rules.enumerated() {
            let witnesses = history.runs.filter { $0.cause == .rule(number) && analysts.understand($0.task.name) }
            // Once the skill holds the rule, a report that comes late teaches nothing new.
            let prompt = witnesses.filter { analysts.account.reported[$0.task.name] == $0.task.generation }
            let lessons = history.lessons.filter { rule.isSaid(in: $0.title) }
            let counted = Set(lessons.flatMap(\.support.sessions))
            #expect(counted.isSubset(of: witnesses.map(\.session)), "\(rule.mark)")
            #expect(counted.isSuperset(of: prompt.map(\.session)), "\(rule.mark)")
            for lesson in lessons {
                #expect(lesson.support.count == Set(lesson.support.sessions).count)
                #expect(lesson.support.tasks == lesson.support.count)
            }
        }
    }

    // MARK: For the reader

    private static func tell(_ history: History, _ account: ScriptedAnalysts.Account, _ seed: UInt64) {
        let rates = history.rates.map(percent).joined(separator: " ")
        print("seed \(seed): success by generation \(rates)")
        print(
            "seed \(seed): \(account.replies) replies, \(account.broken) of them broken, \(account.merges) merges; analyses that failed "
                + "by generation \(history.failed.map(String.init).joined(separator: " ")), further evolutions \(history.furtherEvolutions)"
        )
        print(
            "seed \(seed): \(account.proposals) answers with edits, spoiled by \(account.spoilings.joined(separator: " ")), \(account.corrections) edits put right; "
                + "\(history.lessons.count { !$0.text.isEmpty }) lessons in the editor's words, \(history.discards) discards"
        )
        for rule in World.rules {
            let own = history.records.filter { rule.isSaid(in: $0.lesson.title) && $0.state.home == nil }
            let supports = own.map {
                "\($0.lesson.support.count) \($0.state.holdReason?.rawValue ?? $0.state.name.rawValue)"
            }
            .joined(separator: ", ")
            print("seed \(seed):   \(rule.prevalence) \(rule.mark): support \(supports.isEmpty ? "0" : supports)")
        }
    }

    private static func percent(_ rate: Double) -> String { "\(Int((rate * 100).rounded())) %" }
}
