import Archive
import Composition
import Configuration
@testable import Curation
@testable import Evolution
@testable import Ingestion
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing

import Trajectories

@Suite("Forgetting a session")
struct ForgetTests {
    private let place: Workplace
    private var ledger: Ledger { place.useCases.ledger }

    init() throws { place = try Workplace() }

    private var archived: Set<String> {
        get throws { Set(try place.useCases.archive.list().map(\.digest.hex)) }
    }

    @Test("removes it from ledger and archive, and lessons that others back stay with one session less")
    func enoughLeft() async throws {
        try await place.learn(["s1", "s2", "s3"])
        let tip = try place.git("rev-parse", "main")
        let digest = try #require(try ledger.sessions(matching: "s1").first?.trajectory)
        let report = try await place.useCases.forget("s1")

        #expect(report.plan.sessions == ["s1"] && report.plan.episodes == 1 && report.plan.trajectories == [digest])
        #expect(report.proposals.isEmpty && report.unfounded.isEmpty)
        #expect(report.changes.map(\.before) == [3, 3])
        #expect(try ledger.sessions(matching: "s1").isEmpty)
        #expect(try ledger.pool().map(\.session.rawValue) == ["s2", "s3"])
        #expect(try archived == Set(ledger.archivedDigests()) && !archived.contains(digest))
        #expect(try ledger.lessons().allSatisfy { $0.state == .adopted && $0.lesson.support.count == 2 })
        #expect(try ledger.lessons().allSatisfy { !$0.lesson.evidence.contains { $0.session.rawValue == "s1" } })
        let known = try await place.useCases.repository.knownLessons()
        #expect(known.allSatisfy { !$0.lesson.support.sessions.map(\.rawValue).contains("s1") })
        #expect(try place.git("rev-parse", "main") == tip)
        #expect(try await place.evolve(isForced: true).revisions.isEmpty)
    }

    @Test("does not take it in again, neither the same bytes nor a longer copy")
    func again() async throws {
        try await place.learn(["s1", "s2", "s3"])
        _ = try await place.useCases.forget("s1")
        let before = try archived

        try place.drop(SampleSession.usual("s1").claudeCode, as: "again.jsonl")
        let same = try await place.ingest()
        #expect(same.refused == 1 && same.counts.sessions == 0)
        #expect(try read(place.inbox + "/.rejected/again.jsonl.reason").contains("were forgotten"))
        #expect(try archived == before)

        var longer = SampleSession.usual("s1")
        longer.actions.append(.init("ls", "a b c"))
        try place.drop(longer.claudeCode, as: "longer.jsonl")
        let grown = try await place.ingest()
        #expect(grown.counts.sessions == 0 && grown.counts.known == 1)
        #expect(try archived == before)
        #expect(TestSupport.names(in: place.inbox).filter { !$0.hasPrefix(".") } == [])
        #expect(try ledger.sessions(matching: "s1").isEmpty)
        #expect(try await place.evolve().hadNothingNew)
    }

    @Test("removes the shorter copies that it took the place of")
    func shorterCopies() async throws {
        var short = SampleSession.usual("s1")
        short.actions.removeLast()
        try place.drop(short.claudeCode, as: "s1.jsonl")
        try await place.ingest()
        try place.drop(SampleSession.usual("s1").claudeCode, as: "s1.jsonl")
        try place.drop(SampleSession.usual("s2").claudeCode, as: "s2.jsonl")
        try await place.ingest()
        #expect(try archived.count == 3)

        let report = try await place.useCases.forget("s1")
        #expect(report.plan.trajectories.count == 2)
        #expect(try archived == Set([try #require(try ledger.sessions(matching: "s2").first?.trajectory)]))
    }

    @Test("proposes the removal of published lessons that have too little left, and moves nothing else")
    func unfounded() async throws {
        try await place.learn(["s1", "s2"])
        let tip = try place.git("rev-parse", "main")
        let report = try await place.useCases.forget("s2")

        #expect(report.unfounded.count == 2)
        #expect(report.unfounded.allSatisfy { $0.lacks == .support && $0.record.lesson.support.count == 1 })
        #expect(report.proposals.map(\.branch) == ["refs/heads/proposals/orchard/v2"])
        #expect(try place.git("rev-parse", "main") == tip)
        #expect(try place.git("status", "--porcelain") == "")
        #expect(try !place.git("show", "proposals/orchard/v2:skills/orchard/SKILL.md").contains(nodeRule))
        let open = try #require(try await place.useCases.repository.proposals().first)
        #expect(open.content == "2 lessons removed" && open.removals.count == 2)

        _ = try await place.useCases.accept(open)
        #expect(try !read(place.skillFile).contains(nodeRule))
        #expect(try ledger.lessons().allSatisfy { $0.state == .held(.support) })
    }

