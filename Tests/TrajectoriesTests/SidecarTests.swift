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
        let names = Sidecar.names(for: "runs/a.traj.json")

        #expect(
            names.prefix(5) == [
                "a.traj.json.trace2skill.json", "a.traj.outcome.json", "a.traj.trace2skill.json", "a.outcome.json",
                "a.trace2skill.json",
            ]
        )
        #expect(names.contains("reward.txt"))
        #expect(!names.contains { $0.hasPrefix("..") })
        #expect(names.allSatisfy { Sidecar.isSidecar(name: $0) })
    }

    @Test(
        "is looked for in the verifier's folder of a trial",
        arguments: ["trajectory.json", "trial/agent/trajectory.json", "trial/agent/claude-code.txt"]
    )
    func trials(name: String) {
        let names = Sidecar.names(for: name)

        #expect(
            names.suffix(4) == [
                "../result.json", "../verifier/reward.json", "../verifier/reward.txt", "../verifier/ctrf.json",
            ]
        )
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
