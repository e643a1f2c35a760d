import FoundationEssentials
import Glibc
import Testing

@Suite("Dropping artifacts")
struct ArtifactsTests {
    private let place: Workplace
    /// One session, and what an agent left behind with it.
    private let trajectory: String
    private let artifacts: String

    init() throws {
        place = try Workplace()
        (trajectory, artifacts) = (place.folder + "/run.json", place.folder + "/left behind")
        try place.write(
            #"{"schema_version":"ATIF-v1.7","session_id":"s1","agent":{"name":"robo","version":"3"},"steps":["#
                + #"{"step_id":1,"source":"user","message":"Write the report"},"#
                + #"{"step_id":2,"source":"agent","message":"It is written"}]}"#,
            to: trajectory
        )
        try FileManager.default.createDirectory(atPath: artifacts + "/deep", withIntermediateDirectories: true)
        try place.write(String(repeating: "x", count: 3000), to: artifacts + "/report.txt")
        try place.write("y", to: artifacts + "/deep/new\nline \"quoted\"")
    }

    private func makeCheck(_ program: String = "#!/bin/sh\ntest -s report.txt\n") throws -> String {
        let folder = place.folder + "/tests"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try place.write(program, to: folder + "/run")
        try #require(chmod(folder + "/run", program.hasPrefix("#!") ? 0o755 : 0o644) == 0)
        return folder
    }

    @Test("goes from the inbox to what show tells, and survives a lost ledger")
    func whole() throws {
        let command = #"python3 /check/check.py "a b""#
        let said = try place.succeed(
            "drop",
            trajectory,
            "--outcome",
            "failure",
            "--artifacts",
            artifacts,
            "--check",
            command,
            "--check-files",
            try makeCheck()
        )
        #expect(said.contains("dropped run.json into \(place.inbox)"))
        #expect(said.contains("  artifacts: 2 files, 3 KB\n  check: 1 file, 29 bytes\n  check: \(command)\n"))
        #expect(
            place.names(in: place.inbox) == [
                "run.json", "run.json.artifacts", "run.json.check", "run.json.trace2skill.json",
            ]
        )

        #expect(try place.succeed("ingest").contains("ingested 1 file: 1 session, 1 episode"))
        #expect(place.names(in: place.inbox) == [])
        let shown = try place.succeed("show", "s1")
        #expect(shown.contains("artifacts   2 files, 3 KB; check: \(command)\n"))
        #expect(shown.contains("outcome     failure"))
        #expect(try place.succeed("verify").contains("no problems found"))

