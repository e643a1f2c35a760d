import Composition
import Curation
import Evolution
import Glibc
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing
import Trajectories

@Suite("What people do with git around revisions")
struct GitLifeTests {
    private let orchard: Orchard
    private let tor = Orchard.lesson("tor")
    private let zed = Orchard.lesson("zed")
    private let frob = Orchard.lesson("frob")

    init() async throws {
        orchard = try Orchard()
        try await orchard.learn([tor, zed], id: "01A")
    }

    private func rollBack(_ target: RollbackTarget, _ reason: String = "") async throws -> RollbackResult {
        try await orchard.useCases.rollBack(target, of: "orchard", reason: reason)
    }

    /// The same rule in other words, as more evidence gives them.
    private func reworded(_ lesson: Lesson) -> Lesson {
        var lesson = lesson
        lesson.action += ", which every machine of the team has"
        lesson.support.sessions += [.init("s7"), .init("s8")]
        return lesson
    }

    // MARK: Numbers and tags

    @Test("A number is never used twice, though its tag and the ledger are gone")
    func numbers() async throws {
        try orchard.git("tag", "-d", "orchard/v1")
        let clone = try orchard.clone("other")
        for place in [orchard, clone] {
            let report = try await place.learn([tor, zed, frob], id: "01B")
            #expect(report.revisions.map(\.number) == [2])
        }
        #expect(try await orchard.useCases.repository.revisions().map(\.number) == [2, 1])
    }

    @Test("A tag that cannot be made is said, and made once its name is free")
    func untagged() async throws {
        try orchard.git("tag", "tidewater")
        let rules = ["foo", "goo"].map { Orchard.lesson($0, skill: "tidewater") }
        let report = try await orchard.learn(rules + [frob], id: "01B")

        #expect(report.revisions.map(\.skill) == ["orchard", "tidewater"])
        guard case .untagged(let reason)? = report.revisions.last?.result else {
            Issue.record("\(String(describing: report.revisions.last?.result))")
            return
        }
        #expect(reason.contains("the tag tidewater/v1 could not be made"))
        #expect(try orchard.useCases.ledger.revisions(skill: "tidewater").map(\.number) == [1])
        let problems = try await orchard.problems()
        #expect(problems.contains { $0.contains("refs/tags/tidewater is in the way") }, "\(problems)")
        #expect(!problems.contains { $0.contains("interrupted") }, "\(problems)")

        try orchard.git("tag", "-d", "tidewater")
        _ = try await orchard.readBack()
        #expect(try orchard.git("rev-parse", "tidewater/v1^{commit}") == report.revisions.last?.commit)
        #expect(try orchard.useCases.ledger.openIntents().isEmpty)
    }

    @Test("A number that no history comes to is nobody's number", arguments: ["tag", "trailer"])
    func hugeNumber(how: String) async throws {
        let name = "orchard/v\(Int.max)"
        if how == "tag" {
            try orchard.git("tag", name)
        } else {
            try orchard.git(
                "commit",
                "-q",
                "--allow-empty",
                "-m",
                "mine\n\nRevision: \(name)\nLesson: x\nSkill: orchard"
            )
        }
        let report = try await orchard.learn([tor, zed, frob], id: "01B")
        #expect(report.revisions.map(\.number) == [2])
        #expect(try await orchard.useCases.repository.revisions().map(\.number) == [2, 1])
    }

    // MARK: Broken neighbours

    @Test("Skills that are not in their folder any more are nobody's decision, and said", arguments: ["link", "moved"])
    func folderOfSkills(how: String) async throws {
        try orchard.git("mv", "skills", "team")
        if how == "link" {
            symlink("team", orchard.git.root + "/skills")
            try orchard.git("add", "skills")
        }
        try orchard.git("commit", "-q", "-m", "move the skills")
        let state = try await orchard.readBack()

        #expect(state.retracted.isEmpty)
        let obstacle = try #require(state.obstacle)
        #expect(obstacle.contains(how == "link" ? "is a symlink" : "git mv team skills"))
        #expect(state.notices.contains(obstacle))
        #expect(try orchard.state(of: tor.id) == .adopted)

        try orchard.git("revert", "--no-edit", "HEAD")
        #expect(try await orchard.readBack().obstacle == nil)
        #expect(try await orchard.learn([tor, zed, frob], id: "01B").revisions.map(\.number) == [2])
    }

