import TestSupport
import Testing

@Suite("The command review")
struct ReviewCommandTests {
    private let installation: Installation

    /// An installation with a proposal.
    init() throws {
        installation = try Installation()
        try installation.drop(0..<40)
        try installation.succeed("ingest")
        try installation.succeed("evolve", "--propose")
    }

    @Test("review lists a proposal, and accept merges it")
    func reviewAcceptsProposal() throws {
        #expect(try installation.succeed("review").contains("proposal orchard/v1"))

        try installation.succeed("review", "accept", "orchard/v1")

        #expect(try installation.skill("orchard").rules().count >= 3)
        #expect(try installation.succeed("log", "orchard").hasPrefix("orchard/v1 "))
        #expect(try installation.succeed("status").contains("orchard/v1"))
        #expect(try !installation.succeed("review").contains("orchard/v1"))
        #expect(try installation.isSound())
    }

    @Test("review reject removes the branch of a proposal, and its lessons are not proposed again")
    func reviewRejectsProposal() throws {
        try installation.succeed("review", "reject", "orchard/v1", "--reason", "the image has it")

        #expect(try !installation.succeed("review").contains("orchard/v1"))
        #expect(try installation.gitLines("branch", "--list", "proposals/orchard/*").isEmpty)
        #expect(try installation.gitLines("for-each-ref", "refs/trace2skill/rejected").count == 1)
        try installation.succeed("evolve", "--again", "--propose")
        #expect(try installation.gitLines("branch", "--list", "proposals/orchard/*").isEmpty)
    }

    @Test("review without a proposal or a lesson of that name is an error that names it")
    func reviewNamesWhatIsMissing() throws {
        let output = try installation.run("review", "accept", "no-such-lesson")

        #expect(output.status != 0)
        #expect(output.errors.contains("no-such-lesson"))
    }
}
