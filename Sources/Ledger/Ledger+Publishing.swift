internal import GRDB

extension Ledger {
    /// Writes an intent down, or how far it has come.
    package func save(_ intent: Intent) throws {
        try database.write { try intent.upsert($0) }
    }

    /// Intents that a crash may have left behind, oldest first.
    package func openIntents() throws -> [Intent] {
        let unfinished = Intent.State.allCases.filter(\.isUnfinished).map(\.rawValue)
        return try database.read { db in
            try Intent.all().filter(unfinished.contains(Column("state"))).order(Column("created"), Column("id"))
                .fetchValues(db)
        }
    }

    /// Writes down a revision that is published.
    package func save(_ revision: RevisionRecord) throws {
        try database.write { try revision.upsert($0) }
    }

    /// Removes a revision that is no longer in the history.
    package func removeRevision(skill: String, number: Int) throws {
        try database.write { db in
            try db.execute(sql: "DELETE FROM revision WHERE skill = ? AND number = ?", arguments: [skill, number])
        }
    }

    /// The highest number of a published revision of each skill.
    package func revisionNumbers() throws -> [String: Int] {
        try database.read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT skill, max(number) FROM revision GROUP BY skill")
            return Dictionary(rows.map { ($0[0], $0[1]) }) { first, _ in first }
        }
    }

    /// Every published revision, or those of one skill, by skill and number.
    package func revisions(skill: String? = nil) throws -> [RevisionRecord] {
        try database.read { db in
            var request = RevisionRecord.all().order(Column("skill"), Column("number"))
            if let skill { request = request.filter(Column("skill") == skill) }
            return try request.fetchValues(db)
        }
    }
}
