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
}
