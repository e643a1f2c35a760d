internal import Glibc

/// What this process has used so far, or between two points.
struct ResourceUse {
    /// Seconds of the clock that all processes of the machine share.
    var wall: Double
    /// User and system, of all threads, in seconds.
    var cpu: Double
    /// The part of it that the kernel took on its behalf, in seconds.
    var kernel: Double
    var peakMegabytes: Int

    static var now: ResourceUse {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return ResourceUse(
            wall: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9,
            cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            kernel: seconds(usage.ru_stime),
            peakMegabytes: usage.ru_maxrss / 1_024
        )
    }

    static func - (later: ResourceUse, earlier: ResourceUse) -> ResourceUse {
        ResourceUse(
            wall: later.wall - earlier.wall,
            cpu: later.cpu - earlier.cpu,
            kernel: later.kernel - earlier.kernel,
            peakMegabytes: later.peakMegabytes
        )
    }
}

/// The limit on open files: a thousand connections need more than the usual 1,024.
enum OpenFiles {
    static func raiseLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 8_192))
        // Where it may not be raised, the measure says how many calls failed.
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
