/// When the daemon evolves: pure, so that a test drives it with times of its own.
package struct Schedule: Sendable, Equatable {
    /// Seconds between evolutions.
    package let every: Double
    /// Pending episodes that start one before its time.
    package let after: Int
    /// Seconds that must have passed since the last one all the same, so that a stream of files makes no stream of revisions.
    package let pause: Double
    /// When the daemon began: the first evolution is due `every` seconds later.
    let start: Double
    private(set) var last: Double?

    /// - Parameters:
    ///   - start: seconds since 1970 at which the daemon began.
    ///   - last: when the last evolution was, also one before the daemon began; nil if there was none.
    package init(every: Double, after: Int, pause: Double = 2, start: Double, last: Double? = nil) {
        self.every = every
        self.after = after
        self.pause = pause
        self.start = start
        self.last = last
    }

    /// Seconds from `now` until an evolution is due, 0 if it is; nil while nothing waits.
    package func wait(pending: Int, now: Double) -> Double? {
        guard pending > 0 else { return nil }
        guard let last else { return pending >= after ? 0 : left(of: every, since: start, now: now) }
        return left(of: pending >= after ? pause : every, since: last, now: now)
    }

    package mutating func evolved(at now: Double) { last = now }

    /// What is left of a length of time. A clock that was put back makes it no longer than it was.
    private func left(of length: Double, since time: Double, now: Double) -> Double {
        max(0, min(length, time + length - now))
    }
}
