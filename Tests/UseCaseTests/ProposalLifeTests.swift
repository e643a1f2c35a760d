import Composition
import Evolution
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing

@Suite("A proposal in the hands of people with git")
struct ProposalLifeTests {
    private let orchard: Orchard
    private let tor = Orchard.lesson("tor")
    private let zed = Orchard.lesson("zed")
    private let frob = Orchard.lesson("frob")
    private let pim = Orchard.lesson("pim")

    init() async throws {
        orchard = try Orchard()
        try await orchard.learn([tor, zed], id: "01A")
        try await orchard.learn([frob, pim], id: "01B", propose: true)
    }

    private var branch: String { "proposals/orchard/v2" }

    private func branches() throws -> [String] { try orchard.git.lines("branch", "--list", "proposals/*") }

    @Test("loses a lesson that a person rejects, however it is merged then", arguments: ["review", "merge"])
    func rejected(how: String) async throws {
        try await orchard.useCases.reject(frob.id, reason: "not here")
        #expect(try orchard.state(of: frob.id)?.isRetracted == true)
        #expect(try await orchard.useCases.repository.proposals().map(\.lessons) == [[pim.id.rawValue]])
        if how == "review" {
            let proposal = try #require(try await orchard.useCases.repository.proposals().first)
            _ = try await orchard.useCases.accept(proposal)
        } else {
            try merge("merge")
            _ = try await orchard.readBack()
        }

        let text = try orchard.git("show", "main:skills/orchard/SKILL.md")
        #expect(text.contains(pim.title) || text.lowercased().contains("pim"))
        #expect(!text.lowercased().contains("frob"))
        #expect(try orchard.state(of: frob.id)?.isRetracted == true && orchard.state(of: pim.id) == .adopted)
    }

    @Test("is closed when all of its lessons are rejected")
    func allRejected() async throws {
        try await orchard.useCases.reject(frob.id, reason: "")
        try await orchard.useCases.reject(pim.id, reason: "")
        #expect(try await orchard.useCases.repository.proposals().isEmpty)
        #expect(try branches().isEmpty)
    }

