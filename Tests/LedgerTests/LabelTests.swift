import Lessons
import Testing
import Trajectories

@testable import Ledger

@Suite("A label in the ledger")
struct LabelTests {
    private let ledger: Ledger

    init() throws { ledger = try Ledger.inMemory() }

    private func label(
        _ outcome: Outcome.Label?,
        _ path: String = "result.json",
        at time: Double = 1,
        trial: Trial? = nil,
        instance: String? = nil
    ) -> TrajectoryLabel {
        let said = outcome.map { Outcome($0, source: .sidecar, detail: path) } ?? .unknown
        return TrajectoryLabel(
            LabelReference(path: path, digest: "\(path) \(outcome?.rawValue ?? "") \(time)", received: time),
            labels: [Sidecar.Label(outcome: said, instance: instance, trial: trial)]
        )
    }

    @discardableResult
    private func record(
        _ digest: String,
        _ session: Session,
        _ labels: [TrajectoryLabel] = [],
        isRepeated: Bool = false
    ) throws -> IngestCounts {
        var record = file(digest, [session])
        record.labels = labels
        record.isRepeated = isRepeated
        return try ledger.record([record])
    }

    private func report(_ id: String = "a") throws -> SessionReport {
        try #require(try ledger.sessions(matching: id).first)
    }

    @Test("tells session and episodes how it ended, and of which task and trial they are")
    func applied() throws {
        let trial = Trial(name: "gate__1", task: "gate", model: "oak-2", startedAt: 5)
        let counts = try record("d1", session("a"), [label(.failure, trial: trial)])

        let report = try report()
        #expect(report.outcome == "failure" && report.labelPath == "result.json" && report.outcomeSource == "sidecar")
        #expect(report.taskID == "gate" && report.trial == "gate__1" && report.model == "oak-2" && report.started == 5)
        #expect(try ledger.pool().map(\.outcome) == [.failure] && ledger.pool().map(\.task) == ["id:gate"])
        #expect(counts.labelled.map(\.session) == ["a"] && counts.labelled.map(\.path) == ["result.json"])
        #expect(try ledger.labels(of: "d1")?.map(\.path) == ["result.json"])
    }

    @Test("of a stronger kind counts, and of one kind the later, in whatever order they are read")
    func order() throws {
        let cases: [(labels: [(path: String, time: Double)], winner: String)] = [
            ([("reward.txt", 1), ("result.json", 2)], "result.json"),
            ([("run.trace2skill.json", 1), ("result.json", 2)], "run.trace2skill.json"),
            ([("result.json", 2), ("t/result.json", 1)], "result.json"),
            ([("result.json", 1), ("t/result.json", 2)], "t/result.json"),
        ]
        for (number, item) in (cases + cases.map { ($0.labels.reversed(), $0.winner) }).enumerated() {
            let id = "case\(number)"
            for (place, (path, time)) in item.labels.enumerated() {
                let said: Outcome.Label = path == item.winner ? .success : .failure
                try record("\(id) \(place)", session(id), [label(said, path, at: time)])
            }

            #expect(try report(id).outcome == "success" && report(id).labelPath == item.winner, "\(item)")
        }
    }

    @Test("of an instance labels the session of that task alone")
    func instances() throws {
        var first = try session("a")
        first.taskID = "i-1"
        var second = try session("b")
        second.taskID = "i-2"
        for (digest, session) in [("d1", first), ("d2", second)] {
            try record(digest, session, [label(.success, "report.json", instance: "i-2")])
        }

        #expect(try report("a").outcome == "unknown" && report("b").outcome == "success")
    }

    @Test("that comes later changes the outcome and makes episodes wait again, and a repetition changes nothing")
    func later() throws {
        try record("d1", session("a"))
        try ledger.begin(evolution: "e1", at: 1)
        try ledger.end(
            EvolutionEnd(evolution: "e1", time: 2, state: .nothing, summary: [:], supporting: []),
            lessons: []
        )
        #expect(try ledger.pendingEpisodes() == 0)

        let counts = try record("d1", session("a"), [label(.failure)], isRepeated: true)
        #expect(counts.files == 0 && counts.sessions == 0 && counts.known == 0 && counts.labelled.count == 1)
        #expect(try report().outcome == "failure" && ledger.pendingEpisodes() == 1)

        #expect(try record("d1", session("a"), [label(.failure)], isRepeated: true) == IngestCounts())
        #expect(try ledger.apply([label(.success, at: 3)], to: "d1").map(\.outcome.label) == [.success])
        #expect(try ledger.labels(of: "d1")?.count == 1)
    }

    @Test("stays with a session whose longer copy comes without it, and counts if only the shorter copy has it")
    func copies() throws {
        try record("d1", session("a", records: 2), [label(.failure, trial: Trial(name: "t", task: "k"))])
        try record("d2", session("a", records: 5))
        try record("d3", session("b", records: 5))
        try record("d4", session("b", records: 2), [label(.success)])

        #expect(try report("a").outcome == "failure" && report("a").trajectory == "d2" && report("a").taskID == "k")
        #expect(try report("b").outcome == "success" && report("b").trajectory == "d3")
    }

    @Test("replaces an earlier one of its kind, and leaves others")
    func merging() {
        func reference(_ path: String, _ digest: String) -> LabelReference {
            LabelReference(path: path, digest: digest, received: 1)
        }
        let earlier = [reference("a.trace2skill.json", "1"), reference("reward.txt", "2")]
        let merged = LabelReference.merge(
            [reference("verifier/reward.txt", "3"), reference("result.json", "4")],
            into: earlier
        )

        #expect(merged.map(\.digest) == ["1", "4", "3"])
    }
}
