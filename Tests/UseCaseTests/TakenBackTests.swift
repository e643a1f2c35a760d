import Composition
import Evolution
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing

@Suite("A rule that a person took back")
struct TakenBackTests {
    private let orchard: Orchard
    private let tor = Orchard.lesson("tor", wildcard: true)
    private let zed = Orchard.lesson("zed")

    init() async throws {
        orchard = try Orchard()
        try await orchard.learn([tor, zed], id: "01A")
    }

    private func revert() throws { try orchard.git("revert", "--no-edit", orchard.commit(of: tor)) }

    @Test("does not come back under another id, and the id is listed with what blocks it")
    func otherID() async throws {
        try revert()
        let specific = Orchard.lesson("tor", sessions: 8)
        let report = try await orchard.learn([specific, zed, Orchard.lesson("frob")], id: "01B")

        #expect(try !orchard.rules().contains("tor3"))
        #expect(try orchard.text().contains("frob3"))
        #expect(report.held.map(\.reason) == [.takenBack(tor.id)])
        #expect(try orchard.state(of: specific.id) == .held(.takenBack(tor.id)))
    }

    @Test("does not come back where a person moved it from, whatever its id")
    func movedAway() async throws {
        try await orchard.learn(["pim", "rud"].map { Orchard.lesson($0, skill: "tidewater") }, id: "01B")
        let items = try orchard.text().split(separator: "\n\n").map(String.init)
        let item = try #require(items.first { $0.contains("tor3") && $0.hasPrefix("- ") })
        try orchard.edit { $0.replacing(item + "\n\n", with: "") }
        try orchard.edit("tidewater") { $0 + "\n" + item + "\n" }
        let report = try await orchard.learn(
            [Orchard.lesson("tor", sessions: 8), zed, Orchard.lesson("frob")],
            id: "01C"
        )

        #expect(try !orchard.rules().contains("tor3") && orchard.rules().contains("frob3"))
        #expect(try orchard.rules("tidewater").contains("tor3"))
        #expect(report.held.isEmpty)
        #expect(try orchard.state(of: tor.id) == .adopted)
    }

    @Test("does not come back in another skill")
    func otherSkill() async throws {
        try revert()
        let other = [
            Orchard.lesson("tor", skill: "tidewater"), Orchard.lesson("pim", skill: "tidewater"),
            Orchard.lesson("rud", skill: "tidewater"),
        ]
        try await orchard.learn(other, id: "01B")

        #expect(try !orchard.rules("tidewater").contains("tor3"))
        #expect(try orchard.text("tidewater").contains("pim3"))
    }

    @Test("does not come back in slightly other words without a trigger, as a model finds them")
    func otherWords() async throws {
        try revert()
        var worded = Orchard.lesson("tor")
        worded.id = Lesson.ID("orchard-modelled")
        worded.rule = nil
        worded.title = "run `tor3` when `tor` is missing"
        worded.when = "the shell prints `tor: command not found`"
        worded.action = "run the same command through `tor3`"
        var other = worded
        other.id = Lesson.ID("orchard-other")
        other.title = "run `frob3` when `frob` is missing"
        other.when = "the shell prints `frob: command not found`"
        other.action = "run the same command through `frob3`"
        other.programs = ["frob3"]
        try await orchard.learn([worded, other], id: "01B")

        #expect(try !orchard.rules().contains("tor3"))
        #expect(try orchard.text().contains("frob3"))
    }

    @Test("may come back once a person accepts it, or the revert is reverted")
    func lifted() async throws {
        try revert()
        let specific = Orchard.lesson("tor")
        try await orchard.learn([specific, zed], id: "01B")
        try await orchard.useCases.approve(specific.id)
        try await orchard.learn([specific, zed], id: "01C")
        #expect(try orchard.text().contains("tor3"))

        let other = try Orchard()
        try await other.learn([tor, zed], id: "01A")
        try other.git("revert", "--no-edit", other.commit(of: tor))
        _ = try await other.readBack()
        try other.git("revert", "--no-edit", "HEAD")
        _ = try await other.readBack()
        #expect(try other.state(of: tor.id) == .adopted)
    }

    @Test(
        "stays away on another clone with an empty ledger",
        arguments: [[], ["+refs/trace2skill/knowledge:refs/trace2skill/knowledge"]]
    )
    func otherClone(references: [String]) async throws {
        try revert()
        _ = try await orchard.readBack()
        let clone = try orchard.clone("other", fetching: references)
        try await clone.learn([tor, Orchard.lesson("tor"), zed, Orchard.lesson("frob")], id: "01B")

        #expect(try !clone.rules().contains("tor3"))
        #expect(try clone.text().contains("frob3"))
        let retraction = try #require(try clone.state(of: tor.id)?.retraction)
        #expect(retraction.proof?.author == "Ann Person")
        let known = try await clone.useCases.repository.knownLessons()
        #expect(known.first { $0.lesson.id == tor.id }?.state.isRetracted == true)
    }

