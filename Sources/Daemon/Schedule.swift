/// When the daemon evolves: pure, so that a test passes times of its own. All times are seconds since 1970.
struct Schedule: Sendable {
    /// Seconds between evolutions.
    private let every: Double
    /// Pending episodes that start an evolution before its time.
    private let after: Int
    /// Seconds between two evolutions at the least, so that a stream of files does not make a stream of revisions.
    private let pause: Double
    /// Seconds of processor time that the last evolution took.
    private var cost = 0.0
    /// When the daemon began: the first evolution is due `every` seconds later.
    private var start: Double
    private var last: Double?
    /// No evolution before this wait is over, because the last one was blocked or failed.
    private var retry: (since: Double, length: Double)?
    /// Evolutions in a row in which something was blocked.
    private var blocked = 0

    /// The share of a core that evolutions may take: an evolution looks at the whole pool, which grows.
    private static let share = 0.05
    /// Seconds of processor time for which an evolution need not wait.
    private static let free = 0.2
    /// Seconds until the first try again after a failure.
    private static let shortestRetry = 60.0

    /// - Parameters:
    ///   - every: seconds between evolutions.
    ///   - after: pending episodes that start an evolution before its time.
    ///   - pause: seconds between two evolutions at the least.
    ///   - start: when the daemon began.
    ///   - last: when the last evolution began, including one before the daemon began; nil if there was none.
    init(every: Double, after: Int, pause: Double = 2, start: Double, last: Double? = nil) {
        self.every = every
        self.after = after
        self.pause = pause
        self.start = start
        self.last = last
    }

    /// Seconds from `now` until an evolution is due, 0 if it is; nil while no episode is pending.
    func wait(pending: Int, now: Double) -> Double? {
        guard pending > 0 else { return nil }
        let blocked = retry.map { left(of: $0.length, since: $0.since, now: now) } ?? 0
        return max(blocked, scheduled(pending: pending, now: now))
    }

    /// Takes notice of the time. After a clock was put back, times that are still to come count as now: otherwise the wait
    /// would begin anew whenever it is asked for.
    mutating func notice(_ now: Double) {
        start = min(start, now)
        last = last.map { min($0, now) }
        if let known = retry { retry = (min(known.since, now), known.length) }
    }

    /// Notes an evolution. After one in which something was blocked, by a person's change or a model that does not
    /// answer, the next one is tried later each time, but at least as often as evolutions are due.
    ///
    /// - Parameter cost: seconds of processor time that it took; the next one waits until that is a small share of a core.
    mutating func evolved(at now: Double, wasBlocked: Bool = false, cost: Double = 0) {
        last = now
        self.cost = cost
        blocked = wasBlocked ? blocked + 1 : 0
        let doubled = Self.shortestRetry * Double(1 << min(max(blocked - 1, 0), 16))
        retry = wasBlocked ? (now, min(max(Self.shortestRetry, every), doubled)) : nil
    }

    /// Notes that what was in the way may have gone: the next evolution need not wait for it.
    mutating func obstacleChanged() { retry = nil }

    /// Notes that a file could not be ingested or an evolution not be run at all.
    mutating func failed(at now: Double) { retry = (now, Self.shortestRetry) }

    private func scheduled(pending: Int, now: Double) -> Double {
        guard let last else { return pending >= after ? 0 : left(of: every, since: start, now: now) }
        return left(of: pending >= after ? max(pause, (cost - Self.free) / Self.share) : every, since: last, now: now)
    }

    /// The rest of a length of time. A clock that was put back does not make it longer than it was.
    private func left(of length: Double, since time: Double, now: Double) -> Double {
        max(0, min(length, time + length - now))
    }
}

/// When the daemon exchanges with other machines, beside its evolutions: pure, as ``Schedule`` is.
struct MeetingSchedule: Sendable {
    private let every: Double
    private var due: Double
    private var failures = 0

    /// The longest time between two tries of a remote that cannot be reached, in seconds.
    private static let longestRetry = 3600.0

    /// - Parameters:
    ///   - every: seconds between two exchanges.
    ///   - start: when the first one is due.
    init(every: Double, start: Double) {
        self.every = every
        due = start
    }

    /// Seconds from `now` until an exchange is due, 0 if it is.
    func wait(now: Double) -> Double { max(0, min(due - now, max(every, Self.longestRetry))) }

    /// Notes an exchange. After one that failed, the next one is tried later each time, up to an hour.
    mutating func met(at now: Double, hasFailed: Bool) {
        failures = hasFailed ? failures + 1 : 0
        let doubled = every * Double(1 << min(failures, 16))
        due = now + (hasFailed ? min(max(every, Self.longestRetry), doubled) : every)
    }
}
