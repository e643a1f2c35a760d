import TestSupport
import Testing

@Suite("The command diff")
struct DiffCommandTests {
    @Test("diff shows what a revision changed")
    func diffShowsRevision() throws {
        let installation = try Installation.thatHasLearned()

        let said = try installation.succeed("diff", "orchard")

        #expect(said.contains("+++ b/skills/orchard/SKILL.md"))
        #expect(said.contains("+- **"))
    }

    @Test(
        "diff takes a range of revisions, and the names of their tags",
        arguments: ["v1..v2", "orchard/v1..orchard/v2"]
    )
    func diffTakesRange(range: String) throws {
        let installation = try Installation.withPendingEpisodes()
        try installation.succeed("evolve")

        let said = try installation.succeed("diff", "orchard", range)

        #expect(said == (try installation.succeed("diff", "orchard", "v1", "v2")))
        #expect(said.contains("+++ b/skills/orchard/SKILL.md"))
    }
}
