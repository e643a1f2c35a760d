/// A model together with everything that applies to its calls: concurrency limit, budget, retries, stored answers, meter.
package struct Caller: Sendable {
    /// Whether stored answers are used. The closure returns the ``CallRecord/response`` of the call with that key.
    package enum Replay: Sendable {
        /// Every call asks the model.
        case off
        /// A stored answer is used; without one, the model is asked.
        case preferred(@Sendable (RequestKey) async -> [UInt8]?)
        /// A stored answer is used; without one, the call fails and the model is never asked.
        case only(@Sendable (RequestKey) async -> [UInt8]?)
    }

    /// A function that receives the record of every call that has ended.
    package typealias Meter = @Sendable (CallRecord) async -> Void

    /// The model that is asked.
    package let model: any LanguageModel
    private let limit: ConcurrencyLimit
    private let budget: Budget?
    /// Ends the calls of a run after equal failures; `nil` asks for ever.
    package let breaker: Breaker?
    private let stop: CallStop?
    private let retries: RetryPolicy
    private let replay: Replay
    private let clock: any Clock<Duration>
    private let jitter: @Sendable () -> Double
    private let meter: Meter

    /// Creates a caller of `model`.
    ///
    /// - Parameters:
    ///   - limit: Shared by all callers of the same provider.
    ///   - stop: Ends the calls when the process is to end.
    ///   - retries: Which failures are retried, and when.
    ///   - clock: The clock of the waits between attempts.
    ///   - jitter: A random number from 0 to below 1, by which a wait is multiplied.
    ///   - meter: Receives the record of every call, also of failed and replayed ones.
    package init(
        _ model: any LanguageModel,
        limit: ConcurrencyLimit,
        budget: Budget? = nil,
        breaker: Breaker? = nil,
        stop: CallStop? = nil,
        retries: RetryPolicy = RetryPolicy(),
        replay: Replay = .off,
        clock: any Clock<Duration> = ContinuousClock(),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        meter: @escaping Meter = { _ in }
    ) {
        self.model = model
        self.limit = limit
        self.budget = budget
        self.breaker = breaker
        self.stop = stop
        self.retries = retries
        self.replay = replay
        self.clock = clock
        self.jitter = jitter
        self.meter = meter
    }

    /// A copy that also reports its calls to `meter`, after its own meter.
    package func metered(also meter: @escaping Meter) -> Caller {
        let own = self.meter
        return Caller(
            model,
            limit: limit,
            budget: budget,
            breaker: breaker,
            stop: stop,
            retries: retries,
            replay: replay,
            clock: clock,
            jitter: jitter
        ) {
            await own($0)
            await meter($0)
        }
    }

    /// Asks the model, or returns the stored answer.
    ///
    /// - Parameters:
    ///   - sample: Distinguishes calls that are otherwise identical on purpose.
    ///   - purpose: The ``CallRecord/purpose`` of the record.
    /// - Throws: The error of the last attempt; ``ModelError/budget(_:)`` if the budget is used up;
    ///   ``ModelError/cancelled`` if the task is cancelled.
    @concurrent
    package func ask(
        _ prompt: Prompt,
        settings: ModelSettings,
        sample: Int = 0,
        purpose: String
    ) async throws(ModelError) -> Answer {
        let call = ModelCall(prompt, settings: settings, sample: sample, provider: model.identity)
        let stopwatch = Stopwatch(clock)
        var progress = Progress()
        let result: Result<Answer, ModelError>
        do throws(ModelError) {
            result = .success(try await answer(call, progress: &progress))
        } catch {
            result = .failure(error)
        }
        // A call that was never made has no record.
        if case .failure(.halted) = result, progress.attempts == 0 { return try result.get() }
        await meter(record(of: call, purpose: purpose, result, progress: progress, duration: stopwatch.elapsed))
        return try result.get()
    }

    /// The attempts of one call so far.
    private struct Progress {
        var attempts = 0
        var spentTokens = 0
        var isReplayed = false
    }

    private func answer(_ call: ModelCall, progress: inout Progress) async throws(ModelError) -> Answer {
        if let stored = try await storedAnswer(to: call) {
            progress.isReplayed = true
            return stored
        }
        try breaker?.check()
        do throws(ModelError) {
            let answer = try await stoppableAnswer(call, progress: &progress)
            breaker?.succeeded(at: .call)
            return answer
        } catch {
            breaker?.failed(error, at: .call)
            throw error
        }
    }

    private func stoppableAnswer(_ call: ModelCall, progress: inout Progress) async throws(ModelError) -> Answer {
        guard let stop else { return try await newAnswer(call, progress: &progress) }
        let start = progress
        let (result, end) = try await stop.run { () -> (Result<Answer, ModelError>, Progress) in
            var progress = start
            do throws(ModelError) {
                let answer = try await newAnswer(call, progress: &progress)
                return (.success(answer), progress)
            } catch {
                return (.failure(error), progress)
            }
        }
        progress = end
        return try result.get()
    }

    private func newAnswer(_ call: ModelCall, progress: inout Progress) async throws(ModelError) -> Answer {
        while true {
            progress.attempts += 1
            do throws(ModelError) {
                return try await attempt(call, progress: &progress)
            } catch {
                guard let delay = retries.delay(after: error, attempt: progress.attempts, jitter: jitter()) else {
                    throw error
                }
                // Others may have found out in the meantime that there is no hope.
                try breaker?.check()
                do {
                    try await clock.sleep(for: delay)
                } catch {
                    throw .cancelled
                }
            }
        }
    }

    private func attempt(_ call: ModelCall, progress: inout Progress) async throws(ModelError) -> Answer {
        let permit = try await limit.acquire()
        let estimate = TokenEstimate(call)
        let reservation: Budget.Reservation?
        do throws(ModelError) {
            reservation = try budget?.reserve(estimate)
        } catch {
            limit.release(permit, after: .other)
            throw error
        }
        let result: Result<Answer, ModelError>
        do throws(ModelError) {
            result = .success(try await model.answer(call))
        } catch {
            result = .failure(error)
        }
        let spent = Self.spentTokens(of: result, estimate)
        progress.spentTokens += spent
        // A failure has no usage: its tokens are priced as prompt tokens.
        if let reservation { budget?.charge(spent, usage: try? result.get().usage, releasing: reservation) }
        switch result {
        case .success: limit.release(permit, after: .success)
        case .failure(let error):
            limit.release(permit, after: error.kind == .rateLimited ? .rateLimited : .other)
        }
        return try result.get()
    }

    private static func spentTokens(of result: Result<Answer, ModelError>, _ estimate: TokenEstimate) -> Int {
        switch result {
        case .success(let answer): answer.usage.total
        case .failure(let error):
            switch error.kind {
            // The provider may have read the prompt before the failure.
            case .unavailable, .malformed, .refused, .cancelled: estimate.prompt
            case .unreachable, .rateLimited, .authentication, .badRequest, .tooLong, .budget, .pending, .halted: 0
            }
        }
    }

    private func storedAnswer(to call: ModelCall) async throws(ModelError) -> Answer? {
        switch replay {
        case .off: return nil
        case .preferred(let source):
            guard let bytes = await source(call.key) else { return nil }
            // A damaged stored answer is replaced by a new one.
            return try? Answer(decoding: bytes)
        case .only(let source):
            guard let bytes = await source(call.key) else {
                throw .badRequest("there is no stored response for the call \(call.key), and this is a replay")
            }
            return try Answer(decoding: bytes)
        }
    }

    private func record(
        of call: ModelCall,
        purpose: String,
        _ result: Result<Answer, ModelError>,
        progress: Progress,
        duration: Duration
    ) -> CallRecord {
        let answer: Answer?
        let outcome: CallRecord.Outcome
        switch result {
        case .success(let value): (answer, outcome) = (value, progress.isReplayed ? .replayed : .answered)
        case .failure(let error): (answer, outcome) = (nil, .failed(error))
        }
        return CallRecord(
            purpose: purpose,
            key: call.key,
            provider: model.identity,
            settings: call.settings,
            sample: call.sample,
            usage: answer?.usage,
            spentTokens: progress.spentTokens,
            duration: duration,
            attempts: progress.attempts,
            outcome: outcome,
            request: call.request,
            response: answer?.encoded
        )
    }
}

/// Elapsed time on a clock of any type: an existential clock does not expose its instants.
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
