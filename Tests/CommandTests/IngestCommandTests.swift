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

    private static func guessable(_ user: String) -> String {
        [
            #"{"run_id":"guess-1","actor":"\#(user)","body":"Please repair the parser."}"#,
            #"{"run_id":"guess-1","actor":"agent","body":"I run it.","ops":[{"verb":"run","with":{"cmd":"make"},"gave":"no rule","ok":false}]}"#,
            #"{"run_id":"guess-1","actor":"agent","body":"It works now."}"#,
        ].joined(separator: "\n") + "\n"
    }

    @Test("ingest reads a format that it can guess, says so, and reads it the same after a rebuild")
    func ingestGuessesFormat() throws {
        try write(Self.guessable("human"), to: installation.inbox + "/run.jsonl")

        #expect(try installation.succeed("ingest").contains("1 session"))
        #expect(try installation.succeed("status").contains("1 session in formats that were guessed"))
        let shown = try installation.succeed("show", "guess-1")
        #expect(shown.contains("note        format guessed from its structure: role at /actor, text at /body"))
        #expect(shown.contains("1 call, 1 error"))

        try installation.loseLedger()
        try installation.succeed("rebuild")
        #expect(try installation.succeed("show", "guess-1") == shown)
    }

    @Test("ingest writes a mapping to begin with for a format that it can guess only in part")
    func ingestWritesMapping() throws {
        try write(Self.guessable("boss"), to: installation.inbox + "/run.jsonl")
        let elsewhere = installation.folder.path(of: "kept.jsonl")
        try write(Self.guessable("chief"), to: elsewhere)

        #expect(try installation.run("ingest").text.contains("next to the file, in run.jsonl.mapping.yaml"))
        let draft = try read("\(installation.inbox)/.rejected/run.jsonl.mapping.yaml")
        #expect(draft.contains("calls: '/ops'") && draft.contains("??? not known: boss"))
        let said = try installation.run("ingest", elsewhere).text
        #expect(said.contains("a mapping to begin with is in "))
        #expect(names(in: installation.state + "/mappings").count == 1)

        // It was not ingested, whatever is known of its path: a person who names it again is told the reason again.
        #expect(try installation.run("ingest", elsewhere).text.contains("1 file rejected"))
        let mapping = installation.folder.path(of: "chief.yaml")
        let guessed = try read(installation.state + "/mappings/" + names(in: installation.state + "/mappings")[0])
        try write(guessed + "\nuser-roles: [chief]\n", to: mapping)
        try write(read(installation.configuration) + "mappings: [\(mapping)]\n", to: installation.configuration)
        #expect(try installation.succeed("ingest", elsewhere).contains("ingested 1 file: 1 session"))
        #expect(try installation.succeed("ingest", elsewhere).contains("1 file ingested before"))
    }
}
