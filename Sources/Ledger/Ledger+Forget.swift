internal import GRDB
package import Trajectories

/// What is removed when a session is forgotten.
package struct ForgettingPlan: Sendable, Equatable {
    /// Ids of the session and of those that belong to it.
    package var sessions: [String] = []
    /// The number of episodes of these sessions.
    package var episodes = 0
    /// Hashes of trajectories that no other session needs.
    package var trajectories: [String] = []
    /// Hashes of trajectories that hold other sessions as well.
    package var shared: [String] = []
    /// Paths of these trajectories' files that stayed in their inboxes.
    package var places: [String] = []
    /// A plan that removes nothing.
    package init() {}
}

/// A row of the table of what is not to be ingested again.
struct Forgotten: TableValue {
    static let table = "forgotten"

    enum Kind: String, Codable { case session, trajectory }

    var kind: Kind
    var id: String
    /// Seconds since 1970.
    var forgotten: Double

    init(_ kind: Kind, _ id: String, at time: Double = 0) {
        self.kind = kind
        self.id = id
        forgotten = time
    }

    /// Writes the row; one that is there keeps its time.
    func mark(_ db: Database) throws {
        guard try !isKnown(db) else { return }
        try insert(db)
    }

    /// Whether there is such a row.
    func isKnown(_ db: Database) throws -> Bool {
        try Self.rows(where: "kind = ? AND id = ?", kind.rawValue, id).fetchValue(db) != nil
    }
}

extension Ledger {
    /// Plans the removal of a session, and of those that were started by it.
    ///
    /// - Parameter root: the id of an outermost session.
    package func plan(forgetting root: Session.ID) throws -> ForgettingPlan {
        try database.read { db in
            var plan = ForgettingPlan()
            let own = SessionRow.all().filter(Column("id") == root.rawValue || Column("root") == root.rawValue)
            plan.sessions = try own.order(Column("id")).select(Column("id"), as: String.self).fetchAll(db)
            plan.episodes = try EpisodeRow.all()
                .filter(Column("session") == root.rawValue || Column("root") == root.rawValue).fetchCount(db)
            let digests = try own.select(Column("trajectory"), as: String.self).distinct().fetchAll(db)
            for digest in digests.sorted() {
                let others = try SessionRow.all().filter(Column("trajectory") == digest)
                    .filter(Column("id") != root.rawValue && Column("root") != root.rawValue).fetchCount(db)
                if others == 0 { plan.trajectories.append(digest) } else { plan.shared.append(digest) }
            }
            plan.places = try KeptFile.all().filter(digests.contains(Column("digest"))).order(Column("path"))
                .select(Column("path"), as: String.self).fetchAll(db)
            return plan
        }
    }

    /// Hashes of trajectories whose every session is in another one that goes further.
    package func supersededTrajectories() throws -> [String] {
        try database.read { db in
            try TrajectoryRow.all()
                .filter(
                    [TrajectoryRecord.State.archived.rawValue, TrajectoryRecord.State.superseded.rawValue]
                        .contains(Column("state"))
                )
                .filter(!SessionRow.all().select(Column("trajectory")).contains(Column("digest")))
                .order(Column("digest")).select(Column("digest"), as: String.self).fetchAll(db)
        }
    }

    /// Removes sessions, with their episodes and what models said of them, and marks them so that they are not ingested
    /// again; brings lessons up to date. In one transaction.
    ///
    /// - Parameter time: in seconds since 1970.
    package func forget(_ plan: ForgettingPlan, lessons: [LessonRecord], at time: Double) throws {
        try database.write { db in
            for session in plan.sessions {
                try Self.removeAnswers(about: session, db)
                try DiscardRow.all().filter(Column("session") == session).deleteAll(db)
                try EpisodeRow.all().filter(Column("session") == session).deleteAll(db)
                try SessionRow.all().filter(key: session).deleteAll(db)
                try Forgotten(.session, session, at: time).mark(db)
            }
            for digest in plan.trajectories {
                try TrajectoryRow.all().filter(key: digest).updateAll(
                    db,
                    Column("state").set(to: TrajectoryRecord.State.forgotten.rawValue),
                    Column("name").set(to: ""),
                    Column("path").set(to: ""),
                    Column("reason").set(to: ""),
                    Column("detail").set(to: ""),
                    Column("labels").set(to: "[]")
                )
                try ArtifactsEntry.all().filter(key: digest).deleteAll(db)
                try Forgotten(.trajectory, digest, at: time).mark(db)
            }
            for lesson in lessons { try lesson.upsert(db) }
        }
    }

    /// Removes what models and tools answered in the evolutions that a session waited for: a replay of these misses the
    /// session in any case.
    private static func removeAnswers(about session: String, _ db: Database) throws {
        // SQL, since the query interface cannot look into a column of JSON.
        let evolutions = try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT evolution.id FROM evolution, json_each(evolution.inputs, '$.pending') AS pending
                WHERE json_extract(pending.value, '$.session') = ?
                """,
            arguments: [session]
        )
        try ModelCallEntry.all().filter(evolutions.contains(Column("evolution")))
            .updateAll(db, Column("response").set(to: nil))
        try ToolResult.all().filter(evolutions.contains(Column("evolution"))).deleteAll(db)
    }

    /// Marks what an earlier ledger knew to be forgotten.
    ///
    /// - Parameter time: in seconds since 1970.
    package func markForgotten(sessions: [String], trajectories: [String], at time: Double) throws {
        try database.write { db in
            for session in sessions { try Forgotten(.session, session, at: time).mark(db) }
            for digest in trajectories { try Forgotten(.trajectory, digest, at: time).mark(db) }
        }
    }

    /// Whether a session was forgotten.
    package func isForgotten(session: String) throws -> Bool {
        try database.read { try Forgotten(.session, session).isKnown($0) }
    }

    /// Whether a file was forgotten, by its hash.
    package func isForgotten(trajectory digest: String) throws -> Bool {
        try database.read { try Forgotten(.trajectory, digest).isKnown($0) }
    }

    /// The hashes of every trajectory that was forgotten.
    package func forgottenTrajectories() throws -> [String] {
        try database.read { db in
            try Forgotten.all().filter(Column("kind") == Forgotten.Kind.trajectory.rawValue).order(Column("id"))
                .select(Column("id"), as: String.self).fetchAll(db)
        }
    }
}
