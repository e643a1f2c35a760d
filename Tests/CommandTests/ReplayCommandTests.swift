import Synchronization
import TestSupport
import Testing

@Suite("The command replay")
struct ReplayCommandTests {
    @Test("replay makes the same revision without a call, and with another model one on a ref of its own")
    func replayReproducesRevision() async throws {
        let installation = try Installation()
        let title = Mutex("refresh the cache before totals are read")
        let script: ModelServer.Script = { SampleAnswers.answer($0, title: title.withLock { $0 }) }
        try await ModelServer.run(script) { server in
            try installation.configure(server)
            try installation.dropFailures("s1", "s2")
            try installation.succeed("ingest")
            try installation.succeed("evolve")
            let calls = server.requests.count
            #expect(try installation.succeed("replay", "sheets/v1").contains("identical, byte for byte"))
            #expect(server.requests.count == calls)

            title.withLock { $0 = "recalculate every total" }
            let log = try installation.succeed("log", "--json")
            let said = try installation.succeed("replay", "sheets/v1", "--model", "large:9b")
            let ref = "refs/trace2skill/scratch/sheets-v1-large-9b"
            #expect(said.contains("diff sheets/v1 \(ref)"))
            #expect(server.requests.count == calls + 3)
            #expect(try installation.git("diff", "sheets/v1", ref).contains("+- Always recalculate every total."))
            #expect(try installation.succeed("log", "--json") == log)
            #expect(try installation.succeed("verify").contains("no problems found"))
            #expect(try installation.status().spending.altogether.calls == calls + 3)
            #expect(try installation.status().spending.lastEvolution?.calls == calls)
        }
    }
}
