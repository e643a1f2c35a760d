import FoundationEssentials
import Testing

/// The program on what version 0.1.0 left: `LedgerTests/Fixtures/README.md` says what is in it.
@Suite("An installation of version 0.1.0", .timeLimit(.minutes(1)))
struct UpgradeTests {
    private let place: Workplace
    private static let fixture = Workplace.package + "/Tests/LedgerTests/Fixtures/version-0.1.0"

    init() throws {
        place = try Workplace()
        try FileManager.default.removeItem(atPath: place.skills)
        try FileManager.default.createDirectory(atPath: place.skills, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: place.state, withIntermediateDirectories: true)
        try place.git("init", "-q", "-b", "none")
        try place.git("fetch", "-q", Self.fixture + ".bundle", "refs/*:refs/*")
        try place.git("checkout", "-q", "main")
        let script = "import sqlite3, sys; sqlite3.connect(sys.argv[2]).executescript(open(sys.argv[1]).read())"
        let made = try place.start([
            "python3", "-c", script, Self.fixture + ".sql", place.state + "/ledger.sqlite",
        ]).end(within: 30)
        try #require(made.status == 0, "\(made.errors)")
    }

    @Test("is brought up to date by a command that writes, and a command that reads says so")
    func readers() throws {
        for command in ["status", "log"] {
            let output = try place.run(command)
            #expect(output.status == 78 || output.status == 74)
            #expect(output.errors.contains("older trace2skill") && output.errors.contains("trace2skill ingest"))
        }
        try place.succeed("ingest")
        let status = try place.succeed("status")
        #expect(status.contains("1 approved") && status.contains("7 retracted"))
        #expect(status.contains("orchard/v4"))
    }

    @Test("goes on with its lessons, reasons, words and the revision that was cut off")
    func goesOn() throws {
        try place.succeed("ingest")
        #expect(try place.succeed("show", "fetcher-60280be7").contains("curl is not allowed here; approved: by nobody"))
        #expect(try place.succeed("show", "orchard-1c658446").contains("retracted"))
        #expect(try place.succeed("review").contains("sheets-879da0e6"))
        #expect(try place.succeed("log").contains("orchard/v4"))

        try place.succeed("evolve", "--again")
        #expect(!(try place.succeed("status")).contains("not published yet"))
        let commits = try place.gitLines("log", "--format=%s", "main")
        #expect(Set(commits.filter { $0.hasPrefix("orchard: ") }).count == commits.count { $0.hasPrefix("orchard: ") })

        // Nothing that a person took back has returned.
        for id in ["orchard-1c658446", "fetcher-60280be7", "table-tools-96941a9b", "sheets-5ffd5eca"] {
            #expect(try place.succeed("show", id).contains("retracted"), "\(id)")
        }
    }

    @Test("is rebuilt from its repository, old and new files of the knowledge ref side by side")
    func rebuild() throws {
        try place.succeed("ingest")
        try place.succeed("review", "reject", "sheets-879da0e6", "--reason", "approved")
        let file = "refs/trace2skill/knowledge:lessons/sheets/sheets-879da0e6.json"
        #expect(try place.git("show", file).contains("\"version\" : 2"))
        #expect(
            try place.git("show", "refs/trace2skill/knowledge:lessons/orchard/orchard-1c658446.json")
                .hasPrefix("state: tombstone")
        )

        try place.succeed("rebuild")
        #expect(try place.succeed("show", "sheets-879da0e6").contains("retracted: approved"))
        #expect(try place.succeed("show", "orchard-1c658446").contains("retracted"))
    }
}
