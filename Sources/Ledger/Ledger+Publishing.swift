internal import GRDB

/// A revision that is about to be published, written down before anything in git moves.
package struct Intent: Sendable, Equatable {
    package enum State: String, Sendable {
        case open
        /// The branch has moved; index and working tree may still be behind.
        case moved
        case done
        case abandoned
    }

    package var id: String
    package var evolution: String
    package var skill: String
    /// The full name of the branch.
    package var reference: String
    /// What the branch pointed at when the revision was planned.
    package var parent: String
    /// The commit that the branch will point at.
    package var tip: String
    /// The revision as JSON: number, tag, lessons.
    package var content: String
    package var state: State
    package var created: Double
    package init(
        id: String,
        evolution: String,
        skill: String,
        reference: String,
        parent: String,
        tip: String,
        content: String,
        state: State = .open,
        created: Double
    ) {
        self.id = id
        self.evolution = evolution
        self.skill = skill
        self.reference = reference
        self.parent = parent
        self.tip = tip
        self.content = content
        self.state = state
        self.created = created
    }
}

/// A published revision.
package struct RevisionRecord: Sendable, Equatable {
    package var skill: String
    package var number: Int
    package var evolution: String
    package var commit: String
    package var base: String
    package var published: Double
    /// `published` or `rolled-back`.
    package var state: String
    /// Lesson ids that it brought.
    package var lessons: [String]
    package init(
        skill: String,
        number: Int,
        evolution: String,
        commit: String,
        base: String,
        published: Double,
        state: String = "published",
        lessons: [String]
    ) {
        self.skill = skill
        self.number = number
        self.evolution = evolution
        self.commit = commit
        self.base = base
        self.published = published
        self.state = state
        self.lessons = lessons
    }
}

extension Ledger {
    package func save(_ intent: Intent) throws {
        try database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO intent (id, evolution, skill, reference, parent, tip, content, state, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET state = excluded.state
                    """,
                arguments: [
                    intent.id, intent.evolution, intent.skill, intent.reference, intent.parent, intent.tip,
                    intent.content, intent.state.rawValue, intent.created,
                ]
            )
        }
    }

    /// Intents that a crash may have left behind, oldest first.
    package func openIntents() throws -> [Intent] {
        try database.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM intent WHERE state IN ('open', 'moved') ORDER BY created, id").map(
                Self.intent
            )
        }
    }

    private static func intent(_ row: Row) -> Intent {
        Intent(
            id: row["id"],
            evolution: row["evolution"],
            skill: row["skill"],
            reference: row["reference"],
            parent: row["parent"],
            tip: row["tip"],
            content: row["content"],
            state: Intent.State(rawValue: row["state"]) ?? .open,
            created: row["created"]
        )
    }

    package func save(_ revision: RevisionRecord) throws {
        let lessons = try Column.json(revision.lessons)
        try database.write { db in
            try db.execute(
                sql:
                    "INSERT OR REPLACE INTO revision (skill, number, evolution, commit_id, base, published, state, lessons) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    revision.skill, revision.number, revision.evolution, revision.commit, revision.base,
                    revision.published, revision.state, lessons,
                ]
            )
        }
    }

    package func revisions(skill: String? = nil) throws -> [RevisionRecord] {
        try database.read { db in
            let rows =
                if let skill {
                    try Row.fetchAll(
                        db,
                        sql: "SELECT * FROM revision WHERE skill = ? ORDER BY number",
                        arguments: [skill]
                    )
                } else {
                    try Row.fetchAll(db, sql: "SELECT * FROM revision ORDER BY skill, number")
                }
            return try rows.map { row in
                RevisionRecord(
                    skill: row["skill"],
                    number: row["number"],
                    evolution: row["evolution"],
                    commit: row["commit_id"],
                    base: row["base"],
                    published: row["published"],
                    state: row["state"],
                    lessons: try Column.value([String].self, row["lessons"])
                )
            }
        }
    }
}
