import Composition
import Evolution
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing
import Trajectories

@Suite("Working trees of unusual kinds, and lines of people")
struct TreeLifeTests {
    private let orchard: Orchard
    private let tor = Orchard.lesson("tor")
    private let zed = Orchard.lesson("zed")
    private let frob = Orchard.lesson("frob")

    init() async throws {
        orchard = try Orchard()
        try await orchard.learn([tor, zed], id: "01A")
    }

    @Test(
        "A sparse checkout without the skills stays as it is, and revisions are published",
        arguments: [[], ["--cone"]]
    )
    func sparse(options: [String]) async throws {
        #expect(try orchard.git.run(["sparse-checkout", "set"] + options + ["docs"]).status == 0)
        let place = try orchard.reopened()
        let report = try await place.learn([tor, zed, frob], id: "01B")

        #expect(report.blocked.isEmpty && report.revisions.map(\.number) == [2])
        #expect(try orchard.git("status", "--porcelain") == "")
        #expect(try orchard.text().contains("frob3"))
    }

    @Test("A sparse index is refused with what to do")
    func sparseIndex() async throws {
        #expect(try orchard.git.run(["sparse-checkout", "set", "--cone", "--sparse-index", "docs"]).status == 0)
        let report = try await orchard.reopened().learn([tor, zed, frob], id: "01B")

        #expect(report.blocked.first?.reason.contains("index.sparse false") == true)
    }

    @Test("A split index is refused with what to do")
    func splitIndex() async throws {
        try orchard.git("update-index", "--split-index")
        let report = try await orchard.reopened().learn([tor, zed, frob], id: "01B")

        #expect(report.blocked.first?.reason.contains("--no-split-index") == true)
    }

    @Test("A file that may be run stays one that may be run")
    func mode() async throws {
        try orchard.git("update-index", "--chmod=+x", "skills/orchard/SKILL.md")
        try orchard.git("commit", "-q", "-m", "let it run")
        try orchard.git("checkout", "-q", "--", "skills")
        let report = try await orchard.learn([tor, zed, frob], id: "01B")

        #expect(report.revisions.map(\.number) == [2])
        #expect(try orchard.git("ls-tree", "main", "skills/orchard/SKILL.md").hasPrefix("100755"))
        #expect(try orchard.git("status", "--porcelain") == "")
    }

    @Test("A partial clone is refused with what to do, which lets it work")
    func partialClone() async throws {
        try orchard.git("config", "uploadpack.allowFilter", "true")
        let root = orchard.place.folder.path(of: "partial")
        try orchard.git("clone", "-q", "--filter=blob:none", "file://\(orchard.git.root)", root)
        let clone = try orchard.clone("partial", isThere: true)
        let reason = try #require(try await clone.useCases.repository.obstacle())

        #expect(reason.contains("partial clone"))
        await #expect(throws: PublishingError.blocked(reason)) { try await clone.useCases.repository.revisions() }
        let remedy = try #require(reason.firstRange(of: "git -C ")).lowerBound
        for command in reason[remedy...].split(separator: " && ") {
            let output = try clone.git.run(command.split(separator: " ").dropFirst(3).map(String.init))
            try #require(output.status == 0, "\(output.errors)")
        }
        let report = try await clone.learn([tor, zed, frob], id: "01B")
        #expect(report.revisions.map(\.number) == [2])
    }

    @Test(
        "A filter or another encoding is refused by name",
        arguments: ["filter=upper", "working-tree-encoding=UTF-16"]
    )
    func filters(attribute: String) async throws {
        try write("skills/** \(attribute)\n", to: "\(orchard.git.root)/.git/info/attributes")
        let report = try await orchard.learn([frob], id: "01B")

        #expect(report.blocked.first?.reason.contains(attribute) == true)
        #expect(report.blocked.first?.reason.contains("-filter") == true)
    }

    @Test("An ignored file in the way is named as such")
    func ignored() async throws {
        try write("skills/tidewater\n", to: "\(orchard.git.root)/.git/info/exclude")
        try write("mine\n", to: "\(orchard.git.root)/skills/tidewater/SKILL.md")
        let rules = ["foo", "goo"].map { Orchard.lesson($0, skill: "tidewater") }
        let report = try await orchard.learn(rules, id: "01B")

        #expect(report.blocked.first?.reason.contains("git does not track") == true)
        #expect(try read("\(orchard.git.root)/skills/tidewater/SKILL.md") == "mine\n")
    }

    @Test(
        "Changes that git status hides are named with how to show them",
        arguments: ["skip-worktree", "assume-unchanged"]
    )
    func hiddenChanges(how: String) async throws {
        let path = "skills/orchard/SKILL.md"
        try orchard.git("update-index", "--\(how)", path)
        let text = try read("\(orchard.git.root)/\(path)") + "- mine\n"
        try write(text, to: "\(orchard.git.root)/\(path)")
        try #require(try orchard.git("status", "--porcelain") == "")
        let report = try await orchard.learn([frob], id: "01B")

        #expect(report.blocked.first?.reason.contains("git update-index --no-\(how)") == true, "\(report.blocked)")
        #expect(try read("\(orchard.git.root)/\(path)") == text)
    }

