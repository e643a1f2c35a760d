import TestSupport
import Testing

@Suite("The command ingest")
struct IngestCommandTests {
    private let installation: Installation

    init() throws { installation = try Installation() }

    @Test("ingest reads given files in place and leaves them there")
    func ingestLeavesGivenFiles() throws {
        try installation.drop(0..<6)
        let before = names(in: installation.inbox)
        try installation.folder.move("inbox", to: "elsewhere")
        try installation.folder.makeFolder("inbox")
        let elsewhere = installation.folder.path(of: "elsewhere")

        let said = try installation.succeed("ingest", elsewhere)

        #expect(said.contains("6 sessions"))
        #expect(names(in: elsewhere) == before)
    }

    @Test("ingest puts files that are not trajectories aside with a reason, and takes the others")
    func ingestRejectsOtherFiles() throws {
        try installation.drop(0..<6)
        try write("Dear diary,\n", to: installation.inbox + "/diary.txt")
        try write("{\"half\": ", to: installation.inbox + "/half.json")
        try write("", to: installation.inbox + "/empty.jsonl")

        let said = try installation.succeed("ingest")

        #expect(said.contains("6 sessions"))
        #expect(said.contains("3 files rejected"))
        for name in ["diary.txt", "half.json", "empty.jsonl"] {
            #expect(try !read("\(installation.inbox)/.rejected/\(name).reason").isEmpty)
            #expect(exists("\(installation.inbox)/.rejected/\(name)"))
        }
        #expect(names(in: installation.inbox) == [".rejected"])
    }

    @Test("ingest of files that it knows takes nothing new")
    func ingestSkipsKnownFiles() throws {
        let installation = try Installation.thatHasLearned()
        let tip = try installation.git("rev-parse", "main")

        try installation.drop(0..<40)
        let said = try installation.succeed("ingest")
        try installation.succeed("evolve")
        try installation.succeed("evolve", "--again")

        #expect(said.contains("ingested before"))
        #expect(try installation.git("rev-parse", "main") == tip)
    }
}
