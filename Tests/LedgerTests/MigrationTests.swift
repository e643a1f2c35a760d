import FoundationEssentials
import GRDB
import Lessons
import TestSupport
import Testing
import Trajectories

@testable import Ledger

/// The fixture is a ledger as version 0.1.0 left it; `Fixtures/README.md` says how it was made.
@Suite("A ledger of version 0.1.0")
struct MigrationTests {
    /// A lesson as the old columns have it.
    private struct OldLesson {
        let id: String
        let state: String
        let reason: String
        let revision: Int?
        let evolution: String
        let updated: Double
        let content: String
    }

    private let folder: TemporaryFolder
    private let ledger: Ledger
    private let old: DatabaseQueue

    static let fixture =
        #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        + "/Fixtures/version-0.1.0.sql"

    init() throws {
        folder = try TemporaryFolder()
        let data = try #require(FileManager.default.contents(atPath: Self.fixture))
        let dump = String(decoding: data, as: UTF8.self)
        old = try DatabaseQueue()
        try old.writeWithoutTransaction { try $0.execute(sql: dump) }
        let path = folder.path + "/ledger.sqlite"
        do {
            let copy = try DatabaseQueue(path: path)
            try copy.writeWithoutTransaction { try $0.execute(sql: dump) }
            try copy.close()
        }
        ledger = try Ledger.open(at: path)
    }