    @Test("uses the number of the proposal up, also where a person merges it with git")
    func numberOfRemoval() async throws {
        try await place.learn(["s1", "s2"])
        _ = try await place.useCases.forget("s2")
        try place.git("merge", "-q", "--no-edit", "proposals/orchard/v2")
        let report = try await place.learn(["s3", "s4"])
        #expect(report.revisions.map(\.number) == [3])
    }

    @Test("takes its vote from lessons that wait")
    func held() async throws {
        let place = try Workplace { $0.evolution.minimumSupport = 3 }
        try await place.learn(["s1", "s2"])
        #expect(try place.useCases.ledger.lessons().map(\.lesson.support.count) == [2, 2])

        let report = try await place.useCases.forget("s1")
        #expect(report.proposals.isEmpty)
        #expect(try place.useCases.ledger.lessons().map(\.lesson.support.count) == [1, 1])
        #expect(try await place.learn(["s3"]).held.map(\.reason) == [.support, .support])
        #expect(try await place.learn(["s4"]).revisions.map(\.lessons.count) == [2])
    }

    @Test("as a dry run shows it and writes nothing")
    func dryRun() async throws {
        try await place.learn(["s1", "s2"])
        let (refs, lessons, before) = (try place.git("for-each-ref"), try ledger.lessons(), try archived)
        let report = try place.useCases.forget.preview("s1")

        #expect(report.unfounded.count == 2 && report.plan.trajectories.count == 1)
        #expect(try place.git("for-each-ref") == refs)
        #expect(try ledger.lessons() == lessons)
        #expect(try archived == before)
        #expect(try ledger.sessions(matching: "s1").count == 1)
    }

    @Test("outlives a ledger that is made again")
    func rebuilt() async throws {
        try await place.learn(["s1", "s2", "s3"])
        _ = try await place.useCases.forget("s1")
        let useCases = try place.useCases(with: Ledger.inMemory())
        _ = try await useCases.rebuildLedger()
        #expect(try useCases.ledger.lessons().map(\.lesson.support.count) == [2, 2])

        try place.drop(SampleSession.usual("s1").claudeCode, as: "again.jsonl")
        _ = try await useCases.ingest(try Ingestion.scan(place.inbox).files, after: .archive)
        #expect(try useCases.ledger.sessions(matching: "s1").isEmpty)
        #expect(try archived.count == 2)
    }

    @Test("wants to know which one is meant, and says of a second time that it was done")
    func names() async throws {
        try await place.learn(["s1", "s2"])
        let vague = await #expect(throws: OperationError.self) { try await place.useCases.forget("s") }
        #expect(vague?.description.contains("s1, s2") == true)
        await #expect(throws: OperationError.self) { try await place.useCases.forget("nobody") }

        #expect(try await !place.useCases.forget("s1").wasForgotten)
        #expect(try await place.useCases.forget("s1").wasForgotten)
    }

    @Test("takes what models said of it out of the ledger")
    func modelAnswers() async throws {
        let model = ScriptedModel()
        let place = try Workplace(model: model) { $0.evolution.minimumLessons = 1 }
        try await place.fail("s1", "s2")
        try await place.evolve()
        let report = try await place.useCases.forget("s1")

        #expect(report.unfounded.map(\.record.lesson.skill) == ["sheets"])
        #expect(report.proposals.map(\.skill) == ["sheets"])
        await #expect(throws: OperationError.self) {
            try await place.useCases(asking: model, isReplay: true).replay.run(skill: "sheets", number: 1)
        }
        #expect(try place.useCases.ledger.spending(since: 0).calls == 3)
        #expect(model.keys.count == 3)
        for key in model.keys { #expect(try await place.useCases.ledger.response(of: key) == nil) }
    }
}
