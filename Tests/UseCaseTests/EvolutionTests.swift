import Composition
import Configuration
@testable import Curation
@testable import Evolution
import FoundationEssentials
@testable import Ingestion
import Ledger
import Lessons
import SkillRepository
import Skills
import TestSupport

import Testing

@Suite("An evolution")
struct EvolutionTests {
    private let nodeTitle = "use nodejs where node is missing"

    @Test("publishes what sessions of two formats agree on, as lessons with their evidence")
    func publishes() async throws {
        let place = try Workplace()
        let report = try await place.learn(["s1", "s2", "s3"])

        let revision = try #require(report.revisions.first)
        #expect(report.revisions.count == 1 && report.blocked.isEmpty)
        #expect(revision.skill == "orchard" && revision.number == 1 && revision.isNew && revision.lessons.count == 2)
        #expect(revision.lessons.map(\.support.count) == [3, 3])
        #expect(try place.git("rev-parse", "main") == revision.commit)
        let text = String(decoding: revision.files[Skill.mainPath] ?? [], as: UTF8.self)
        #expect(try read(place.skillFile) == text)
        #expect(
            text.contains(
                "- **Use nodejs where node is missing.** When the shell says `node: command not found`:"
            )
        )
        #expect(try place.git("status", "--porcelain") == "")
        #expect(try place.useCases.ledger.lessons().map(\.state) == [.adopted, .adopted])
        #expect(try place.useCases.ledger.pendingEpisodes() == 0)
        #expect(try place.useCases.ledger.openIntents() == [])
        #expect(try place.useCases.ledger.lastEvolution()?.state == .published)

