import LanguageModels
import Synchronization
import TestSupport
import Testing

/// The number of tasks within a section, and the most that were in it at once.
private final class Gauge: Sendable {
    private let state = Mutex((now: 0, most: 0))
    var most: Int { state.withLock { $0.most } }

    func enter() {
        state.withLock {
            $0.now += 1
            $0.most = max($0.most, $0.now)
        }
    }

    func leave() { state.withLock { $0.now -= 1 } }
}

/// Runs tasks one after the other, each up to its first wait.
@globalActor
private actor Turns {
    static let shared = Turns()

    /// Returns when the tasks that came before have begun to wait or have ended.
    static func pass() async { await Task { @Turns in }.value }
}

@Suite("A concurrency limit", .timeLimit(.minutes(1)))
struct ConcurrencyLimitTests {
    @Test("A complaint halves the limit, once for all calls under the same limit, and never below one")
    func complaintHalvesLimit() async throws {
        let limit = ConcurrencyLimit(maximum: 8)
        var permits: [ConcurrencyLimit.Permit] = []
        for _ in 0..<8 { permits.append(try await limit.acquire()) }
        for permit in permits { limit.release(permit, after: .rateLimited) }
        #expect(limit.limit == 4)
        for _ in 0..<5 { limit.release(try await limit.acquire(), after: .rateLimited) }
        #expect(limit.limit == 1)
    }

    @Test("The limit rises by one after a number of successes, up to its maximum")
    func successesRaiseLimit() async throws {
        let limit = ConcurrencyLimit(maximum: 4, successesPerStep: 3)
        limit.release(try await limit.acquire(), after: .rateLimited)
        var seen: [Int] = []
        for _ in 0..<12 {
            limit.release(try await limit.acquire(), after: .success)
            seen.append(limit.limit)
        }
        #expect(seen == [2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4])
    }

    @Test("As many calls run at once as the limit allows, and no more")
    func limitIsRespected() async throws {
        let limit = ConcurrencyLimit(maximum: 7)
        let gauge = Gauge()
        let full = MeetingPoint(of: 7)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<200 {
                tasks.addTask {
                    let permit = try await limit.acquire()
                    gauge.enter()
                    // The first ones wait for each other.
                    await full.arrive()
                    gauge.leave()
                    limit.release(permit, after: .success)
                }
            }
            try await tasks.waitForAll()
        }
        #expect(gauge.most == 7)
        #expect(limit.running == 0 && limit.waiting == 0)
    }

    @Test("Waiting calls start in the order of arrival")
    func waitingCallsStartInOrder() async throws {
        let limit = ConcurrencyLimit(maximum: 1)
        let first = try await limit.acquire()
        let (order, arrived) = AsyncStream.makeStream(of: Int.self)
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<5 {
            tasks.append(
                Task { @Turns in
                    let permit = try await limit.acquire()
                    arrived.yield(number)
                    limit.release(permit, after: .success)
                }
            )
            await Turns.pass()
            #expect(limit.waiting == number + 1)
        }
        limit.release(first, after: .success)
        for task in tasks { try await task.value }
        arrived.finish()
        #expect(await order.reduce(into: []) { $0.append($1) } == [0, 1, 2, 3, 4])
        #expect(limit.running == 0)
    }

    @Test("A cancelled call stops waiting, and does not start to wait")
    func cancelledCallDoesNotWait() async throws {
        let limit = ConcurrencyLimit(maximum: 1)
        let permit = try await limit.acquire()
        let waiting = Task { @Turns in try await limit.acquire() }
        await Turns.pass()
        #expect(limit.waiting == 1)
        waiting.cancel()
        await #expect(throws: ModelError.cancelled) { try await waiting.value }
        limit.release(permit, after: .success)
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await limit.acquire()
        }
        await #expect(throws: ModelError.cancelled) { try await cancelled.value }
        #expect(limit.running == 0 && limit.waiting == 0)
    }
}