        for ending in ["", "-wal", "-shm"] { unlink(place.state + "/ledger.sqlite" + ending) }
        try place.succeed("rebuild")
        #expect(try place.succeed("show", "s1").contains("artifacts   2 files, 3 KB; check: \(command)\n"))
    }

    @Test("takes a program run among the check's files for the command, and tells of links that it leaves out")
    func program() throws {
        try #require(symlink("/etc/passwd", artifacts + "/link") == 0)
        let said = try place.succeed(
            "drop",
            trajectory,
            "--artifacts",
            artifacts,
            "--check-files",
            try makeCheck()
        )
        #expect(said.contains("left out of the artifacts: link: it is a symbolic link\n"))

        try place.succeed("ingest")
        #expect(try place.succeed("show", "s1").contains("artifacts   2 files, 3 KB; check: /check/run\n"))
    }

    @Test("goes to the daemon whole, which takes no file of it for a trajectory")
    func daemon() throws {
        let daemon = try place.start("daemon")
        try #require(daemon.says("watching", within: 20), "\(daemon.errors)")
        try place.write("{", to: artifacts + "/broken.json")
        try place.write(try place.read(trajectory).replacing("s1", with: "s2"), to: artifacts + "/deep/other.json")
        try place.succeed("drop", trajectory, "--artifacts", artifacts, "--check", "true")

        #expect(daemon.says("taken in", within: 30), "\(daemon.errors)")
        daemon.send(SIGTERM)
        let output = daemon.end(within: 5)
        #expect(output.status == 0 && !output.errors.contains("turned down"), "\(output.errors)")
        #expect(try place.succeed("ingest") == "nothing to ingest\n")
        #expect(try place.start(["ls", "-A", place.inbox]).end(within: 20).text == "")
        #expect(try place.succeed("show", "s1").contains("artifacts   4 files, 3 KB; check: true\n"))
        #expect(try place.run("show", "s2").status == 65)
    }

    @Test("tells by show why artifacts were not taken")
    func notTaken() throws {
        try place.succeed("drop", trajectory)
        try FileManager.default.createDirectory(
            atPath: place.inbox + "/run.artifacts",
            withIntermediateDirectories: true
        )
        close(open(place.inbox + "/run.artifacts/huge", O_WRONLY | O_CREAT, 0o600))
        try #require(truncate(place.inbox + "/run.artifacts/huge", 20 << 20) == 0)
        try place.succeed("ingest")

        let shown = try place.succeed("show", "s1")
        #expect(shown.contains("artifacts   not stored\n"))
        #expect(shown.contains("note        run.artifacts is not taken: huge has 20971520 bytes"))
        #expect(place.names(in: place.inbox + "/.rejected") == ["run.artifacts", "run.artifacts.reason"])
    }

    @Test("says that the check of a shared inbox is not run")
    func shared() throws {
        let configuration = try place.read(place.configuration)
        try #require(configuration.contains("trust: personal"))
        try place.write(configuration.replacing("trust: personal", with: "trust: shared"), to: place.configuration)
        let said = try place.succeed("drop", trajectory, "--artifacts", artifacts, "--check", "true")
        try place.succeed("ingest")

        #expect(said.contains("the inbox is shared: artifacts and check are stored, and the check is not run"))
        #expect(try place.succeed("show", "s1").contains("check (not run: shared inbox): true\n"))
    }

    @Test("drops under a name that nothing in the inbox has")
    func names() throws {
        for _ in 0..<2 { try place.succeed("drop", trajectory, "--artifacts", artifacts, "--check", "true") }
        #expect(try place.start(["mkdir", place.inbox + "/3-run.json.check"]).end(within: 20).status == 0)
        try place.succeed("drop", trajectory)

        #expect(
            place.names(in: place.inbox).filter { $0.hasSuffix("run.json") } == [
                "2-run.json", "4-run.json", "run.json",
            ]
        )
        #expect(place.names(in: place.inbox + "/2-run.json.artifacts") == ["deep", "report.txt"])
    }

    @Test("says what is wrong with the options, and drops nothing")
    func mistakes() throws {
        let check = try makeCheck("no program")
        let huge = place.folder + "/huge"
        try FileManager.default.createDirectory(atPath: huge, withIntermediateDirectories: true)
        close(open(huge + "/file", O_WRONLY | O_CREAT, 0o600))
        try #require(truncate(huge + "/file", 17 << 20) == 0)
        let mistakes: [([String], Int32, String)] = [
            (["--check", "true"], 64, "a check judges artifacts"),
            (["--check-files", check], 64, "a check judges artifacts"),
            (["--artifacts", artifacts, "--check", " "], 64, "the check is empty"),
            ([artifacts, "--artifacts", artifacts], 64, "artifacts belong to one trajectory"),
            (["--artifacts", place.folder + "/none"], 74, "there is no folder \(place.folder)/none"),
            (["--artifacts", trajectory], 74, "there is no folder \(trajectory)"),
            (["--artifacts", artifacts, "--check-files", check], 65, "has no executable file run"),
            (["--artifacts", huge], 65, "file has 17825792 bytes, more than the 16777216 of one file"),
        ]
        for (arguments, status, words) in mistakes {
            let output = try place.start(
                [Workplace.program, "drop", trajectory] + arguments + ["--config", place.configuration]
            ).end(within: 60)
            #expect(output.status == status && output.errors.contains(words), "\(arguments): \(output.errors)")
        }
        #expect(try place.start(["ls", "-A", place.inbox]).end(within: 20).text == "")
    }

    @Test("is refused where the archive would not keep them")
    func archiveMode() throws {
        let configuration = try place.read(place.configuration)
        let lines = configuration.split(separator: "\n", omittingEmptySubsequences: false).filter {
            !$0.hasPrefix("archive:")
        }
        try place.write(lines.joined(separator: "\n") + "\narchive: redacted\n", to: place.configuration)

        let output = try place.run("drop", trajectory, "--artifacts", artifacts, "--check", "true")

        #expect(output.status == 78 && output.errors.contains("archive: raw"))
        #expect(place.names(in: place.inbox) == [])
    }
}
