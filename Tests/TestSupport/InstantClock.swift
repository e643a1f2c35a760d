internal import Synchronization

/// A clock on which every wait is over at once, and which keeps how long each was to be.
///
/// Time passes on it by the waits alone.
package final class InstantClock: Clock {
    /// A point in time, as the distance from the making of the clock.
    package struct Instant: InstantProtocol {
        /// The distance from the making of the clock.
        package var offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (one: Instant, other: Instant) -> Bool { one.offset < other.offset }
    }

    private let state = Mutex((offset: Duration.zero, waits: [Duration]()))

    /// A clock that shows zero.
    package init() {}

    package var now: Instant { Instant(offset: state.withLock { $0.offset }) }
    package var minimumResolution: Duration { .nanoseconds(1) }

    /// How long each wait so far was to be, in the order in which they began.
    package var waits: [Duration] { state.withLock { $0.waits } }

    /// Moves the clock on to the deadline and returns.
    ///
    /// - Throws: `CancellationError` where the task is cancelled.
    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock {
            $0.waits.append(deadline.offset - $0.offset)
            $0.offset = deadline.offset
        }
    }
}
