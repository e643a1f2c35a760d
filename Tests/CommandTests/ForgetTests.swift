import FoundationEssentials
import Testing

@Suite("forget")
struct ForgetTests {
    @Test("shows first, then removes, and leaves everything in agreement")
    func forget() throws {
        let place = try Workplace()
        try place.learn(0..<60)
        let shown = try place.succeed("show", try #require(try place.lessonCommits().first).lesson)
        let line = try #require(shown.split(separator: "\n").first { $0.contains("  session ") })
        let session = String(try #require(line.split(separator: " ").last))
        let (refs, status) = (try place.git("for-each-ref"), try place.succeed("status", "--json"))

        let would = try place.succeed("forget", session, "--dry-run")
        #expect(would.contains("would forget session \(session)") && would.contains("the archive"))
        #expect(try place.git("for-each-ref") == refs)
        #expect(try place.succeed("status", "--json") == status)

        let said = try place.succeed("forget", session)
        #expect(said.contains("forgot session \(session)") && said.contains("the archive"))
        #expect(said.contains("the git history is not changed"))
        #expect(try place.run("show", session).status == 65)
        #expect(try place.succeed("verify").contains("no problems found"))
        #expect(try place.succeed("forget", session).contains("has been forgotten already"))
        #expect(try place.git("status", "--porcelain").isEmpty)
    }

    @Test("of what there is not is an error that says so")
    func unknown() throws {
        let output = try Workplace().run("forget", "nobody")

        #expect(output.status == 65)
        #expect(output.errors.contains("no session is called nobody"))
    }
}
