internal import FoundationEssentials
internal import GRDB
package import Trajectories

/// When a session began, and the skills that its agent had.
package struct SessionTime: Sendable, Equatable {
    /// The beginning, in seconds since 1970.
    package var started: Double
    /// The names of the skills that were used or on offer.
    package var skills: Set<String>
    /// Notes the beginning of a session and its skills.
    package init(started: Double, skills: Set<String> = []) {
        self.started = started
        self.skills = skills
    }
}

extension Ledger {
    /// The outermost sessions whose beginning is known.
    package func sessionTimes() throws -> [Session.ID: SessionTime] {
        try database.read { db in
            var times: [Session.ID: SessionTime] = [:]
            let rows = try Row.fetchCursor(
                db,
                sql: "SELECT id, started, skills FROM session WHERE id = root AND started IS NOT NULL"
            )
            while let row = try rows.next() {
                let skills = try ColumnJSON.decoder.decode([String].self, from: Data((row["skills"] as String).utf8))
                // `<kind>:<name>`, with `@<revision>` where it is known.
                let names = skills.map { String($0.drop { $0 != ":" }.dropFirst().prefix { $0 != "@" }) }
                times[Session.ID(row["id"])] = SessionTime(started: row["started"], skills: Set(names))
            }
            return times
        }
    }

    /// What is known of sessions, in a sentence: their outcomes, agents, models and dates; empty for unknown ones.
    ///
    /// - Parameter sessions: the ids of outermost sessions.
    package func summary(of sessions: [Session.ID]) throws -> String {
        let ids = sessions.prefix(Self.summaryLimit).map(\.rawValue)
        guard !ids.isEmpty else { return "" }
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        let rows = try database.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT agent, model, outcome, started FROM session WHERE id IN (\(marks))",
                arguments: StatementArguments(ids)
            )
        }
        guard !rows.isEmpty else { return "" }
        func counted(_ column: String) -> String {
            var counts: [String: Int] = [:]
            for row in rows {
                guard let name = row[column] as String?, !name.isEmpty else { continue }
                counts[name, default: 0] += 1
            }
            let ranked = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            return ranked.prefix(4).map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
        }
        let times = rows.compactMap { $0["started"] as Double? }.sorted()
        var parts = [("outcomes", counted("outcome")), ("agents", counted("agent")), ("models", counted("model"))]
            .filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" }
        if let first = times.first, let last = times.last {
            let days = [first, last].map { String(Date(timeIntervalSince1970: $0).ISO8601Format().prefix(10)) }
            parts.append(days[0] == days[1] ? "on \(days[0])" : "from \(days[0]) to \(days[1])")
        }
        return parts.isEmpty ? "" : parts.joined(separator: "; ") + "."
    }

    /// More sessions are not asked for: a sentence is an overview.
    private static let summaryLimit = 500
}
