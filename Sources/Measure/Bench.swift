internal import ArgumentParser

/// What the program costs. The runner in Tests/Bench calls these, beside the program itself and a reader in Python.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure what reading and publishing cost; see Tests/Bench/run",
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
