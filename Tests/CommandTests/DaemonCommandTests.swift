import Dispatch
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite("The command daemon")
struct DaemonCommandTests {
    private let installation: Installation

    init() throws { installation = try Installation() }

    /// A daemon that watches the inbox.
    private func daemon() throws -> RunningProgram {
        let daemon = try installation.start("daemon")
        guard daemon.writes("watching") else { throw TestFailure("the daemon does not watch: \(daemon.errors)") }
        return daemon
    }

    @Test("The daemon ingests what is dropped, publishes, and ends with 0 on SIGTERM")
    func daemonPublishesAndEndsOnSIGTERM() throws {
        let daemon = try daemon()

        try installation.drop(0..<40)
        let hasPublished = daemon.writes("published")
        daemon.send(SIGTERM)
        let output = daemon.end()

        #expect(hasPublished, "\(output.errors)")
        #expect(output.status == 0, "\(output.errors)")
        #expect(try installation.revisions().isEmpty == false)
        #expect(try installation.git("status", "--porcelain").isEmpty)
        #expect(try installation.succeed("verify").contains("no problems found"))
    }

    @Test("The daemon reads its configuration again on SIGHUP, goes on where that cannot be read, and ends on SIGTERM")
    func daemonReloads() throws {
        let daemon = try daemon()
        let path = installation.folder.path(of: "trace2skill.yaml")
        let configuration = try read(path)
        try write("no: such: key", to: path)
        daemon.send(SIGHUP)
        #expect(daemon.writes("was not read again"), "\(daemon.errors)")
        try write(configuration, to: path)
        daemon.send(SIGHUP)
        #expect(daemon.writes("watching", times: 2), "\(daemon.errors)")
        try installation.drop(0..<2)
        #expect(daemon.writes("ingested"), "\(daemon.errors)")
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
    }

    @Test("A library call that does not return ends the daemon with 74, to be started again")
    func daemonEndsWhenStuck() throws {
        let reference = installation.skills + "/.git/refs/heads/main"
        let tip = try read(reference)
        let daemon = try installation.start(
            program: [
                "env", "WATCHDOG_USEC=2000000", Installation.program, "daemon", "--config", installation.configuration,
            ]
        )
        try #require(daemon.writes("watching"), "\(daemon.errors)")

        // Nobody writes to this pipe, so that libgit2 waits for its reader's end for ever.
        unlink(reference)
        try #require(mkfifo(reference, 0o600) == 0)
        try installation.drop(0..<2, only: "claude_code")
        let output = daemon.end()

        #expect(output.status == 74 && !output.wasKilled, "\(output.errors)")
        #expect(output.errors.contains("a call of a library does not return"))
        unlink(reference)
        try write(tip, to: reference)
        try installation.succeed("ingest")
        #expect(try installation.status().sessions == 1)
    }

    @Test("The daemon goes on as soon as a lock that was in its way is gone")
    func daemonWakes() throws {
        let daemon = try daemon()
        let lock = "\(installation.skills)/.git/index.lock"
        // An empty lock may be one of our own, which is cleared.
        try write("of an editor", to: lock)
        try installation.drop(0..<40)
        try #require(daemon.writes("could not publish"), "\(daemon.errors)")
        unlink(lock)

        #expect(daemon.writes("the evolution is tried again: what was in the way may be gone"), "\(daemon.errors)")
        #expect(daemon.writes("published"), "\(daemon.errors)")
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
        #expect(try installation.git("status", "--porcelain").isEmpty)
    }

    @Test("The daemon says in status why it waits")
    func daemonSaysWhyItWaits() throws {
        let daemon = try daemon()
        try installation.succeed(program: ["rm", "-r", installation.state + "/archive"])
        try write("in the way\n", to: installation.state + "/archive")

        try installation.drop(0..<2, only: "claude_code")
        try #require(daemon.writes("could not go on"), "\(daemon.errors)")
        let text = try installation.succeed("status")
        daemon.send(SIGTERM)

        #expect(daemon.end().status == 0)
        #expect(text.contains("the daemon waits: "), "\(text)")
    }

    @Test("The daemon ingests what was in the inbox before it started, and ends with 0 on SIGINT")
    func daemonStartsWithScan() throws {
        try installation.drop(0..<6)

        let daemon = try installation.start("daemon")

        #expect(daemon.writes("ingested"), "\(daemon.errors)")
        daemon.send(SIGINT)
        #expect(daemon.end().status == 0)
    }

    @Test("The daemon ingests from folders that are moved into the inbox")
    func daemonSeesNewFolders() throws {
        let daemon = try daemon()
        try installation.drop(0..<2)
        #expect(daemon.writes("ingested"), "\(daemon.errors)")

        try installation.folder.makeFolder("late/deep")
        let maker = Installation.sources + "/Tests/Demo/make-trajectories"
        let folder = installation.folder.path(of: "late/deep")
        try installation.succeed(program: ["python3", maker, folder, "--first", "20", "--sessions", "1"])
        try installation.folder.move("late", to: "inbox/late")

        #expect(daemon.writes("ingested", times: 2), "\(daemon.errors)")
        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
    }

