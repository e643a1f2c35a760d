import Archive
import Composition
import Configuration
@testable import Curation
@testable import Evolution
import FoundationEssentials
@testable import Ingestion
import Ledger

import Lessons
import TestSupport
import Testing
import Trajectories

/// Trajectories in a format that a mapping declares, one of them under a name that says what its task was, and one whose
/// archived file is damaged, before everything that reads the archive back.
@Suite("What was archived and is read back", .timeLimit(.minutes(1)))
struct ArchivedTrajectoriesTests {
    private let model = ScriptedModel()
    private let place: Workplace
    private var ledger: Ledger { place.useCases.ledger }

    init() throws {
        place = try Workplace(
            mapping: try Mapping(
                parsing: [
                    "name": "acme",
                    "session": "/run",
                    "role": "/who",
                    "text": "/data/say",
                    "tool": "/data/tool",
                    "call-id": "/data/id",
                    "input": "/data/args",
                    "result": "/data/out",
                    "exit-code": "/data/rc",
                    "user-roles": "boss",
                    "agent-roles": "bot",
                    "tool-roles": "env",
                ]
            )
        ) { $0.evolution.minimumLessons = 1 }
    }

    /// - Parameter failed: whether a label says so; then the sessions are for the skill `sheets`.
    private func drop(_ stories: SampleSession..., ending: String = "", failed: Bool = false) throws {
        for story in stories {
            let name = "\(failed ? "sheets/" : "")\(story.id)\(ending).jsonl"
            if failed { try place.drop(#"{"outcome":"failure"}"#, as: name + ".trace2skill.json") }
            try place.drop(story.mapped, as: name)
        }
    }

    /// Cuts the archived file of a session's trajectory short.
    private func damage(_ digest: String) throws -> String {
        let path = place.useCases.archive.path(of: try #require(ContentDigest(hex: digest)))
        let data = try #require(FileManager.default.contents(atPath: path))
        try data.prefix(data.count / 2).write(to: URL(filePath: path))
        return path
    }

    private func trajectory(of session: String) throws -> String {
        try #require(try ledger.sessions(matching: session).first { $0.id == session }).trajectory
    }

    @Test("is analysed by a model, and a damaged file waits alone until it is dropped again")
    func evolution() async throws {
        try drop(.stale("s1"), .stale("s2"), .stale("s3"), failed: true)
        try await place.ingest()
        let path = try damage(try trajectory(of: "s2"))
        let useCases = try place.useCases(asking: model)
        let report = try await useCases.evolve(EvolutionRequest())

        #expect(report.analysed == 2 && report.modelProblem == nil && report.modelFailures.isEmpty)
        #expect(report.revisions.map(\.skill) == ["sheets"])
        #expect(report.unreadable.count == 1 && report.unreadable.allSatisfy { $0.contains(path) })
        #expect(report.discards.map(\.stage) == [.archive] && report.discards.map(\.code) == ["damaged"])
        #expect(try ledger.pending().map(\.session.rawValue) == ["s2"])
        #expect(try ledger.unreadableTrajectories().map(\.trajectory) == [trajectory(of: "s2")])

        // As the message says: the file is removed, and dropped again.
        try FileManager.default.removeItem(atPath: path)
        try drop(.stale("s2"), failed: true)
        try await place.ingest()
        let again = try await useCases.evolve(EvolutionRequest())
        #expect(again.analysed == 1 && again.unreadable.isEmpty)
        #expect(try ledger.pendingEpisodes() == 0 && ledger.unreadableTrajectories().isEmpty)
    }

    @Test("makes a revision again, though a session has grown since, and without one that is damaged")
    func replay() async throws {
        try drop(.usual("s1"), .usual("s2"), .usual("s3"))
        try await place.ingest()
        let first = try #require(try await place.evolve().revisions.first)
        let old = try trajectory(of: "s1")
        var longer = SampleSession.usual("s1")
        longer.actions.append(.init("ls", "a"))
        try drop(longer, ending: "-longer")
        try await place.ingest()
        #expect(try trajectory(of: "s1") != old)
        #expect(try await place.useCases.replay.run(skill: first.skill, number: 1).isSame)

        let path = try damage(old)
        let report = try await place.useCases.replay.run(skill: first.skill, number: 1)
        #expect(report.unreadable.count == 1 && report.unreadable.allSatisfy { $0.contains(path) })
        #expect(report.lessons.map(\.support.count) == [2, 2])
    }

    @Test("fills a ledger again with the same sessions, tasks and outcomes, but for a file that is damaged")
    func rebuild() async throws {
        try drop(.usual("s1"), .usual("s2"))
        try place.drop(SampleSession.usual("s3").sweAgent, as: "django__django-11099.traj")
        try await place.ingest()
        let tasks = try ledger.pool().map(\.task)
        #expect(tasks.contains("id:django__django-11099"))

        let useCases = try place.useCases(with: Ledger.inMemory())
        let report = try await useCases.rebuildLedger()
        #expect(report.unreadable.isEmpty && report.sessions == 3)
        #expect(try useCases.ledger.pool().map(\.task) == tasks)

        let path = try damage(try trajectory(of: "s2"))
        let other = try place.useCases(with: Ledger.inMemory())
        let second = try await other.rebuildLedger()
        #expect(second.trajectories == 2 && second.sessions == 2)
        #expect(second.unreadable.count == 1 && second.unreadable.allSatisfy { $0.contains(path) })
        #expect(try other.ledger.unreadableTrajectories().map(\.trajectory) == [trajectory(of: "s2")])
    }

    @Test("is looked through for shorter copies of a session that is forgotten, but for a file that is damaged")
    func forgetting() async throws {
        var digests: [String] = []
        for id in ["s1", "s2"] {
            try drop(.usual(id))
            try await place.ingest()
            digests.append(try trajectory(of: id))
            var longer = SampleSession.usual(id)
            longer.actions.append(.init("ls", "a"))
            try drop(longer, ending: "-longer")
            try await place.ingest()
        }
        let path = try damage(digests[1])
        let longer = try trajectory(of: "s1")
        let report = try await place.useCases.forget("s1")

        #expect(Set(report.plan.trajectories) == [digests[0], longer])
        #expect(report.unreadable.count == 1 && report.unreadable.allSatisfy { $0.contains(path) })
        #expect(!place.useCases.archive.contains(try #require(ContentDigest(hex: digests[0]))))
    }
}

extension SampleSession {
    /// In a format that only a mapping declares.
    fileprivate var mapped: String {
        var lines = [#"{"run":"\#(id)","who":"boss","data":{"say":\#(quoted(task))}}"#]
        for (number, act) in actions.enumerated() {
            lines.append(
                #"{"run":"\#(id)","who":"bot","data":{"say":"","tool":"shell","id":\#(number),"args":{"command":\#(quoted(act.command))}}}"#
            )
            lines.append(
                #"{"run":"\#(id)","who":"env","data":{"id":\#(number),"out":\#(quoted(act.output)),"rc":\#(act.status)}}"#
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// As SWE-agent keeps a run, which names the file after the task.
    fileprivate var sweAgent: String {
        let turns = actions.map { act in
            #"{"action":"\#(act.command.replacing("\"", with: "\\\""))","observation":"\#(act.output)","thought":"go on","response":"go on","state":"{}"}"#
        }
        return #"{"trajectory":[\#(turns.joined(separator: ","))],"history":[],"info":{"exit_status":"submitted"}}"#
    }
}
