import Testing

@Suite("A proposal")
struct ProposalTests {
    @Test("waits on a branch of its own, and merging it is approving it")
    func propose() throws {
        let place = try Workplace()
        try place.drop(0..<40)
        try place.succeed("ingest")

        let said = try place.succeed("evolve", "--propose")

        #expect(said.contains("proposals/orchard/v1"))
        #expect(try place.git("rev-list", "--count", "main") == "1")
        try place.git("merge", "-q", "--no-edit", "proposals/orchard/v1")
        let rules = try place.skill("orchard").rules()
        #expect(rules.count >= 3)
        try place.succeed("evolve", "--again")
        #expect(Set(try place.skill("orchard").rules()).isSuperset(of: rules))
        #expect(try place.lessonCommits().filter { $0.skill == "orchard" }.count == Set(rules).count)
    }
}