    @Test("does not move while a worktree is on its branch")
    func checkedOut() async throws {
        try orchard.git("worktree", "add", "-q", "\(orchard.git.root)-review", branch)
        let tip = try orchard.git("rev-parse", branch)
        try write("x\n", to: "\(orchard.git.root)/notes.md")
        try orchard.git("add", ".")
        try orchard.git("commit", "-q", "-m", "meanwhile")
        try await orchard.learn([Orchard.lesson("quux")], id: "01C", propose: true)
        #expect(try orchard.git("rev-parse", branch) == tip)
        await #expect(throws: (any Error).self) {
            try await orchard.useCases.reject(frob.id, reason: "")
        }
        #expect(try orchard.git("rev-parse", branch) == tip)
    }

    /// Merges the proposal in one of the ways that tools have, after another commit of a person.
    private func merge(_ how: String) throws {
        if how != "fast-forward" {
            try write("x\n", to: "\(orchard.git.root)/notes.md")
            try orchard.git("add", ".")
            try orchard.git("commit", "-q", "-m", "meanwhile")
        }
        switch how {
        case "merge": try orchard.git("merge", "-q", "--no-ff", "--no-edit", branch)
        case "fast-forward": try orchard.git("merge", "-q", "--ff-only", branch)
        case "squash":
            try orchard.git("merge", "-q", "--squash", branch)
            try orchard.git("commit", "-q", "-m", "Rules about frob and pim (#12)")
        case "rebase":
            try orchard.git("rebase", "-q", "main", branch)
            try orchard.git("switch", "-q", "main")
            try orchard.git("merge", "-q", "--ff-only", branch)
        default: try orchard.git("cherry-pick", "--allow-empty", "main..\(branch)")
        }
    }

    @Test(
        "is a revision however it was merged: tagged, listed, and taken back by rollback",
        arguments: ["merge", "fast-forward", "squash", "rebase", "cherry-pick"]
    )
    func merged(how: String) async throws {
        try merge(how)
        let state = try await orchard.readBack()

        #expect(state.retracted.isEmpty)
        #expect(try orchard.state(of: frob.id) == .adopted && orchard.state(of: pim.id) == .adopted)
        #expect(try orchard.git.lines("tag", "--list", "orchard/*") == ["orchard/v1", "orchard/v2"])
        let revisions = try await orchard.useCases.repository.revisions(of: "orchard")
        #expect(revisions.map(\.number) == [2, 1])
        #expect(Set(revisions[0].lessonIDs) == Set([frob, pim].map(\.id.rawValue)))
        #expect(try orchard.useCases.ledger.revisions().map(\.number) == [1, 2])
        #expect(try branches().isEmpty)
        #expect(try await orchard.useCases.repository.proposals().isEmpty)
        #expect(try orchard.git.lines("for-each-ref", "refs/trace2skill/proposed").isEmpty)

        let result = try await orchard.useCases.rollBack(.lesson(frob.id.rawValue), of: "orchard", reason: "")
        #expect(result.lessons == [frob.id.rawValue])
        let rest = try await orchard.useCases.rollBack(.newest, of: "orchard", reason: "")
        #expect(rest.lessons.contains(pim.id.rawValue))
        #expect(try !orchard.text().contains("pim3") && orchard.text().contains("zed3"))
    }

    @Test("whose branch is deleted is rejected, with its commits and a record")
    func deleted() async throws {
        let tip = try orchard.git("rev-parse", branch)
        try orchard.git("branch", "-D", branch)
        let state = try await orchard.readBack()

        #expect(Set(state.retracted) == Set([frob, pim].map(\.id.rawValue)))
        #expect(try orchard.git("rev-parse", "refs/trace2skill/rejected/orchard-v2") == tip)
        #expect(try orchard.state(of: frob.id)?.retraction?.note.contains("deleted") == true)
        let report = try await orchard.learn(
            [frob, pim, Orchard.lesson("frob", wildcard: true)],
            id: "01C",
            propose: true
        )
        #expect(report.revisions.isEmpty)
        #expect(try branches().isEmpty)
    }

    @Test("from which a commit is dropped loses that lesson", arguments: [true, false])
    func dropped(beforeMerge: Bool) async throws {
        let commit = try orchard.git("log", "-1", "--format=%H", "--grep", "^Lesson: \(frob.id)$", branch)
        try orchard.git("rebase", "-q", "--onto", "\(commit)^", commit, branch)
        try orchard.git("switch", "-q", "main")
        if beforeMerge {
            #expect(try await orchard.readBack().retracted == [frob.id.rawValue])
            #expect(try orchard.state(of: pim.id) == .proposed)
        }
        try orchard.git("merge", "-q", "--no-ff", "--no-edit", branch)
        _ = try await orchard.readBack()

        #expect(try orchard.state(of: frob.id)?.isRetracted == true)
        #expect(try orchard.state(of: pim.id) == .adopted)
        #expect(try await orchard.useCases.repository.revisions(of: "orchard").map(\.number) == [2, 1])
        #expect(try branches().isEmpty)
    }

    @Test("keeps a line that a person edits on its branch before the merge")
    func edited() async throws {
        try orchard.git("switch", "-q", branch)
        try orchard.edit {
            $0.replacing("run the same through `frob3`", with: "run it through `frob3`, not on Fridays")
        }
        try orchard.git("switch", "-q", "main")
        let report = try await orchard.learn([Orchard.lesson("rud")], id: "01C", propose: true)
        #expect(report.blocked.first?.reason.contains(branch) == true)

        try orchard.git("merge", "-q", "--no-ff", "--no-edit", branch)
        _ = try await orchard.readBack()
        #expect(try orchard.text().contains("not on Fridays"))
        #expect(try orchard.state(of: frob.id) == .adopted)
        #expect(try await orchard.useCases.repository.revisions(of: "orchard").map(\.number) == [2, 1])
    }

    @Test("is the only one of its skill, and takes later lessons in")
    func one() async throws {
        let report = try await orchard.evolveProposing([Orchard.lesson("rud")], id: "01C")

        #expect(report.revisions.map(\.number) == [2])
        #expect(try branches().count == 1)
        let text = try orchard.git("show", "\(branch):skills/orchard/SKILL.md")
        for name in ["frob3", "pim3", "rud3"] { #expect(text.contains(name)) }
    }

    @Test("is made anew when the branch moves, so that it merges without a conflict")
    func stale() async throws {
        try orchard.edit { $0 + "- mine\n" }
        let report = try await orchard.evolveProposing([], id: "01C")

        #expect(report.revisions.map(\.number) == [2])
        try orchard.git("merge", "-q", "--no-ff", "--no-edit", branch)
        #expect(try orchard.text().contains("- mine") && orchard.text().contains("frob3"))
        let open = try await orchard.useCases.repository.proposals()
        #expect(open.isEmpty)
    }
}
