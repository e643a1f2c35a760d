/// Which failures are worth another try, and when.
package struct RetryPolicy: Sendable, Equatable {
    /// The most tries of one call, the first included.
    package var tries: Int
    /// The most tries while answers come that cannot be read.
    package var triesOfMalformed: Int
    /// The wait before the second try is up to this, before each further one up to twice as long.
    package var base: Duration
    /// No wait of our own choosing is longer; one that the provider asks for may be.
    package var longest: Duration

    package init(
        tries: Int = 5,
        triesOfMalformed: Int = 2,
        base: Duration = .seconds(1),
        longest: Duration = .seconds(60)
    ) {
        self.tries = tries
        self.triesOfMalformed = triesOfMalformed
        self.base = base
        self.longest = longest
    }

    /// How long to wait after the `number`th failed try; `nil` when there is to be no other.
    ///
    /// With full jitter: `chance`, from 0 to below 1, is the part of the longest wait that is taken, so that callers who
    /// failed together do not come back together. What the provider asked for (cut to an hour) is waited in any case.
    package func wait(after error: ModelError, try number: Int, chance: Double) -> Duration? {
        switch error.kind {
        case .unavailable, .rateLimited: guard number < tries else { return nil }
        case .malformed: guard number < min(tries, triesOfMalformed) else { return nil }
        default: return nil
        }
        let doubled = base * (1 << min(number - 1, 20))
        let asked = min(error.retryAfter ?? .zero, .seconds(3_600))
        return asked + min(doubled, longest) * chance
    }
}
