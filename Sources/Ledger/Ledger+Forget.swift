internal import GRDB
package import Trajectories

/// What goes when a session is forgotten.
package struct ForgettingPlan: Sendable, Equatable {
    /// Ids of the session and of those that belong to it.
    package var sessions: [String] = []
    package var episodes = 0
    /// Hashes of trajectories that no other session needs.
    package var trajectories: [String] = []
    /// Hashes of trajectories that hold other sessions as well.
    package var shared: [String] = []
    /// Files of these trajectories that were left where they are.
    package var places: [String] = []
    package init() {}
}

extension Ledger {
    /// What goes with a session, those that were started by it included.
    ///
    /// - Parameter root: the id of an outermost session.
    package func plan(forgetting root: Session.ID) throws -> ForgettingPlan {
        try database.read { db in
            var plan = ForgettingPlan()
            let own = "FROM session WHERE id = ? OR root = ?"
            let arguments: StatementArguments = [root.rawValue, root.rawValue]
            plan.sessions = try String.fetchAll(db, sql: "SELECT id \(own) ORDER BY id", arguments: arguments)
            let sql = "SELECT count(*) FROM episode WHERE session = ? OR root = ?"
            plan.episodes = try Int.fetchOne(db, sql: sql, arguments: arguments) ?? 0
            let digests = try String.fetchAll(db, sql: "SELECT DISTINCT trajectory \(own)", arguments: arguments)
            for digest in digests.sorted() {
                let others = try Int.fetchOne(
                    db,
                    sql: "SELECT count(*) FROM session WHERE trajectory = ? AND id != ? AND root != ?",
                    arguments: [digest, root.rawValue, root.rawValue]
                )
                if others == 0 { plan.trajectories.append(digest) } else { plan.shared.append(digest) }
            }
            plan.places = try digests.flatMap { digest in
                try String.fetchAll(db, sql: "SELECT path FROM place WHERE digest = ?", arguments: [digest])
            }.sorted()
            return plan
        }
    }

    /// Hashes of trajectories whose every session stands in another one that goes further.
    package func supersededTrajectories() throws -> [String] {
        try database.read {
            try String.fetchAll(
                $0,
                sql: """
                    SELECT digest FROM trajectory WHERE state IN ('archived', 'superseded')
                    AND digest NOT IN (SELECT trajectory FROM session) ORDER BY digest
                    """
            )
        }
    }

    /// Removes sessions, with their episodes and what models said of them, and marks them so that they are not taken in
    /// again; brings lessons up to date. In one transaction.
    package func forget(_ plan: ForgettingPlan, lessons: [LessonRecord], at time: Double) throws {
        try database.write { db in
            for session in plan.sessions {
                // A replay of these evolutions misses the session in any case.
                for change in ["UPDATE model_call SET response = NULL", "DELETE FROM tool_result"] {
                    try db.execute(
                        sql: """
                            \(change) WHERE evolution IN
                            (SELECT evolution.id FROM evolution, json_each(evolution.inputs)
                             WHERE json_each.value LIKE ? ESCAPE '\\')
                            """,
                        arguments: ["%\t\(Self.escaped(session))"]
                    )
                }
                try db.execute(sql: "DELETE FROM loss WHERE session = ?", arguments: [session])
                try db.execute(sql: "DELETE FROM episode WHERE session = ?", arguments: [session])
                try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [session])
                try Self.mark("session", session, at: time, db)
            }
            for digest in plan.trajectories {
                try db.execute(
                    sql: """
                        UPDATE trajectory SET state = 'forgotten', name = '', path = '', reason = '', detail = ''
                        WHERE digest = ?
                        """,
                    arguments: [digest]
                )
                try db.execute(sql: "DELETE FROM artifacts WHERE trajectory = ?", arguments: [digest])
                try Self.mark("trajectory", digest, at: time, db)
            }
            for lesson in lessons { try Self.upsert(lesson, db) }
        }
    }

    /// Marks what an earlier ledger knew to be forgotten.
    package func markForgotten(sessions: [String], trajectories: [String], at time: Double) throws {
        try database.write { db in
            for session in sessions { try Self.mark("session", session, at: time, db) }
            for digest in trajectories { try Self.mark("trajectory", digest, at: time, db) }
        }
    }

    /// Whether a session, or a file by its hash, was forgotten.
    package func isForgotten(session: String) throws -> Bool {
        try database.read { try Self.isForgotten(session, "session", $0) }
    }

    package func isForgotten(trajectory digest: String) throws -> Bool {
        try database.read { try Self.isForgotten(digest, "trajectory", $0) }
    }

    /// The hashes of every trajectory that was forgotten.
    package func forgottenTrajectories() throws -> [String] {
        try database.read {
            try String.fetchAll($0, sql: "SELECT id FROM forgotten WHERE kind = 'trajectory' ORDER BY id")
        }
    }

    static func isForgotten(_ id: String, _ kind: String, _ db: Database) throws -> Bool {
        let sql = "SELECT 1 FROM forgotten WHERE kind = ? AND id = ?"
        return try Bool.fetchOne(db, sql: sql, arguments: [kind, id]) ?? false
    }

    static func mark(_ kind: String, _ id: String, at time: Double, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO forgotten (kind, id, forgotten) VALUES (?, ?, ?)",
            arguments: [kind, id, time]
        )
    }

    static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
    }
}
