internal import ArgumentParser
internal import Glibc

/// What the program costs. The runner in Tests/Benchmarks calls these, beside the program itself and a reader in Python.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure what reading and publishing cost; see Tests/Benchmarks/run",
        subcommands: [BenchRead.self, BenchPublish.self]
    )
}

/// Time that passes, in seconds.
struct Stopwatch {
    private let start = ContinuousClock.now

    var seconds: Double {
        let duration = ContinuousClock.now - start
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}

/// Processor time of this process, in seconds: unlike time that passes, it is the same beside busy neighbours.
struct ProcessorClock {
    private let start = Self.now

    var seconds: Double { Self.now - start }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
