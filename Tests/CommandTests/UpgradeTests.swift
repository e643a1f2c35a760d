import FoundationEssentials
import TestSupport
import Testing

/// The program on what version 0.1.0 left: `LedgerTests/Fixtures/README.md` says what is in it.
@Suite("An installation of version 0.1.0")
struct UpgradeTests {
    private let installation: Installation
    private static let fixture = Installation.sources + "/Tests/LedgerTests/Fixtures/version-0.1.0"

    init() throws {
        installation = try Installation()
        try FileManager.default.removeItem(atPath: installation.skills)
        try FileManager.default.createDirectory(atPath: installation.skills, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: installation.state, withIntermediateDirectories: true)
        try installation.git("init", "-q", "-b", "none")
        try installation.git("fetch", "-q", Self.fixture + ".bundle", "refs/*:refs/*")
        try installation.git("checkout", "-q", "main")
        let script = "import sqlite3, sys; sqlite3.connect(sys.argv[2]).executescript(open(sys.argv[1]).read())"
        let made = try installation.start(program: [
            "python3", "-c", script, Self.fixture + ".sql", installation.state + "/ledger.sqlite",
        ]).end()
        try #require(made.status == 0, "\(made.errors)")
    }

    @Test("is brought up to date by a command that writes, and a command that reads says so")
    func readers() throws {
        for command in ["status", "log"] {
            let output = try installation.run(command)
            #expect(output.status == 78 || output.status == 74)
            #expect(output.errors.contains("older trace2skill") && output.errors.contains("trace2skill ingest"))
        }
        try installation.succeed("ingest")
        let status = try installation.succeed("status")
        #expect(status.contains("1 approved") && status.contains("7 retracted"))
        #expect(status.contains("orchard/v4"))
    }

    @Test("goes on with its lessons, reasons, words and the revision that was cut off")
    func goesOn() throws {
        try installation.succeed("ingest")
        #expect(
            try installation.succeed("show", "fetcher-60280be7").contains(
                "curl is not allowed here; approved: by nobody"
            )
        )
        #expect(try installation.succeed("show", "orchard-1c658446").contains("retracted"))
        #expect(try installation.succeed("review").contains("sheets-879da0e6"))
        #expect(try installation.succeed("log").contains("orchard/v4"))

        try installation.succeed("evolve", "--again")
        #expect(!(try installation.succeed("status")).contains("not published yet"))
        let commits = try installation.gitLines("log", "--format=%s", "main")
        #expect(Set(commits.filter { $0.hasPrefix("orchard: ") }).count == commits.count { $0.hasPrefix("orchard: ") })

        // Nothing that a person took back has returned.
        for id in ["orchard-1c658446", "fetcher-60280be7", "table-tools-96941a9b", "sheets-5ffd5eca"] {
            #expect(try installation.succeed("show", id).contains("retracted"), "\(id)")
        }
    }

    @Test("is rebuilt from its repository, old and new files of the knowledge ref side by side")
    func rebuild() throws {
        try installation.succeed("ingest")
        try installation.succeed("review", "reject", "sheets-879da0e6", "--reason", "approved")
        let file = "refs/trace2skill/knowledge:lessons/sheets/sheets-879da0e6.json"
        #expect(try installation.git("show", file).contains("\"version\" : 2"))
        #expect(
            try installation.git("show", "refs/trace2skill/knowledge:lessons/orchard/orchard-1c658446.json")
                .hasPrefix("state: tombstone")
        )

        try installation.succeed("rebuild")
        #expect(try installation.succeed("show", "sheets-879da0e6").contains("retracted: approved"))
        #expect(try installation.succeed("show", "orchard-1c658446").contains("retracted"))
    }
}
