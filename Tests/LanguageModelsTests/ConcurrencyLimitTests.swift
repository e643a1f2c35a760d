import LanguageModels
import Synchronization
import Testing

/// How many are at it, and how many were at most.
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

@Suite("A concurrency limit", .timeLimit(.minutes(10)))
struct ConcurrencyLimitTests {
    @Test("is halved by a complaint, once for all calls of the same pace, and never to nothing")
    func halves() async throws {
        let limit = ConcurrencyLimit(maximum: 8)
        var permits: [ConcurrencyLimit.Permit] = []
        for _ in 0..<8 { permits.append(try await limit.acquire()) }
        for permit in permits { limit.release(permit, .rateLimited) }
        #expect(limit.limit == 4)
        for _ in 0..<5 { limit.release(try await limit.acquire(), .rateLimited) }
        #expect(limit.limit == 1)
    }

    @Test("rises by one after so many successes, and not over its maximum")
    func rises() async throws {
        let limit = ConcurrencyLimit(maximum: 4, successesPerStep: 3)
        limit.release(try await limit.acquire(), .rateLimited)
        var seen: [Int] = []
        for _ in 0..<12 {
            limit.release(try await limit.acquire(), .success)
            seen.append(limit.limit)
        }
        #expect(seen == [2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4])
    }

    @Test("lets as many run at once as it says, and no more")
    func respected() async throws {
        let limit = ConcurrencyLimit(maximum: 7)
        let gauge = Gauge()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<200 {
                tasks.addTask {
                    let permit = try await limit.acquire()
                    gauge.enter()
                    // The first ones wait for each other.
                    while gauge.most < 7 { await Task.yield() }
                    await Task.yield()
                    gauge.leave()
                    limit.release(permit, .success)
                }
            }
            try await tasks.waitForAll()
        }
        #expect(gauge.most == 7)
        #expect(limit.running == 0 && limit.waiting == 0)
    }

    @Test("serves those who wait in the order of arrival")
    func fifo() async throws {
        let limit = ConcurrencyLimit(maximum: 1)
        let first = try await limit.acquire()
        let (order, arrived) = AsyncStream.makeStream(of: Int.self)
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<5 {
            tasks.append(
                Task {
                    let permit = try await limit.acquire()
                    arrived.yield(number)
                    limit.release(permit, .success)
                }
            )
            while limit.waiting <= number { await Task.yield() }
        }
        limit.release(first, .success)
        for task in tasks { try await task.value }
        arrived.finish()
        #expect(await order.reduce(into: []) { $0.append($1) } == [0, 1, 2, 3, 4])
        #expect(limit.running == 0)
    }

    @Test("lets go of those who are cancelled, before or while they wait")
    func cancellation() async throws {
        let limit = ConcurrencyLimit(maximum: 1)
        let permit = try await limit.acquire()
        let waiting = Task { try await limit.acquire() }
        while limit.waiting == 0 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: ModelError.cancelled) { try await waiting.value }
        limit.release(permit, .success)
        let cancelled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await limit.acquire()
        }
        await #expect(throws: ModelError.cancelled) { try await cancelled.value }
        #expect(limit.running == 0 && limit.waiting == 0)
    }
}
