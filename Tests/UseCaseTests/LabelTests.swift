import Archive
import Composition
import Configuration
@testable import Curation
import Evolution
import FoundationEssentials
import Inbox
@testable import Ingestion
import Ledger
import Lessons
import TestSupport
import Testing
import Trajectories

@Suite("A label")
struct LabelTests {
    /// The result file of an invented trial.
    private func result(
        _ reward: Double?,
        task: String = "mend-the-gate",
        trial: String = "mend-the-gate__a1",
        exception: String? = nil
    ) -> String {
        let verdict = reward.map { #"{"rewards":{"reward":\#($0)}}"# } ?? "null"
        let thrown = exception.map { #"{"exception_type":"\#($0)"}"# } ?? "null"
        return #"{"task_name":"\#(task)","trial_name":"\#(trial)","agent_info":{"model_info":{"name":"oak-2"}},"#
            + #""started_at":"2026-01-02T03:04:05","verifier_result":\#(verdict),"exception_info":\#(thrown)}"#
    }

    private func session(_ id: String, _ place: Workplace) throws -> SessionReport {
        try #require(try place.useCases.ledger.sessions(matching: id).first { $0.id == id })
    }

    private func outcome(_ id: String, _ place: Workplace) throws -> String { try session(id, place).outcome }

    /// The outcomes and tasks of everything, for comparison with a rebuilt ledger.
    private func facts(_ ledger: Ledger) throws -> [String] {
        let episodes = try ledger.pool().map { "\($0.session) \($0.task) \($0.outcome)" }
        let sessions = try ledger.sessions(matching: "").map {
            "\($0.id) \($0.outcome) \($0.reward ?? -1) \($0.outcomeSource) \($0.outcomeDetail ?? "") \($0.labelPath ?? "")"
                + " \($0.taskID ?? "") \($0.trial ?? "") \($0.model ?? "") \($0.started ?? 0)"
        }
        return episodes.sorted() + sessions
    }

    private func expectRebuilt(_ place: Workplace) async throws {
        let ledger = try Ledger.inMemory()
        let report = try await place.useCases(with: ledger).rebuildLedger()

        #expect(report.unreadable == [])
        #expect(try facts(ledger) == facts(place.useCases.ledger))
    }

    // MARK: It leaves with its trajectory

    @Test(
        "leaves the inbox with its trajectory and labels nothing that comes later",
        arguments: ["reward.txt", "result.json"]
    )
    func leaves(name: String) async throws {
        let place = try Workplace()
        try place.drop(SampleSession.usual("s1").claudeCode, as: "run.jsonl")
        try place.drop(name == "reward.txt" ? "1\n" : result(1), as: name)
        try await place.ingest()
        #expect(names(in: place.inbox) == [])

        try place.drop(SampleSession.usual("s2").claudeCode, as: "run.jsonl")
        try await place.ingest()

        #expect(try outcome("s1", place) == "success" && outcome("s2", place) == "unknown")
        try await expectRebuilt(place)
    }

    @Test("labels neither of two trajectories in an inbox, and says so")
    func ambiguous() async throws {
        let place = try Workplace()
        try place.drop(SampleSession.usual("s1").claudeCode, as: "one.jsonl")
        try place.drop(SampleSession.usual("s2").claudeCode, as: "two.jsonl")
        try place.drop("1\n", as: "reward.txt")
        let report = try await place.ingest()
        try place.drop(SampleSession.usual("s3").claudeCode, as: "three.jsonl")
        try await place.ingest()

        for id in ["s1", "s2", "s3"] { #expect(try outcome(id, place) == "unknown") }
        #expect(report.rejections.contains { $0.contains("reward.txt") && $0.contains("nobody can tell") })
        #expect(names(in: place.inbox) == [".rejected"])
    }

    @Test("stays with the number of the file that was dropped with it")
    func numbered() async throws {
        let place = try Workplace()
        try place.drop(SampleSession.usual("s1").claudeCode, as: "run.jsonl")
        try place.drop(result(1), as: "result.json")
        try place.drop(SampleSession.usual("s2").claudeCode, as: "2-run.jsonl")
        try place.drop(result(0, trial: "mend-the-gate__b2"), as: "2-result.json")
        let report = try await place.ingest()

        #expect(try outcome("s1", place) == "success" && outcome("s2", place) == "failure")
        #expect(try session("s2", place).trial == "mend-the-gate__b2")
        #expect(report.rejections.allSatisfy { !$0.contains("2-result.json") })
        #expect(names(in: place.inbox) == [])
    }

    @Test("that cannot be read is put aside with the reason, and its trajectory counts without it")
    func unreadable() async throws {
        let place = try Workplace()
        try place.drop(SampleSession.usual("s1").claudeCode, as: "run.jsonl")
        try place.drop(#"{"outcome":"great"}"#, as: "run.jsonl.trace2skill.json")
        let report = try await place.ingest()

        #expect(try outcome("s1", place) == "unknown")
        #expect(report.rejections.count == 1)
        #expect(report.rejections.first?.contains("\"great\" is not an outcome; write one of") == true)
        #expect(names(in: place.inbox) == [".rejected"])
    }

    // MARK: Trials

    /// Writes an invented trial of one session: a short copy of its recording, and a longer one deeper in the folder.
    private func dropTrial(_ place: Workplace, _ id: String = "s1", as folder: String, result: String?) throws {
        let story = SampleSession.usual(id)
        var short = story
        short.actions.removeLast(2)
        let files = [
            "agent/command-1/stdout.txt": short.claudeCode,
            "agent/sessions/projects/-app/\(id).jsonl": story.claudeCode,
            "agent/trajectory.json": short.atif, "agent/robo.txt": "Hello.\n", "agent/command-0/stdout.txt": "ready\n",
            "agent/setup/stdout.txt": "installed\n", "agent/sessions/todos/\(id).json": "[]",
            "config.json": #"{"trial_name":"\#(folder)","trials_dir":"jobs/1"}"#, "trial.log": "started\n",
            "exception.txt": "", "verifier/test-stdout.txt": "1 passed\n", "verifier/reward.txt": "1\n",
        ]
        for (name, text) in files { try place.drop(text, as: "\(folder)/\(name)") }
        if let result { try place.drop(result, as: "\(folder)/result.json") }
    }

    @Test("counts for every copy of a session in a trial, wherever it lies, with the facts of the trial")
    func trial() async throws {
        let place = try Workplace()
        try dropTrial(place, as: "mend-the-gate__a1", result: result(0))
        let report = try await place.ingest()

        let session = try session("s1", place)
        #expect(
            session.outcome == "failure" && session.reward == 0 && session.labelPath == "mend-the-gate__a1/result.json"
        )
        #expect(session.taskID == "mend-the-gate" && session.trial == "mend-the-gate__a1" && session.model == "oak-2")
        #expect(try place.useCases.ledger.pool().map(\.task) == ["id:mend-the-gate"])
        #expect(try place.useCases.ledger.pool().flatMap(\.findings).count == 2)
        #expect(report.rejections == [])
        #expect(report.companions.count == 8)
        #expect(names(in: place.inbox) == [])
        try await expectRebuilt(place)
    }

    @Test("leaves no file of an agent behind whose session has left, now or later")
    func agentFiles() async throws {
        let place = try Workplace()
        try place.drop(SampleSession.usual("s1").claudeCode, as: "projects/-app/s1.jsonl")
        try place.drop("a long output", as: "projects/-app/s1/tool-results/a.txt")
        try await place.ingest()
        #expect(names(in: place.inbox) == [])

        try place.drop(SampleSession.usual("s2").claudeCode, as: "projects/-app/s2/subagents/agent-1.jsonl")
        try await place.ingest()
        try place.drop(#"{"agentType":"robo"}"#, as: "projects/-app/s2/subagents/agent-1.meta.json")
        try await place.ingest()

        #expect(names(in: place.inbox) == [])
    }

    @Test("makes attempts at one task the same task")
    func oneTask() async throws {
        let place = try Workplace()
        for (id, reward) in [("s1", 0.0), ("s2", 1.0)] {
            let name = "mend-the-gate__\(id)"
            try place.drop(SampleSession.usual(id).claudeCode, as: "\(name)/agent/robo.txt")
            try place.drop(result(reward, trial: name), as: "\(name)/result.json")
        }
        try await place.ingest()

        let pool = try place.useCases.ledger.pool()
        #expect(Set(pool.map(\.task)) == ["id:mend-the-gate"] && Set(pool.map(\.outcome)) == [.success, .failure])
        #expect(try await place.evolve().revisions.isEmpty)
    }

    @Test("takes the verdict on an agent whose time was up, and none where the harness failed")
    func exceptions() async throws {
        let place = try Workplace()
        for (id, exception) in [("s1", "AgentTimeoutError"), ("s2", "EnvironmentStartError")] {
            try place.drop(SampleSession.usual(id).claudeCode, as: "\(id)/agent/robo.txt")
            try place.drop(result(0, trial: id, exception: exception), as: "\(id)/result.json")
        }
        try await place.ingest()

        #expect(try outcome("s1", place) == "failure" && outcome("s2", place) == "unknown")
        #expect(try session("s1", place).outcomeDetail == "result.json: AgentTimeoutError")
        #expect(try session("s2", place).outcomeDetail == "result.json: EnvironmentStartError")
    }

    @Test("of a whole job labels nothing")
    func job() async throws {
        let place = try Workplace()
        try place.drop(#"{"n_total_trials":1,"stats":{"evals":{}}}"#, as: "job/result.json")
        try place.drop(SampleSession.usual("s1").claudeCode, as: "job/first/agent/robo.txt")
        try place.drop(result(1), as: "job/first/result.json")
        try place.drop(SampleSession.usual("s2").claudeCode, as: "job/second/agent/robo.txt")
        try await place.ingest(.keep)

        #expect(try outcome("s1", place) == "success" && outcome("s2", place) == "unknown")
    }

    // MARK: It comes later

    @Test("is taken when it comes after its trajectory, in a folder whose files stay")
    func later() async throws {
        let place = try Workplace()
        try place.drop(SampleSession.usual("s1").claudeCode, as: "t1/agent/robo.txt")
        #expect(try await place.ingest(.keep).counts.sessions == 1)
        #expect(try outcome("s1", place) == "unknown")

        try place.drop("1\n", as: "t1/verifier/reward.txt")
        let first = try await place.ingest(.keep)
        #expect(try outcome("s1", place) == "success" && first.counts.labelled.map(\.session) == ["s1"])

        try place.drop(result(nil, exception: "EnvironmentStartError"), as: "t1/result.json")
        let file = try Ingestion.scan(place.inbox).files.filter { $0.path.name == "result.json" }
        let second = try await place.useCases.ingest(file, after: .keep)

        let session = try session("s1", place)
        #expect(session.outcome == "unknown" && session.outcomeDetail == "result.json: EnvironmentStartError")
        #expect(second.counts.sessions == 0 && second.counts.files == 0 && second.repeated == 1)
        #expect(try await place.ingest(.keep).counts == IngestCounts())
        try await expectRebuilt(place)
    }

    @Test("of a file that is known is applied when it is dropped again, the last word counting")
    func droppedAgain() async throws {
        let place = try Workplace()
        let text = SampleSession.usual("s1").claudeCode
        for word in [nil, "success", "failure", nil] {
            try place.drop(text, as: "run.jsonl")
            if let word { try place.drop(#"{"outcome":"\#(word)"}"#, as: "run.jsonl.trace2skill.json") }
            try await place.ingest()
            #expect(names(in: place.inbox) == [])
        }

        #expect(try outcome("s1", place) == "failure")
        try await expectRebuilt(place)
    }

    @Test("makes an episode wait again that an evolution has looked at")
    func pendingAgain() async throws {
        let place = try Workplace()
        try await place.learn(["s1", "s2"])
        #expect(try place.useCases.ledger.pendingEpisodes() == 0)

        try place.drop(SampleSession.usual("s1").claudeCode, as: "s1.jsonl")
        try place.drop(#"{"outcome":"failure"}"#, as: "s1.jsonl.trace2skill.json")
        try await place.ingest()

        #expect(try place.useCases.ledger.pendingEpisodes() == 1)
    }

    @Test("is found above a folder or a file that is read on request", arguments: ["agent", "agent/deep/run.jsonl"])
    func above(path: String) async throws {
        let place = try Workplace()
        try place.drop(SampleSession.usual("s1").claudeCode, as: "../jobs/t1/agent/deep/run.jsonl")
        try place.drop(result(0), as: "../jobs/t1/result.json")
        let files = try Ingestion.scan(place.folder.path + "/jobs/t1/" + path).files
        try await place.useCases.ingest(files, after: nil)

        #expect(try outcome("s1", place) == "failure")
    }

    @Test("that an earlier pass did not have mends what it recorded")
    func mends() async throws {
        let place = try Workplace()
        try place.drop(SampleSession.usual("s1").claudeCode, as: "../jobs/t1/agent/run.jsonl")
        try await place.useCases.ingest(try Ingestion.scan(place.folder.path + "/jobs").files, after: nil)
        try place.drop(result(1), as: "../jobs/t1/result.json")
        let report = try await place.useCases.ingest(
            try Ingestion.scan(place.folder.path + "/jobs").files,
            after: nil
        )

        #expect(try outcome("s1", place) == "success" && report.counts.labelled.count == 1)
    }

    // MARK: Copies

    @Test("of a shorter copy stays with the longer one, in whatever order they come", arguments: [true, false])
    func copies(longFirst: Bool) async throws {
        let place = try Workplace()
        let long = SampleSession.usual("s1")
        var short = long
        short.actions.removeLast(2)
        for isLong in [longFirst, !longFirst] {
            try place.drop((isLong ? long : short).claudeCode, as: "run.jsonl")
            if !isLong { try place.drop("0", as: "reward.txt") }
            try await place.ingest()
        }

        #expect(try outcome("s1", place) == "failure")
        #expect(try place.useCases.ledger.pool().map { $0.findings.count } == [2])
        try await expectRebuilt(place)
    }

    @Test("is forgotten with its session")
    func forgotten() async throws {
        let place = try Workplace()
        try place.drop(SampleSession.usual("s1").claudeCode, as: "run.jsonl")
        try place.drop("0", as: "reward.txt")
        try await place.ingest()
        #expect(try LabelArchive(in: place.useCases.archive).trajectories().count == 1)

        _ = try await place.useCases.forget("s1")

        #expect(try LabelArchive(in: place.useCases.archive).trajectories() == [])
    }

    @Test("is kept without secrets where the archive is", arguments: [Configuration.ArchiveMode.redacted, .none])
    func modes(mode: Configuration.ArchiveMode) async throws {
        let secret = "gh" + "p_" + String("q7Zt2Lw9Xc4Vb6Nm1Kj3Hg5Fd8Sa0PoIuYtRe".prefix(36))
        let place = try Workplace { $0.archive = mode }
        try place.drop(SampleSession.usual("s1").claudeCode, as: "t1/run.jsonl")
        try place.drop(result(1, task: "with \(secret)"), as: "t1/result.json")
        try await place.ingest()

        #expect(try outcome("s1", place) == "success")
        #expect(try session("s1", place).taskID?.contains(secret) == false)
        let store = try LabelArchive(in: place.useCases.archive)
        let digests = try store.trajectories().flatMap { try store.record(of: $0)?.entries.map(\.digest) ?? [] }
        #expect(digests.count == (mode == .none ? 0 : 1))
        for digest in digests {
            #expect(!String(decoding: try store.content(digest), as: UTF8.self).contains(secret))
        }
    }
}