    private func oldLessons() throws -> [OldLesson] {
        try old.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM lesson ORDER BY skill, id").map { row in
                OldLesson(
                    id: row["id"],
                    state: row["state"],
                    reason: row["reason"],
                    revision: row["revision"],
                    evolution: row["evolution"],
                    updated: row["updated"],
                    content: row["content"]
                )
            }
        }
    }

    @Test("has every lesson with its content, revision and time, byte for byte")
    func lessons() throws {
        let (before, after) = (try oldLessons(), try ledger.lessons())

        #expect(before.count == 31)
        #expect(after.map(\.lesson.id.rawValue) == before.map(\.id))
        #expect(after.map(\.revision) == before.map(\.revision))
        #expect(after.map(\.updated) == before.map(\.updated))
        #expect(after.map(\.origin.rawValue) == before.map(\.evolution))
        #expect(try after.map(\.lesson) == before.map { try LessonFile.decode(Array($0.content.utf8)) })
        let kept = try ledger.database.read {
            try String.fetchAll($0, sql: "SELECT content FROM lesson ORDER BY skill, id")
        }
        #expect(kept == before.map(\.content))
        #expect(try ledger.lessonsBehindKnowledge() == [])
    }

    @Test("has for every state and reason the typed one, and a person's words apart from codes")
    func states() throws {
        let published = Set(try ledger.revisions().flatMap(\.lessons))
        for (before, after) in zip(try oldLessons(), try ledger.lessons()) {
            let expected: LessonState =
                switch (before.state, before.reason) {
                case ("adopted", _): .adopted
                case ("proposed", _): .proposed
                case ("held", "approved"): .approved
                case ("held", let reason): .held(HoldReason(rawValue: reason))
                case ("tombstone", "taken-back"): .retracted(Retraction(.revert))
                case ("tombstone", "rolled-back"): .retracted(Retraction(.rollback))
                case ("tombstone", "declined"): .retracted(Retraction(.review))
                case (_, let words):
                    .retracted(Retraction(published.contains(before.id) ? .rollback : .review, note: words))
                }
            #expect(after.state == expected, "\(before.id)")
        }
        let states = Set(try ledger.lessons().map(\.state))
        #expect(
            states.isSuperset(of: [
                .adopted, .proposed, .approved, .held(.support), .held(.conflict), .held(.waitsForSkill),
                .held(.editorDeclined), .held(.safeguard(code: "destructive")), .held(.rejected(code: "destructive")),
                .retracted(Retraction(.revert)), .retracted(Retraction(.rollback)), .retracted(Retraction(.review)),
                .retracted(Retraction(.rollback, note: "curl is not allowed here; approved: by nobody")),
                .retracted(Retraction(.review, note: "support is there, but a forced push is never right")),
                .retracted(Retraction(.review, note: "not now: conflict with the new image")),
            ])
        )
        #expect(!states.contains { if case .held(.unknown) = $0 { true } else { false } })
    }

    @Test("has the open intent with the lessons of its revision")
    func intents() throws {
        let intent = try #require(try ledger.openIntents().first)
        let lines = try old.read {
            try #require(try String.fetchOne($0, sql: "SELECT content FROM intent WHERE state = 'open'"))
        }.split(separator: "\n").map(String.init)

        #expect(try ledger.openIntents().count == 1)
        #expect(intent.skill == "orchard" && intent.content.number == 4 && lines[0] == "4")
        #expect(intent.content.seconds == Int64(lines[1]))
        #expect(intent.content.tagMessage == lines[2] + "\n")
        #expect(try intent.content.lessons == lines[3...].map { try LessonFile.decode(Array($0.utf8)) })
        #expect(intent.content.lessons.count == 1)
    }

    @Test("has what every evolution looked at")
    func inputs() throws {
        let rows = try old.read { try Row.fetchAll($0, sql: "SELECT * FROM evolution ORDER BY started DESC") }
        let evolutions = try ledger.evolutions(limit: 100)

        #expect(evolutions.count == 8 && evolutions.map(\.id) == rows.map { $0["id"] })
        #expect(evolutions.map(\.state.rawValue) == rows.map { $0["state"] })
        for row in rows {
            let lines = try JSONDecoder().decode([String].self, from: Data((row["inputs"] as String).utf8))
            let inputs = try #require(try ledger.inputs(of: row["id"]))
            let again = inputs.episodes.map {
                "\($0.session)\t\($0.trajectory)\t\($0.number)\t\($0.pending?.rawValue ?? "")"
            }
            #expect(again.sorted() == Set(lines).sorted() && inputs.lessons.isEmpty)
        }
    }

    @Test("has its discards, files that stay in place, revisions, calls and forgotten sessions")
    func rest() throws {
        func rows(_ sql: String) throws -> [Row] { try old.read { try Row.fetchAll($0, sql: sql) } }
        let discards = try ledger.evolutions(limit: 100).reversed().flatMap { try ledger.discards(of: $0.id) }
        let losses = try rows("SELECT * FROM loss ORDER BY evolution, number")
        #expect(discards.map(\.stage.rawValue) == losses.map { $0["stage"] })
        #expect(discards.map(\.reason) == losses.map { $0["reason"] })
        #expect(!discards.contains { if case .unknown = $0.stage { true } else { false } })
        #expect(try ledger.conflicts().map(\.lessons) == [["sheets-6764b385", "sheets-879da0e6"]])

        let place = try #require(try rows("SELECT * FROM place").first)
        let file = KeptFile(
            path: place["path"],
            size: place["size"],
            modified: place["modified"],
            inode: place["inode"],
            digest: ""
        )
        #expect(try ledger.unchanged(file) != nil)

        let revisions = try rows("SELECT * FROM revision ORDER BY skill, number")
        #expect(try ledger.revisions().map(\.commit) == revisions.map { $0["commit_id"] })
        let calls = try #require(try rows("SELECT count(*), sum(prompt_tokens), sum(cost) FROM model_call").first)
        let spending = try ledger.spending(since: 0)
        #expect(spending.calls == calls[0] && spending.prompt == calls[1] && spending.cost == calls[2])
        #expect(try ledger.isForgotten(session: "g1") && ledger.forgottenTrajectories().count == 2)
        let entry = try #require(
            try ledger.artifacts(of: "2edcfb77d4cc482bc3ab8072b5452711c8e681bb5146528137826c1104f5a3af")
        )
        #expect(entry.files == 1 && entry.check == "cmp out.txt /check/expected.txt" && !entry.isShared)
    }

    @Test("knows the tasks of sessions that have an identifier, and has no labels")
    func tasks() throws {
        let known = try old.read {
            try Row.fetchAll($0, sql: "SELECT DISTINCT session, task FROM episode WHERE task LIKE 'id:%'")
        }
        for row in known {
            let task: String = row["task"]
            #expect(try ledger.sessions(matching: row["session"]).first?.taskID == String(task.dropFirst(3)))
        }
        #expect(try ledger.labels() == [:])
    }

    @Test("has every episode and session as it was")
    func episodes() throws {
        let rows = try old.read {
            try Row.fetchAll($0, sql: "SELECT * FROM episode WHERE state != 'unused' ORDER BY root, session, number")
        }
        let pool = try ledger.pool()

        #expect(
            pool.map(\.session.rawValue) == rows.map { $0["root"] } && pool.map(\.sketch) == rows.map { $0["sketch"] }
        )
        for (row, episode) in zip(rows, pool) {
            let findings = try JSONDecoder().decode([Finding].self, from: Data((row["findings"] as String).utf8))
            #expect(episode.findings == findings)
        }
        #expect(try ledger.sessions(matching: "own1").first?.unused == .ownSession)
        #expect(try ledger.sessions(matching: "idle1").first?.unused == .noAgentStep)
        #expect(try ledger.rejections(limit: 5).map(\.reason) == [.unrecognised, .unrecognised])
    }

    @Test("goes on: an evolution ends, and a session is forgotten with the answers about it")
    func works() async throws {
        let key = try await ledger.database.read {
            try #require(try String.fetchOne($0, sql: "SELECT key FROM model_call WHERE response IS NOT NULL"))
        }
        #expect(try await ledger.response(of: key) != nil)
        try ledger.begin(evolution: "E9", at: 2e9)
        #expect(try ledger.evolutions(limit: 2).map(\.state) == [.running, .cutOff])
        try ledger.forget(try ledger.plan(forgetting: Session.ID("always1")), lessons: [], at: 2e9)

        #expect(try await ledger.response(of: key) == nil)
        #expect(try ledger.isForgotten(session: "always1"))
    }
}
