internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Evolution
internal import Foundations
internal import HTTP
internal import Ingestion
internal import JSON
internal import LanguageModels
internal import Ledger

/// One evolution of many failed episodes against a model that answers as slowly as a real one, on the loopback address
/// and in a process of its own, so that what is measured here is the program alone.
struct BenchModel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model-bench",
        abstract: "Measure what an evolution with a model costs: time, calls, tokens, CPU, memory",
        discussion: """
            A call takes (0.4 s + prompt/8,000 + completion/80 tokens per second), times a log-normal factor of sigma 0.5, times \
            the scale. A token is four bytes. A prompt's tokens are cached as far as an earlier prompt began with the same bytes, \
            in blocks of 16 tokens.
            """
    )

    @Option(help: "How many failed episodes there are; 0 for no evolution")
    var episodes = 200

    @Option(help: "How many calls may be under way at once")
    var concurrency = 128

    @Option(help: "Times are multiplied by this")
    var scale = 0.1

    @Option(help: "How many calls are then made at once; 0 for none")
    var inFlight = 1_000

    @Option(help: "Which draw of the slow calls is taken: with another one, other calls are slow")
    var draw: UInt64 = 0

    @Flag(name: .customLong("merges"), help: "List the merges one by one")
    var listsMerges = false

    @Flag(name: .customLong("json"), help: "Print the figures as JSON")
    var asJSON = false

    func run() async throws {
        OpenFiles.raiseLimit()
        // As the program itself does.
        Heap.shareArenas()
        if episodes > 0 { try await measureEvolution() }
        if inFlight > 0 { try await measureFlight() }
    }

    // MARK: One evolution

    private func measureEvolution() async throws {
        let workshop = try Workshop()
        try workshop.drop(BenchWorld(count: episodes))
        let server = try ServerProcess(arguments: ["model-server", "--scale", "\(scale)", "--draw", "\(draw)"])
        let client = try Client()
        let useCases = try workshop.useCases(server: server.address, client: client, concurrency: concurrency)
        let lock = useCases.settings.state + "/work.lock"
        _ = try await WorkLock.withPermit(path: lock) { permit in
            try await useCases.ingestion.run(Ingestion.scan(workshop.inbox).files, after: .keep, permit: permit)
        }
        let before = ResourceUse.now
        let report = try await WorkLock.withPermit(path: lock) { permit in
            try await useCases.evolution.run(EvolutionRequest(), permit: permit)
        }
        let after = ResourceUse.now
        await client.shutDown()
        let cost = EvolutionCost(
            episodes: episodes,
            concurrency: concurrency,
            scale: scale,
            analysed: report.analysed,
            adopted: report.revisions.reduce(0) { $0 + $1.lessons.count },
            held: report.held.count,
            log: CallLog(reading: try server.finish()),
            before: before,
            after: after
        )
        print(asJSON ? cost.json : cost.table)
        if listsMerges { print("\n" + cost.merges, terminator: "") }
    }

    // MARK: Many calls at once

    private func measureFlight() async throws {
        let server = try ServerProcess(arguments: ["model-server", "--hold", "3"])
        let client = try Client()
        let model = try ChatCompletions(base: Address(server.address + "/v1"), client: client, key: nil)
        let caller = Caller(model, limit: ConcurrencyLimit(maximum: inFlight), retries: RetryPolicy(maximumAttempts: 1))
        let before = ResourceUse.now
        let answered = await answers(of: caller)
        let used = ResourceUse.now - before
        await client.shutDown()
        let log = CallLog(reading: try server.finish())
        let peak = ResourceUse.now.peakMegabytes
        guard !asJSON else {
            return print(
                """
                {"inFlight": \(inFlight), "answered": \(answered), "atOnce": \(log.peak), "wall": \(used.wall), \
                "cpu": \(used.cpu), "peak": \(peak)}
                """
            )
        }
        print(
            """

            \(inFlight) calls at once, each held for 3 s: \(answered) answered, at most \(log.peak) in flight as the server saw it
            \(Figures.row("wall time", Figures.seconds(used.wall)))
            \(Figures.row("own CPU", Figures.seconds(used.cpu)))
            \(Figures.row("peak memory", "\(peak) MB"))
            """
        )
    }

    /// How many of ``inFlight`` calls were answered.
    private func answers(of caller: Caller) async -> Int {
        let settings = ModelSettings(name: "bench", maximumTokens: 100)
        return await withTaskGroup(of: Bool.self) { tasks in
            for number in 0..<inFlight {
                tasks.addTask {
                    let text = "[trace2skill analyst] call \(number)"
                    // A call that fails is counted as one that did not answer.
                    return (try? await caller.ask(Prompt(text), settings: settings, purpose: "bench")) != nil
                }
            }
            return await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }
}
