internal import GRDB
internal import Lessons
internal import Trajectories

/// Labels, and what they change in sessions and episodes.
extension Ledger {
    /// The label files that came with a trajectory, the strongest first; nil if the ledger does not know it, or it was
    /// forgotten or rejected.
    package func labels(of digest: String) throws -> [LabelReference]? {
        try database.read { db in
            guard let row = try TrajectoryRow.rows(where: "digest = ?", digest).fetchValue(db),
                let state = TrajectoryRecord.State(rawValue: row.state), state == .archived || state == .superseded
            else { return nil }
            return row.labels
        }
    }

    /// The label files of every trajectory that has some, by the trajectory's hash.
    package func labels() throws -> [String: [LabelReference]] {
        try database.read { db in
            let rows: [TrajectoryRow] = try TrajectoryRow.all().filter(Column("labels") != "[]").fetchValues(db)
            return Dictionary(rows.map { ($0.digest, $0.labels) }) { first, _ in first }
        }
    }

    /// How many sessions have an outcome from a label file that is not known, as earlier versions recorded it.
    package func sessionsWithUnarchivedLabels() throws -> Int {
        try database.read { db in
            try SessionRow.all()
                .filter(Column("outcome_source") == Outcome.Source.sidecar.rawValue && Column("label_path") == nil)
                .fetchCount(db)
        }
    }

    /// Hashes of trajectories that were ingested from a folder of an inbox, or from below it.
    ///
    /// - Parameters:
    ///   - folder: the path of the folder in its inbox.
    ///   - inbox: the path of the inbox.
    package func trajectories(from folder: String, of inbox: String) throws -> [String] {
        let escaped = folder.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        let states = [TrajectoryRecord.State.archived.rawValue, TrajectoryRecord.State.superseded.rawValue]
        return try database.read { db in
            try TrajectoryRow.all().filter(Column("inbox") == inbox && states.contains(Column("state")))
                .filter(Column("path").like(escaped + "/%", escape: "\\")).order(Column("digest"))
                .select(Column("digest"), as: String.self).fetchAll(db)
        }
    }

    /// Whether a trajectory of an inbox was ever ingested.
    package func hasTrajectories(from inbox: String) throws -> Bool {
        let states = [TrajectoryRecord.State.archived.rawValue, TrajectoryRecord.State.superseded.rawValue]
        return try database.read { db in
            try TrajectoryRow.all().filter(Column("inbox") == inbox && states.contains(Column("state"))).limit(1)
                .select(Column("digest"), as: String.self).fetchOne(db) != nil
        }
    }

    /// Applies labels to the sessions of a trajectory that was ingested before.
    ///
    /// - Returns: the sessions whose outcome or task they told.
    package func apply(_ labels: [TrajectoryLabel], to digest: String) throws -> [LabelledSession] {
        try database.write { db in
            guard var file = try TrajectoryRow.all().filter(key: digest).fetchValue(db) else { return [] }
            file.labels = LabelReference.merge(labels.map(\.reference), into: file.labels)
            try file.upsert(db)
            var counts = IngestCounts()
            let sessions: [SessionRow] = try SessionRow.all().filter(Column("trajectory") == digest).fetchValues(db)
            for known in sessions {
                var row = known
                apply(labels, to: &row, knownAs: known, &counts)
                try update(row, from: known, copies: [], takesRoute: false, db)
            }
            return counts.labelled
        }
    }

    // MARK: Sessions and episodes

    func apply(
        _ labels: [TrajectoryLabel],
        to row: inout SessionRow,
        knownAs known: SessionRow?,
        _ counts: inout IngestCounts
    ) {
        var used: TrajectoryLabel?
        for label in labels where row.apply(label) { used = used ?? label }
        guard let used, row != known else { return }
        counts.labelled.append(
            LabelledSession(
                session: row.id,
                outcome: row.knownOutcome,
                path: row.labelPath ?? used.reference.path
            )
        )
    }

    /// Brings a session up to date of which another copy, or a label, told more. Its episodes wait for an evolution
    /// again if that can change what is learned from them.
    func update(
        _ row: SessionRow,
        from known: SessionRow,
        copies: [EpisodeRow],
        takesRoute: Bool,
        _ db: Database
    ) throws {
        if row != known { try row.upsert(db) }
        for episode in try episodes(of: Session.ID(row.id), db) {
            let copy = copies.first { $0.number == episode.number }
            var new = episode
            new.follow(row, other: copy)
            if takesRoute { new.route = copy?.route ?? new.route }
            let isNews = (new.outcome, new.task, new.route) != (episode.outcome, episode.task, episode.route)
            guard isNews || new.request != episode.request else { continue }
            if isNews, new.state == .done { (new.state, new.reason, new.evolution) = (.pending, "", nil) }
            if isNews { (new.readBy, new.failures) = ("", 0) }
            try new.upsert(db)
        }
    }

    func episodes(of session: Session.ID, _ db: Database) throws -> [EpisodeRow] {
        try EpisodeRow.rows(where: "session = ?", session.rawValue).fetchValues(db)
    }
}
