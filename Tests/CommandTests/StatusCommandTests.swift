import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// What these tests read of `status --json`.
struct StatusReport: Decodable {
    struct Sum: Decodable, Equatable {
        var calls: Int
        var prompt: Int
        var cached: Int
        var completion: Int
        var cost: Double?
    }
    struct Spending: Decodable {
        var tokensToday: Int
        var tokensPerDay: Int?
        var tokensLeftToday: Int?
        var costLeftToday: Double?
        var currency: String?
        var today: Sum
        var lastEvolution: Sum?
        var altogether: Sum
    }
    var trajectories: Int
    var rejected: Int
    var sessions: Int
    var pending: Int
    var health: [String]
    var spending: Spending
}

extension Installation {
    /// What `status --json` reports.
    func status() throws -> StatusReport {
        try JSONDecoder().decode(StatusReport.self, from: Data(try succeed("status", "--json").utf8))
    }
}

@Suite("The command status")
struct StatusCommandTests {
    @Test("status counts every file once")
    func statusCountsEveryFileOnce() throws {
        let installation = try Installation.thatHasLearned()
        try write("no trajectory\n", to: installation.inbox + "/x.txt")
        try installation.run("ingest")

        let report = try installation.status()

        #expect(report.sessions == 60)
        #expect(report.rejected == 1)
        #expect(report.pending == 0)
        #expect(report.health.isEmpty, "\(report.health)")
    }

    @Test("status says whether the daemon runs")
    func statusNamesTheDaemon() throws {
        let installation = try Installation()
        let daemon = try installation.start("daemon")
        try #require(daemon.writes("watching"), "\(daemon.errors)")

        let during = try installation.succeed("status")
        daemon.send(SIGTERM)
        try #require(daemon.end().status == 0)
        let after = try installation.succeed("status")

        #expect(during.contains("running") && !during.contains("not running"))
        #expect(after.contains("not running"))
    }

    @Test("status reports what an evolution with a model used, and what is left of the budget")
    func statusReportsSpending() async throws {
        let installation = try Installation()
        try await ModelServer.run(SampleAnswers.answer) { server in
            try installation.configure(
                server,
                model: ["prices: {prompt: 1, cached: 0.5, completion: 10, currency: EUR}"],
                budget: ["tokens-per-day: 100000", "cost-per-day: 2"]
            )
            try installation.dropFailures("s1", "s2")
            try installation.succeed("ingest")
            #expect(try installation.succeed("evolve").contains("a model analysed 2 episodes and used 3300 tokens"))

            #expect(try installation.git("log", "-1", "--format=%B", "main").contains("Model-Tokens: 3300"))
            let report = try installation.status()
            #expect(report.pending == 0 && report.health.isEmpty)
            for sum in [
                report.spending.today, report.spending.altogether, try #require(report.spending.lastEvolution),
            ] {
                #expect(sum.calls == 3 && sum.prompt == 3000 && sum.cached == 1200 && sum.completion == 300)
                #expect(abs((sum.cost ?? 0) - 0.0054) < 1e-9)
            }
            #expect(report.spending.tokensLeftToday == 96_700 && report.spending.currency == "EUR")
            #expect(abs((report.spending.costLeftToday ?? 0) - 1.9946) < 1e-9)
            let text = try installation.succeed("status")
            #expect(
                text.contains(
                    "today 3300 tokens in 3 calls: 3000 prompt, 1200 of these cached, 300 completion; 0.0054 EUR"
                )
            )
            #expect(text.contains("100000 tokens a day, 96700 left today; 2.00 EUR a day, 1.9946 left today"))
        }
    }

    @Test("status without prices reports tokens and no cost")
    func statusWithoutPricesReportsTokens() async throws {
        let installation = try Installation()
        try await ModelServer.run(SampleAnswers.answer) { server in
            try installation.configure(server)
            try installation.dropFailures("s1", "s2")
            try installation.succeed("ingest")
            try installation.succeed("evolve")

            let spending = try #require(
                try installation.succeed("status").split(separator: "\n").first { $0.contains("today") }
            )
            #expect(spending.hasSuffix("3300 tokens in 3 calls: 3000 prompt, 1200 of these cached, 300 completion"))
            #expect(try installation.status().spending.today.cost == nil)
        }
    }

    @Test("status says that episodes wait because the budget is used up", arguments: [true, false])
    func statusNamesUsedUpBudget(isMoney: Bool) async throws {
        let installation = try Installation()
        try await ModelServer.run(SampleAnswers.answer) { server in
            let prices = ["prices: {prompt: 1, completion: 10}"]
            try installation.configure(
                server,
                model: prices,
                budget: [isMoney ? "cost-per-day: 0.0001" : "tokens-per-day: 100"]
            )
            try installation.dropFailures("s1", "s2")
            try installation.succeed("ingest")
            let output = try installation.run("evolve")

            #expect(output.status == 69)
            #expect(
                output.errors.contains("2 episodes could not be analysed in this evolution and will be tried again")
            )
            #expect(server.requests.isEmpty)
            let report = try installation.status()
            #expect(report.pending == 2)
            #expect(report.health.contains { $0.hasPrefix("2 episodes") && $0.contains("budget is used up") })

            try installation.configure(server)
            try installation.succeed("evolve")
            #expect(try installation.status().pending == 0)
            #expect(try installation.status().health.isEmpty)
        }
    }
}
