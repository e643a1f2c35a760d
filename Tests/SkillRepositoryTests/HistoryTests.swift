import Git
import Lessons
@testable import SkillRepository
import Skills
import TestSupport
import Testing

@Suite("The history of a skill")
struct HistoryTests {
    private let lessons = ["recalculate before reading", "keep one row of headings", "save under a new name"]
        .enumerated().map {
            lesson("\($0.offset)", title: $0.element)
        }

    private func rollBack(
        _ workshop: Workshop,
        to number: Int? = nil,
        reason: String = "",
        lessons: [String: Lesson] = [:]
    ) async throws -> RollbackResult {
        try await workshop.repository.rollBack(
            number.map { .after($0) } ?? .newest,
            of: "xlsx",
            RollbackNote(reason: reason, seconds: 1_700_000_500),
            lessons: lessons
        )
    }

    // MARK: Reading

    @Test("lists revisions, the newest first, with their lessons in order")
    func revisions() async throws {
        let workshop = try Workshop()
        let first = try await workshop.publish("xlsx", Array(lessons[..<2]))
        try await workshop.publish("pdf", [lesson("9", title: "read the text layer", skill: "pdf")])
        let second = try await workshop.publish("xlsx", [lessons[2]], number: 2)
        let revisions = try await workshop.repository.revisions(of: "xlsx")

        #expect(revisions.map(\.number) == [2, 1])
        #expect(revisions.map(\.commit.id) == [second.tip, first.tip])
        #expect(
            revisions.map { $0.lessons.flatMap { SkillRepository.lessonIDs(in: $0) } } == [
                ["xlsx-2"], ["xlsx-0", "xlsx-1"],
            ]
        )
        #expect(try await workshop.repository.revisions().map(\.skill) == ["xlsx", "pdf", "xlsx"])
        #expect(try await workshop.repository.lastNumber(of: "xlsx") == 2)
        #expect(try await workshop.repository.lastNumber(of: "xls") == 0)
    }

    @Test("takes no revision from a person's commit that carries the trailers of one")
    func forged() async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", [lessons[0]])
        try workshop.git("checkout", "-q", "-b", "side")
        try workshop.git("commit", "--allow-empty", "-q", "-m", "x")
        try workshop.git("checkout", "-q", "main")
        try workshop.git("merge", "-q", "--no-ff", "-m", "xlsx: revision v7\n\nRevision: xlsx/v7", "side")

        #expect(try await workshop.repository.revisions().map(\.number) == [1])
    }

    @Test("shows what changed between revisions")
    func difference() async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", [lessons[0]])
        try await workshop.publish("xlsx", [lessons[1]], number: 2)
        let repository = workshop.repository

        #expect(
            try await repository.difference(skill: "xlsx", from: "v1", to: "v2").contains("+- **\(lessons[1].title).**")
        )
        #expect(
            try await repository.difference(skill: "xlsx", from: "2", to: "1").contains("-- **\(lessons[1].title).**")
        )
        #expect(
            try await repository.difference(skill: "xlsx", from: nil, to: nil).contains("+- **\(lessons[1].title).**")
        )
        #expect(try await repository.difference(skill: "xlsx", from: "v2", to: nil) == "")
        await #expect { try await repository.difference(skill: "xlsx", from: "v3", to: nil) } throws: {
            "\($0)" == "xlsx has no revision v3; it has v1, v2"
        }
    }

    @Test("knows the lines that a person wrote last")
    func humanLines() async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", [lessons[0]])
        let text = try workshop.read("skills/xlsx/SKILL.md")
        try workshop.write(text.replacing("# Rules", with: "# My rules"), to: "skills/xlsx/SKILL.md")
        try workshop.git("commit", "-q", "-a", "-m", "better")
        let line = try #require(text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex(of: "# Rules"))

        let repository = workshop.repository
        let tip = try #require(try await repository.tip())
        for number in [line, line + 1, line + 2] {
            let isOurs = try await repository.isOurs(line: number, of: "skills/xlsx/SKILL.md", at: tip)
            #expect(isOurs == (number != line + 1), "line \(number)")
        }
    }

    // Fault 43 of the reference implementation.
    @Test("leaves alone a skill that is not a plain folder, and says why")
    func unmanaged() async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", [lessons[0]])
        try workshop.write("x\n", to: "skills/linked/target.md")
        try workshop.git("config", "core.symlinks", "true")
        try #require(workshop.git.run(["add", "."]).status == 0)
        let blob = try workshop.git("hash-object", "-w", "--stdin", input: "/etc/passwd")
        try workshop.git("update-index", "--add", "--cacheinfo", "120000,\(blob),skills/linked/SKILL.md")
        try workshop.git("commit", "-q", "-m", "odd")
        let snapshot = try await workshop.repository.snapshot()

        #expect(snapshot.skills.keys.sorted() == ["xlsx"])
        #expect(snapshot.unmanaged["linked"]?.hasPrefix("skills/linked/SKILL.md is a ") == true)
    }

    // MARK: Rolling back

    @Test("gives the parent's tree back when its last revision is taken back, as git revert would")
    func rollBackRevision() async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", [lessons[0]])
        let before = try workshop.git("rev-parse", "main^{tree}")
        let prepared = try await workshop.publish("xlsx", [lessons[1]], number: 2)
        let rollback = try await rollBack(workshop)

        #expect(try workshop.git("rev-parse", "main^{tree}") == before)
        #expect(rollback.lessons == ["xlsx-1"] && rollback.result == .published && rollback.commits.count == 1)
        #expect(try workshop.git("status", "--porcelain") == "")
        #expect(try workshop.git("log", "-1", "--format=%s") == "Revert \"xlsx: revision v2\"")
        #expect(
            try workshop.git("log", "-1", "--format=%b").contains(
                "This reverts commit \(prepared.tip), reversing\nchanges made to \(prepared.parent)."
            )
        )

        try workshop.git("checkout", "-q", "-b", "by-git", prepared.tip.description)
        try workshop.git("revert", "--no-edit", "-m", "1", "HEAD")
        #expect(try workshop.git("rev-parse", "by-git^{tree}") == before)
    }

    @Test("goes back past revisions that were taken back, and to a number")
    func rollBackFurther() async throws {
        let workshop = try Workshop()
        let first = try workshop.git("rev-parse", "main^{tree}")
        for (index, lesson) in lessons.enumerated() { try await workshop.publish("xlsx", [lesson], number: index + 1) }
        let v1 = try workshop.git("rev-parse", "xlsx/v1^{tree}")

        #expect(try await rollBack(workshop).lessons == ["xlsx-2"])
        #expect(try await rollBack(workshop, to: 1).lessons == ["xlsx-1"])
        #expect(try workshop.git("rev-parse", "main^{tree}") == v1)
        await #expect { try await rollBack(workshop, to: 3) } throws: {
            "\($0)" == "xlsx has no revision v3, or it has been taken back; it has v1"
        }
        #expect(try await rollBack(workshop, to: 0).lessons == ["xlsx-0"])
        #expect(try workshop.git("rev-parse", "main^{tree}") == first)
        await #expect(throws: PublishingError.nothing("there is no revision of xlsx to revert")) {
            try await rollBack(workshop)
        }
        #expect(try await workshop.repository.lastNumber(of: "xlsx") == 3)
    }

    @Test("counts a revision again whose revert was reverted")
    func revertOfRevert() async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", [lessons[0]])
        _ = try await rollBack(workshop)
        try workshop.git("revert", "--no-edit", "HEAD")

        #expect(try await rollBack(workshop).lessons == ["xlsx-0"])
        #expect(try await workshop.repository.snapshot().skills["xlsx"] == nil)
    }

    @Test("loses one lesson among adjacent ones and keeps the others", arguments: 0..<3)
    func rollBackLesson(index: Int) async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", lessons)
        let rollback = try await workshop.repository.rollBack(
            .lesson("xlsx-\(index)"),
            of: "xlsx",
            RollbackNote(reason: "", seconds: 1_700_000_500),
            lessons: [:]
        )
        let text = try workshop.read("skills/xlsx/SKILL.md")

        #expect(rollback.lessons == ["xlsx-\(index)"])
        for (place, lesson) in lessons.enumerated() { #expect(text.contains(lesson.title) == (place != index)) }
        #expect(try workshop.git("status", "--porcelain") == "")
        #expect(try workshop.git("log", "-1", "--format=%s") == "Revert \"xlsx: \(lessons[index].title)\"")
        await #expect(throws: PublishingError.self) {
            try await workshop.repository.rollBack(
                .lesson("xlsx-\(index)"),
                of: "xlsx",
                RollbackNote(reason: "", seconds: 1_700_000_600),
                lessons: [:]
            )
        }
    }

    @Test("loses a lesson's lines though a person wrote close beside them")
    func rollBackBesideChanges() async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", lessons)
        let own = Workshop.lines(lessons[1])
        let text = try workshop.read("skills/xlsx/SKILL.md")
        try workshop.write(
            text.replacing(own[1] + "\n", with: own[1] + "\n- Mine, close beside it.\n", maxReplacements: 2),
            to: "skills/xlsx/SKILL.md"
        )
        try workshop.git("commit", "-q", "-a", "-m", "mine")
        _ = try await workshop.repository.rollBack(
            .lesson("xlsx-1"),
            of: "xlsx",
            RollbackNote(reason: "", seconds: 1_700_000_500),
            lessons: [:]
        )
        let after = try workshop.read("skills/xlsx/SKILL.md")

        #expect(!after.contains(own[0]))
        #expect(
            after.contains("- Mine, close beside it.") && after.contains(lessons[0].title)
                && after.contains(lessons[2].title)
        )
    }

    @Test("is not rolled back over a person's uncommitted changes")
    func rollBackDirty() async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", [lessons[0]])
        try workshop.write("mine\n", to: "skills/xlsx/SKILL.md")
        let tip = try workshop.git("rev-parse", "main")

        await #expect(throws: PublishingError.dirty(["skills/xlsx/SKILL.md"])) { try await rollBack(workshop) }
        #expect(try workshop.git("rev-parse", "main") == tip)
        #expect(try workshop.read("skills/xlsx/SKILL.md") == "mine\n")
    }

    // MARK: Knowledge

    @Test("leaves behind knowledge that only grows")
    func knowledge() async throws {
        let workshop = try Workshop()
        let repository = workshop.repository
        #expect(try await repository.knownLessons().isEmpty)
        let adopted = KnownLesson(lesson: lessons[0], state: .adopted)
        #expect(try await repository.keep([adopted], origin: .evolution("E1"), seconds: 1_700_000_000))
        let first = try workshop.git("rev-parse", "refs/trace2skill/knowledge")
        #expect(try await repository.keep([adopted], origin: .evolution("E2"), seconds: 1_700_000_001) == false)
        #expect(try workshop.git("rev-parse", "refs/trace2skill/knowledge") == first)

        try await workshop.publish("xlsx", [lessons[0]])
        _ = try await rollBack(workshop)
        let retracted = LessonState.retracted(Retraction(.rollback, note: "support"))
        let held = LessonState.held(.safeguard(code: "destructive"))
        #expect(
            try await repository.keep(
                [KnownLesson(lesson: lessons[0], state: retracted), KnownLesson(lesson: lessons[1], state: held)],
                origin: .evolution("E3"),
                seconds: 1_700_000_002
            )
        )

        let known = try await repository.knownLessons()
        #expect(known.map(\.lesson) == [lessons[0], lessons[1]])
        #expect(known.map(\.state) == [retracted, held])
        #expect(try workshop.git("rev-parse", "refs/trace2skill/knowledge^") == first)
        #expect(
            try workshop.git("ls-tree", "-r", "--name-only", "refs/trace2skill/knowledge")
                == "lessons/xlsx/xlsx-0.json\nlessons/xlsx/xlsx-1.json"
        )
        #expect(
            try workshop.git("log", "-1", "--format=%(trailers:only)", "refs/trace2skill/knowledge")
                == "Evolution: E3\n"
        )
    }

    @Test("keeps many lessons at once as one pack, and the same again as nothing")
    func manyLessons() async throws {
        let workshop = try Workshop()
        let lessons = (10..<50).map { number in
            KnownLesson(lesson: lesson("\(number)", title: "lesson \(number)"), state: .held(.support))
        }

        #expect(try await workshop.repository.keep(lessons, origin: .evolution("E1"), seconds: 1))
        let files = workshop.files(in: ".git/objects/pack")
        #expect(try await workshop.repository.keep(lessons, origin: .evolution("E2"), seconds: 2) == false)

        #expect(files.count == 2)
        #expect(workshop.files(in: ".git/objects/pack") == files)
        #expect(try await workshop.repository.knownLessons().count == 40)
        #expect(try workshop.git("fsck", "--strict") == "")
    }

    @Test("makes no knowledge of nothing")
    func noKnowledge() async throws {
        let workshop = try Workshop()

        #expect(try await workshop.repository.keep([], origin: .evolution("E1"), seconds: 1) == false)
        #expect(try workshop.git("for-each-ref", "refs/trace2skill") == "")
    }
}