        let message = try place.git("log", "-1", "--format=%B", place.commit(of: nodeRule))
        #expect(
            message.contains("step 2: \"bash: node: command not found\"")
                || message.contains("step 3: \"bash: node: command not found\"")
        )
        for digest in try place.useCases.ledger.archivedDigests() {
            #expect(message.contains("Trajectory: sha256:\(digest)"))
        }
        #expect(try await place.useCases.repository.knownLessons().map(\.state) == [.adopted, .adopted])
    }

    @Test("without new evidence does nothing, and finds nothing new where it is forced")
    func nothingNew() async throws {
        let place = try Workplace()
        try await place.learn(["s1", "s2"])
        let tip = try place.git("rev-parse", "main")
        let second = try await place.evolve()
        #expect(second.hadNothingNew && second.revisions.isEmpty && second.id.isEmpty)

        let forced = try await place.evolve(isForced: true)
        #expect(!forced.hadNothingNew && forced.revisions.isEmpty && forced.standing == 2 && forced.held.isEmpty)
        #expect(try place.git("rev-parse", "main") == tip)
    }

    @Test("with new evidence for adopted lessons counts it and publishes nothing")
    func moreEvidence() async throws {
        let place = try Workplace()
        try await place.learn(["s1", "s2"])
        let tip = try place.git("rev-parse", "main")
        let report = try await place.learn(["s3", "s4"])

        #expect(report.revisions.isEmpty && report.standing == 2)
        #expect(try place.git("rev-parse", "main") == tip)
        #expect(try place.useCases.ledger.lessons().map(\.lesson.support.count) == [4, 4])
    }

    @Test("holds what one session says, with the reason, and commits nothing")
    func holds() async throws {
        let place = try Workplace()
        let tip = try place.git("rev-parse", "main")
        let report = try await place.learn(["s1"])

        #expect(report.revisions.isEmpty && report.held.count == 2)
        #expect(report.held.allSatisfy { $0.reason == .support })
        #expect(try place.git("rev-parse", "main") == tip)
        #expect(try place.useCases.ledger.lessons().allSatisfy { $0.state == .held(.support) })
        #expect(try place.useCases.ledger.lastEvolution()?.state == .nothing)
        #expect(try await place.learn(["s2"]).revisions.map(\.lessons.count) == [2])
    }

    @Test("waits with a new skill until there are lessons enough for it")
    func waitsForSkill() async throws {
        let place = try Workplace { $0.evolution.minimumLessons = 4 }
        #expect(try await place.learn(["s1", "s2"]).held.map(\.reason) == [.waitsForSkill, .waitsForSkill])
        #expect(try await place.learn(["s3", "s4"]).revisions.map(\.lessons.count) == [2])
    }

    @Test("as a dry run shows what it would publish and writes nothing")
    func dryRun() async throws {
        let place = try Workplace()
        try place.drop(["s1", "s2"])
        try await place.ingest()
        let refs = try place.git("for-each-ref")
        let report = try await place.useCases.evolution.preview(EvolutionRequest())

        #expect(report.revisions.map(\.lessons.count) == [2])
        #expect(try place.git("for-each-ref") == refs)
        #expect(try place.useCases.ledger.lessons() == [] && place.useCases.ledger.lastEvolution() == nil)
        #expect(try place.useCases.ledger.pendingEpisodes() == 2)
    }

    @Test("learns nothing from sessions of its own")
    func ownSessions() async throws {
        let place = try Workplace()
        for id in ["s1", "s2", "s3"] {
            try place.drop(
                SampleSession(
                    id,
                    task: "[trace2skill analyst] read this",
                    actions: SampleSession.node(id) + SampleSession.editor(id)
                ).atif,
                as: id + ".json"
            )
        }
        try await place.ingest()

        #expect(try await place.evolve().hadNothingNew)
        #expect(try place.useCases.ledger.totals().unused == 3)
        #expect(try place.useCases.ledger.sessions(matching: "s1").first?.unused == .ownSession)
    }

    // MARK: What people do

    @Test("does not bring back a lesson whose commit was reverted, until the revert is reverted")
    func reverted() async throws {
        let place = try Workplace()
        try await place.learn(["s1", "s2"])
        try place.git("revert", "--no-edit", place.commit(of: nodeRule))
        let gone = try await place.evolve()

        let id = try #require(gone.retracted.first)
        #expect(gone.retracted.count == 1 && gone.revisions.isEmpty)
        let retraction = try #require(try place.useCases.ledger.lesson(Lesson.ID(id))?.state.retraction)
        #expect(retraction.means == .revert && retraction.proof?.author == "Ann Person")
        #expect(try await place.learn(["s3", "s4"]).revisions.isEmpty)
        #expect(try !read(place.skillFile).contains(nodeRule))
        #expect(
            try await place.useCases.repository.knownLessons().contains {
                $0.lesson.id.rawValue == id && $0.state == .retracted(retraction)
            }
        )

        try place.git("revert", "--no-edit", "HEAD")
        let back = try await place.evolve(isForced: true)
        #expect(back.retracted.isEmpty && back.revisions.isEmpty && back.standing == 2)
        #expect(try place.useCases.ledger.lesson(Lesson.ID(id))?.state == .adopted)
        #expect(try read(place.skillFile).contains(nodeRule))
    }

    @Test("does not bring back a revision that was reverted")
    func revertedRevision() async throws {
        let place = try Workplace()
        try await place.learn(["s1", "s2"])
        try place.git("revert", "--no-edit", "-m", "1", "HEAD")

        #expect(try await place.evolve().retracted.count == 2)
        #expect(try await place.learn(["s3", "s4"]).revisions.isEmpty)
        #expect(try await place.useCases.repository.snapshot().skills.isEmpty)
    }

    @Test("leaves alone what a person wrote into a lesson")
    func edited() async throws {
        let place = try Workplace()
        try await place.learn(["s1", "s2"])
        let mine = try read(place.skillFile).replacing(
            "Use nodejs where node is missing",
            with: "Take nodejs, never node"
        )
        try write(mine, to: place.skillFile)
        try place.git("commit", "-q", "-a", "-m", "in my words")
        let tip = try place.git("rev-parse", "main")
        let report = try await place.learn(["s3", "s4"])

        #expect(report.revisions.isEmpty && report.blocked.isEmpty)
        #expect(try place.git("rev-parse", "main") == tip)
        #expect(try read(place.skillFile) == mine)
    }

    @Test("waits while a person's changes are not committed, and loses nothing by it")
    func dirty() async throws {
        let place = try Workplace()
        try await place.learn(["s1", "s2"])
        try write("mine\n", to: place.skillFile)
        for id in ["s3", "s4"] {
            let acts = [
                SampleSession.Action("fdfind \(id) --all", "bash: fdfind: command not found", status: 127),
                .init("fd \(id) --all", "src/\(id)"),
            ]
            try place.drop(SampleSession(id, actions: acts).atif, as: id + ".json")
        }
        try await place.ingest()
        let tip = try place.git("rev-parse", "main")
        // The lines are gone from the working tree, not from the branch: nothing was taken back.
        let blocked = try await place.evolve()
        #expect(blocked.blocked.map(\.skill) == ["orchard"] && blocked.revisions.isEmpty && blocked.retracted.isEmpty)
        #expect(try place.git("rev-parse", "main") == tip && read(place.skillFile) == "mine\n")
        #expect(blocked.held.map(\.reason) == [.notPublished])
        #expect(try place.useCases.ledger.pendingEpisodes() == 0)
        #expect(try place.useCases.ledger.isUnfinished())
        #expect(try place.useCases.ledger.openIntents() == [])

        try place.git("checkout", "--", ".")
        let report = try await place.evolve()
        #expect(report.revisions.map(\.number) == [2])
        #expect(report.revisions.first?.lessons.map(\.title) == ["use fd where fdfind is missing"])
    }

    @Test("in mode propose leaves a branch, and adopts what a person merges")
    func proposes() async throws {
        let place = try Workplace { $0.evolution.mode = .propose }
        let tip = try place.git("rev-parse", "main")
        let report = try await place.learn(["s1", "s2"])

        #expect(report.revisions.map(\.proposal) == ["refs/heads/proposals/orchard/v1"])
        #expect(try place.git("rev-parse", "main") == tip)
        #expect(try place.useCases.ledger.lessons().allSatisfy { $0.state == .proposed })
        #expect(try await place.evolve().hadNothingNew)

        try place.git("merge", "-q", "--no-ff", "-m", "take it", "proposals/orchard/v1")
        try await place.evolve(isForced: true)
        #expect(try place.useCases.ledger.lessons().allSatisfy { $0.state == .adopted })
    }

    @Test("remembers a rollback with its reason")
    func rollBack() async throws {
        let place = try Workplace()
        try await place.learn(["s1", "s2"])
        let record = try #require(try place.useCases.ledger.lessons().first { $0.lesson.title == nodeTitle })
        let rollback = try await place.useCases.rollBack(
            .lesson(record.lesson.id.rawValue),
            of: "orchard",
            reason: "we have node now"
        )

        #expect(rollback.lessons == [record.lesson.id.rawValue])
        #expect(try place.useCases.ledger.lesson(record.lesson.id)?.state.retraction?.note == "we have node now")
        #expect(try await place.learn(["s3"]).revisions.isEmpty)
        #expect(try !read(place.skillFile).contains(nodeRule))
    }

    @Test("refuses to go on in a repository in the middle of a merge, and keeps what is pending")
    func obstacle() async throws {
        let place = try Workplace()
        try place.drop(["s1", "s2"])
        try await place.ingest()
        try place.git("checkout", "-q", "-b", "side")
        try place.git("commit", "-q", "--allow-empty", "-m", "side")
        try place.git("checkout", "-q", "main")
        try place.git("merge", "-q", "--no-ff", "--no-commit", "side")

        await #expect(throws: OperationError.self) { try await place.evolve() }
        #expect(try place.useCases.ledger.pendingEpisodes() == 2)
        try place.git("merge", "--abort")
        #expect(try await place.evolve().revisions.count == 1)
    }
}
