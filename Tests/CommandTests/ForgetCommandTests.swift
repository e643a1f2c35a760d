import TestSupport
import Testing

@Suite("The command forget")
struct ForgetCommandTests {
    @Test("forget --dry-run changes nothing; forget removes the session and leaves everything in agreement")
    func forgetRemovesSession() throws {
        let installation = try Installation.thatHasLearned()
        let lesson = try #require(try installation.lessonCommits().first).lesson
        let session = try installation.sessionBehind(lesson)
        let (refs, status) = (try installation.git("for-each-ref"), try installation.succeed("status", "--json"))

        let would = try installation.succeed("forget", session, "--dry-run")
        #expect(would.contains("would forget session \(session)") && would.contains("the archive"))
        #expect(try installation.git("for-each-ref") == refs)
        #expect(try installation.succeed("status", "--json") == status)

        let said = try installation.succeed("forget", session)
        #expect(said.contains("forgot session \(session)") && said.contains("the archive"))
        #expect(said.contains("the git history is not changed"))
        #expect(try installation.run("show", session).status == 65)
        #expect(try installation.succeed("verify").contains("no problems found"))
        #expect(try installation.succeed("forget", session).contains("has been forgotten already"))
        #expect(try installation.git("status", "--porcelain").isEmpty)
    }

    @Test("forget of a session that does not exist is an error that names it")
    func forgetNamesUnknownSession() throws {
        let output = try Installation().run("forget", "nobody")

        #expect(output.status == 65)
        #expect(output.errors.contains("no session is called nobody"))
    }
}
