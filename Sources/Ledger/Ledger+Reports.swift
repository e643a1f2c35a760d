internal import GRDB
package import Lessons

/// A session as the ledger tells of it.
package struct SessionReport: Sendable, Equatable {
    /// The id of the session.
    package var id: String
    /// The id of the outermost session.
    package var root: String
    /// SHA-256 of the trajectory file.
    package var trajectory: String
    /// The name of the trajectory's format.
    package var format: String
    /// The name of the agent.
    package var agent: String
    /// The model of the agent; nil if it is not known.
    package var model: String?
    /// The project that was worked on; nil if it is not known.
    package var workspace: String?
    /// The first request, cut short; nil if there was none.
    package var task: String?
    /// `success`, `failure` or `unknown`.
    package var outcome: String
    /// The reward where the source gives one.
    package var reward: Double?
    /// Where the outcome was read from; `none` if nowhere.
    package var outcomeSource: String
    /// The file or field that told the outcome, with what else it says of it; nil if there is none.
    package var outcomeDetail: String?
    /// The path of the label file that the outcome was read from; nil if it was read from none.
    package var labelPath: String?
    /// The identifier of the task in a benchmark; nil if it is not known.
    package var taskID: String?
    /// The name of the trial of a harness; nil if it is not known.
    package var trial: String?
    /// The beginning, in seconds since 1970; nil if it is not known.
    package var started: Double?
    /// The end, in seconds since 1970; nil if it is not known.
    package var ended: Double?
    /// The number of steps.
    package var steps: Int
    /// The number of calls of tools.
    package var calls: Int
    /// The number of calls that ended with an error.
    package var errors: Int
    /// The tokens of the agent's model, prompts and answers together.
    package var tokens: Int
    /// What the agent's model cost, in US dollars; nil if it was not recorded.
    package var cost: Double?
    /// The skills of the session as `<kind>:<name>`, with `@<revision>` where it is known.
    package var skills: [String]
    /// Remarks of the reader, such as records that it skipped.
    package var notes: [String]
    /// Why no episode of it is evidence; nil if they are.
    package var unused: UnusedReason?
    /// The episodes in their order.
    package var episodes: [EpisodeReport]

    init(_ row: SessionRow, episodes: [EpisodeReport]) {
        id = row.id
        root = row.root
        trajectory = row.trajectory
        format = row.format
        agent = row.agent
        model = row.model
        workspace = row.workspace
        task = row.task
        outcome = row.outcome
        reward = row.reward
        outcomeSource = row.outcomeSource
        outcomeDetail = row.outcomeDetail
        labelPath = row.labelPath
        taskID = row.taskID
        trial = row.trial
        started = row.started
        ended = row.ended
        steps = row.steps
        calls = row.calls
        errors = row.errors
        tokens = row.tokens
        cost = row.cost
        skills = row.skills
        notes = row.notes
        unused = UnusedReason(column: row.reason)
        self.episodes = episodes
    }
}

/// An episode as the ledger tells of it.
package struct EpisodeReport: Sendable, Equatable {
    /// Counted from 0 in its session.
    package var number: Int
    /// The request of the user, cut short.
    package var request: String
    /// The skill that the episode is for; nil if none was named.
    package var route: String?
    /// What the embedded analyst found in it.
    package var findings: [Finding]
    /// What the patterns of the embedded analyst noted in it.
    package var occurrences: [Occurrence]
    /// How far the episode has come.
    package var state: EpisodeState
    /// Why it backs no lesson; nil for one that does, or that waits.
    package var unused: UnusedReason?
    /// The evolution that looked at it.
    package var evolution: String?

    fileprivate init(_ row: EpisodeRow) {
        number = row.number
        request = row.request
        route = row.route
        findings = row.findings
        occurrences = row.occurrences
        state = row.state
        unused = row.unused
        evolution = row.evolution
    }
}

/// A file that was rejected.
package struct RejectedFile: Sendable, Equatable {
    /// The name under which the file was dropped.
    package var name: String
    /// The whole path under which the file was found.
    package var path: String
    /// Why the file was rejected.
    package var reason: RejectionReason
    /// The reason as a sentence.
    package var detail: String
}

