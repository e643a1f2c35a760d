/// Which failures are retried, and after what delay: exponential backoff with full jitter.
package struct RetryPolicy: Sendable, Equatable {
    /// The most attempts of one call, including the first.
    package var maximumAttempts: Int
    /// The most attempts of one call whose answers cannot be read.
    package var maximumMalformedAttempts: Int
    /// The most attempts of one call to a server that accepts no connection.
    package var maximumUnreachableAttempts: Int
    /// The longest delay before the second attempt; it doubles with each further attempt.
    package var baseDelay: Duration
    /// The limit of that doubling. A delay that the provider asks for is added to it.
    package var maximumDelay: Duration

    /// Creates a policy; the defaults suit a provider on the internet.
    package init(
        maximumAttempts: Int = 5,
        maximumMalformedAttempts: Int = 2,
        maximumUnreachableAttempts: Int = 2,
        baseDelay: Duration = .seconds(1),
        maximumDelay: Duration = .seconds(60)
    ) {
        self.maximumAttempts = maximumAttempts
        self.maximumMalformedAttempts = maximumMalformedAttempts
        self.maximumUnreachableAttempts = maximumUnreachableAttempts
        self.baseDelay = baseDelay
        self.maximumDelay = maximumDelay
    }

    /// The delay after a failed attempt, or `nil` if the call is not retried.
    ///
    /// Full jitter keeps callers that failed together from retrying together. A delay that the provider asks for (at most
    /// an hour) is never shortened.
    ///
    /// - Parameters:
    ///   - attempt: The number of the failed attempt, from 1.
    ///   - jitter: A random number from 0 to below 1, by which the longest delay is multiplied.
    package func delay(after error: ModelError, attempt: Int, jitter: Double) -> Duration? {
        switch error.kind {
        case .unavailable, .rateLimited: guard attempt < maximumAttempts else { return nil }
        case .unreachable: guard attempt < min(maximumAttempts, maximumUnreachableAttempts) else { return nil }
        case .malformed: guard attempt < min(maximumAttempts, maximumMalformedAttempts) else { return nil }
        default: return nil
        }
        let doubled = baseDelay * (1 << min(attempt - 1, 20))
        let requested = min(error.retryAfter ?? .zero, RetryAfter.longest)
        return requested + min(doubled, maximumDelay) * jitter
    }
}
