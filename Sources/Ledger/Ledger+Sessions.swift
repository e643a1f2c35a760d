internal import GRDB
internal import Lessons

/// What a list of sessions is restricted to; everything that is nil does not matter.
package struct SessionFilter: Sendable, Equatable {
    /// `success`, `failure`, `partial` or `unknown`.
    package var outcome: String?
    /// The name of the agent, or a part of it.
    package var agent: String?
    /// The project, or a part of its path.
    package var project: String?
    /// A skill that was used, not merely offered.
    package var skill: String?
    /// What became of the session.
    package var use: SessionUse?
    /// Sessions that began before are left out: seconds since 1970.
    package var since: Double?

    /// No restriction.
    package init() {}
}

/// What became of a session: whether a lesson rests on it, and otherwise why not.
package enum SessionUse: Sendable, Hashable {
    /// At least one episode of it supports a lesson.
    case supports
    /// An episode of it waits for an evolution.
    case pending
    /// Nothing of it is used, for this reason.
    case unused(UnusedReason)

    /// The name for programs: `supports`, `pending`, or the code of the reason.
    package var name: String {
        switch self {
        case .supports: "supports"
        case .pending: "pending"
        case .unused(let reason): reason.rawValue
        }
    }

    /// Every value that this version knows.
    package static let all: [Self] =
        [.supports, .pending]
        + [UnusedReason.ownSession, .noAgentStep, .nothingFound, .noCommonLesson].map { .unused($0) }

    /// Judges by the states and reasons of the episodes. One that supports a lesson counts before one that waits.
    init(session: UnusedReason?, episodes: [(state: EpisodeState, reason: UnusedReason?)]) {
        if let session {
            self = .unused(session)
        } else if episodes.contains(where: { $0.state == .done && $0.reason == nil }) {
            self = .supports
        } else if episodes.contains(where: { $0.state == .pending }) {
            self = .pending
        } else {
            let reasons = episodes.compactMap(\.reason)
            self = .unused(reasons.contains(.noCommonLesson) ? .noCommonLesson : reasons.first ?? .nothingFound)
        }
    }
}

/// A session in a list.
package struct SessionSummary: Sendable, Equatable {
    /// The session, with no episodes.
    package var session: SessionReport
    /// What became of it.
    package var use: SessionUse
    /// The number of its episodes.
    package var episodes: Int

    /// The skills that were used, and not merely offered, each as `<kind>:<name>`.
    package var usedSkills: [String] { session.skills.filter { !$0.hasPrefix("available:") } }
}

extension Ledger {
    /// The sessions that a filter lets pass, the one that began last first.
    package func sessions(_ filter: SessionFilter) throws -> [SessionSummary] {
        try database.read { db in
            var request = SessionRow.all().order(Column("started").desc, Column("id"))
            if let outcome = filter.outcome { request = request.filter(Column("outcome") == outcome) }
            if let since = filter.since { request = request.filter(Column("started") >= since) }
            let rows: [SessionRow] = try request.fetchValues(db)
            var episodes: [String: [(state: EpisodeState, reason: UnusedReason?)]] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT session, state, reason FROM episode ORDER BY session, number")
            {
                let state = EpisodeState(rawValue: row["state"]) ?? .done
                episodes[row["session"], default: []].append((state, UnusedReason(column: row["reason"])))
            }
            return rows.compactMap { row in
                let own = episodes[row.id] ?? []
                let summary = SessionSummary(
                    session: SessionReport(row, episodes: []),
                    use: SessionUse(session: UnusedReason(column: row.reason), episodes: own),
                    episodes: own.count
                )
                return filter.lets(summary) ? summary : nil
            }
        }
    }
}

extension Ledger {
    /// Everything that ``sessions(matching:)`` compares with: the ids of sessions, and the hashes of their files.
    package func sessionNames() throws -> Set<String> {
        try database.read { db in
            Set(try String.fetchAll(db, sql: "SELECT id FROM session UNION SELECT trajectory FROM session"))
        }
    }
}

extension SessionFilter {
    /// Whether a session passes, as far as a query cannot tell.
    fileprivate func lets(_ summary: SessionSummary) -> Bool {
        func has(_ text: String?, _ part: String) -> Bool { text?.lowercased().contains(part.lowercased()) ?? false }
        if let agent, !has(summary.session.agent, agent), !has(summary.session.format, agent) { return false }
        if let project, !has(summary.session.workspace, project) { return false }
        if let use, summary.use != use { return false }
        guard let skill else { return true }
        return summary.usedSkills.contains { $0.drop { $0 != ":" }.dropFirst().prefix { $0 != "@" } == skill }
    }
}

extension Ledger {
    /// The names of skills that episodes are for.
    package func routes() throws -> Set<String> {
        try database.read { db in
            try Set(String.fetchAll(db, sql: "SELECT DISTINCT route FROM episode WHERE route IS NOT NULL"))
        }
    }
}
