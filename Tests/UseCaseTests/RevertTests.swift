import Composition
import Lessons
import SkillRepository
import TestSupport
import Testing
import Trajectories

@Suite("A history of twelve revisions, with rules that are reworded")
struct RevertTests {
    private let orchard: Orchard
    /// The lessons of each revision: new ones, or those before in other words.
    private let revisions: [[Lesson]]

    init() async throws {
        orchard = try Orchard()
        let programs = ["tor", "zed", "frob", "pim", "gra", "lum", "nix", "oro", "pel", "qua", "rus", "syl"]
        var lessons = programs.enumerated().map { index, program in
            var lesson = Orchard.lesson(program)
            if index % 3 == 2 { lesson.section = "Tests" }
            return lesson
        }
        // Two rules get other words later, because of one more session.
        lessons[1] = Self.worded(lessons[1], "before the first build")
        lessons[3] = Self.worded(lessons[3], "once")
        revisions =
            lessons.enumerated().map { index, lesson in
                switch index {
                // A new skill needs two rules.
                case 0: [lesson, Orchard.lesson("abe")]
                case 5: [lesson, Self.worded(lessons[1], "in the root folder")]
                case 8: [lesson, Self.worded(lessons[3], "twice")]
                default: [lesson]
                }
            }
        for (index, lessons) in revisions.enumerated() {
            try await orchard.learn(lessons, id: "01E\(Character(UnicodeScalar(UInt8(65 + index))))")
        }
    }

    private static func worded(_ lesson: Lesson, _ words: String) -> Lesson {
        var lesson = lesson
        lesson.action += " \(words)"
        let session = Session.ID("s\(words.count + 20)")
        let quotes = lesson.evidence[0].quotes
        lesson.evidence.append(
            Lesson.Evidence(session: session, trajectory: String(repeating: "3", count: 64), quotes: quotes)
        )
        lesson.support.sessions.append(session)
        return lesson
    }

    @Test("Each revision can be reverted by stock git whatever came later, unless its lines were reworded")
    func eachRevision() async throws {
        let known = try await orchard.useCases.repository.revisions()
        #expect(known.map(\.number) == (1...12).reversed())
        let before = try orchard.rules()
        for (index, lessons) in revisions.enumerated() where ![0, 1, 3].contains(index) {
            try orchard.git("checkout", "-q", "-B", "trial", "main")
            let result = try orchard.git.run(["revert", "--no-edit", "-m", "1", "orchard/v\(index + 1)^{commit}"])
            #expect(result.status == 0, "v\(index + 1): \(result.text)")
            let after = try orchard.git("show", "trial:skills/orchard/SKILL.md")
            for line in before.split(separator: "\n") where line.hasPrefix("- ") {
                let isOwn = line.contains(lessons[0].title.dropFirst())
                let isReworded = lessons.dropFirst().contains { line.contains($0.title.dropFirst()) }
                guard !isReworded else { continue }
                #expect(after.contains(line) == !isOwn, "v\(index + 1): \(line)")
            }
        }
    }

    @Test("Each lesson can be reverted by stock git, unless it was reworded")
    func eachLesson() async throws {
        for (index, lessons) in revisions.enumerated() where ![1, 3].contains(index) {
            try orchard.git("checkout", "-q", "-B", "trial", "main")
            let result = try orchard.git.run(["revert", "--no-edit", try orchard.commit(of: lessons[0])])
            #expect(result.status == 0, "v\(index + 1): \(result.text)")
        }
    }

    @Test(
        "All revisions but the first can be reverted one after the other, in any order",
        arguments: SeededGenerator.seeds(6)
    )
    func anyOrder(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        for number in [3, 5, 7, 8, 10, 11, 12].shuffled(using: &random) {
            try orchard.git("revert", "--no-edit", "-m", "1", "orchard/v\(number)^{commit}")
        }
        let state = try await orchard.readBack()
        #expect(try await orchard.problems() == [])
        #expect(state.retracted.count >= 7)
    }

    @Test("What the program takes back leaves the text as it was, without the blank lines for it")
    func rollback() async throws {
        let before = try orchard.git("rev-parse", "orchard/v11^{tree}")
        _ = try await orchard.useCases.rollBack(.only(12), of: "orchard", reason: "")
        #expect(try orchard.git("rev-parse", "main^{tree}") == before)
        let tenth = try orchard.git("rev-parse", "orchard/v10^{tree}")
        _ = try await orchard.useCases.rollBack(.after(10), of: "orchard", reason: "")
        #expect(try orchard.git("rev-parse", "main^{tree}") == tenth)
    }

    @Test("The commits with blank lines change no other line, and are told apart from revisions")
    func room() async throws {
        let commits = try orchard.git.lines("log", "--first-parent", "--no-merges", "--format=%H", "main")
        #expect(commits.count >= 11)
        for commit in commits where try orchard.git("log", "-1", "--format=%s", commit).contains("blank lines") {
            let changed = try orchard.git("diff", "--ignore-blank-lines", "--stat", "\(commit)^", commit)
            #expect(changed == "", "\(changed)")
        }
        let merges = try orchard.git.lines("log", "--first-parent", "--merges", "--format=%s", "main")
        #expect(merges == (1...12).reversed().map { "orchard: revision v\($0)" })
    }
}