    @Test("A working tree whose repository is said to have none is waited for, with the setting to change")
    func bareByMistake() async throws {
        try orchard.git("config", "core.bare", "true")
        let report = try await orchard.reopened().learn([frob], id: "01B")
        let reason = try #require(report.blocked.first?.reason)
        #expect(reason.contains("git -C \(orchard.git.root) config core.bare false"), "\(reason)")
        try orchard.git("config", "core.bare", "false")
        #expect(try orchard.git("status", "--porcelain") == "")
    }

    @Test("Extensions that change nothing here do no harm", arguments: ["preciousObjects", "worktreeConfig"])
    func extensions(name: String) async throws {
        try orchard.git("config", "core.repositoryFormatVersion", "1")
        try orchard.git("config", "extensions.\(name)", "true")
        #expect(try await orchard.reopened().learn([frob], id: "01B").revisions.count == 1)
    }

    @Test("A lock that was left behind is named with its path, age and owner")
    func lock() async throws {
        let path = "\(orchard.git.root)/.git/index.lock"
        try write("", to: path)
        try setAge(of: path, days: 2)
        let report = try await orchard.learn([frob], id: "01B")

        let reason = try #require(report.blocked.first?.reason)
        #expect(reason.contains("index.lock, 2 days old, of user"))
        let old = try await orchard.useCases.repository.oldLocks()
        #expect(old.count == 1 && old[0].contains(path))
    }

    @Test("The author of a line is the same with and without the revisions that are passed over")
    func origins() async throws {
        try await orchard.learn([tor, zed, frob, Orchard.lesson("foo", skill: "tidewater")], id: "01B")
        try orchard.edit { $0 + "\n- A note.\n" }
        var refined = frob
        refined.action += " as usual"
        refined.support.sessions += [.init("s7"), .init("s8")]
        try await orchard.learn([tor, zed, refined, Orchard.lesson("pim")], id: "01C")
        let repository = orchard.useCases.repository
        let revisions = try orchard.useCases.ledger.revisions(skill: "orchard").reversed()
            .map { RevisionSpan(commit: $0.commit, base: $0.base) }
        #expect(revisions.count == 3)
        let path = "skills/orchard/SKILL.md"

        let all = try await repository.origins(of: path)
        #expect(try await repository.origins(of: path, passing: revisions) == all)
        #expect(Set(all.map { String(describing: $0.commit) }).count > 5)
        for line in all {
            let own = try await repository.origins(of: path, lines: line.line...line.line, passing: revisions)
            #expect(own == [line])
        }
    }

    private func setAge(of path: String, days: Int) throws {
        _ = try RunningProgram(
            ["touch", "-d", "\(days) days ago", path],
            environment: ["PATH": environment("PATH") ?? "/usr/bin:/bin"],
            in: "/"
        ).end()
    }

    // MARK: Lines

    @Test(
        "A line to which a person added words is not changed",
        arguments: [
            ("fails with this error.", "fails with this error. EXCEPT on the CI image."),
            ("- **Use tor3", "Zoë: - **Use tor3"),
        ]
    )
    func words(old: String, new: String) async throws {
        try orchard.edit { text in
            guard let place = text.firstRange(of: old) else { return text }
            return String(text[..<place.lowerBound]) + new + text[place.upperBound...]
        }
        let before = try orchard.text()
        var more = tor
        more.action += ", which every machine has"
        more.support.sessions += [Session.ID("s7")]
        try await orchard.learn([more, zed], id: "01B")

        #expect(try orchard.text() == before)
    }

    @Test("A line of the file in the editor leads to its lesson, though a person moved or reworded it")
    func why() async throws {
        let path = "skills/orchard/SKILL.md"
        let file = "\(orchard.git.root)/\(path)"
        let repository = orchard.useCases.repository
        let text = try read(file)
        try write("intro\nmore\n" + text, to: file)
        let lines = try await repository.lines(of: path)
        let line = try #require(lines.first { $0.text.contains("Use tor3") })
        #expect(line.origin.map { SkillRepository.lessonIDs(in: $0.commit) } == [tor.id.rawValue])
        #expect(lines[0].origin == nil && lines[0].text == "intro")

        try write(text.replacing("Use tor3 where tor is missing", with: "Prefer tor3 to tor"), to: file)
        try orchard.git("commit", "-q", "-a", "-m", "better words")
        let texts = try await repository.lines(of: path).map(\.text)
        let place = try #require(texts.firstIndex { $0.contains("Prefer tor3") })
        #expect(repository.lesson(at: place + 1, of: texts, among: [zed, tor])?.id == tor.id)
        #expect(repository.lesson(at: 2, of: texts, among: [zed, tor]) == nil)
    }
}

extension Orchard {
    /// The same place as a program that starts now finds it.
    fileprivate func reopened() throws -> Orchard {
        Orchard(place, try place.useCases(with: useCases.ledger), git: git)
    }
}
