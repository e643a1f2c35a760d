internal import Glibc

/// The processor time that this process has taken.
package enum ProcessorTime {
    /// Seconds of all threads together, since the process began.
    package static func seconds() -> Double {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
