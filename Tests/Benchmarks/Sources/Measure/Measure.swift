internal import ArgumentParser

/// Measures the program on trajectories: what is learned, and what it costs. No part of the installation.
@main
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace2skill-measure",
        abstract: "Measure what is learned and what it costs",
        subcommands: [Learn.self, Bench.self, GateRates.self, SecretRates.self, BenchModel.self, BenchModelServer.self]
    )
}
