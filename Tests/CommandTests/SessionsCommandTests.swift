import FoundationEssentials
import TestSupport
import Testing

@Suite("The command sessions")
struct SessionsCommandTests {
    /// What these tests read of `sessions --json`.
    struct Entry: Decodable {
        var id: String
        var outcome: String
        var agent: String
        var project: String?
        var skills: [String]
        var use: String
        var tokens: Int
    }

    private func list(_ installation: Installation, _ options: String...) throws -> [Entry] {
        let output = try installation.run(["sessions", "--json", "--limit", "0"] + options)
        guard output.status == 0 else { throw TestFailure(output.errors) }
        return try JSONDecoder().decode([Entry].self, from: Data(output.text.utf8))
    }

    @Test("sessions lists every session with what became of it, and its filters divide the list")
    func sessionsAreListed() throws {
        let installation = try Installation.thatHasLearned()

        let all = try list(installation)

        #expect(all.count == 60 && Set(all.map(\.id)).count == 60)
        for outcome in ["success", "failure", "partial", "unknown"] {
            let some = try list(installation, "--outcome", outcome)
            #expect(some.map(\.id) == all.filter { $0.outcome == outcome }.map(\.id), "\(outcome)")
        }
        let uses = ["supports", "pending", "own-session", "no-agent-step", "nothing-found", "no-common-lesson"]
        let byUse = try uses.map { try list(installation, "--use", $0) }
        #expect(byUse.map(\.count).reduce(0, +) == 60)
        #expect(byUse[0].count > 30 && byUse[1].isEmpty)
        let orchard = try list(installation, "--project", "orchard")
        #expect(!orchard.isEmpty && orchard.count < 60)
        #expect(orchard.allSatisfy { $0.project?.contains("orchard") ?? false })
        let agents = try list(installation, "--agent", "claude")
        #expect(!agents.isEmpty && agents.allSatisfy { $0.agent.contains("claude") })
    }

    @Test("sessions prints a table, and says how many it left out")
    func sessionsPrintsTable() throws {
        let installation = try Installation.thatHasLearned()

        let text = try installation.succeed("sessions", "-n", "3")

        #expect(text.hasPrefix("session "))
        #expect(text.contains("supports a lesson"))
        #expect(text.hasSuffix("… and 57 more sessions; --limit 0 lists all of them\n"))
    }

    @Test("Ids in the table are as short as show can tell them apart")
    func shortIDs() throws {
        let installation = try Installation.thatHasLearned()
        let text = try installation.succeed("sessions", "-n", "0")
        let shown = text.split(separator: "\n").dropFirst().compactMap {
            $0.split(separator: " ").first.map(String.init)
        }

        #expect(shown.count == 60 && Set(shown).count == 60)
        #expect(shown.allSatisfy { $0.count >= 8 } && shown.contains { $0.count == 8 })
        for id in [shown[0], shown[30], shown[59]] {
            let said = try installation.succeed("show", id)
            #expect(said.split(separator: "\n").count { $0.hasPrefix("session ") } == 1, "\(id): \(said)")
        }
    }

    @Test("sessions without any says so, and refuses a value that does not exist")
    func sessionsRefusesUnknownValues() throws {
        let installation = try Installation()

        #expect(try installation.succeed("sessions") == "no sessions yet\n")
        let output = try installation.run("sessions", "--use", "nothing")
        #expect(output.status == 64)
        #expect(output.errors.contains("choose one of: supports, pending,"))
        #expect(try installation.run("sessions", "--outcome", "won").status == 64)
    }

    @Test("A skill that a session used is named with its revision before those that were offered, in show and sessions")
    func usedSkillsComeFirst() throws {
        let installation = try Installation()
        let offered = (0..<20).map { #"{"name":"offered-\#($0)"}"# }.joined(separator: ",")
        let steps =
            #"[{"step_id":1,"source":"user","message":"sum the table"},{"step_id":2,"source":"agent","message":"","tool_calls":[{"tool_call_id":"k","function_name":"Skill","arguments":{"skill":"tables"}}],"observation":{"results":[{"source_call_id":"k","content":"ok"}]}}]"#
        try write(
            #"{"schema_version":"ATIF-v1.7","session_id":"s-used","agent":{"name":"robo","version":"3"},"final_metrics":{"total_prompt_tokens":900,"total_completion_tokens":100,"total_cost_usd":0.25},"extra":{"skills":[\#(offered),{"name":"tables","revision":"tables/v2","use":"loaded"}]},"steps":\#(steps)}"#,
            to: installation.inbox + "/s.json"
        )
        try installation.succeed("ingest")

        let shown = try installation.succeed("show", "s-used")
        let listed = try list(installation, "--skill", "tables")

        #expect(shown.contains("used        tables/v2 ("), "\(shown)")
        #expect(shown.contains("spent       1000 tokens, 0.2500 USD"), "\(shown)")
        #expect(listed.map(\.id) == ["s-used"])
        #expect(try list(installation, "--skill", "offered-1").isEmpty)
    }
}
