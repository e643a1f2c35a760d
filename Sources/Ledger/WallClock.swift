internal import Glibc

/// The time of day, for records, commits, and the ids of evolutions, which sort by it.
package struct WallClock: Sendable {
    /// Seconds since 1970.
    package let now: @Sendable () -> Double

    /// - Parameter now: gives the time in seconds since 1970.
    package init(now: @escaping @Sendable () -> Double) { self.now = now }

    /// The clock of the machine.
    package static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
