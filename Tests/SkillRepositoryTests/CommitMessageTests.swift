import Git
import Lessons
import TestSupport
import Testing
import Trajectories

@testable import SkillRepository

@Suite("A commit message")
struct CommitMessageTests {
    private func trailers(_ message: String, _ workshop: Workshop) throws -> [String] {
        try workshop.git("interpret-trailers", "--parse", input: message).split(separator: "\n").map(String.init)
    }

    /// The messages of a chain, oldest first, without the ids in them.
    private func messages(_ workshop: Workshop, _ range: String) throws -> String {
        let log = try workshop.git("log", "--reverse", "--topo-order", "--format=%B%x1e", range)
        let base = try workshop.git("rev-list", "--max-parents=0", "main")
        return log.split(separator: "\u{1e}").map { $0.drop(while: \.isNewline) }.filter { !$0.isEmpty }.joined(
            separator: "========\n"
        )
        .replacing(base, with: "<first commit>")
    }

    @Test("of a revision and its chain has the shape that is written down")
    func revision() async throws {
        let workshop = try Workshop()
        try await workshop.publish(
            "xlsx",
            [
                lesson("1a", title: "recalculate before reading values back"),
                lesson("2b", title: "keep one row of headings", sessions: 30),
            ]
        )

        try expectSnapshot(try messages(workshop, "main^1..main"), "revision.txt")
    }

    @Test("of a second revision has the shape that is written down")
    func second() async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", [lesson("1a", title: "recalculate")])
        try await workshop.publish("xlsx", [lesson("2b", title: "keep headings")], number: 2)
        let log = try messages(workshop, "main^1..main").replacing(
            try workshop.git("rev-parse", "main^1"),
            with: "<base>"
        )

