import FoundationEssentials
import Git
import Lessons
@testable import SkillRepository
import Skills
import TestSupport
import Testing

@Suite("Publishing a revision")
struct PublishingTests {
    private let one = lesson("1a", title: "recalculate before reading")
    private let two = lesson("2b", title: "keep one row of headings")

    @Test("leaves a merge, a commit for each lesson, a tag and a clean working tree")
    func publishes() async throws {
        let workshop = try Workshop()
        let before = try workshop.git("rev-parse", "main")
        let prepared = try await workshop.publish("xlsx", [one, two])

        #expect(try workshop.git("rev-parse", "main") == prepared.tip.description)
        #expect(try workshop.git("rev-parse", "main^1") == before)
        #expect(
            try workshop.git("log", "--format=%s", "main^1..main^2").split(separator: "\n") == [
                "xlsx: \(two.title)", "xlsx: \(one.title)", "xlsx: add the skill",
            ]
        )
        #expect(try workshop.git("cat-file", "-t", "xlsx/v1") == "tag")
        #expect(try workshop.git("rev-parse", "xlsx/v1^{commit}") == prepared.tip.description)
        #expect(try workshop.git("status", "--porcelain") == "")
        #expect(try workshop.git("fsck", "--strict", "--no-dangling") == "")
        #expect(try workshop.read("skills/xlsx/SKILL.md") == workshop.git("show", "main:skills/xlsx/SKILL.md") + "\n")
        #expect(try workshop.git("rev-parse", "main^{tree}") == workshop.git("rev-parse", "main^2^{tree}"))
    }

    @Test("keeps no pack open that is gone")
    func packsGone() async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", [one])
        try await workshop.publish("docx", [two])
        _ = try await workshop.repository.snapshot()
        try workshop.git("repack", "-a", "-d", "--quiet")

        try await workshop.repository.joinPacks()

        let maps = try TestSupport.read("/proc/self/maps").split(separator: "\n")
        #expect(maps.filter { $0.contains(workshop.root) && $0.hasSuffix("(deleted)") }.isEmpty)
        #expect(try await workshop.repository.snapshot().skills.keys.sorted() == ["docx", "xlsx"])
    }

    @Test("lets blame lead from every line to the commit of its lesson")
    func blame() async throws {
        let workshop = try Workshop()
        let prepared = try await workshop.publish("xlsx", [one, two])
        let origins = try await workshop.repository.origins(of: "skills/xlsx/SKILL.md")

        for lesson in [one, two] {
            for line in Workshop.lines(lesson) {
                let origin = try #require(origins.first { $0.text == line })
                let commit = try #require(prepared.lessonCommits[lesson.id.rawValue])
                if lesson == one || line.contains(lesson.title) { #expect(origin.commit.id == commit) }
            }
        }
        for origin in origins { #expect(SkillRepository.isOurs(origin.commit), "\(origin.text)") }
    }

    @Test("each lesson's commit adds the lesson's own lines and takes none away")
    func ownLines() async throws {
        let workshop = try Workshop()
        let prepared = try await workshop.publish("xlsx", [one, two])

        for lesson in [one, two] {
            let commit = try #require(prepared.lessonCommits[lesson.id.rawValue])
            #expect(
                try workshop.git("show", "--format=", "--numstat", commit.description) == "2\t0\tskills/xlsx/SKILL.md"
            )
        }
    }

    @Test("prepared twice makes the same objects and moves nothing")
    func deterministic() async throws {
        let workshop = try Workshop()
        let refs = try workshop.git("for-each-ref")
        let first = try await workshop.prepare("xlsx", [one, two])
        let second = try await workshop.prepare("xlsx", [one, two])

        #expect(
            first.tip == second.tip && first.lessonCommits == second.lessonCommits
                && first.paths == ["skills/xlsx/SKILL.md"]
        )
        #expect(try workshop.git("for-each-ref") == refs)
        #expect(try workshop.git("status", "--porcelain") == "")
        #expect(try await Workshop().prepare("xlsx", [one, two]).tip == first.tip)
    }

    // MARK: Objects

    @Test("writes a revision of many lessons as one pack, which stock git joins with others later")
    func onePack() async throws {
        let workshop = try Workshop()
        func packs() -> [String] { workshop.files(in: ".git/objects/pack") }
        for (number, skill) in ["xlsx", "docx"].enumerated() {
            let lessons = (0..<12).map { lesson("\($0)", title: "lesson \($0)", skill: skill) }
            try await workshop.publish(skill, lessons)
            #expect(packs().filter { $0.hasSuffix(".pack") }.count == number + 1)
        }
        #expect(packs().allSatisfy { $0.hasSuffix(".pack") || $0.hasSuffix(".idx") })
        #expect(try workshop.git("fsck", "--strict", "--no-dangling") == "")

        try workshop.git("gc", "--quiet")

        #expect(packs().filter { $0.hasSuffix(".pack") }.count == 1)
        try await workshop.publish("pptx", [one, two])
        #expect(try await workshop.repository.snapshot().skills.keys.sorted() == ["docx", "pptx", "xlsx"])
        #expect(try workshop.git("fsck", "--strict", "--no-dangling") == "")
    }

    @Test("loses nothing when a person repacks between the objects and the branch", arguments: [true, false])
    func repacked(isGC: Bool) async throws {
        let workshop = try Workshop()
        let lessons = (0..<12).map { lesson("\($0)", title: "lesson \($0)") }
        let prepared = try await workshop.prepare("xlsx", lessons)

        if isGC {
            try workshop.git("gc", "--prune=now", "--quiet")
        } else {
            try workshop.git("repack", "-a", "-d", "-q")
        }

        #expect(try await workshop.repository.publish(prepared) == .published)
        #expect(try workshop.git("fsck", "--strict") == "")
        #expect(try workshop.git("rev-list", "--count", "main") == "15")
    }

    // MARK: What prevents publishing

    @Test("moves nothing when somebody committed meanwhile")
    func stale() async throws {
        let workshop = try Workshop()
        let prepared = try await workshop.prepare("xlsx", [one])
        try workshop.git("commit", "--allow-empty", "-q", "-m", "work of a person")
        let tip = try workshop.git("rev-parse", "main")

        await #expect(throws: PublishingError.branchMoved("refs/heads/main")) {
            try await workshop.repository.publish(prepared)
        }
        #expect(try workshop.git("rev-parse", "main") == tip)
        #expect(try workshop.git("tag") == "")
        #expect(try workshop.git("status", "--porcelain") == "")
    }

    @Test("refuses a file with a person's changes, staged or not, and leaves it", arguments: [false, true])
    func dirty(isStaged: Bool) async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", [one])
        let changed = try workshop.read("skills/xlsx/SKILL.md") + "\nMy own words.\n"
        try workshop.write(changed, to: "skills/xlsx/SKILL.md")
        if isStaged { try workshop.git("add", "skills") }
        let (tip, status) = (try workshop.git("rev-parse", "main"), try workshop.git("status", "--porcelain"))
        let prepared = try await workshop.prepare("xlsx", [two], number: 2)

        await #expect(throws: PublishingError.dirty(["skills/xlsx/SKILL.md"])) {
            try await workshop.repository.publish(prepared)
        }
        #expect(try workshop.git("rev-parse", "main") == tip)
        #expect(try workshop.git("status", "--porcelain") == status)
        #expect(try workshop.read("skills/xlsx/SKILL.md") == changed)
    }

    @Test("goes past changes of files that it does not touch")
    func otherDirt() async throws {
        let workshop = try Workshop()
        try workshop.write("Other words.\n", to: "README.md")
        try workshop.write("note\n", to: "note.txt")
        try await workshop.publish("xlsx", [one])

        #expect(try workshop.git("status", "--porcelain") == " M README.md\n?? note.txt")
    }

    @Test("moves the branch only, when another is checked out")
    func otherBranch() async throws {
        let workshop = try Workshop()
        try workshop.git("checkout", "-q", "-b", "side")
        let prepared = try await workshop.publish("xlsx", [one])

        #expect(try workshop.git("rev-parse", "main") == prepared.tip.description)
        #expect(try workshop.git("rev-parse", "--abbrev-ref", "HEAD") == "side")
        #expect(try workshop.git("status", "--porcelain") == "")
        #expect(!FileManager.default.fileExists(atPath: workshop.root + "/skills"))
    }

    @Test("waits for another process's index lock and for a merge in progress")
    func locks() async throws {
        let workshop = try Workshop()
        let prepared = try await workshop.prepare("xlsx", [one])
        let tip = try workshop.git("rev-parse", "main")
        try workshop.write("", to: ".git/index.lock")
        await #expect(throws: PublishingError.self) { try await workshop.repository.publish(prepared) }
        #expect(try workshop.git("rev-parse", "main") == tip)
        #expect(FileManager.default.fileExists(atPath: workshop.root + "/.git/index.lock"))
        try FileManager.default.removeItem(atPath: workshop.root + "/.git/index.lock")

        try workshop.git("checkout", "-q", "-b", "side")
        try workshop.git("commit", "--allow-empty", "-q", "-m", "side")
        try workshop.git("checkout", "-q", "main")
        try workshop.git("merge", "-q", "--no-ff", "--no-commit", "side")
        #expect(try await workshop.repository.obstacle()?.hasPrefix("a merge is in progress") == true)
        await #expect(throws: PublishingError.self) { try await workshop.repository.publish(prepared) }
        try workshop.git("merge", "--abort")

        #expect(try await workshop.repository.obstacle() == nil)
        #expect(try await workshop.repository.publish(prepared) == .published)
    }

    @Test("names a branch that is not there")
    func noBranch() async throws {
        let workshop = try Workshop()
        let repository = try SkillRepository(openingAt: workshop.root, branch: "trunk")

        #expect(try await repository.tip() == nil)
        await #expect { try await repository.snapshot() } throws: {
            "\($0)".hasPrefix("there is no refs/heads/trunk in \(workshop.root)")
        }
    }

    // MARK: A crash

    // Fault 12 of the reference implementation.
    @Test("knows how far a cut-off publishing came, and finishes it")
    func position() async throws {
        let workshop = try Workshop()
        let prepared = try await workshop.prepare("xlsx", [one])
        let (tip, parent) = (prepared.tip.description, prepared.parent.description)
        func position() async throws -> SkillRepository.IntentPosition {
            try await workshop.repository.position(tip: tip, parent: parent, reference: "refs/heads/main")
        }
        #expect(try await position() == .ready)

        try await workshop.repository.resume(
            tip: tip,
            parent: parent,
            reference: "refs/heads/main",
            seconds: 1_700_000_300
        )
        #expect(try await position() == .moved)
        #expect(try await workshop.repository.finish(tip: tip, parent: parent, skill: "xlsx") == .published)
        let problem = await workshop.repository.tag(
            skill: "xlsx",
            number: 1,
            tip: tip,
            seconds: 1_700_000_100,
            message: SkillRepository.tagMessage(prepared.plan, prepared.note)
        )
        #expect(problem == nil)
        #expect(try workshop.git("status", "--porcelain") == "")
        #expect(try workshop.git("rev-parse", "xlsx/v1^{commit}") == tip)

        try workshop.git("commit", "--allow-empty", "-q", "-m", "later")
        #expect(try await position() == .moved)
        try workshop.git("reset", "-q", "--hard", parent)
        try workshop.git("commit", "--allow-empty", "-q", "-m", "elsewhere")
        #expect(try await position() == .elsewhere)
    }

    @Test("leaves a working tree behind that a person changed while it was cut off")
    func behind() async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", [one])
        let prepared = try await workshop.prepare("xlsx", [two], number: 2)
        try await workshop.repository.resume(
            tip: prepared.tip.description,
            parent: prepared.parent.description,
            reference: "refs/heads/main",
            seconds: 1
        )
        try workshop.write("mine\n", to: "skills/xlsx/SKILL.md")

        let result = try await workshop.repository.finish(
            tip: prepared.tip.description,
            parent: prepared.parent.description,
            skill: "xlsx"
        )
        guard case .behind(let paths, _) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(paths == ["skills/xlsx/SKILL.md"])
        #expect(try workshop.read("skills/xlsx/SKILL.md") == "mine\n")
    }

    // MARK: Proposals

    @Test("as a proposal leaves a branch of lessons, and the main branch where it was")
    func proposal() async throws {
        let workshop = try Workshop()
        let tip = try workshop.git("rev-parse", "main")
        let prepared = try await workshop.prepare("xlsx", [one, two], asProposal: true)

        #expect(try await workshop.repository.propose(prepared) == "refs/heads/proposals/xlsx/v1")
        #expect(try workshop.git("rev-parse", "main") == tip)
        #expect(try workshop.git("log", "-1", "--format=%s", "proposals/xlsx/v1^") == "xlsx: \(two.title)")
        #expect(try await workshop.repository.lastNumber(of: "xlsx") == 1)
        #expect(try await workshop.repository.revisions() == [])

        try workshop.git("merge", "-q", "--no-ff", "-m", "take it", "proposals/xlsx/v1")
        #expect(try await workshop.repository.snapshot().skills["xlsx"] != nil)
    }

    @Test("as a proposal with the number of a rejected one leaves the commits of both")
    func sameNumber() async throws {
        let workshop = try Workshop()
        var tips: [String] = []
        for lesson in [one, two] {
            let prepared = try await workshop.prepare("xlsx", [lesson], asProposal: true)
            #expect(try await workshop.repository.propose(prepared) == "refs/heads/proposals/xlsx/v1")
            tips.append(prepared.tip.description)
            let open = try #require(try await workshop.repository.proposals().first)
            let kept = try await workshop.repository.decline(open, seconds: 0)
            #expect(try workshop.git("rev-parse", kept) == prepared.tip.description)
        }

        let rejected = try workshop.git("for-each-ref", "--format=%(objectname)", "refs/trace2skill/rejected")
        #expect(Set(rejected.split(separator: "\n").map(String.init)) == Set(tips))
    }
}
