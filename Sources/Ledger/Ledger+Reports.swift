internal import GRDB

/// A session as the ledger tells of it.
package struct SessionReport: Sendable, Equatable {
    package var id: String
    package var root: String
    package var trajectory: String
    package var format: String
    package var agent: String
    package var model: String?
    package var workspace: String?
    package var task: String?
    package var outcome: String
    package var reward: Double?
    package var outcomeSource: String
    package var started: Double?
    package var steps: Int
    package var calls: Int
    package var errors: Int
    package var skills: [String]
    package var notes: [String]
    package var state: String
    package var reason: String
    package var episodes: [EpisodeReport]
}

package struct EpisodeReport: Sendable, Equatable {
    package var number: Int
    package var request: String
    package var route: String?
    package var findings: Int
    package var state: String
    package var reason: String
    package var evolution: String?
}

/// Numbers of everything.
package struct LedgerTotals: Sendable, Equatable {
    package var trajectories = 0
    package var rejected = 0
    package var sessions = 0
    package var episodes = 0
    package var pending = 0
    package var unused = 0
    package var outcomes: [String: Int] = [:]
    package var formats: [String: Int] = [:]
    package var lessons: [String: Int] = [:]
}

extension Ledger {
    package func totals() throws -> LedgerTotals {
        try database.read { db in
            func count(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
            func groups(_ sql: String) throws -> [String: Int] {
                var groups: [String: Int] = [:]
                for row in try Row.fetchAll(db, sql: sql) { groups[row[0]] = row[1] }
                return groups
            }
            var totals = LedgerTotals()
            totals.trajectories = try count(
                "SELECT count(*) FROM trajectory WHERE state NOT IN ('rejected', 'forgotten')"
            )
            totals.rejected = try count("SELECT count(*) FROM trajectory WHERE state = 'rejected'")
            totals.sessions = try count("SELECT count(*) FROM session")
            totals.episodes = try count("SELECT count(*) FROM episode")
            totals.pending = try count("SELECT count(*) FROM episode WHERE state = 'pending'")
            totals.unused = try count("SELECT count(*) FROM episode WHERE state = 'unused'")
            totals.outcomes = try groups("SELECT outcome, count(*) FROM session GROUP BY outcome")
            totals.formats = try groups("SELECT format, count(*) FROM session GROUP BY format")
            totals.lessons = try groups("SELECT state, count(*) FROM lesson GROUP BY state")
            return totals
        }
    }

    /// Sessions whose id or whose file's hash begins with the text.
    package func sessions(matching prefix: String) throws -> [SessionReport] {
        let escaped = Self.escaped(prefix)
        return try database.read { db in
            let rows = try Row.fetchAll(
                db,
                sql:
                    "SELECT * FROM session WHERE id LIKE ? ESCAPE '\\' OR trajectory LIKE ? ESCAPE '\\' ORDER BY id LIMIT 20",
                arguments: [escaped + "%", escaped + "%"]
            )
            return try rows.map { try Self.report($0, db) }
        }
    }

    private static func report(_ row: Row, _ db: Database) throws -> SessionReport {
        let id: String = row["id"]
        let episodes = try Row.fetchAll(
            db,
            sql: "SELECT * FROM episode WHERE session = ? ORDER BY number",
            arguments: [id]
        ).map { row in
            EpisodeReport(
                number: row["number"],
                request: row["request"],
                route: row["route"],
                findings: try Column.value([Skipped].self, row["findings"]).count,
                state: row["state"],
                reason: row["reason"],
                evolution: row["evolution"]
            )
        }
        return SessionReport(
            id: id,
            root: row["root"],
            trajectory: row["trajectory"],
            format: row["format"],
            agent: row["agent"],
            model: row["model"],
            workspace: row["workspace"],
            task: row["task"],
            outcome: row["outcome"],
            reward: row["reward"],
            outcomeSource: row["outcome_source"],
            started: row["started"],
            steps: row["steps"],
            calls: row["calls"],
            errors: row["errors"],
            skills: try Column.value([String].self, row["skills"]),
            notes: try Column.value([String].self, row["notes"]),
            state: row["state"],
            reason: row["reason"],
            episodes: episodes
        )
    }

    /// The files that were turned down, newest first.
    package func rejections(limit: Int) throws -> [(name: String, reason: String, detail: String)] {
        try database.read { db in
            try Row.fetchAll(
                db,
                sql:
                    "SELECT name, reason, detail FROM trajectory WHERE state = 'rejected' ORDER BY received DESC LIMIT ?",
                arguments: [limit]
            )
            .map { ($0["name"], $0["reason"], $0["detail"]) }
        }
    }

    /// Hashes of every trajectory that was taken in.
    package func archivedDigests() throws -> [String] {
        try database.read {
            try String.fetchAll(
                $0,
                sql: "SELECT digest FROM trajectory WHERE state NOT IN ('rejected', 'forgotten') ORDER BY digest"
            )
        }
    }
}

/// Counts elements of a JSON array whatever they are.
private struct Skipped: Decodable { init(from decoder: any Decoder) throws {} }
