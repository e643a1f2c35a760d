import Dispatch
import HTTP
import LanguageModels
import Synchronization
import TestSupport
import Testing

@Suite("A caller", .timeLimit(.minutes(1)))
struct CallerTests {
    // Faults 40 and 46 of the reference implementation.
    @Test("A call is retried after the delays of policy and provider")
    func retriesAfterDelays() async throws {
        let clock = InstantClock()
        let records = Recorder<CallRecord>()
        let model = ScriptedModel { _, number throws(ModelError) in
            switch number {
            case 0: throw .unavailable("down")
            case 1: throw .rateLimited("slow", retryAfter: .seconds(30))
            case 2: throw .unavailable("busy", retryAfter: .seconds(99_999))
            default: return answered("at last")
            }
        }
        let caller = Caller(
            model,
            limit: ConcurrencyLimit(maximum: 4),
            clock: clock,
            jitter: { 0.5 },
            meter: { records.add($0) }
        )
        let answer = try await caller.ask(Prompt("x"), settings: settings, purpose: "test")

        #expect(answer.text == "at last")
        #expect(clock.waits == [.milliseconds(500), .seconds(31), .seconds(3_602)])
        let record = try #require(records.all.first)
        #expect(record.attempts == 4)
        #expect(record.duration == .milliseconds(3_633_500))
        #expect(record.outcome == .answered)
        #expect(record.spentTokens > 15)
    }

