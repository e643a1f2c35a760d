/// When the daemon evolves: pure, so that a test drives it with times of its own.
package struct Schedule: Sendable, Equatable {
    /// Seconds between evolutions.
    package let every: Double
    /// Pending episodes that start one before its time.
    package let after: Int
    /// Seconds that must have passed since the last one all the same, so that a stream of files makes no stream of revisions.
    package let pause: Double
    private(set) var last: Double?

    package init(every: Double, after: Int, pause: Double = 2, last: Double? = nil) {
        self.every = every
        self.after = after
        self.pause = pause
        self.last = last
    }

    /// Seconds from `now` until an evolution is due, 0 if it is; nil while nothing waits.
    package func wait(pending: Int, now: Double) -> Double? {
        guard pending > 0 else { return nil }
        guard let last else { return pending >= after ? 0 : every }
        return max(0, last + (pending >= after ? pause : every) - now)
    }

    package mutating func evolved(at now: Double) { last = now }
}
