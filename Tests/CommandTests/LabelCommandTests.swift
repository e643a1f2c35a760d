import FoundationEssentials
import TestSupport
import Testing

/// Labels as a person meets them: with `drop`, `ingest`, `show`, `status`, `verify` and `rebuild`.
@Suite("Labels on the command line")
struct LabelCommandTests {
    private let installation: Installation
    private var jobs: String { installation.folder.path(of: "jobs") }

    init() throws { installation = try Installation() }

    private func session(_ id: String, steps: Int = 2) -> SampleSession {
        let actions = (0..<steps).map { SampleSession.Action("ls \(id)/\($0)", "leaf") }
        return SampleSession(id, actions: actions, closing: "It is done")
    }

    /// Writes an invented trial with one session.
    @discardableResult
    private func trial(_ name: String, _ id: String, reward: Double?, exception: String? = nil) throws -> String {
        let verdict = reward.map { #"{"rewards":{"reward":\#($0)}}"# } ?? "null"
        let thrown = exception.map { #"{"exception_type":"\#($0)"}"# } ?? "null"
        let result =
            #"{"task_name":"mend-the-gate","trial_name":"\#(name)","verifier_result":\#(verdict),"exception_info":\#(thrown)}"#
        let folder = "\(jobs)/\(name)"
        try write(result, to: folder + "/result.json")
        try write(#"{"trial_name":"\#(name)"}"#, to: folder + "/config.json")
        try write("started\n", to: folder + "/trial.log")
        try write("1 passed\n", to: folder + "/verifier/test-stdout.txt")
        try write(session(id).claudeCode, to: folder + "/agent/robo.txt")
        return folder
    }

    private func shows(_ id: String, _ words: String) throws -> Bool {
        let shown = try installation.succeed("show", id)
        return shown.split(separator: "\n").contains { $0.hasPrefix("outcome") && $0.contains(words) }
    }

    // MARK: drop

    @Test("drop pairs a trajectory with the label that is named with it, and with no other")
    func dropPairs() throws {
        let first = try trial("gate__a", "s1", reward: 1)
        let second = try trial("gate__b", "s2", reward: 0)
        try installation.succeed("drop", first + "/agent/robo.txt", first + "/result.json")
        #expect(names(in: installation.inbox) == ["robo.txt", "robo.txt.trace2skill.json"])
        try installation.succeed("ingest")
        try installation.succeed("drop", second + "/agent/robo.txt", second + "/result.json")
        try installation.succeed("ingest")
        let third = installation.folder.path(of: "robo.txt")
        try write(session("s3").claudeCode, to: third)
        try installation.succeed("drop", third)
        try installation.succeed("ingest")

        #expect(try shows("s1", "success (reward 1.0)") && shows("s2", "failure (reward 0.0)"))
        #expect(try shows("s3", "unknown"))
        #expect(names(in: installation.inbox) == [])
        #expect(try installation.succeed("show", "s2").contains("trial       gate__b\n"))
    }

    @Test("drop of two trials at once gives each its own outcome, under numbered names")
    func dropTwo() throws {
        let folders = [try trial("gate__a", "s1", reward: 1), try trial("gate__b", "s2", reward: 0)]
        let paths = folders.flatMap { [$0 + "/agent/robo.txt", $0 + "/result.json"] }
        let output = try installation.run(["drop"] + paths)
        #expect(output.status == 0, "\(output.errors)")
        try installation.succeed("ingest")

        #expect(try shows("s1", "success") && shows("s2", "failure"))
    }

    @Test("drop does not guess which of two trajectories a label is for, and drops nothing then")
    func dropAmbiguous() throws {
        let folder = installation.folder.path(of: "runs")
        for id in ["s1", "s2"] { try write(session(id).claudeCode, to: "\(folder)/\(id).jsonl") }
        try write("1\n", to: folder + "/reward.txt")
        let output = try installation.run("drop", folder + "/s1.jsonl", folder + "/s2.jsonl", folder + "/reward.txt")

        #expect(output.status == 65 && output.errors.contains("drop them one by one"))
        #expect(names(in: installation.inbox) == [])
        try installation.succeed("drop", folder + "/s1.jsonl", folder + "/reward.txt")
        try installation.succeed("ingest")
        #expect(try shows("s1", "success (reward 1.0)"))
    }

    @Test("drop takes the result of a trial along unasked, and a person's word before it")
    func dropCarries() throws {
        let folder = try trial("gate__a", "s1", reward: 0)
        let said = try installation.succeed("drop", folder + "/agent/robo.txt")
        #expect(said.contains("label: failure (reward 0.0), from \(folder)/result.json"))
        try installation.succeed("ingest")
        #expect(try shows("s1", "failure (reward 0.0), from result.json in robo.txt.trace2skill.json"))

        try installation.succeed("drop", folder + "/agent/robo.txt", "--outcome", "success")
        let again = try installation.succeed("ingest")
        #expect(again.contains("label applied to session s1: success, from robo.txt.trace2skill.json"))
        #expect(try shows("s1", "success"))
        #expect(try installation.succeed("show", "s1").contains("task        mend-the-gate\n"))
    }

    @Test("drop takes a folder as one unit, also where its parts are named", arguments: [true, false])
    func dropFolder(whole: Bool) throws {
        let folder = try trial("mend_the_gate__a", "s1", reward: 0, exception: "AgentTimeoutError")
        let parts = names(in: folder).map { "\(folder)/\($0)" }
        let output = try installation.run(["drop"] + (whole ? [folder] : parts))
        #expect(output.status == 0, "\(output.errors)")
        #expect(names(in: installation.inbox) == ["mend_the_gate__a"])
        #expect(names(in: installation.inbox + "/mend_the_gate__a/agent") == ["robo.txt"])

        let said = try installation.succeed("ingest")
        #expect(said.contains("ingested 1 file: 1 session"))
        #expect(said.contains("3 files passed over that agents and harnesses leave next to trajectories: "))
        #expect(!said.contains("rejected"))
        #expect(names(in: installation.inbox) == [])
        #expect(
            try shows("s1", "failure (reward 0.0), from mend_the_gate__a/result.json: AgentTimeoutError")
        )
    }

    @Test("drop gives a folder that is named like a skill another name, and all of it the outcome")
    func dropPlainFolder() throws {
        let folder = installation.folder.path(of: "pruning")
        for id in ["s1", "s2"] { try write(session(id).claudeCode, to: "\(folder)/\(id)/run.jsonl") }
        try installation.succeed("drop", folder, "--outcome", "failure")
        #expect(names(in: installation.inbox) == ["pruning.run", "pruning.run.trace2skill.json"])
        try installation.succeed("ingest")

        #expect(try shows("s1", "failure") && shows("s2", "failure"))
        #expect(try !installation.succeed("show", "s1").contains("for skill"))
        #expect(names(in: installation.inbox) == [])
    }

    @Test("drop of a label alone says what is missing")
    func dropLabelAlone() throws {
        let folder = try trial("gate__a", "s1", reward: 0)
        let output = try installation.run("drop", folder + "/result.json")

        #expect(output.status == 65 && output.errors.contains("name the file that a label is for as well"))
    }

    // MARK: rebuild, verify and show

    @Test("rebuild restores every outcome, and verify checks the labels in the archive")
    func rebuild() throws {
        let folders = [
            try trial("gate__a", "s1", reward: 1), try trial("gate__b", "s2", reward: 0),
            try trial("gate__c", "s3", reward: nil, exception: "EnvironmentStartError"),
        ]
        try installation.succeed("drop", folders[0])
        try installation.succeed("drop", folders[1] + "/agent/robo.txt")
        try installation.succeed("ingest")
        try installation.succeed("ingest", folders[2] + "/agent")
        let before = try ["s1", "s2", "s3"].map { try installation.succeed("show", $0, "--json") }
        #expect(try installation.succeed("verify").contains("labels: 3 labels, 0 missing, 0 damaged"))

        try installation.loseLedger()
        try installation.succeed("rebuild")

        let after = try ["s1", "s2", "s3"].map { try installation.succeed("show", $0, "--json") }
        for (first, second) in zip(before, after) { #expect(first == second) }
        #expect(try installation.succeed("verify").contains("no problems found"))
        #expect(after[2].contains(#""detail" : "result.json: EnvironmentStartError""#))
        #expect(try shows("s3", "unknown, from \(folders[2])/result.json: EnvironmentStartError"))
    }

    @Test("verify finds a label that is gone from the archive")
    func verifyMissing() throws {
        try installation.succeed("drop", try trial("gate__a", "s1", reward: 1))
        try installation.succeed("ingest")
        let place = installation.state + "/archive/labels/of"
        let name = try #require(names(in: place).first)
        try FileManager.default.removeItem(atPath: "\(place)/\(name)")

        let output = try installation.run("verify")

        #expect(output.status == 65 && output.text.contains("1 label of the ledger missing from the archive"))
    }

    // MARK: Paths

    @Test("a file that is rejected is named with its path, in the reason beside it and in status")
    func rejectedPaths() throws {
        try write("Dear diary,\n", to: installation.inbox + "/a/b/diary.txt")
        try write("Dear sister,\n", to: installation.inbox + "/c/diary.txt")
        try installation.run("ingest")

        let reasons = try ["a/b/diary.txt.reason", "c/diary.txt.reason"].map {
            try read("\(installation.inbox)/.rejected/\($0)")
        }
        #expect(Set(reasons.map { $0.split(separator: ":").first ?? "" }) == ["a/b/diary.txt", "c/diary.txt"])
        let (text, json) = (try installation.succeed("status"), try installation.succeed("status", "--json"))
        for path in ["a/b/diary.txt", "c/diary.txt"] {
            #expect(text.contains("\(installation.inbox)/\(path): "))
            #expect(json.contains(#""path" : "\#(installation.inbox)/\#(path)""#))
        }
        #expect(names(in: installation.inbox) == [".rejected"])
    }

    @Test("side files of an agent are passed over in one line and rejected nowhere, and stay in a folder that is kept")
    func sideFiles() throws {
        let folder = installation.folder.path(of: "projects/-home-dev")
        try write(session("s1").claudeCode, to: folder + "/s1.jsonl")
        try write(#"{"agentType":"scout","spawnDepth":1}"#, to: folder + "/s1/subagents/agent-a1.meta.json")
        try write("a long output\n", to: folder + "/s1/tool-results/b2.txt")
        for _ in 0..<2 {
            let said = try installation.succeed("ingest", installation.folder.path(of: "projects"))
            #expect(said.contains("2 files passed over") && !said.contains("rejected"))
        }
        #expect(!(try installation.succeed("status")).contains("rejected"))
        #expect(names(in: folder + "/s1") == ["subagents", "tool-results"])
    }

    @Test("a trial without a readable trajectory is put aside as a whole, with the reason")
    func unreadableTrial() throws {
        let folder = try trial("mend_the_gate__a", "s1", reward: 0)
        try write("neither this\n", to: folder + "/agent/robo.txt")
        try installation.succeed("drop", folder)
        let said = try installation.run("ingest").text

        #expect(said.contains("mend_the_gate__a/agent/robo.txt"))
        #expect(names(in: installation.inbox) == [".rejected"])
        #expect(
            names(in: installation.inbox + "/.rejected") == ["mend_the_gate__a", "mend_the_gate__a.reason"]
        )
        #expect(exists(installation.inbox + "/.rejected/mend_the_gate__a/result.json"))
    }
}
