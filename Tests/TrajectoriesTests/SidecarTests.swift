import JSON
import Testing

@testable import Trajectories

@Suite("A sidecar")
struct SidecarTests {
    private func labels(_ name: String, _ text: String) throws -> [Sidecar.Label] {
        try Sidecar.read(name: name, bytes: Array(text.utf8))
    }

    @Test(
        "gives the outcome that its kind of file holds",
        arguments: [
            ("reward.txt", "1\n", Outcome.Label.success, 1), ("trial/verifier/reward.txt", " 0.0 ", .failure, 0),
            ("reward.txt", "0.5", .partial, 0.5),
            ("reward.json", "1.0", .success, 1), ("reward.json", #"{"reward":0}"#, .failure, 0),
            ("reward.json", #"{"a":1,"b":0}"#, .partial, 0.5),
            ("result.json", #"{"verifier_result":{"rewards":{"reward":1.0}},"exception_info":null}"#, .success, 1),
            ("ctrf.json", #"{"results":{"summary":{"tests":4,"passed":4,"failed":0}}}"#, .success, 1),
            ("ctrf.json", #"{"results":{"summary":{"tests":4,"passed":3,"failed":1}}}"#, .failure, 0.75),
            ("a.jsonl.trace2skill.json", #"{"reward":0.25}"#, .partial, 0.25),
            ("a.outcome.json", #"{"outcome":"failure","reward":0.9}"#, .failure, 0.9),
        ]
    )
    func outcomes(name: String, text: String, label: Outcome.Label, reward: Double) throws {
        let found = try labels(name, text)

        #expect(found.map(\.outcome.label) == [label])
        #expect(found.first?.outcome.reward == reward)
        #expect(found.first?.outcome.source == .sidecar)
    }

    @Test("gives no reward for a trial whose machinery threw, and outweighs one from elsewhere")
    func exceptions() throws {
        let text = #"{"verifier_result":{"rewards":{"reward":1.0}},"exception_info":{"exception_type":"DockerError"}}"#
        let thrown = try #require(try labels("result.json", text).first)
        let reward = try #require(try labels("reward.txt", "1").first)

        #expect(thrown.outcome == Outcome(.unknown, source: .sidecar, detail: "result.json: DockerError"))
        #expect(thrown.outcome.strengthened(by: reward.outcome).label == .unknown)
    }

    @Test("labels every instance of a report")
    func report() throws {
        let single = try labels("report.json", #"{"o__r-1":{"resolved":true},"o__r-2":{"resolved":false},"total":2}"#)
        let summed = try labels("report.json", #"{"resolved_ids":["o__r-1"],"unresolved_ids":["o__r-2"]}"#)

        for found in [single, summed] {
            #expect(found.map(\.instance) == ["o__r-1", "o__r-2"])
            #expect(found.map(\.outcome.label) == [.success, .failure])
        }
    }

    @Test("names a skill and a check of its own")
    func own() throws {
        let label = try #require(
            try labels("a.jsonl.trace2skill.json", #"{"outcome":"success","skill":"xlsx","check":"make test"}"#).first
        )

        #expect(label.skill == "xlsx")
        #expect(label.check == "make test")
        #expect(label.outcome.label == .success)
    }

    @Test("names folders with artifacts and with the files of their check, as they were written")
    func folders() throws {
        let text = #"{"artifacts":"run.artifacts","check":"python3 /check/a.py","check-files":"../all.check"}"#
        let label = try #require(try labels("run.json.trace2skill.json", text).first)
        let odd = try #require(try labels("run.json.trace2skill.json", #"{"artifacts":7,"check-files":null}"#).first)

        #expect(label.artifacts == "run.artifacts" && label.checkFiles == "../all.check")
        #expect(label.check == "python3 /check/a.py" && label.outcome == .unknown)
        #expect(odd.artifacts == "7" && odd.checkFiles == nil)
    }

    @Test(
        "is looked for under a trajectory's name with and without its endings",
        arguments: [
            ("run.json", ["run.json", "run"]), ("a/b.c/x.traj.json", ["x.traj.json", "x.traj", "x"]), ("run", ["run"]),
            (".json", [".json"]), ("a..b", ["a..b", "a.", "a"]), ("", []),
        ]
    )
    func stems(name: String, stems: [String]) {
        #expect(Sidecar.stems(of: name) == stems)
    }

    @Test(
        "says nothing where nothing is known",
        arguments: [
            ("result.json", "{}"), ("report.json", "[]"), ("ctrf.json", #"{"results":{}}"#),
            ("reward.json", #"{"note":"x"}"#),
            ("ctrf.json", #"{"results":{"summary":{"passed":9223372036854775807,"failed":9223372036854775807}}}"#),
        ]
    )
    func nothing(name: String, text: String) throws {
        #expect(try labels(name, text).isEmpty)
    }

    @Test(
        "says why it cannot be read",
        arguments: [
            (
                "reward.txt", "good",
                #"could not read the outcome in reward.txt: "good" is not a number; write 1 for success, 0 for failure"#
            ),
            (
                "reward.txt", "nan",
                #"could not read the outcome in reward.txt: "nan" is not a number; write 1 for success, 0 for failure"#
            ),
            (
                "a.outcome.json", #"{"outcome":"won"}"#,
                #"could not read the outcome in a.outcome.json: "won" is not an outcome; write one of success, failure, partial, unknown"#
            ),
            ("a.outcome.json", "[]", "could not read the outcome in a.outcome.json: it is not an object"),
        ]
    )
    func unreadable(name: String, text: String, description: String) throws {
        let error = try #require(throws: SidecarError.self) { try labels(name, text) }

        #expect(error.description == description)
    }

    @Test("is looked for beside its trajectory, its own name before common ones")
    func names() {
        let names = Sidecar.ownNames(for: "runs/a.traj.json")

        #expect(
            names == [
                "a.traj.json.trace2skill.json", "a.traj.outcome.json", "a.traj.trace2skill.json", "a.outcome.json",
                "a.trace2skill.json",
            ]
        )
        #expect(names.allSatisfy { Sidecar.isSidecar(name: $0) })
        #expect(Sidecar.ownNames(for: "2-run.json").contains("2-result.json"))
        #expect(!Sidecar.ownNames(for: "2-run.json").contains("3-result.json"))
    }

    @Test("counts more the nearer it is to a person's word, also under a number")
    func strengths() {
        let names = [
            "x/report.json", "verifier/ctrf.json", "reward.txt", "2-reward.json", "trial/result.json",
            "2-run.json.trace2skill.json",
        ]

        #expect(names.map { Sidecar.strength(ofName: $0) } == names.map { Sidecar.strength(ofName: $0) }.sorted())
        #expect(Set(names.map { Sidecar.strength(ofName: $0) }).count == names.count)
    }

    @Test("tells what a harness recorded of the trial")
    func trials() throws {
        let text = """
            {"task_name":"mend-the-gate","trial_name":"mend-the-gate__a1","agent_info":{"model_info":{"name":"oak-2"}},
             "started_at":"2026-01-02T03:04:05","agent_execution":{"started_at":"2026-01-02T03:05:05Z"},
             "finished_at":"2026-01-02T04:00:00","verifier_result":null,"exception_info":null}
            """
        let label = try #require(try labels("result.json", text).first)

        #expect(label.outcome == .unknown)
        #expect(
            label.trial
                == Trial(
                    name: "mend-the-gate__a1",
                    task: "mend-the-gate",
                    model: "oak-2",
                    startedAt: 1_767_323_105,
                    endedAt: 1_767_326_400
                )
        )
        #expect(try labels("result.json", #"{"n_total_trials":2,"stats":{}}"#).isEmpty)
    }

    @Test("keeps the reward of an agent whose time was up once the verifier has judged, and says so")
    func timeouts() throws {
        let exception = #""exception_info":{"exception_type":"AgentTimeoutError"}"#
        let judged = try labels(
            "result.json",
            #"{"trial_name":"t","verifier_result":{"rewards":{"reward":0}},"# + exception + "}"
        )
        let unjudged = try labels("result.json", #"{"trial_name":"t","verifier_result":null,"# + exception + "}")

        #expect(
            judged.map(\.outcome) == [
                Outcome(.failure, reward: 0, source: .sidecar, detail: "result.json: AgentTimeoutError")
            ]
        )
        #expect(
            unjudged.map(\.outcome) == [Outcome(.unknown, source: .sidecar, detail: "result.json: AgentTimeoutError")]
        )
    }

    @Test(
        "holds a label in another form under its name",
        arguments: [
            (#"{"from":"reward.txt","content":"0"}"#, Outcome.Label.failure, nil as String?),
            (#"{"from":"result.json","content":{"task_name":"k","verifier_result":{"reward":1}}}"#, .success, "k"),
            (
                #"{"from":"result.json","content":{"task_name":"k","verifier_result":{"reward":1}},"outcome":"failure"}"#,
                .failure, "k"
            ),
            (
                #"{"from":"result.json","content":{"task_name":"k","verifier_result":{"reward":1}},"skill":"x"}"#,
                .success, "k"
            ),
        ]
    )
    func carried(text: String, outcome: Outcome.Label, task: String?) throws {
        let found = try labels("run.json.trace2skill.json", text)

        #expect(found.map(\.outcome.label) == [outcome] && found.first?.trial?.task == task)
        #expect(found.first?.skill == (text.contains("skill") ? "x" : nil))
    }

    @Test(
        "is told from a trajectory by its name",
        arguments: [
            ("reward.txt", true), ("x/ctrf.json", true), ("a.jsonl.trace2skill.json", true), ("a.outcome.json", true),
            ("a.jsonl", false), ("trajectory.json", false), (".outcome.json", false), ("my-report.json", false),
        ]
    )
    func kinds(name: String, isSidecar: Bool) {
        #expect(Sidecar.isSidecar(name: name) == isSidecar)
    }
}