    @Test("is remembered with commit, author, date and reason")
    func proof() async throws {
        try orchard.edit("orchard", "remove the rule about tor\n\ntor3 prints colours.") { text in
            text.split(separator: "\n", omittingEmptySubsequences: false).filter {
                !$0.contains("tor3") || $0.hasPrefix("description:")
            }
            .joined(separator: "\n")
        }
        let commit = try orchard.git("rev-parse", "main")
        try orchard.git("commit", "-q", "--allow-empty", "-m", "something else")
        let state = try await orchard.readBack()

        #expect(state.retracted == [tor.id.rawValue])
        let retraction = try #require(try orchard.state(of: tor.id)?.retraction)
        #expect(retraction.means == .revert)
        #expect(retraction.note == "remove the rule about tor tor3 prints colours.")
        #expect(retraction.proof == Retraction.Proof(commit: commit, author: "Ann Person", date: Double(StockGit.time)))
    }

    @Test("is remembered with the reason that a person gave instead of git's subject, in the encoding of the commit")
    func ownSubject() async throws {
        try orchard.git("revert", "--no-edit", try orchard.commit(of: tor))
        let reverted = try orchard.git("log", "-1", "--format=%b")
        let message = orchard.place.folder.path(of: "message")
        try write(Array("tor3 is gone, caf".utf8) + [0xE9] + Array("\n\n\(reverted)\n".utf8), to: message)
        try orchard.git("-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "--amend", "-F", message)

        #expect(try await orchard.readBack().retracted == [tor.id.rawValue])
        #expect(try orchard.state(of: tor.id)?.retraction?.note == "tor3 is gone, café")
    }

    @Test("is found in the commit of the branch that a merge brought")
    func proofBehindMerge() async throws {
        try orchard.git("switch", "-q", "-c", "topic")
        try revert()
        let commit = try orchard.git("rev-parse", "topic")
        try orchard.git("switch", "-q", "main")
        try orchard.git("commit", "-q", "--allow-empty", "-m", "meanwhile")
        try orchard.git("merge", "-q", "--no-ff", "--no-edit", "topic")
        _ = try await orchard.readBack()

        #expect(try orchard.state(of: tor.id)?.retraction?.proof?.commit == commit)
    }

    @Test("is not forgotten with the knowledge ref, which is restored")
    func knowledgeIsRestored() async throws {
        try revert()
        _ = try await orchard.readBack()
        try orchard.git("update-ref", "-d", "refs/trace2skill/knowledge")
        let state = try await orchard.readBack()

        #expect(state.notices.contains { $0.contains("refs/trace2skill/knowledge was gone") })
        let known = try await orchard.useCases.repository.knownLessons()
        #expect(known.first { $0.lesson.id == tor.id }?.state.isRetracted == true)
        #expect(try await orchard.readBack().notices.isEmpty)
    }

    @Test("is not forgotten with a knowledge ref that went back, or that lost a file", arguments: ["reset", "file"])
    func knowledgeWentBack(how: String) async throws {
        _ = try await orchard.readBack()
        let before = try orchard.git("rev-parse", "refs/trace2skill/knowledge")
        try revert()
        _ = try await orchard.readBack()
        #expect(try await orchard.problems().isEmpty)
        if how == "reset" {
            try orchard.git("update-ref", "refs/trace2skill/knowledge", before)
        } else {
            let tree = try orchard.git("rev-parse", "main^{tree}")
            let commit = try orchard.git("commit-tree", tree, "-p", "refs/trace2skill/knowledge", "-m", "empty it")
            try orchard.git("update-ref", "refs/trace2skill/knowledge", commit)
        }
        #expect(try await orchard.problems().contains { $0.contains("refs/trace2skill/knowledge ") })
        let state = try await orchard.readBack()

        #expect(state.notices.contains { $0.contains(how == "reset" ? "knowledge went back" : "knowledge lacked") })
        let known = try await orchard.useCases.repository.knownLessons()
        #expect(known.first { $0.lesson.id == tor.id }?.state.isRetracted == true)
        #expect(try await orchard.problems().isEmpty)
        #expect(try await orchard.readBack().notices.isEmpty)
    }

    @Test("on another machine stays taken back although its commit has not come here yet")
    func tombstonesTravel() async throws {
        let clone = try orchard.clone("other")
        _ = try await clone.readBack()
        try revert()
        _ = try await orchard.readBack()
        try clone.git("fetch", "-q", "origin", "+refs/trace2skill/knowledge:refs/trace2skill/knowledge")
        _ = try await clone.readBack()
        #expect(try clone.state(of: tor.id)?.isRetracted == true)

        try clone.git("pull", "-q")
        _ = try await clone.readBack()
        #expect(try clone.state(of: tor.id)?.isRetracted == true)
    }

    // MARK: Edits

    @Test(
        "is not one that has a better title, other words, another place or another file",
        arguments: ["title", "words", "wrapped", "file"]
    )
    func edited(how: String) async throws {
        switch how {
        case "title": try orchard.edit { $0.replacing("Use tor3 where tor is missing", with: "Prefer tor3 to tor") }
        case "words":
            try orchard.edit {
                $0.replacing("Use tor3 where tor is missing", with: "Reach for tor3 if tor is missing")
                    .replacing("run the same through `tor3`", with: "run it again through `tor3`")
            }
        case "wrapped":
            try orchard.edit { $0.replacing("When the shell says `tor", with: "When the shell\n  says `tor") }
        default:
            let text = try orchard.text()
            let rule = text.split(separator: "\n").filter { $0.hasPrefix("- ") && $0.contains("tor3") }.joined(
                separator: "\n"
            )
            try write("# More\n\n\(rule)\n", to: "\(orchard.git.root)/skills/orchard/references/more.md")
            try orchard.git("add", ".")
            try orchard.edit { text in
                text.split(separator: "\n", omittingEmptySubsequences: false).filter {
                    !$0.contains("tor3") || $0.hasPrefix("description:")
                }
                .joined(separator: "\n")
            }
        }
        let state = try await orchard.readBack()

        #expect(state.retracted.isEmpty)
        #expect(try orchard.state(of: tor.id) == .adopted)
        let before = try orchard.text()
        try await orchard.learn([Orchard.lesson("tor"), tor, zed], id: "01B")
        #expect(try orchard.text() == before)
    }

    @Test(
        "is one that a person negates, strikes through or comments out",
        arguments: [
            ("- **Use tor3", "- **Never use tor3"), ("- **Use tor3", "- Do not: **Use tor3"),
            ("- **Use tor3 where tor is missing.**", "- ~~**Use tor3 where tor is missing.**~~"),
            ("run the same through `tor3`", "do not run the same through `tor3`"),
            ("- **Use tor3 where tor is missing.**", "- (No longer true.) **Use tor3 where tor is missing.**"),
        ]
    )
    func negated(old: String, new: String) async throws {
        try orchard.edit { $0.replacing(old, with: new) }
        #expect(try await orchard.readBack().retracted == [tor.id.rawValue])

        let before = try orchard.text()
        try await orchard.learn([Orchard.lesson("tor", sessions: 9), tor, zed], id: "01B")
        #expect(try orchard.text() == before)
    }

    @Test("is one whose title is struck through, though its action says the same words")
    func struckTitle() async throws {
        var rule = Orchard.lesson("pim")
        (rule.title, rule.action) = ("run pim without -n", "run `pim` without `-n`")
        try await orchard.learn([rule], id: "01B")
        try orchard.edit { $0.replacing("**Run pim without -n.**", with: "**~~Run pim without -n.~~**") }
        #expect(try await orchard.readBack().retracted == [rule.id.rawValue])
    }

    @Test("is one in a comment of several lines")
    func commentedOut() async throws {
        try orchard.edit { text in
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let first = lines.firstIndex { $0.hasPrefix("- ") && $0.contains("tor3") } ?? 0
            lines.insert("<!--", at: first)
            lines.insert("-->", at: first + 3)
            return lines.joined(separator: "\n")
        }
        #expect(try await orchard.readBack().retracted == [tor.id.rawValue])

        try orchard.edit { $0.replacing("<!--\n", with: "").replacing("-->\n", with: "") }
        _ = try await orchard.readBack()
        #expect(try orchard.state(of: tor.id) == .adopted)
    }

    @Test("is not one in a skill with another name, and what is learned next goes there")
    func renamed() async throws {
        try orchard.git("mv", "skills/orchard", "skills/orchard-app")
        try orchard.edit("orchard-app") { $0.replacing("name: orchard\n", with: "name: orchard-app\n") }
        let state = try await orchard.readBack()
        #expect(state.retracted.isEmpty)
        try await orchard.learn([tor, zed, Orchard.lesson("frob"), Orchard.lesson("pim")], id: "01B")

        #expect(try orchard.text("orchard-app").contains("frob3"))
        #expect(try orchard.git("ls-tree", "--name-only", "main", "skills/") == "skills/orchard-app")
    }
}