    @Test("A second daemon on the same state ends with 75")
    func secondDaemonEndsWith75() throws {
        let first = try daemon()

        let second = try installation.run("daemon")

        #expect(second.status == 75)
        #expect(second.errors.hasPrefix("Error: "))
        first.send(SIGTERM)
        #expect(first.end().status == 0)
    }

    @Test("Commands work while the daemon runs")
    func commandsWorkBesideDaemon() throws {
        let daemon = try daemon()

        try installation.succeed("evolve")
        try installation.succeed("doctor")

        daemon.send(SIGTERM)
        #expect(daemon.end().status == 0)
    }

    @Test("The daemon ingests artifacts with their trajectory, and takes no file of them for a trajectory")
    func daemonIngestsArtifacts() throws {
        let submission = try ArtifactSubmission(in: installation)
        let daemon = try daemon()
        try write("{", to: submission.artifacts + "/broken.json")
        try write(
            try read(submission.trajectory).replacing("s1", with: "s2"),
            to: submission.artifacts + "/deep/a.json"
        )
        try installation.succeed(
            "drop",
            submission.trajectory,
            "--artifacts",
            submission.artifacts,
            "--check",
            "true"
        )

        #expect(daemon.writes("ingested"), "\(daemon.errors)")
        daemon.send(SIGTERM)
        let output = daemon.end()
        #expect(output.status == 0 && !output.errors.contains("was rejected"), "\(output.errors)")
        #expect(try installation.succeed("ingest") == "nothing to ingest\n")
        #expect(names(in: installation.inbox) == [])
        #expect(try installation.succeed("show", "s1").contains("artifacts   4 files, 3 KB; check: true\n"))
        #expect(try installation.run("show", "s2").status == 65)
    }

    @Test("The daemon keeps episodes pending while the model refuses calls, and publishes when it accepts them")
    func daemonKeepsEpisodesWhileModelRefuses() async throws {
        let isOpen = Mutex(false)
        let script: ModelServer.Script = { request in
            isOpen.withLock { $0 } ? SampleAnswers.answer(request) : .failing(.status(401, body: "{}"))
        }
        try await ModelServer.run(script) { server in
            try installation.configure(server)
            try installation.dropFailures("s1", "s2")
            let first = try installation.start("daemon")
            #expect(first.writes("episodes could not be analysed; they wait"), "\(first.errors)")
            first.send(SIGTERM)
            #expect(first.end().status == 0)
            let report = try installation.status()
            #expect(report.pending == 2)
            #expect(
                report.health.contains { $0.hasPrefix("2 episodes could not be analysed and will be tried again: ") }
            )

            isOpen.withLock { $0 = true }
            let second = try installation.start("daemon")
            #expect(second.writes("published"), "\(second.errors)")
            second.send(SIGTERM)
            #expect(second.end().status == 0)
            #expect(try installation.status().pending == 0)
        }
    }

    @Test("The daemon ends on SIGTERM while a model does not answer, and the next one goes on with the evolution")
    func daemonEndsWhileModelHangs() async throws {
        let isOpen = Mutex(false)
        let script: ModelServer.Script = { request in
            isOpen.withLock { $0 } ? SampleAnswers.answer(request) : .failing(.hang)
        }
        try await ModelServer.run(script) { server in
            try installation.configure(server)
            try installation.dropFailures("s1", "s2")
            let first = try installation.start("daemon")
            await server.received()
            first.send(SIGTERM)
            // Without an end of the calls this takes as long as the model may take.
            let output = first.end()
            #expect(output.status == 0 && output.errors.contains("stopped"), "\(output.errors)")
            #expect(!output.errors.contains(" error "), "\(output.errors)")
            let report = try installation.status()
            #expect(report.pending == 2)

            isOpen.withLock { $0 = true }
            let second = try installation.start("daemon")
            #expect(second.writes("published"), "\(second.errors)")
            second.send(SIGTERM)
            #expect(second.end().status == 0)
            #expect(try installation.status().pending == 0)
        }
    }

    @Test("The daemon ingests what arrives while its evolution waits for a model")
    func daemonIngestsWhileModelAnswers() async throws {
        let gate = DispatchSemaphore(value: 0)
        let script: ModelServer.Script = { request in
            gate.wait()
            gate.signal()
            return SampleAnswers.answer(request)
        }
        try await ModelServer.run(script) { server in
            defer { gate.signal() }
            try installation.configure(server)
            try installation.dropFailures("s1", "s2")
            let daemon = try installation.start("daemon")
            await server.received()
            try installation.dropFailures("s3")
            #expect(daemon.writes("ingested", times: 2), "\(daemon.errors)")
            #expect(!daemon.errors.contains("published"))

            gate.signal()
            #expect(daemon.writes("published"), "\(daemon.errors)")
            daemon.send(SIGTERM)
            #expect(daemon.end().status == 0)
            #expect(try installation.succeed("verify").contains("no problems found"))
        }
    }
}
