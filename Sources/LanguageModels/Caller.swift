/// Makes calls of one model: in turn, within budget, tried again where that helps, metered, and replayed where the
/// answer is known.
package struct Caller: Sendable {
    /// Where stored answers come from: the value of ``CallRecord/response`` of the call with that key.
    package enum Replay: Sendable {
        /// Every call is made.
        case off
        /// A stored answer is taken; a call without one is made.
        case preferred(@Sendable (RequestKey) async -> [UInt8]?)
        /// A stored answer is taken; without one the call fails, and the model is never asked.
        case only(@Sendable (RequestKey) async -> [UInt8]?)
    }

    package typealias Meter = @Sendable (CallRecord) async -> Void

    package let model: any LanguageModel
    private let limit: ConcurrencyLimit
    private let budget: Budget?
    private let retries: RetryPolicy
    private let replay: Replay
    private let clock: any Clock<Duration>
    private let chance: @Sendable () -> Double
    private let meter: Meter

    /// - Parameters:
    ///   - limit: shared between callers of the same provider.
    ///   - clock: what waits between tries are measured by.
    ///   - chance: from 0 to below 1; spreads the waits.
    ///   - meter: told of every call when it is over, also of failed and replayed ones.
    package init(
        _ model: any LanguageModel,
        limit: ConcurrencyLimit,
        budget: Budget? = nil,
        retries: RetryPolicy = RetryPolicy(),
        replay: Replay = .off,
        clock: any Clock<Duration> = ContinuousClock(),
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        meter: @escaping Meter = { _ in }
    ) {
        self.model = model
        self.limit = limit
        self.budget = budget
        self.retries = retries
        self.replay = replay
        self.clock = clock
        self.chance = chance
        self.meter = meter
    }

    /// The same caller, whose calls are also told to `meter`, after the meter that it has.
    package func metered(also meter: @escaping Meter) -> Caller {
        let own = self.meter
        return Caller(
            model,
            limit: limit,
            budget: budget,
            retries: retries,
            replay: replay,
            clock: clock,
            chance: chance
        ) {
            await own($0)
            await meter($0)
        }
    }

    /// The answer to a prompt. `sample` tells apart calls that are alike on purpose; `purpose` goes to the meter.
    @concurrent
    package func ask(
        _ prompt: Prompt,
        settings: ModelSettings,
        sample: Int = 0,
        purpose: String
    ) async throws(ModelError) -> Answer {
        let call = ModelCall(prompt, settings: settings, sample: sample, provider: model.identity)
        let stopwatch = Stopwatch(clock)
        var ledger = Attempts()
        let result: Result<Answer, ModelError>
        do throws(ModelError) {
            result = .success(try await answer(call, &ledger))
        } catch {
            result = .failure(error)
        }
        await meter(record(of: call, purpose, result, ledger, stopwatch.elapsed))
        return try result.get()
    }

    /// What the tries of one call came to.
    private struct Attempts {
        var tries = 0
        var spentTokens = 0
        var isReplayed = false
    }

    private func answer(_ call: ModelCall, _ attempts: inout Attempts) async throws(ModelError) -> Answer {
        if let stored = try await stored(call) {
            attempts.isReplayed = true
            return stored
        }
        while true {
            attempts.tries += 1
            do throws(ModelError) {
                return try await attempt(call, &attempts)
            } catch {
                guard let wait = retries.wait(after: error, try: attempts.tries, chance: chance()) else { throw error }
                do {
                    try await clock.sleep(for: wait)
                } catch {
                    throw .cancelled
                }
            }
        }
    }

    private func attempt(_ call: ModelCall, _ attempts: inout Attempts) async throws(ModelError) -> Answer {
        let permit = try await limit.acquire()
        let estimate = TokenEstimate(call)
        let reservation: Budget.Reservation?
        do throws(ModelError) {
            reservation = try budget?.reserve(estimate)
        } catch {
            limit.release(permit, .other)
            throw error
        }
        let result: Result<Answer, ModelError>
        do throws(ModelError) {
            result = .success(try await model.answer(call))
        } catch {
            result = .failure(error)
        }
        let spent = Self.spent(result, estimate)
        attempts.spentTokens += spent
        // A failure has no usage: its tokens count as those of a prompt.
        if let reservation { budget?.settle(reservation, spent: spent, usage: try? result.get().usage) }
        switch result {
        case .success: limit.release(permit, .success)
        case .failure(let error): limit.release(permit, error.kind == .rateLimited ? .rateLimited : .other)
        }
        return try result.get()
    }

    private static func spent(_ result: Result<Answer, ModelError>, _ estimate: TokenEstimate) -> Int {
        switch result {
        case .success(let answer): answer.usage.total
        case .failure(let error):
            switch error.kind {
            // The provider may have read the prompt before it broke off.
            case .unavailable, .malformed, .refused, .cancelled: estimate.prompt
            case .rateLimited, .authentication, .badRequest, .tooLong, .budget, .pending: 0
            }
        }
    }

    private func stored(_ call: ModelCall) async throws(ModelError) -> Answer? {
        switch replay {
        case .off: return nil
        case .preferred(let source):
            guard let bytes = await source(call.key) else { return nil }
            // What was stored damaged is asked for again.
            return try? Answer(stored: bytes)
        case .only(let source):
            guard let bytes = await source(call.key) else {
                throw .badRequest("there is no stored response for the call \(call.key), and this is a replay")
            }
            return try Answer(stored: bytes)
        }
    }

    private func record(
        of call: ModelCall,
        _ purpose: String,
        _ result: Result<Answer, ModelError>,
        _ attempts: Attempts,
        _ duration: Duration
    ) -> CallRecord {
        let answer: Answer?
        let outcome: CallRecord.Outcome
        switch result {
        case .success(let value): (answer, outcome) = (value, attempts.isReplayed ? .replayed : .answered)
        case .failure(let error): (answer, outcome) = (nil, .failed(error))
        }
        return CallRecord(
            purpose: purpose,
            key: call.key,
            provider: model.identity,
            settings: call.settings,
            sample: call.sample,
            usage: answer?.usage,
            spentTokens: attempts.spentTokens,
            duration: duration,
            tries: attempts.tries,
            outcome: outcome,
            request: call.request,
            response: answer?.stored
        )
    }
}

/// Measures on a clock whose instants have no name.
private struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration

    init(_ clock: any Clock<Duration>) {
        read = Self.reader(clock)
    }

    var elapsed: Duration { read() }

    private static func reader<Time: Clock<Duration>>(_ clock: Time) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
