import FoundationEssentials
import Ledger
import Lessons
@testable import SkillRepository
import TestSupport
import Testing

/// The fixture is the repository of version 0.1.0; `LedgerTests/Fixtures/README.md` says how it was made.
@Suite("Knowledge of version 0.1.0", .timeLimit(.minutes(1)))
struct KnowledgeTests {
    private let folder: TemporaryFolder
    private let git: StockGit
    private let repository: SkillRepository

    private static let bundle =
        #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
        + "/LedgerTests/Fixtures/version-0.1.0.bundle"

    init() throws {
        folder = try TemporaryFolder()
        git = StockGit(root: folder.path + "/skills", home: folder.path + "/home")
        for name in ["skills", "home"] {
            try FileManager.default.createDirectory(
                atPath: folder.path + "/" + name,
                withIntermediateDirectories: true
            )
        }
        try git("init", "-q", "-b", "none")
        try git("fetch", "-q", Self.bundle, "refs/*:refs/*")
        try git("checkout", "-q", "main")
        repository = try SkillRepository(openingAt: folder.path + "/skills")
    }

    private func file(_ id: String) throws -> String {
        let skill = id.split(separator: "-").dropLast().joined(separator: "-")
        return try git("show", "refs/trace2skill/knowledge:lessons/\(skill)/\(id).json")
    }

    @Test("is read, every lesson with its state")
    func reading() async throws {
        let known = try await repository.knownLessons()

        #expect(known.count == 31)
        for lesson in known {
            let header = try file(lesson.lesson.id.rawValue).prefix { $0 != "\n" }
            let expected: LessonState =
                switch header {
                case "state: adopted": .adopted
                case "state: proposed": .proposed
                case "state: tombstone": .retracted(Retraction(.unspecified))
                default: .held(.notPublished)
                }
            #expect(lesson.state == expected, "\(lesson.lesson.id)")
        }
        #expect(known.count { $0.state.isRetracted } == 7)
    }

    @Test("stays as it is but for lessons that are written, which are read back with reason and words")
    func writing() async throws {
        let known = try await repository.knownLessons()
        let old = try #require(known.first { $0.lesson.id.rawValue == "fetcher-60280be7" })
        let untouched = try file("fetcher-a8e22cd7")
        var new = old
        new.state = .retracted(
            Retraction(
                .rollback,
                note: "approved",
                proof: Retraction.Proof(commit: "c0ffee", author: "A Person", date: 1.5)
            )
        )
        #expect(try await repository.keep([new], origin: .readBack, seconds: 1_800_000_000))

        let text = try file("fetcher-60280be7")
        #expect(text.hasPrefix("{\n  \"lesson\" : {") && text.contains("\"version\" : 2"))
        #expect(try file("fetcher-a8e22cd7") == untouched)
        #expect(try await repository.knownLessons() == known.map { $0.lesson.id == new.lesson.id ? new : $0 })
        #expect(try await repository.keep([new], origin: .readBack, seconds: 1_800_000_001) == false)
    }

    @Test("has characters that nobody sees as escapes, and gives them back")
    func invisible() async throws {
        let old = try #require(
            try await repository.knownLessons().first { $0.lesson.id.rawValue == "fetcher-60280be7" }
        )
        var new = old
        let note = "seen \u{202E}\u{E0041}\u{200B}\u{FEFF} é"
        new.state = .retracted(
            Retraction(.rollback, note: note, proof: Retraction.Proof(commit: "c0ffee", author: "A Person", date: 1.5))
        )
        #expect(try await repository.keep([new], origin: .readBack, seconds: 1_800_000_000))

