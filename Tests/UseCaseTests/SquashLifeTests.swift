import Composition
import Curation
import Evolution
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing
import Trajectories

@Suite("Commits of lessons that people squash, move and take back by hand")
struct SquashLifeTests {
    private let orchard: Orchard
    private let tor = Orchard.lesson("tor")
    private let zed = Orchard.lesson("zed")
    private let frob = Orchard.lesson("frob")
    private let pim = Orchard.lesson("pim")
    private let branch = "proposals/orchard/v2"

    init() async throws {
        orchard = try Orchard()
        try await orchard.learn([tor, zed], id: "01A")
    }

    private func propose() async throws { try await orchard.learn([frob, pim], id: "01B", propose: true) }

    /// Squashes the proposal, with the message that a hosting service suggests for it.
    private func squash(_ ending: String) throws {
        var message = "Rules about frob and pim (#12)\n\n"
        for commit in try orchard.git.lines("rev-list", "--reverse", "main..\(branch)") {
            message += "* \(try orchard.git("log", "-1", "--format=%B", commit))\n\n"
        }
        try orchard.git("merge", "-q", "--squash", branch)
        try orchard.git("commit", "-q", "-m", message + ending)
    }

    @Test(
        "A proposal that a service squashes with all messages is a revision of all its lessons, each of which goes alone",
        arguments: ["", "---------\n\nCo-authored-by: trace2skill <trace2skill@localhost>\n"]
    )
    func squashed(ending: String) async throws {
        try await propose()
        try squash(ending)
        #expect(try await orchard.readBack().retracted.isEmpty)

        let revisions = try await orchard.useCases.repository.revisions(of: "orchard")
        #expect(revisions.map(\.number) == [2, 1])
        #expect(Set(revisions[0].lessonIDs) == Set([frob, pim].map(\.id.rawValue)))
        #expect(try orchard.git.lines("tag", "--list", "orchard/*") == ["orchard/v1", "orchard/v2"])
        let result = try await orchard.useCases.rollBack(.lesson(pim.id.rawValue), of: "orchard", reason: "")
        #expect(result.lessons == [pim.id.rawValue])
        #expect(try !orchard.rules().contains("pim3") && orchard.rules().contains("frob3"))

        // On a clone that knows nothing but the history, too.
        let clone = try orchard.clone("other")
        _ = try await clone.readBack()
        #expect(try clone.useCases.ledger.lesson(frob.id)?.lesson.title == frob.title)
        #expect(try clone.state(of: frob.id) == .adopted)
    }

    @Test("Lessons that a person squashes with git rebase are still known, each by its own words")
    func rebased() async throws {
        let commits = try [tor, zed].map { try orchard.commit(of: $0) }
        let message = try commits.map { try orchard.git("log", "-1", "--format=%B", $0) }.joined(separator: "\n\n")
        let base = try orchard.git("rev-parse", "\(commits[0])^")
        let tree = try orchard.git("rev-parse", "main^{tree}")
        let squashed = try orchard.git("commit-tree", tree, "-p", base, "-m", message)
        try orchard.git("reset", "-q", "--hard", squashed)

        #expect(try await orchard.readBack().retracted.isEmpty)
        let revisions = try await orchard.useCases.repository.revisions()
        #expect(revisions.map { Set($0.lessonIDs) } == [Set([tor, zed].map(\.id.rawValue))])
        let clone = try orchard.clone("other")
        _ = try await clone.readBack()
        for lesson in [tor, zed] {
            #expect(try clone.useCases.ledger.lesson(lesson.id)?.lesson.title == lesson.title)
        }
    }

