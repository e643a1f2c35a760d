import Glibc
import TestSupport
import Testing

@Suite("The command show")
struct ShowCommandTests {
    @Test("show describes a revision, a lesson and a session")
    func showDescribesRevisionLessonAndSession() throws {
        let installation = try Installation.thatHasLearned()
        let commit = try #require(try installation.lessonCommits().first)

        let lesson = try installation.succeed("show", commit.lesson)
        let revision = try installation.succeed("show", "\(commit.skill)/v1")
        let session = try installation.succeed("show", try installation.sessionBehind(commit.lesson))

        #expect(lesson.contains("lesson \(commit.lesson)"))
        #expect(revision.contains("Revision: \(commit.skill)/v1"))
        #expect(session.contains("trajectory  sha256:"))
        #expect(session.contains("supports    \(commit.lesson) (adopted): "))
        #expect(session.contains("  step ") && session.contains("“"), "\(session)")
    }

    @Test("show, diff and why end with an error for a name that does not exist", arguments: ["show", "diff", "why"])
    func unknownNameIsAnError(command: String) throws {
        let installation = try Installation.thatHasLearned()

        let output = try installation.run(command, "no-such-thing")

        #expect(output.status != 0)
        #expect(output.errors.hasPrefix("Error: "))
        #expect(output.errors.contains("no-such-thing"))
    }

    @Test("show says why artifacts were not archived")
    func showNamesRejectedArtifacts() throws {
        let installation = try Installation()
        let submission = try ArtifactSubmission(in: installation)
        try installation.succeed("drop", submission.trajectory)
        let huge = installation.inbox + "/run.artifacts/huge"
        try write("", to: huge)
        try #require(truncate(huge, 20 << 20) == 0)
        try installation.succeed("ingest")

        let shown = try installation.succeed("show", "s1")

        #expect(shown.contains("artifacts   not stored\n"))
        #expect(shown.contains("note        run.artifacts is not taken: huge has 20971520 bytes"))
        #expect(names(in: installation.inbox + "/.rejected") == ["run.artifacts", "run.artifacts.reason"])
    }
}
