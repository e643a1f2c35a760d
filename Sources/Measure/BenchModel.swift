internal import Analysts
internal import ArgumentParser
internal import Configuration
internal import HTTP
internal import LanguageModels
internal import Pipeline

/// One evolution of many failed episodes against a model that answers as slowly as a real one, on the loopback address
/// and in a process of its own, so that what is measured here is the program alone.
struct BenchModel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model-bench",
        abstract: "Measure what an evolution with a model costs: time, calls, tokens, CPU, memory",
        discussion: """
            A call takes (0.4 s + prompt/8,000 + completion/80 tokens per second), times a log-normal factor of sigma 0.5, times \
            the scale. A token is four bytes. A prompt's tokens are cached as far as an earlier prompt began with the same bytes, \
            in blocks of 16 tokens. The critical path is what the calls alone take: the analysts' calls on as many slots as \
            the concurrency gives, then the longest chain of merges of which each needs the one before it.
            """
    )

    @Option(help: "How many failed episodes there are")
    var episodes = 200

    @Option(help: "How many calls may be under way at once")
    var concurrency = 128

    @Option(help: "Times are multiplied by this")
    var scale = 0.1

    @Option(help: "How many calls are then made at once; 0 for none")
    var inFlight = 1_000

    func run() async throws {
        OpenFiles.raiseLimit()
        try await measureEvolution()
        if inFlight > 0 { try await measureFlight() }
    }

    // MARK: One evolution

    private func measureEvolution() async throws {
        let workshop = try Workshop()
        try workshop.drop(BenchWorld(count: episodes))
        let server = try ServerProcess(arguments: ["model-server", "--scale", "\(scale)"])
        let client = try Client()
        let pipeline = try workshop.pipeline(server: server.address, client: client, concurrency: concurrency)
        _ = try await pipeline.ingest(Pipeline.scan(workshop.inbox).files, after: .archive)
        let before = ResourceUse.now
        let report = try await pipeline.evolve(EvolutionRequest())
        let after = ResourceUse.now
        let used = after - before
        await client.shutDown()
        let log = CallLog(reading: try server.finish())
        let path = log.criticalPath(slots: concurrency)
        let adopted = report.revisions.reduce(0) { $0 + $1.lessons.count }
        print(
            "\(episodes) failed episodes, \(report.analysed) analysed, \(adopted) lessons adopted, \(report.held.count) held, concurrency \(concurrency), scale \(scale)\n"
        )
        print("                              here      reference")
        Self.row("wall time", Self.seconds(used.wall), "13.4 s")
        Self.row("critical path of the calls", Self.seconds(path.seconds), "–")
        Self.row("  ratio to it", Self.decimal(used.wall / max(path.seconds, 0.001)), "–")
        Self.row("  its analysts' part", Self.seconds(path.analysts), "–")
        Self.row("  its merges' part", Self.seconds(path.merges), "–")
        Self.row("merges as they were arranged", Self.seconds(log.mergesAsArranged), "–")
        Self.row("until the first call", Self.seconds(log.start - before.wall), "–")
        Self.row("first to last analyst", Self.seconds(log.analystsEnd - log.start), "–")
        Self.row("then to the last merge", Self.seconds(log.end - log.analystsEnd), "–")
        Self.row("after the last call", Self.seconds(after.wall - log.end), "–")
        Self.row("longest analyst and merges", Self.seconds(log.longestAnalyst + path.merges), "–")
        Self.row("calls", "\(log.calls.count)", "247")
        Self.row("  of them merges", "\(log.calls.count { $0.isMerge })", "–")
        Self.row("prompt tokens", "\(log.promptTokens)", "1190000")
        Self.row("  uncached", "\(log.promptTokens - log.cachedTokens)", "–")
        Self.row("completion tokens", "\(log.completionTokens)", "–")
        Self.row("own CPU", Self.seconds(used.cpu), "4.0 s")
        Self.row("peak memory", "\(ResourceUse.now.peakMegabytes) MB", "213 MB")
        print(
            """

            The reference is the published implementation of the method with 128 workers and a merge batch of 32, measured once \
            on the same law with the same number of lessons: its figures are constants here.
            """
        )
    }

    // MARK: Many calls at once

    private func measureFlight() async throws {
        let server = try ServerProcess(arguments: ["model-server", "--hold", "3"])
        let client = try Client()
        let model = try ChatCompletions(base: Address(server.address + "/v1"), client: client, key: nil)
        let caller = Caller(model, limit: ConcurrencyLimit(maximum: inFlight), retries: RetryPolicy(tries: 1))
        let settings = ModelSettings(name: "bench", maximumTokens: 100)
        let before = ResourceUse.now
        let answers = await withTaskGroup(of: Bool.self) { tasks in
            for number in 0..<inFlight {
                tasks.addTask {
                    let text = "[trace2skill analyst] call \(number)"
                    // A call that fails is counted as one that did not answer.
                    return (try? await caller.ask(Prompt(text), settings: settings, purpose: "bench")) != nil
                }
            }
            return await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        let used = ResourceUse.now - before
        await client.shutDown()
        let log = CallLog(reading: try server.finish())
        print(
            "\n\(inFlight) calls at once, each held for 3 s: \(answers) answered, at most \(log.peak) in flight as the server saw it"
        )
        Self.row("wall time", Self.seconds(used.wall), "")
        Self.row("own CPU", Self.seconds(used.cpu), "")
        Self.row("peak memory", "\(ResourceUse.now.peakMegabytes) MB", "")
    }

    // MARK: Words

    private static func row(_ name: String, _ here: String, _ reference: String) {
        func pad(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        print(name + pad(here, 36 - name.count) + pad(reference, 13))
    }

    private static func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    private static func seconds(_ value: Double) -> String { decimal(value) + " s" }
}