    @Test("A proposal that was merged and reverted between two looks is taken back", arguments: ["squash", "rebase"])
    func passing(how: String) async throws {
        try await propose()
        if how == "squash" {
            try orchard.git("merge", "-q", "--squash", branch)
            try orchard.git("commit", "-q", "-m", "Rules (#12)")
            try orchard.git("revert", "--no-edit", "HEAD")
        } else {
            try orchard.git("commit", "-q", "--allow-empty", "-m", "meanwhile")
            try orchard.git("cherry-pick", "--allow-empty", "main..\(branch)")
            for lesson in [frob, pim] { try orchard.git("revert", "--no-edit", orchard.commit(of: lesson)) }
        }
        _ = try await orchard.readBack()
        _ = try await orchard.readBack()

        for lesson in [frob, pim] { #expect(try orchard.state(of: lesson.id)?.isRetracted == true) }
        #expect(try orchard.git.lines("branch", "--list", "proposals/*").isEmpty)
        let again = [frob, pim, Orchard.lesson("frob", wildcard: true)]
        #expect(try await orchard.learn(again, id: "01C", propose: true).revisions.isEmpty)
    }

    @Test("A published rule keeps its words until another session supports it")
    func words() async throws {
        var other = tor
        other.action += ", which every machine of the team has"
        #expect(try await orchard.learn([other], id: "01B").revisions.isEmpty)
        other.support.sessions.append(Session.ID("s9"))
        #expect(try await orchard.learn([other], id: "01C").revisions.map(\.number) == [2])
    }

    @Test(
        "A merge that was committed without being settled holds up its skill alone, by name",
        arguments: [true, false]
    )
    func unsettled(isMerge: Bool) async throws {
        try orchard.edit { text in
            isMerge
                ? text + "<<<<<<< HEAD\n- mine\n=======\n- theirs\n>>>>>>> topic\n" : text.replacing("---\n", with: "")
        }
        let (before, edit) = (try orchard.text(), try orchard.git("rev-parse", "main"))
        let rules = ["foo", "goo", "hoo"].map { Orchard.lesson($0, skill: "tidewater") }
        let report = try await orchard.learn(rules + [frob], id: "01B")

        #expect(report.revisions.map(\.skill) == ["tidewater"])
        #expect(report.blocked.map(\.skill) == ["orchard"])
        #expect(report.blocked.first?.reason.contains("skills/orchard/SKILL.md") == true)
        #expect(try orchard.text() == before)

        try orchard.git("revert", "--no-edit", edit)
        #expect(try await orchard.learn([tor, zed, frob], id: "01C").revisions.map(\.skill) == ["orchard"])
    }

    // MARK: The description

    private func description() throws -> String {
        try orchard.text().split(separator: "\n").first { $0.hasPrefix("description:") }.map(String.init) ?? ""
    }

    @Test(
        "The next revision takes the name of a rule that is gone out of the description, and its revert brings it back"
    )
    func described() async throws {
        #expect(try description().contains("tor3"))
        try orchard.git("revert", "--no-edit", orchard.commit(of: tor))
        _ = try await orchard.readBack()
        let before = try orchard.text()
        try await orchard.learn([zed, frob], id: "01B")

        #expect(try !description().contains("tor") && description().contains("zed3") && description().contains("frob3"))
        #expect(try orchard.git("log", "--format=%b", "--grep", "prepare sections").contains("is made anew"))
        // Nothing is gone now: the next revision leaves it as it is.
        let now = try description()
        let second = try orchard.git("rev-parse", "main")
        try await orchard.learn([zed, frob, pim], id: "01C")
        #expect(try description() == now)
        try orchard.git("revert", "-m", "1", "--no-edit", "HEAD")
        try orchard.git("revert", "-m", "1", "--no-edit", second)
        let left = try orchard.text()
        #expect(left.filter { !$0.isNewline } == before.filter { !$0.isNewline })
    }

    @Test("A description that a person has edited stays", arguments: ["Rules for orchard.", ", zed3", "\""])
    func ownDescription(part: String) async throws {
        try orchard.edit { $0.replacing(part, with: part == "\"" ? "'" : "") }
        let own = try description()
        try orchard.git("revert", "--no-edit", orchard.commit(of: tor))
        try await orchard.learn([zed, frob], id: "01B")
        #expect(try description() == own)
        #expect(try orchard.rules().contains("frob3"))
    }
}
