import JSON
import TestSupport
import Testing

@Suite("A model that is a folder of prompts", .timeLimit(.minutes(2)))
struct HandoffCommandTests {
    private let installation: Installation
    private var folder: String { installation.folder.path(of: "prompts") }

    init() throws {
        installation = try Installation()
        let text = """
            repository: \(installation.skills)
            inboxes: [\(installation.inbox)]
            state: \(installation.state)
            evolution: {minimum-lessons: 1}
            model: {provider: handoff, folder: \(installation.folder.path(of: "prompts"))}

            """
        try write(text, to: installation.configuration)
    }

    /// Answers prompts of the folder that have no answer yet, so many at most.
    private func answer(atMost count: Int = .max) throws {
        let prompts = names(in: folder).filter { $0.hasSuffix(".prompt.md") }.sorted()
        for name in prompts.prefix(count) {
            let prompt = try read(folder + "/" + name)
            let key = name.split(separator: ".")[0]
            try write(SampleAnswers.answer(toText: prompt), to: "\(folder)/\(key).answer.md")
        }
    }

    private func status() throws -> JSON {
        try JSON(parsing: Array(installation.succeed("status", "--json").utf8))
    }

    @Test("leaves the evolution open until its prompts are answered, and status says how many wait and where")
    func waits() throws {
        try installation.dropFailures("s1", "s2")
        try installation.succeed("ingest")
        let first = try installation.run("evolve")
        #expect(first.status == 69 && first.errors.contains("2 answers of the model (2 analyse-failure)"))
        let waiting = try status()
        #expect(waiting["unanswered"]?["analyse-failure"]?.int == 2)
        #expect(waiting["evolutions"]?[0]?["state"]?.string == "waiting" && waiting["pending"]?.int == 2)
        #expect(try installation.succeed("status").contains("answer the prompts in \(folder)"))
        #expect(try installation.git("log", "--format=%s", "main").contains("refresh") == false)

        try answer(atMost: 1)
        #expect(try installation.run("evolve").errors.contains("1 answer of the model (1 analyse-failure)"))
        var ends = false
        for _ in 0..<8 where !ends {
            try answer()
            ends = try installation.run("evolve").status == 0
        }
        #expect(ends)
        #expect(try status()["unanswered"]?.count == 0)
        #expect(try installation.git("log", "--format=%s", "main").contains("refresh the cache before totals are read"))
        try installation.succeed("verify")
    }
}