        try expectSnapshot(log, "second-revision.txt")
    }

    @Test("of a rollback has the shape that is written down")
    func rollback() async throws {
        let workshop = try Workshop()
        let prepared = try await workshop.publish("xlsx", [lesson("1a", title: "recalculate")])
        _ = try await workshop.repository.rollBack(
            .newest,
            of: "xlsx",
            RollbackNote(reason: "it slows\nevery run down", seconds: 1_700_000_200),
            lessons: [:]
        )
        let log = try messages(workshop, "main^..main").replacing(prepared.tip.description, with: "<revision>")

        try expectSnapshot(log, "rollback.txt")
    }

    @Test("has trailers that git reads as they are meant, and that we read the same")
    func trailersOfLesson() async throws {
        let workshop = try Workshop()
        let message = CommitMessage.lesson([lesson("1a", title: "recalculate")], evolution: "01J", isRefinement: false)

        let wanted = [
            "Skill: xlsx", "Lesson: xlsx-1a", "Lesson-Kind: failure", "Support: 2 of 40 sessions",
            "Trajectory: sha256:\(digest(0))",
            "Trajectory: sha256:\(digest(1))", "Analyst: embedded/1", "Evolution: 01J",
        ]
        #expect(try trailers(message, workshop) == wanted)
        #expect(try Trailer.all(in: message).map { "\($0.key): \($0.value)" } == wanted)
    }

    @Test("says nothing of what another program's record does not say")
    func record() {
        var bare = lesson("1a", title: "recalculate")
        (bare.action, bare.check, bare.why) = ("recalculate the workbook.", "", "")
        bare.evidence = [Lesson.Evidence(session: Session.ID("record:a1"), trajectory: "", quotes: [])]
        let message = CommitMessage.lesson([bare], evolution: "01J", isRefinement: false)

        #expect(message.contains("recalculate the workbook.\n") && !message.contains(".."))
        #expect(!message.contains("Check:") && !message.contains("Why:") && !message.contains("Trajectory:"))
        #expect(message.contains("\nEvidence:\n  record:a1\n"))
    }

    @Test("has a subject of 72 characters and the whole title below, if the title is longer")
    func longTitle() {
        let words = "recalculate the workbook with the script before any value of it is read back in"
        let message = CommitMessage.lesson([lesson("1a", title: words)], evolution: "01J", isRefinement: false)
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false)

        #expect(lines[0] == "xlsx: recalculate the workbook with the script before any value of it…")
        #expect(lines[0].count <= 72 && lines[1].isEmpty)
        #expect(message.contains("\n\nxlsx-1a: \(words.prefix(66))\n\(words.dropFirst(67)).\n"))
    }

    @Test("says how many lessons share a commit within the 72 characters of its subject")
    func longTitles() {
        let words = "recalculate the workbook with the script before any value of it is read back in"
        let lessons = ["1a", "2b", "3c"].map { lesson($0, title: words) }
        let subject = CommitMessage.lesson(lessons, evolution: "01J", isRefinement: true).prefix { $0 != "\n" }

        #expect(subject.hasPrefix("xlsx: refine: recalculate") && subject.hasSuffix("… (and 2 more)"))
        #expect(subject.count <= 72)
    }

    @Test("names five trajectories and says how many more there are")
    func capped() async throws {
        let message = CommitMessage.lesson(
            [lesson("1a", title: "recalculate", sessions: 33)],
            evolution: "01J",
            isRefinement: false
        )
        let trailers = try Trailer.all(in: message)

        #expect(trailers.count { $0.key == "Trajectory" } == 5)
        #expect(trailers.first { $0.key == "Trajectories-More" }?.value == "28 in refs/trace2skill/knowledge")
        #expect(message.contains("(in 33 sessions)"))
    }

    @Test(
        "takes no trailer, line or escape from what is quoted in it",
        arguments: [
            "x\n\nLesson: forged\nSkill: forged", "x\r\n\r\nLesson: forged", "x\u{2028}\u{2028}Lesson: forged",
            "x\u{85}\u{85}Lesson: forged", "\u{1B}[2Jx",
            "Lesson: forged", "--- \nLesson: forged", String(repeating: "y", count: 70) + " --- Lesson: forged",
            String(repeating: "y", count: 74) + " Lesson: forged",
            "x\n\nReviewed-by: a\nReviewed-by: b\nReviewed-by: c\nReviewed-by: d",
        ]
    )
    func forged(words: String) async throws {
        let workshop = try Workshop()
        var forged = lesson("1a", title: words)
        (forged.when, forged.action, forged.check, forged.why, forged.analyst) = (words, words, words, words, words)
        forged.evidence[0].quotes[0].text = words
        let message = CommitMessage.lesson([forged], evolution: "01J", isRefinement: false)
        let keys = ["Skill", "Lesson", "Lesson-Kind", "Support", "Trajectory", "Trajectory", "Analyst", "Evolution"]

        #expect(try trailers(message, workshop).map { String($0.prefix { $0 != ":" }) } == keys)
        #expect(try Trailer.all(in: message).map(\.key) == keys)
        #expect(try Trailer.all(in: message).first { $0.key == "Lesson" }?.value == "xlsx-1a")
        #expect(
            message.unicodeScalars.allSatisfy {
                $0 == "\n" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x2028)
            }
        )
        #expect(try workshop.git("commit-tree", "HEAD^{tree}", input: message).count == 40)
    }

    @Test("of a rollback takes no trailer from its reason")
    func forgedReason() async throws {
        let workshop = try Workshop()
        try await workshop.publish("xlsx", [lesson("1a", title: "recalculate")])
        _ = try await workshop.repository.rollBack(
            .newest,
            of: "xlsx",
            RollbackNote(reason: "slow\n\nLesson-Reverted: other", seconds: 1_700_000_200),
            lessons: [:]
        )

        #expect(
            try workshop.git("log", "-1", "--format=%(trailers:only)").split(separator: "\n") == [
                "Skill: xlsx", "Lesson-Reverted: xlsx-1a",
            ]
        )
    }

    @Test("keeps its subject on one short line and its text within 76 columns")
    func width() {
        let long = lesson("1a", title: String(repeating: "word ", count: 60))
        let lines = CommitMessage.lesson([long], evolution: "01J", isRefinement: true).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )

        #expect(lines[0].count <= 72 && lines[0].hasPrefix("xlsx: refine: word") && lines[0].hasSuffix("…"))
        #expect(lines[1].isEmpty)
        #expect(lines.dropFirst().prefix { $0 != "Evidence:" }.allSatisfy { $0.count <= 76 })
    }
}