    @Test("A folder that holds no skill holds up itself alone", arguments: ["no SKILL.md", "submodule", "other case"])
    func broken(how: String) async throws {
        switch how {
        case "no SKILL.md":
            try write("x\n", to: "\(orchard.git.root)/skills/broken/readme.md")
            try orchard.git("add", ".")
        case "submodule":
            let tip = try orchard.git("rev-parse", "HEAD")
            try orchard.git("update-index", "--add", "--cacheinfo", "160000,\(tip),skills/broken")
        default:
            try write("---\nname: broken\n---\n", to: "\(orchard.git.root)/skills/broken/skill.md")
            try orchard.git("add", ".")
        }
        try orchard.git("commit", "-q", "-m", "break")
        let rules = ["foo", "goo"].map { Orchard.lesson($0, skill: "broken") }
        let report = try await orchard.learn(rules + [frob], id: "01B")

        #expect(report.revisions.map(\.skill) == ["orchard"])
        #expect(report.blocked.map(\.skill) == ["broken"])
        #expect(report.blocked.first?.reason.contains("skills/broken") == true)
    }

    // MARK: Working trees

    @Test("Another working tree of the branch is brought along")
    func linkedWorktree() async throws {
        let other = orchard.place.folder.path(of: "w")
        try orchard.git("switch", "-q", "-c", "other")
        try orchard.git("worktree", "add", "-q", other, "main")
        try await orchard.learn([frob], id: "01B")

        let git = StockGit(root: other, home: orchard.git.home)
        #expect(try git("status", "--porcelain") == "")
        #expect(try read("\(other)/skills/orchard/SKILL.md").contains("frob3"))
    }

    @Test("Another working tree with changes of a person is waited for, by name")
    func dirtyWorktree() async throws {
        let other = orchard.place.folder.path(of: "w")
        try orchard.git("switch", "-q", "-c", "other")
        try orchard.git("worktree", "add", "-q", other, "main")
        let file = "\(other)/skills/orchard/SKILL.md"
        try write(try read(file) + "- mine\n", to: file)
        let report = try await orchard.learn([frob], id: "01B")

        #expect(report.revisions.isEmpty)
        #expect(report.blocked.first?.reason.contains(file) == true)
        #expect(try read(file).contains("- mine"))
    }

    // MARK: Rollback

    @Test("A rollback keeps bytes of another encoding")
    func bytes() async throws {
        let file = "\(orchard.git.root)/skills/orchard/SKILL.md"
        var bytes = Array(try read(file).utf8)
        bytes += Array("- HUMAN caf".utf8) + [0xE9, 0x0A]
        try write(bytes, to: file)
        try orchard.git("commit", "-q", "-a", "-m", "mine")
        try await orchard.learn([frob], id: "01B")
        _ = try await rollBack(.after(0))

        let after = try readBytes(file)
        #expect(after.firstRange(of: Array("- HUMAN caf".utf8) + [0xE9, 0x0A]) != nil)
        #expect(try !orchard.rules().contains("tor3"))
    }

    @Test("A middle revision is taken back alone, and one command of git undoes that")
    func middle() async throws {
        try await orchard.learn([frob], id: "01B")
        try await orchard.learn([Orchard.lesson("pim")], id: "01C")
        let before = try orchard.text()
        let result = try await rollBack(.only(2))

        #expect(result.lessons == [frob.id.rawValue] && result.revisions == ["orchard/v2"])
        #expect(try !orchard.text().contains("frob3"))
        #expect(try orchard.text().contains("pim3"))
        try orchard.git("revert", "--no-edit", "\(result.commits[0])^..\(result.commits[result.commits.count - 1])")
        #expect(try orchard.text() == before)
    }

