internal import FoundationEssentials
internal import GRDB
package import Lessons
package import Trajectories

/// A lesson as the ledger keeps it.
package struct LessonRecord: Sendable, Equatable {
    package enum State: String, Sendable {
        /// It stands in a published revision.
        case adopted
        /// It waits; the reason code says for what.
        case held
        /// It stands on a proposal's branch.
        case proposed
        /// A person took it back.
        case tombstone
    }

    package var lesson: Lesson
    package var state: State
    package var reason: String
    /// The revision of the skill that brought it.
    package var revision: Int?
    package var evolution: String
    package var updated: Double
    package init(
        lesson: Lesson,
        state: State,
        reason: String = "",
        revision: Int? = nil,
        evolution: String,
        updated: Double
    ) {
        self.lesson = lesson
        self.state = state
        self.reason = reason
        self.revision = revision
        self.evolution = evolution
        self.updated = updated
    }
}

extension Ledger {
    // MARK: The pool

    /// Every episode that is evidence, in a stable order.
    package func pool() throws -> [AnalysedEpisode] {
        try database.read { db in
            var episodes: [AnalysedEpisode] = []
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT * FROM episode WHERE state != 'unused' ORDER BY root, session, number"
            )
            while let row = try rows.next() { episodes.append(try Self.episode(row)) }
            return episodes
        }
    }

    static func episode(_ row: Row) throws -> AnalysedEpisode {
        AnalysedEpisode(
            session: Session.ID(row["root"]),
            trajectory: row["trajectory"],
            episode: row["number"],
            task: row["task"],
            source: row["source"],
            format: row["format"],
            workspace: row["workspace"],
            route: row["route"],
            outcome: Outcome.Label(rawValue: row["outcome"]) ?? .unknown,
            findings: try Column.value([Finding].self, row["findings"]),
            traits: try Column.value([Trait].self, row["traits"]),
            sketch: row["sketch"]
        )
    }

    /// How many episodes wait for an evolution.
    package func pendingEpisodes() throws -> Int {
        try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM episode WHERE state = 'pending'") ?? 0 }
    }

    // MARK: Evolutions

    package func begin(evolution id: String, at time: Double) throws {
        try database.write { db in
            try db.execute(
                // Whoever evolves holds the work lock: what still runs by the ledger was cut off.
                sql: """
                    UPDATE evolution SET state = 'cut-off',
                    last_call = (SELECT coalesce(max(number), 0) FROM model_call) WHERE state = 'running'
                    """
            )
            try db.execute(
                sql: "INSERT INTO evolution (id, started, state) VALUES (?, ?, 'running')",
                arguments: [id, time]
            )
        }
    }

    /// Writes down which episodes an evolution looks at: `session number trajectory waits`, one string each.
    package func save(inputs: [String], of evolution: String) throws {
        let text = try Column.json(inputs)
        try database.write { db in
            try db.execute(sql: "UPDATE evolution SET inputs = ? WHERE id = ?", arguments: [text, evolution])
        }
    }

    /// What ``save(inputs:of:)`` wrote down; nil if the evolution is not known.
    package func inputs(of evolution: String) throws -> [String]? {
        try database.read { db in
            try String.fetchOne(db, sql: "SELECT inputs FROM evolution WHERE id = ?", arguments: [evolution])
                .map { try Column.value([String].self, $0) }
        }
    }

    /// When an evolution began.
    package func start(of evolution: String) throws -> Double? {
        try database.read { db in
            try Double.fetchOne(db, sql: "SELECT started FROM evolution WHERE id = ?", arguments: [evolution])
        }
    }

    /// Whether the last evolution left something behind that needs no new evidence: publishing was blocked, the process
    /// ended in the middle of it, or it was for some skills only.
    package func isUnfinished() throws -> Bool {
        try database.read { db in
            let state = try String.fetchOne(
                db,
                sql: "SELECT state FROM evolution ORDER BY started DESC, id DESC LIMIT 1"
            )
            return ["running", "blocked", "partial"].contains(state)
        }
    }

    /// Writes down what analyses came to as soon as they are through: their episodes are done, their lessons and losses
    /// known, whatever becomes of publishing. In one transaction.
    package func settle(
        _ episodes: [EpisodeReference],
        by evolution: String,
        lessons: [LessonRecord],
        losses: [LossRecord] = []
    ) throws {
        try database.write { db in
            try Self.insert(losses, of: evolution, db)
            for lesson in lessons { try Self.upsert(lesson, db) }
            for episode in episodes {
                try db.execute(
                    sql: """
                        UPDATE episode SET state = 'done', evolution = ?
                        WHERE session = ? AND number = ? AND state = 'pending'
                        """,
                    arguments: [evolution, episode.session.rawValue, episode.number]
                )
            }
        }
    }

    /// Ends an evolution: every pending episode is used or gets its reason, lessons are written, in one transaction.
    ///
    /// - Parameters:
    ///   - sessions: the sessions that back a lesson.
    ///   - failed: the episodes whose analysis failed: they stay pending.
    ///   - losses: what of models' answers was not used since the analyses were written down.
    package func end(
        evolution id: String,
        at time: Double,
        state: String,
        summary: [String: Int],
        lessons: [LessonRecord],
        using sessions: Set<Session.ID>,
        failed: Set<EpisodeReference> = [],
        losses: [LossRecord] = []
    ) throws {
        let text = try Column.json(summary)
        try database.write { db in
            try db.execute(
                sql: """
                    UPDATE evolution SET ended = ?, state = ?, summary = ?,
                    last_call = (SELECT coalesce(max(number), 0) FROM model_call) WHERE id = ?
                    """,
                arguments: [time, state, text, id]
            )
            try Self.insert(losses, of: id, db)
            for lesson in lessons { try Self.upsert(lesson, db) }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT session, number, root, findings FROM episode
                    WHERE state = 'pending' OR (state = 'done' AND evolution = ?)
                    """,
                arguments: [id]
            )
            for row in rows {
                let episode = EpisodeReference(Session.ID(row["session"]), row["number"])
                guard !failed.contains(episode) else { continue }
                let backs = sessions.contains(Session.ID(row["root"]))
                let isEmpty = (row["findings"] as String) == "[]"
                try db.execute(
                    sql:
                        "UPDATE episode SET state = 'done', evolution = ?, reason = ? WHERE session = ? AND number = ?",
                    arguments: [
                        id, backs ? "" : isEmpty ? "nothing-found" : "no-common-lesson", episode.session.rawValue,
                        episode.number,
                    ]
                )
            }
        }
    }

    package func lastEvolution() throws -> (
        id: String, started: Double, ended: Double?, state: String, summary: String
    )? {
        try evolutions(limit: 1).first
    }

    package func evolutions(limit: Int) throws -> [(
        id: String, started: Double, ended: Double?, state: String, summary: String
    )] {
        try database.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM evolution ORDER BY started DESC, id DESC LIMIT ?",
                arguments: [limit]
            )
            .map { ($0["id"], $0["started"], $0["ended"], $0["state"], $0["summary"]) }
        }
    }

    // MARK: Lessons

    package func save(_ lessons: [LessonRecord]) throws {
        try database.write { db in for lesson in lessons { try Self.upsert(lesson, db) } }
    }

    static func upsert(_ record: LessonRecord, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO lesson (id, skill, state, reason, fingerprint, content, revision, evolution, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET state = excluded.state, reason = excluded.reason, content = excluded.content,
                revision = excluded.revision, evolution = excluded.evolution, updated = excluded.updated
                """,
            arguments: [
                record.lesson.id.rawValue, record.lesson.skill, record.state.rawValue, record.reason,
                record.lesson.fingerprint,
                String(decoding: LessonFile.encode(record.lesson), as: UTF8.self), record.revision, record.evolution,
                record.updated,
            ]
        )
    }

    package func lessons(skill: String? = nil) throws -> [LessonRecord] {
        try database.read { db in
            let rows =
                if let skill {
                    try Row.fetchAll(db, sql: "SELECT * FROM lesson WHERE skill = ? ORDER BY id", arguments: [skill])
                } else {
                    try Row.fetchAll(db, sql: "SELECT * FROM lesson ORDER BY skill, id")
                }
            return try rows.map(Self.lesson)
        }
    }

    package func lesson(_ id: Lesson.ID) throws -> LessonRecord? {
        try database.read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM lesson WHERE id = ?", arguments: [id.rawValue]).map(Self.lesson)
        }
    }

    private static func lesson(_ row: Row) throws -> LessonRecord {
        LessonRecord(
            lesson: try LessonFile.decode(Array((row["content"] as String).utf8)),
            state: LessonRecord.State(rawValue: row["state"]) ?? .held,
            reason: row["reason"],
            revision: row["revision"],
            evolution: row["evolution"],
            updated: row["updated"]
        )
    }
}
