import Glibc
import TestSupport
import Testing

@Suite("The command drop")
struct DropCommandTests {
    private let installation: Installation
    private let submission: ArtifactSubmission

    init() throws {
        installation = try Installation()
        submission = try ArtifactSubmission(in: installation)
    }

    @Test("drop passes on the outcome and the skill that it is told")
    func dropPassesOutcomeAndSkill() throws {
        try installation.succeed("drop", submission.trajectory, "--outcome", "failure", "--skill", "pruning")
        try installation.succeed("ingest")

        let shown = try installation.succeed("show", "s1")
        #expect(shown.contains("outcome     failure"))
        #expect(shown.contains("for skill pruning"))
    }

    @Test("Artifacts and their check reach the archive, are shown, and survive a lost ledger")
    func dropPassesArtifactsAndCheck() throws {
        let command = #"python3 /check/check.py "a b""#
        let said = try installation.succeed(
            "drop",
            submission.trajectory,
            "--outcome",
            "failure",
            "--artifacts",
            submission.artifacts,
            "--check",
            command,
            "--check-files",
            try submission.checkFiles()
        )
        #expect(said.contains("dropped run.json into \(installation.inbox)"))
        #expect(said.contains("  artifacts: 2 files, 3 KB\n  check: 1 file, 29 bytes\n  check: \(command)\n"))
        #expect(
            names(in: installation.inbox) == [
                "run.json", "run.json.artifacts", "run.json.check", "run.json.trace2skill.json",
            ]
        )

        #expect(try installation.succeed("ingest").contains("ingested 1 file: 1 session, 1 episode"))
        #expect(names(in: installation.inbox) == [])
        let shown = try installation.succeed("show", "s1")
        #expect(shown.contains("artifacts   2 files, 3 KB; check: \(command)\n"))
        #expect(shown.contains("outcome     failure"))
        #expect(try installation.succeed("verify").contains("no problems found"))

        try installation.loseLedger()
        try installation.succeed("rebuild")
        #expect(try installation.succeed("show", "s1").contains("artifacts   2 files, 3 KB; check: \(command)\n"))
    }

    @Test("Without a command the program run among the check's files is the check, and links are left out and named")
    func dropTakesRunAsCheckAndLeavesLinksOut() throws {
        try #require(symlink("/etc/passwd", submission.artifacts + "/link") == 0)
        let said = try installation.succeed(
            "drop",
            submission.trajectory,
            "--artifacts",
            submission.artifacts,
            "--check-files",
            try submission.checkFiles()
        )
        #expect(said.contains("left out of the artifacts: link: it is a symbolic link\n"))

        try installation.succeed("ingest")
        #expect(try installation.succeed("show", "s1").contains("artifacts   2 files, 3 KB; check: /check/run\n"))
    }

    @Test("drop into a shared inbox says that the check will not be run")
    func dropIntoSharedInboxSaysCheckIsNotRun() throws {
        let configuration = try read(installation.configuration)
        try #require(configuration.contains("trust: personal"))
        try write(
            configuration.replacing("trust: personal", with: "trust: shared"),
            to: installation.configuration
        )
        let said = try installation.succeed(
            "drop",
            submission.trajectory,
            "--artifacts",
            submission.artifacts,
            "--check",
            "true"
        )
        try installation.succeed("ingest")

        #expect(said.contains("the inbox is shared: artifacts and check are stored, and the check is not run"))
        #expect(try installation.succeed("show", "s1").contains("check (not run: shared inbox): true\n"))
    }

    @Test("drop takes a name that nothing in the inbox has")
    func dropTakesFreeName() throws {
        for _ in 0..<2 {
            try installation.succeed(
                "drop",
                submission.trajectory,
                "--artifacts",
                submission.artifacts,
                "--check",
                "true"
            )
        }
        try installation.folder.makeFolder("inbox/3-run.json.check")
        try installation.succeed("drop", submission.trajectory)

        #expect(
            names(in: installation.inbox).filter { $0.hasSuffix("run.json") } == [
                "2-run.json", "4-run.json", "run.json",
            ]
        )
        #expect(names(in: installation.inbox + "/2-run.json.artifacts") == ["deep", "report.txt"])
    }

    @Test("drop says what is wrong with its options, and drops nothing")
    func dropNamesMistakes() throws {
        let check = try submission.checkFiles("no program")
        let artifacts = submission.artifacts
        let huge = installation.folder.path(of: "huge")
        try write("", to: huge + "/file")
        try #require(truncate(huge + "/file", 17 << 20) == 0)
        let missing = installation.folder.path(of: "none")
        let mistakes: [([String], Int32, String)] = [
            (["--check", "true"], 64, "a check judges artifacts"),
            (["--check-files", check], 64, "a check judges artifacts"),
            (["--artifacts", artifacts, "--check", " "], 64, "the check is empty"),
            ([artifacts, "--artifacts", artifacts], 64, "artifacts belong to one trajectory"),
            (["--artifacts", missing], 74, "there is no folder \(missing)"),
            (["--artifacts", submission.trajectory], 74, "there is no folder \(submission.trajectory)"),
            (["--artifacts", artifacts, "--check-files", check], 65, "has no executable file run"),
            (["--artifacts", huge], 65, "file has 17825792 bytes, more than the 16777216 of one file"),
        ]
        for (arguments, status, words) in mistakes {
            let output = try installation.run(["drop", submission.trajectory] + arguments)
            #expect(output.status == status && output.errors.contains(words), "\(arguments): \(output.errors)")
        }
        #expect(names(in: installation.inbox) == [])
    }

    @Test("drop refuses artifacts where the archive would not keep them")
    func dropRefusesArtifactsInRedactedArchive() throws {
        let lines = try read(installation.configuration).split(separator: "\n", omittingEmptySubsequences: false)
        try write(
            lines.filter { !$0.hasPrefix("archive:") }.joined(separator: "\n") + "\narchive: redacted\n",
            to: installation.configuration
        )

        let output = try installation.run(
            "drop",
            submission.trajectory,
            "--artifacts",
            submission.artifacts,
            "--check",
            "true"
        )

        #expect(output.status == 78 && output.errors.contains("archive: raw"))
        #expect(names(in: installation.inbox) == [])
    }
}