/// Numbers of everything.
package struct LedgerTotals: Sendable, Equatable {
    /// Files that were ingested.
    package var trajectories = 0
    /// Files that were rejected.
    package var rejected = 0
    /// All sessions.
    package var sessions = 0
    /// All episodes.
    package var episodes = 0
    /// Episodes that wait for an evolution.
    package var pending = 0
    /// Episodes that are not evidence.
    package var unused = 0
    /// Sessions by outcome.
    package var outcomes: [String: Int] = [:]
    /// Sessions by format.
    package var formats: [String: Int] = [:]
}

extension Ledger {
    /// Counts everything.
    package func totals() throws -> LedgerTotals {
        try database.read { db in
            let trajectories = try Self.counts(of: TrajectoryRow.self, by: "state", db)
            let episodes = try Self.counts(of: EpisodeRow.self, by: "state", db)
            let gone: Set = [TrajectoryRecord.State.rejected.rawValue, TrajectoryRecord.State.forgotten.rawValue]
            var totals = LedgerTotals()
            totals.trajectories = trajectories.filter { !gone.contains($0.key) }.values.reduce(0, +)
            totals.rejected = trajectories[TrajectoryRecord.State.rejected.rawValue] ?? 0
            totals.sessions = try SessionRow.all().fetchCount(db)
            totals.episodes = episodes.values.reduce(0, +)
            totals.pending = episodes[EpisodeState.pending.rawValue] ?? 0
            totals.unused = episodes[EpisodeState.unused.rawValue] ?? 0
            totals.outcomes = try Self.counts(of: SessionRow.self, by: "outcome", db)
            totals.formats = try Self.counts(of: SessionRow.self, by: "format", db)
            return totals
        }
    }

    private static func counts<Value: TableValue>(of type: Value.Type, by column: String, _ db: Database) throws
        -> [String: Int]
    {
        let request = Value.all().select(Column(column), count(Column(column))).group(Column(column))
        var counts: [String: Int] = [:]
        for row in try request.asRequest(of: Row.self).fetchAll(db) { counts[row[0]] = row[1] }
        return counts
    }

    /// Sessions whose id or whose file's hash begins with the text; at most 20.
    package func sessions(matching prefix: String) throws -> [SessionReport] {
        let escaped = prefix.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        return try database.read { db in
            let rows: [SessionRow] = try SessionRow.all()
                .filter(
                    Column("id").like(escaped + "%", escape: "\\")
                        || Column("trajectory").like(escaped + "%", escape: "\\")
                ).order(Column("id")).limit(20).fetchValues(db)
            return try rows.map { row in
                let episodes: [EpisodeRow] = try EpisodeRow.all().filter(Column("session") == row.id)
                    .order(Column("number")).fetchValues(db)
                return SessionReport(row, episodes: episodes.map { EpisodeReport($0) })
            }
        }
    }

    /// The files that were rejected, newest first.
    ///
    /// - Parameter limit: how many at most; -1 for no limit.
    package func rejections(limit: Int = -1) throws -> [RejectedFile] {
        try database.read { db in
            try TrajectoryRow.all().filter(Column("state") == TrajectoryRecord.State.rejected.rawValue)
                .order(Column("received").desc).limit(limit).fetchValues(db).map {
                    RejectedFile(
                        name: $0.name,
                        path: $0.inbox.isEmpty ? $0.path : "\($0.inbox)/\($0.path)",
                        reason: RejectionReason(rawValue: $0.reason),
                        detail: $0.detail
                    )
                }
        }
    }

    /// Hashes of every trajectory that was ingested.
    package func archivedDigests() throws -> [String] {
        let gone = [TrajectoryRecord.State.rejected.rawValue, TrajectoryRecord.State.forgotten.rawValue]
        return try database.read { db in
            try TrajectoryRow.all().filter(!gone.contains(Column("state"))).order(Column("digest"))
                .select(Column("digest"), as: String.self).fetchAll(db)
        }
    }
}
