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
        let commits = try await place.useCases.repository.revisions().first?.lessons ?? []
        let content = PlannedRevision(
            number: 1,
            seconds: 1_700_000_100,
            tagMessage: "orchard v1: 2 lessons from 2 sessions\n",
            lessons: try commits.flatMap { SkillRepository.lessonIDs(in: $0) }.compactMap {
                try place.useCases.ledger.lesson(Lesson.ID($0))?.lesson
            }
        )
        return Intent(
            id: "orchard/v1@\(tip)",
            evolution: "E1",
            skill: "orchard",
            reference: "refs/heads/main",
            parent: parent,
            tip: tip,
            content: content,
            state: state,
            created: 1
        )
    }

    @Test("a branch that has not moved is moved, tagged and brought to the working tree")
    func notMoved() async throws {
        try place.useCases.ledger.save(try await intent(.open))
        try place.git("reset", "-q", "--hard", parent)
        try await place.useCases.recover()

        #expect(try place.git("rev-parse", "main") == tip)
        #expect(try place.git("rev-parse", "orchard/v1^{commit}") == tip)
        #expect(try place.git("status", "--porcelain") == "")
        #expect(try read(place.skillFile).contains(nodeRule))
        #expect(try place.useCases.ledger.openIntents() == [])
    }

    @Test("a branch that has moved gets its tag, and the working tree comes after it")
    func moved() async throws {
        try place.useCases.ledger.save(try await intent(.open))
        try place.git("reset", "-q", "--hard", parent)
        try place.git("update-ref", "refs/heads/main", tip)
        try await place.useCases.recover()

        #expect(try place.git("rev-parse", "main") == tip)
        #expect(try place.git("rev-parse", "orchard/v1^{commit}") == tip)
        #expect(try place.git("status", "--porcelain") == "")
        #expect(try place.useCases.ledger.openIntents() == [])
    }

    @Test("a branch that a person has moved elsewhere is left there")
    func elsewhere() async throws {
        try place.useCases.ledger.save(try await intent(.open))
        try place.git("reset", "-q", "--hard", parent)
        try place.git("commit", "-q", "--allow-empty", "-m", "mine")
        let mine = try place.git("rev-parse", "main")
        try await place.useCases.recover()

        #expect(try place.git("rev-parse", "main") == mine)
        #expect(try place.useCases.ledger.openIntents() == [])
        #expect(try place.git("tag") == "")
    }

    /// Moves the branch to a commit that takes the revision back, as a rollback does, and not index and files.
    private func interruptedRollback() throws -> String {
        let back = try place.git("commit-tree", "-p", tip, "-m", "back", "\(parent)^{tree}")
        try place.git("update-ref", "refs/heads/main", back)
        try place.useCases.ledger.setPosition(.moving, to: "\(tip) \(back)")
        return back
    }

    @Test("a rollback whose branch has moved is brought to index and files")
    func interruptedMove() async throws {
        let back = try interruptedRollback()
        try #require(try place.git("status", "--porcelain") != "")

        try await place.useCases.recover()

        #expect(try place.git("rev-parse", "main") == back)
        #expect(try place.git("status", "--porcelain") == "")
        #expect(!exists(place.skillFile))
        #expect(try place.useCases.ledger.position(.moving) == nil)
    }

    @Test("a file that a person has changed since an interrupted rollback is left alone")
    func interruptedMoveWithChange() async throws {
        _ = try interruptedRollback()
        try write("mine\n", to: place.skillFile)

        try await place.useCases.recover()

        #expect(try read(place.skillFile) == "mine\n")
        #expect(try place.useCases.ledger.position(.moving) == nil)
    }

    @Test("recovering again changes nothing")
    func twice() async throws {
        try place.useCases.ledger.save(try await intent(.open))
        try await place.useCases.recover()
        let refs = try place.git("for-each-ref")
        try place.useCases.ledger.save(try await intent(.moved))
        try await place.useCases.recover()

        #expect(try place.git("for-each-ref") == refs)
    }

    @Test("the lessons of a revision that was finished afterwards are adopted, and can be taken back")
    func lessonsOfFinished() async throws {
        // The crash came before the lessons were written to the ledger, and the sessions are still pending.
        let intent = try await intent(.open)
        let useCases = try place.useCases(with: Ledger.inMemory())
        _ = try await useCases.ingest(try Ingestion.scan(place.inbox).files, after: .keep)
        try useCases.ledger.save(intent)
        try place.git("reset", "-q", "--hard", parent)
        let report = try await useCases.evolve(EvolutionRequest())

        #expect(try place.git("rev-parse", "main") == tip)
        #expect(report.revisions.isEmpty)
        #expect(try useCases.ledger.lessons().map(\.state) == [.adopted, .adopted])
        #expect(try useCases.ledger.lessons().map(\.revision) == [1, 1])

        try place.git("revert", "--no-edit", place.commit(of: nodeRule))
        var request = EvolutionRequest()
        request.isForced = true
        #expect(try await useCases.evolve(request).retracted.count == 1)
        #expect(try !read(place.skillFile).contains(nodeRule))
    }

    @Test("a lost ledger is rebuilt from archive and repository")
    func rebuild() async throws {
        let known = try place.useCases.ledger.lessons()
        let pool = try place.useCases.ledger.pool()
        let useCases = try place.useCases(with: Ledger.inMemory())
        let report = try await useCases.rebuildLedger()

        #expect(
            report.trajectories == 2 && report.sessions == 2 && report.unreadable.isEmpty && report.lessons == 2
                && report.revisions == 1
        )
        #expect(try useCases.ledger.lessons().map(\.lesson) == known.map(\.lesson))
        #expect(try useCases.ledger.lessons().map(\.state) == known.map(\.state))
        #expect(try useCases.ledger.revisions().map(\.commit) == [tip])
        #expect(try useCases.ledger.pool().map(\.findings) == pool.map(\.findings))
        #expect(try await useCases.evolve(EvolutionRequest()).revisions.isEmpty)
    }
}
