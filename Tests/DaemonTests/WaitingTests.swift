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
    @Test("says that all is well while it gets answers, and trips when none comes any more")
    func trips() async throws {
        let watchdog = Watchdog(limit: .milliseconds(400))
        let (stream, continuation) = AsyncStream<String>.makeStream()
        let answers = Mutex(0)

        // The third answer never comes, as of a call that does not return.
        let task = Task {
            await watchdog.run(
                answer: {
                    let isLast = answers.withLock { count in
                        count += 1
                        return count >= 3
                    }
                    if isLast { try? await Task.sleep(for: .seconds(3600)) }
                },
                alive: { continuation.yield("alive") },
                trip: { continuation.yield("trip") }
            )
        }
        var said: [String] = []
        for await word in stream {
            said.append(word)
            if word == "trip" { break }
        }
        task.cancel()

        #expect(said.first == "alive" && said.last == "trip")
    }
}
