import Synchronization
import TestSupport
import Testing

@testable import Daemon

@Suite("What the daemon says of why it waits")
struct WaitingTests {
    private struct Failure: Error, CustomStringConvertible { let description: String }

    @Test("holds until that very part was done")
    func parts() async throws {
        let told = Recorder<String?>()
        let waiting = Waiting { told.add($0) }

        await #expect(throws: Failure.self) { try await waiting.track(.files) { throw Failure(description: "full") } }
        try await waiting.track(.evolution) {}
        waiting.set(.ledger, "locked")
        try await waiting.track(.files) {}
        waiting.set(.ledger, nil)

        #expect(told.all == ["full", "full", "full; locked", "locked", nil])
    }
}

@Suite("A watchdog")
struct WatchdogTests {
    @Test("takes a late answer for no sign of life, and only a much later one for a call that does not return")
    func verdicts() {
        let watchdog = Watchdog(limit: .seconds(300))

        #expect(watchdog.verdict(after: .zero) == .alive)
        #expect(watchdog.verdict(after: .seconds(149)) == .alive)
        #expect(watchdog.verdict(after: .seconds(151)) == .silent)
        #expect(watchdog.verdict(after: .seconds(300)) == .silent)
        #expect(watchdog.verdict(after: .seconds(301)) == .stuck)
    }

    /// The first word of a watchdog.
    private func firstWord(limit: Duration, answer: @escaping @Sendable () async -> Void) async -> String? {
        let watchdog = Watchdog(limit: limit)
        let (stream, continuation) = AsyncStream<String>.makeStream()
        let task = Task {
            await watchdog.run(
                answer: answer,
                alive: { continuation.yield("alive") },
                trip: { continuation.yield("trip") }
            )
        }
        defer { task.cancel() }
        // What is said on the way depends on how busy the machine is.
        return await stream.first { limit > .seconds(1) || $0 == "trip" }
    }

    @Test("says that all is well while it gets answers")
    func alive() async { #expect(await firstWord(limit: .seconds(3600)) {} == "alive") }

    @Test("trips when a call does not return")
    func trips() async {
        // The test ends the wait, as the end of the process would.
        let word = await firstWord(limit: .milliseconds(80)) { try? await Task.sleep(for: .seconds(3600)) }
        #expect(word == "trip")
    }
}
