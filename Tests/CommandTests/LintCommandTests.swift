import TestSupport
import Testing

@Suite("The command lint")
struct LintCommandTests {
    @Test("lint finds no error in learned skills")
    func lintAcceptsLearnedSkills() throws {
        #expect(try Installation.thatHasLearned().succeed("lint").contains("0 errors"))
    }

    @Test("lint names the skill and the problem of an invalid skill")
    func lintNamesInvalidSkill() throws {
        let installation = try Installation()
        try write("no frontmatter\n", to: installation.skill("Bad_Name").file)

        let output = try installation.run("lint")

        #expect(output.status == 65)
        #expect(output.text.contains("Bad_Name"))
        #expect(output.text.contains("rename the skill's folder"))
    }
}