    @Test("A stop cancels the calls under way, also between two tries, and no later call is made")
    func stopEndsCalls() async throws {
        for waitsBetween in [false, true] {
            let stop = CallStop()
            let model = ScriptedModel { _, _ throws(ModelError) in
                if waitsBetween { throw .unavailable("down", retryAfter: .seconds(3_000)) }
                stop.stop()
                return answered("too late")
            }
            let clock = StoppingClock { stop.stop() }
            let caller = Caller(model, limit: ConcurrencyLimit(maximum: 1), stop: stop, clock: clock)

            if waitsBetween {
                await #expect(throws: ModelError.cancelled) {
                    try await caller.ask(Prompt("x"), settings: settings, purpose: "test")
                }
            } else {
                #expect(try await caller.ask(Prompt("x"), settings: settings, purpose: "test").text == "too late")
            }
            await #expect(throws: ModelError.cancelled) {
                try await caller.ask(Prompt("y"), settings: settings, purpose: "test")
            }
            #expect(model.asked.count == 1)
        }
    }

    @Test("A call fails after five attempts")
    func failsAfterFiveAttempts() async throws {
        let clock = InstantClock()
        let model = ScriptedModel { _, _ throws(ModelError) in throw .unavailable("down") }
        let caller = Caller(model, limit: ConcurrencyLimit(maximum: 1), clock: clock, jitter: { 1 })
        await #expect(throws: ModelError.unavailable("down")) {
            try await caller.ask(Prompt("x"), settings: settings, purpose: "test")
        }
        #expect(model.asked.count == 5)
        #expect(clock.waits == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
    }

    @Test("A server that accepts no connection is tried twice, and nothing is charged for it")
    func unreachableServerCostsNothing() async throws {
        let records = Recorder<CallRecord>()
        let model = ScriptedModel { _, _ throws(ModelError) in throw .unreachable("refused") }
        let budget = Budget(Budget.Limits(perDay: 1_000), today: { 0 })
        let caller = Caller(
            model,
            limit: ConcurrencyLimit(maximum: 1),
            budget: budget,
            clock: InstantClock(),
            meter: { records.add($0) }
        )
        await #expect(throws: ModelError.unreachable("refused")) {
            try await caller.ask(Prompt("x"), settings: settings, purpose: "test")
        }
        #expect(model.asked.count == 2)
        #expect(records.all.map(\.spentTokens) == [0])
        #expect(budget.spending.today == 0)
    }

    // Fault 46 of the reference implementation.
    @Test(
        "A permanent failure is not retried",
        arguments: [
            ModelError.authentication("a"), .badRequest("b"), .tooLong("c"), .refused("d"), .budget("e"), .pending("f"),
            .cancelled,
        ]
    )
    func permanentFailureIsNotRetried(error: ModelError) async throws {
        let records = Recorder<CallRecord>()
        let model = ScriptedModel { _, _ throws(ModelError) in throw error }
        let caller = Caller(
            model,
            limit: ConcurrencyLimit(maximum: 1),
            clock: InstantClock(),
            meter: { records.add($0) }
        )
        await #expect(throws: error) { try await caller.ask(Prompt("x"), settings: settings, purpose: "test") }
        #expect(model.asked.count == 1)
        #expect(records.all.map(\.outcome) == [.failed(error)])
        #expect(records.all.first?.response == nil)
    }

    @Test("An unreadable answer is retried once")
    func unreadableAnswerIsRetriedOnce() async throws {
        let model = ScriptedModel { _, _ throws(ModelError) in throw .malformed("garbage") }
        let caller = Caller(model, limit: ConcurrencyLimit(maximum: 1), clock: InstantClock())
        await #expect(throws: ModelError.self) { try await caller.ask(Prompt("x"), settings: settings, purpose: "t") }
        #expect(model.asked.count == 2)
    }

    @Test("A call that is cancelled during a delay ends")
    func cancelledDuringDelay() async throws {
        let model = ScriptedModel { _, _ throws(ModelError) in
            withUnsafeCurrentTask { $0?.cancel() }
            throw .unavailable("down", retryAfter: .seconds(3_600))
        }
        let caller = Caller(model, limit: ConcurrencyLimit(maximum: 1))
        let task = Task { try await caller.ask(Prompt("x"), settings: settings, purpose: "test") }
        await #expect(throws: ModelError.cancelled) { try await task.value }
    }

    @Test("The budget is asked before each attempt, and its refusal spares the model")
    func budgetIsAskedFirst() async throws {
        let model = ScriptedModel { _, _ in answered("x", prompt: 600, completion: 500) }
        let budget = Budget(Budget.Limits(perDay: 1_000), today: { 0 })
        let caller = Caller(model, limit: ConcurrencyLimit(maximum: 1), budget: budget)
        _ = try await caller.ask(Prompt("x"), settings: settings, purpose: "test")
        let error = await #expect(throws: ModelError.self) {
            try await caller.ask(Prompt("x"), settings: settings, sample: 1, purpose: "test")
        }
        #expect(error?.kind == .budget)
        #expect(model.asked.count == 1)
        #expect(budget.spending.today == 1_100)
    }

    @Test("The concurrency limit is halved when the provider asks for fewer calls")
    func rateLimitHalvesConcurrency() async throws {
        let limit = ConcurrencyLimit(maximum: 8)
        let model = ScriptedModel { _, number throws(ModelError) in
            guard number > 0 else { throw .rateLimited("slow") }
            return answered("x")
        }
        let caller = Caller(model, limit: limit, clock: InstantClock())
        _ = try await caller.ask(Prompt("x"), settings: settings, purpose: "test")
        #expect(limit.limit == 4)
        #expect(limit.running == 0)
    }

    @Test("One client holds a thousand calls in flight")
    func thousandCallsInFlight() async throws {
        let meeting = Meeting(of: 1_000)
        try await withProvider(.chat) { request in
            meeting.join()
            return ModelReply("answer to \(request.lastText)")
        } _: { server, model in
            let caller = Caller(model, limit: ConcurrencyLimit(maximum: 1_000))
            let wrong = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<1_000 {
                    group.addTask {
                        let answer = try await caller.ask(Prompt("\(number)"), settings: settings, purpose: "test")
                        return answer.text != "answer to \(number)"
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(wrong == 0)
            #expect(server.peak == 1_000)
        }
    }
}

/// Threads that wait until all of them have arrived, or for long enough to fail the test.
private final class Meeting: Sendable {
    private let expected: Int
    private let arrived = Mutex(0)
    private let everyone = DispatchSemaphore(value: 0)

    init(of count: Int) { expected = count }

    func join() {
        let isLast = arrived.withLock {
            $0 += 1
            return $0 == expected
        }
        if isLast { for _ in 1..<expected { everyone.signal() } } else { _ = everyone.wait(timeout: .now() + 50) }
    }
}

/// A clock whose waits end only by cancellation, and that tells when one has begun.
private struct StoppingClock: Clock {
    let waits: @Sendable () -> Void

    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .zero }

    init(_ waits: @escaping @Sendable () -> Void) { self.waits = waits }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        waits()
        try await Task.sleep(until: deadline, clock: .continuous)
    }
}