        let text = try file("fetcher-60280be7")
        #expect(text.contains(#"seen \u202e\udb40\udc41\u200b\ufeff é"#))
        #expect(!text.unicodeScalars.contains { "\u{202E}\u{E0041}\u{200B}\u{FEFF}".unicodeScalars.contains($0) })
        let known = try await repository.knownLessons()
        #expect(known.first { $0.lesson.id == new.lesson.id } == new)
    }

    @Test("of a newer version, or damaged, is named")
    func newer() async throws {
        for (text, words) in [
            (#"{"version":3,"lesson":"in another form"}"#, "newer trace2skill (form 3)"), ("{", "is not a lesson"),
            (#"{"version":2,"state":{"name":"dreamt"},"lesson":{}}"#, "there is no lesson state dreamt"),
        ] {
            try write(text, to: folder.path + "/skills/file")
            let blob = try git("hash-object", "-w", "file")
            let lessons = try git("mktree", input: "100644 blob \(blob)\tx-1.json\n")
            let skill = try git("mktree", input: "040000 tree \(lessons)\tx\n")
            let tree = try git("mktree", input: "040000 tree \(skill)\tlessons\n")
            try git("update-ref", "refs/trace2skill/knowledge", try git("commit-tree", "-m", "k", tree))

            await #expect {
                try await repository.knownLessons()
            } throws: { error in
                "\(error)".contains("lessons/x/x-1.json") && "\(error)".contains(words)
            }
        }
    }
}

@Suite("A book of lessons", .timeLimit(.minutes(1)))
struct LessonBookTests {
    private let workshop: Workshop
    private let ledger: Ledger
    private let book: LessonBook

    init() throws {
        workshop = try Workshop()
        ledger = try Ledger.inMemory()
        book = LessonBook(ledger: ledger, repository: workshop.repository)
    }

    private func record(_ id: String, _ state: LessonState, updated: Double = 1) -> LessonRecord {
        LessonRecord(
            lesson: lesson(id, title: "lesson \(id)"),
            state: state,
            origin: .evolution("E1"),
            updated: updated
        )
    }

    private var knowledge: String {
        get throws { try workshop.git("for-each-ref", "refs/trace2skill/knowledge") }
    }

    @Test("writes lessons to the ledger and to the knowledge ref")
    func record() async throws {
        let records = [record("0", .adopted), record("1", .held(.support))]
        try await book.record(records, by: .evolution("E1"), at: 5)

        #expect(try ledger.lessons() == records)
        #expect(try await workshop.repository.knownLessons().map(\.state) == records.map(\.state))
        #expect(try ledger.lessonsBehindKnowledge() == [])
        #expect(
            try workshop.git("log", "-1", "--format=%at %(trailers:only)", "refs/trace2skill/knowledge")
                == "5 Evolution: E1\n"
        )
    }

    @Test("knows what it has read and written without reading it again")
    func memory() async throws {
        try await book.record([record("0", .adopted)], by: .evolution("E1"), at: 5)
        #expect(try book.lessons().map(\.state) == [.adopted])

        try await book.record([record("0", .approved), record("1", .proposed)], by: .review, at: 6)
        #expect(try book.lessons().map(\.state) == [.approved, .proposed])
        #expect(try book.lesson(Lesson.ID("xlsx-1"))?.state == .proposed)
        #expect(try book.lessons(skill: "other").isEmpty)
    }

    @Test("writes nothing to the knowledge ref where the ledger refuses")
    func refused() async throws {
        struct Refusal: Error {}
        await #expect(throws: Refusal.self) {
            try await book.record([record("0", .adopted)], by: .forget, at: 5) { _ in throw Refusal() }
        }
        #expect(try knowledge == "")
        #expect(try book.lessons().isEmpty)
    }

    @Test("brings to the knowledge ref what a crash left in the ledger alone, once")
    func repair() async throws {
        let records = [record("0", .retracted(Retraction(.review, note: "no"))), record("1", .held(.gate))]
        // The crash came after the ledger and before the knowledge ref.
        try ledger.save(records)
        try await book.repair(at: 7)

        #expect(try await workshop.repository.knownLessons().map(\.state) == records.map(\.state))
        #expect(try ledger.lessonsBehindKnowledge() == [])
        let before = try knowledge
        try await book.repair(at: 8)
        #expect(try knowledge == before)

        // The crash came after the knowledge ref and before the ledger was told.
        try ledger.save(records)
        try await book.repair(at: 9)
        #expect(try knowledge == before)
        #expect(try ledger.lessonsBehindKnowledge() == [])
    }
}