    @Test("Rolling several revisions back is undone by one command")
    func several() async throws {
        try await orchard.learn([reworded(tor)], id: "01B")
        try await orchard.learn([frob], id: "01C")
        let before = try orchard.text()
        let result = try await rollBack(.after(0))
        #expect(result.commits.count == 3)
        #expect(try orchard.git("ls-tree", "main", "skills/orchard") == "")

        try orchard.git("revert", "--no-edit", "\(result.commits[0])^..\(result.commits[2])")
        #expect(try orchard.text() == before)
    }

    @Test("A rewording that is taken back is not the rule taken back")
    func refinement() async throws {
        let report = try await orchard.learn([reworded(tor)], id: "01B")
        #expect(report.revisions.count == 1)
        #expect(try orchard.text().contains("every machine of the team"))
        let result = try await rollBack(.newest)

        #expect(result.lessons.isEmpty && result.remaining == [tor.id.rawValue])
        #expect(try orchard.text().contains("tor3") && !orchard.text().contains("every machine"))
        #expect(try orchard.state(of: tor.id) == .adopted)
        #expect(try await orchard.readBack().retracted.isEmpty)
    }

    @Test("A lesson that was reworded is taken back whole")
    func refinedLesson() async throws {
        try await orchard.learn([reworded(tor)], id: "01B")
        try await orchard.learn([frob], id: "01C")
        let result = try await rollBack(.lesson(tor.id.rawValue), "not here")

        #expect(result.lessons == [tor.id.rawValue])
        #expect(try !orchard.rules().contains("tor3"))
        #expect(try orchard.text().contains("frob3") && orchard.text().contains("zed3"))
        #expect(try await orchard.readBack().retracted.isEmpty)
        #expect(try orchard.state(of: tor.id)?.retraction?.note == "not here")
    }

    @Test("A preview of a rollback writes nothing")
    func preview() async throws {
        let refs = try orchard.git("for-each-ref")
        let result = try await orchard.useCases.rollback.preview(.newest, of: "orchard")

        #expect(result.lessons == [tor.id, zed.id].map(\.rawValue).sorted() && result.result == nil)
        #expect(try orchard.git("for-each-ref") == refs)
        #expect(try orchard.git("status", "--porcelain") == "")
    }

    // MARK: The branch

    @Test("A branch that went back is reported once with the remedy, and rejects nothing until a person commits on top")
    func reset() async throws {
        try await orchard.learn([frob], id: "01B")
        _ = try await orchard.readBack()
        let tip = try orchard.git("rev-parse", "main")
        try orchard.git("reset", "-q", "--hard", "HEAD~1")
        let state = try await orchard.readBack()

        #expect(state.retracted.isEmpty)
        #expect(state.notices.contains { $0.contains("orchard/v2") && $0.contains("git merge \(tip.prefix(10))") })
        #expect(try orchard.state(of: frob.id) == .adopted)
        #expect(try await orchard.readBack().notices.isEmpty)

        try orchard.git("merge", "-q", String(tip.prefix(10)))
        _ = try await orchard.readBack()
        try orchard.git("reset", "-q", "--hard", "HEAD~1")
        _ = try await orchard.readBack()
        try orchard.git("commit", "-q", "--allow-empty", "-m", "go on without it")
        #expect(try await orchard.readBack().retracted == [frob.id.rawValue])
        #expect(try orchard.state(of: frob.id)?.retraction?.note == "go on without it")
        #expect(try await orchard.problems().isEmpty)
    }

    @Test(
        "A branch that went back right after it was moved is known to have gone back",
        arguments: ["learn", "rollback"]
    )
    func resetAtOnce(how: String) async throws {
        if how == "learn" {
            try await orchard.learn([frob], id: "01B")
        } else {
            _ = try await orchard.readBack()
            _ = try await rollBack(.lesson(tor.id.rawValue))
        }
        try orchard.git("reset", "-q", "--hard", "HEAD~1")
        let state = try await orchard.readBack()

        #expect(state.retracted.isEmpty)
        #expect(state.notices.contains { $0.contains("lost orchard/v2") } == (how == "learn"))
        #expect(try orchard.state(of: tor.id) == .adopted)
    }

