internal import GRDB

/// How far the ledger has read what other programs and people write.
package enum ReadPosition: String, Sendable {
    /// The commit of the branch of revisions.
    case branch
    /// The commit of the branch at which lessons were last compared with their skills.
    case compared
    /// The numbers of revisions that the history names, and up to which commit.
    case numbers
    /// The commit of the knowledge ref.
    case knowledge
    /// What the branch lost when it went backwards, until a person decides about it.
    case lost
    /// The state of the exchange with other machines.
    case exchange
    /// Set while lessons wait to be published anew, because another machine was first.
    case putBack
    /// From which commit to which the branch is being moved, until index and files have followed.
    case moving
    /// When the objects of the repository were last found whole, in seconds since 1970.
    case objects
}

extension Ledger {
    /// What was noted under a name; nil if nothing was.
    package func position(_ name: ReadPosition) throws -> String? {
        try database.read {
            try String.fetchOne($0, sql: "SELECT value FROM position WHERE name = ?", arguments: [name.rawValue])
        }
    }

    /// Notes a value under a name, or nothing where it is nil.
    package func setPosition(_ name: ReadPosition, to value: String?) throws {
        guard try position(name) != value else { return }
        try database.write { db in
            guard let value else {
                return try db.execute(sql: "DELETE FROM position WHERE name = ?", arguments: [name.rawValue])
            }
            try db.execute(
                sql: "INSERT OR REPLACE INTO position (name, value) VALUES (?, ?)",
                arguments: [name.rawValue, value]
            )
        }
    }
}
