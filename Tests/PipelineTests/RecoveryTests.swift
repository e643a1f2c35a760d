import Configuration
import Ledger
import Lessons
@testable import Pipeline
import SkillRepository
import TestSupport

import Testing

@Suite("After a crash")
struct RecoveryTests {
    private let place: Workplace
    private let parent: String
    private let tip: String

    /// A revision is published; a test then puts the repository back to where the crash left it.
    init() async throws {
        place = try Workplace()
        parent = try place.git("rev-parse", "main")
        try place.drop(["s1", "s2"])
        try await place.ingest(.keep)
        try await place.evolve()
        tip = try place.git("rev-parse", "main")
        try place.git("tag", "-d", "orchard/v1")
    }

    /// The intent of the revision, as it was written down before anything moved.
    private func intent(_ state: Intent.State) async throws -> Intent {
        let commits = try await place.pipeline.repository.revisions().first?.lessons ?? []
        let content = IntentContent(
            number: 1,
            seconds: 1_700_000_100,
            tagMessage: "orchard v1: 2 lessons from 2 sessions\n",
            lessons: try commits.flatMap { SkillRepository.lessonIDs(in: $0) }.compactMap {
                try place.pipeline.ledger.lesson(Lesson.ID($0))?.lesson
            }
        )
        return Intent(
            id: "orchard/v1@\(tip)",
            evolution: "E1",
            skill: "orchard",
            reference: "refs/heads/main",
            parent: parent,
            tip: tip,
            content: content.text,
            state: state,
            created: 1
        )
    }

    @Test("a branch that has not moved is moved, tagged and brought to the working tree")
    func notMoved() async throws {
        try place.pipeline.ledger.save(try await intent(.open))
        try place.git("reset", "-q", "--hard", parent)
        try await place.pipeline.recover()

        #expect(try place.git("rev-parse", "main") == tip)
        #expect(try place.git("rev-parse", "orchard/v1^{commit}") == tip)
        #expect(try place.git("status", "--porcelain") == "")
        #expect(try read(place.skillFile).contains("nodejs"))
        #expect(try place.pipeline.ledger.openIntents() == [])
    }

    @Test("a branch that has moved gets its tag, and the working tree comes after it")
    func moved() async throws {
        try place.pipeline.ledger.save(try await intent(.open))
        try place.git("reset", "-q", "--hard", parent)
        try place.git("update-ref", "refs/heads/main", tip)
        try await place.pipeline.recover()

        #expect(try place.git("rev-parse", "main") == tip)
        #expect(try place.git("rev-parse", "orchard/v1^{commit}") == tip)
        #expect(try place.git("status", "--porcelain") == "")
        #expect(try place.pipeline.ledger.openIntents() == [])
    }

    @Test("a branch that a person has moved elsewhere is left there")
    func elsewhere() async throws {
        try place.pipeline.ledger.save(try await intent(.open))
        try place.git("reset", "-q", "--hard", parent)
        try place.git("commit", "-q", "--allow-empty", "-m", "mine")
        let mine = try place.git("rev-parse", "main")
        try await place.pipeline.recover()

        #expect(try place.git("rev-parse", "main") == mine)
        #expect(try place.pipeline.ledger.openIntents() == [])
        #expect(try place.git("tag") == "")
    }

    @Test("recovering again changes nothing")
    func twice() async throws {
        try place.pipeline.ledger.save(try await intent(.open))
        try await place.pipeline.recover()
        let refs = try place.git("for-each-ref")
        try place.pipeline.ledger.save(try await intent(.moved))
        try await place.pipeline.recover()

        #expect(try place.git("for-each-ref") == refs)
    }

    @Test("the lessons of a revision that was finished afterwards are adopted, and can be taken back")
    func lessonsOfFinished() async throws {
        // The crash came before the lessons were written to the ledger, and the sessions are still pending.
        let intent = try await intent(.open)
        let pipeline = try place.pipeline(with: Ledger.inMemory())
        _ = try await pipeline.ingest(try Pipeline.scan(place.inbox).files, after: .keep)
        try pipeline.ledger.save(intent)
        try place.git("reset", "-q", "--hard", parent)
        let report = try await pipeline.evolve(EvolutionRequest())

        #expect(try place.git("rev-parse", "main") == tip)
        #expect(report.revisions.isEmpty)
        #expect(try pipeline.ledger.lessons().map(\.state) == [.adopted, .adopted])
        #expect(try pipeline.ledger.lessons().map(\.revision) == [1, 1])

        try place.git("revert", "--no-edit", place.commit(of: "nodejs"))
        var request = EvolutionRequest()
        request.isForced = true
        #expect(try await pipeline.evolve(request).tombstones.count == 1)
        #expect(try !read(place.skillFile).contains("nodejs"))
    }

    @Test("a lost ledger is rebuilt from archive and repository")
    func rebuild() async throws {
        let known = try place.pipeline.ledger.lessons()
        let pool = try place.pipeline.ledger.pool()
        let pipeline = try place.pipeline(with: Ledger.inMemory())
        let report = try await pipeline.rebuild { _ in }

        #expect(
            report.trajectories == 2 && report.sessions == 2 && report.unreadable == 0 && report.lessons == 2
                && report.revisions == 1
        )
        #expect(try pipeline.ledger.lessons().map(\.lesson) == known.map(\.lesson))
        #expect(try pipeline.ledger.lessons().map(\.state) == known.map(\.state))
        #expect(try pipeline.ledger.revisions().map(\.commit) == [tip])
        #expect(try pipeline.ledger.pool().map(\.findings) == pool.map(\.findings))
        #expect(try await pipeline.evolve(EvolutionRequest()).revisions.isEmpty)
    }
}