    @Test("A skill that a person removes right after it was learned is taken back, and is back with its folder")
    func removedSkill() async throws {
        try orchard.git("rm", "-q", "-r", "skills/orchard")
        try orchard.git("commit", "-q", "-m", "we do not want it")
        #expect(try await orchard.readBack().retracted.sorted() == [tor.id.rawValue, zed.id.rawValue])
        #expect(try await orchard.learn([tor, zed], id: "01B").revisions.isEmpty)

        try orchard.git("revert", "--no-edit", "HEAD")
        _ = try await orchard.readBack()
        #expect(try orchard.state(of: tor.id) == .adopted)
    }

    @Test("What a branch that went back has lost can be merged again: nothing is published in the way of that")
    func mergeAfterReset() async throws {
        try await orchard.learn([frob], id: "01B")
        _ = try await orchard.readBack()
        let tip = try orchard.git("rev-parse", "main")
        try orchard.git("reset", "-q", "--hard", "HEAD~2")
        let rules = ["foo", "goo"].map { Orchard.lesson($0, skill: "tidewater") }
        let report = try await orchard.learn(rules + [Orchard.lesson("pim")], id: "01C")

        #expect(report.revisions.map(\.skill) == ["tidewater"])
        #expect(report.blocked.first?.reason.contains("git merge \(tip.prefix(10))") == true, "\(report.blocked)")
        #expect(try orchard.git.run(["merge", "-q", "--no-edit", String(tip.prefix(10))]).status == 0)
        #expect(try await orchard.learn([Orchard.lesson("pim")], id: "01D").revisions.map(\.number) == [3])
        #expect(try orchard.text().contains("frob3") && orchard.text().contains("pim3"))
        _ = try await orchard.readBack()
        #expect(try await orchard.problems().isEmpty)

        try orchard.git("reset", "-q", "--hard", "HEAD~2")
        _ = try await orchard.readBack()
        try orchard.git("commit", "-q", "--allow-empty", "-m", "go on without it")
        #expect(try await orchard.learn([Orchard.lesson("rud")], id: "01E").revisions.map(\.number) == [4])
    }

    @Test("A branch that is put on a root of its own is known to have lost its revisions")
    func otherRoot() async throws {
        try orchard.git("switch", "-q", "--orphan", "new")
        try orchard.git("commit", "-q", "--allow-empty", "-m", "begin anew")
        try orchard.git("branch", "-q", "-f", "main", "new")
        try orchard.git("switch", "-q", "main")
        let state = try await orchard.readBack()

        #expect(state.retracted.isEmpty)
        #expect(state.notices.contains { $0.contains("lost orchard/v1") })
    }

    @Test("A branch that was deleted is named, though there is nothing to learn")
    func deletedBranch() async throws {
        try orchard.git("switch", "-q", "-c", "other")
        try orchard.git("branch", "-q", "-D", "main")
        await #expect(throws: PublishingError.noBranch("refs/heads/main", orchard.git.root)) {
            try await orchard.useCases.evolve()
        }
    }

    @Test("A rebase keeps lessons and numbers, and a lesson dropped by it is taken back")
    func rebase() async throws {
        try await orchard.learn([frob, Orchard.lesson("pim")], id: "01B")
        let dropped = try orchard.commit(of: frob)
        try orchard.git("rebase", "-q", "--onto", "\(dropped)^", dropped, "main")
        let state = try await orchard.readBack()

        #expect(state.retracted == [frob.id.rawValue])
        #expect(try orchard.text().contains("pim3"))
        #expect(try await orchard.useCases.repository.revisions().map(\.number) == [2, 1])
        #expect(try orchard.useCases.ledger.revisions().map(\.number) == [1, 2])
        #expect(try await orchard.learn([Orchard.lesson("rud")], id: "01C").revisions.map(\.number) == [3])
    }

    @Test("A revision keeps its name when a person amends its merge")
    func amended() async throws {
        try orchard.git(
            "commit",
            "-q",
            "--amend",
            "-m",
            try orchard.git("log", "-1", "--format=%B") + "\n",
            "--no-edit"
        )
        #expect(try await orchard.useCases.repository.revisions().map(\.number) == [1])
        #expect(try await orchard.readBack().retracted.isEmpty)
    }
}
