internal import FoundationEssentials
internal import GRDB
package import Trajectories

extension Ledger {
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
