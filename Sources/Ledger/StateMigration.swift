internal import GRDB
internal import Lessons
internal import Trajectories

/// Brings a ledger of version 0.1 to columns that hold one thing each: the state of a lesson apart from the reason why
/// it waits and from the words of the person who took it back, and JSON with a version in place of private forms of text.
enum StateMigration {
    static func run(_ db: Database) throws {
        try db.execute(sql: tables)
        for row in try Row.fetchAll(db, sql: "SELECT * FROM lesson ORDER BY id") { try moveLesson(row, db) }
        try db.execute(
            sql: """
                DROP TABLE lesson;
                ALTER TABLE new_lesson RENAME TO lesson;
                CREATE INDEX lesson_skill ON lesson (skill, state);
                """
        )
        for row in try Row.fetchAll(db, sql: "SELECT id, content FROM intent") {
            try db.execute(
                sql: "UPDATE intent SET content = ? WHERE id = ?",
                arguments: [try ColumnJSON.json(plannedRevision(row["content"])), row["id"] as String]
            )
        }
        // One at a time: the inputs of a large pool fill a lot of memory.
        for id in try String.fetchAll(db, sql: "SELECT id FROM evolution") {
            let text = try String.fetchOne(db, sql: "SELECT inputs FROM evolution WHERE id = ?", arguments: [id])
            try db.execute(
                sql: "UPDATE evolution SET inputs = ? WHERE id = ?",
                arguments: [try ColumnJSON.json(inputs(text ?? "[]")), id]
            )
        }
        try db.execute(sql: "UPDATE evolution SET summary = '{}' WHERE summary = ''")
    }

    // The lesson table of this migration, which later ones may change.
    private static let tables = """
        CREATE TABLE new_lesson (
            id TEXT PRIMARY KEY,
            skill TEXT NOT NULL,
            -- `adopted`, `proposed`, `held`, `approved` or `retracted`
            state TEXT NOT NULL,
            -- Why it is held; a code.
            hold_reason TEXT,
            -- By which act a person took it back, in which words, and the commit that proves it.
            retracted_by TEXT,
            note TEXT,
            proof_commit TEXT,
            proof_author TEXT,
            proof_date REAL,
            fingerprint TEXT NOT NULL,
            -- The lesson as JSON.
            content TEXT NOT NULL,
            revision INTEGER,
            -- An evolution's id, or the name of another operation.
            origin TEXT NOT NULL,
            updated REAL NOT NULL,
            -- Whether the knowledge ref holds this row.
            in_knowledge INTEGER NOT NULL
        );
        ALTER TABLE place RENAME TO kept_file;
        DROP INDEX loss_stage;
        ALTER TABLE loss RENAME TO discard;
        -- SHA-256 of the trajectory that it is about.
        ALTER TABLE discard ADD COLUMN trajectory TEXT;
        CREATE INDEX discard_stage ON discard (stage);
        ALTER TABLE revision DROP COLUMN state;
        DROP TABLE setting;
        """

    // MARK: Lessons

    private static func moveLesson(_ row: Row, _ db: Database) throws {
        let state = try state(of: row, db)
        let origin: String = row["evolution"]
        try db.execute(
            sql: """
                INSERT INTO new_lesson (id, skill, state, hold_reason, retracted_by, note, fingerprint, content, revision,
                    origin, updated, in_knowledge)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
                """,
            arguments: [
                row["id"], row["skill"], state.name.rawValue, state.holdReason?.rawValue,
                state.retraction?.means.rawValue, state.retraction?.note, row["fingerprint"], row["content"],
                row["revision"], origin == "rebuilt" ? LessonOrigin.rebuild.rawValue : origin, row["updated"],
            ]
        )
    }

    /// The column `reason` was a code for a lesson that was held, the state `approved`, or what a person wrote.
    private static func state(of row: Row, _ db: Database) throws -> LessonState {
        let state: String = row["state"]
        let reason: String = row["reason"]
        switch state {
        case "adopted": return .adopted
        case "proposed": return .proposed
        case "tombstone": return .retracted(try retraction(reason, of: row["id"], db))
        // As that version read a state that it did not know.
        default: return reason == "approved" ? .approved : .held(HoldReason(rawValue: reason))
        }
    }

    /// A retraction without words had a code that names the act. With words, the act is known by whether the lesson was ever
    /// published.
    private static func retraction(_ reason: String, of lesson: String, _ db: Database) throws -> Retraction {
        switch reason {
        case "taken-back": return Retraction(.revert)
        case "rolled-back": return Retraction(.rollback)
        case "declined": return Retraction(.review)
        // A ledger that was rebuilt knew of no reason.
        case "": return Retraction(.unspecified)
        default:
            let wasPublished = try Bool.fetchOne(
                db,
                sql: "SELECT 1 FROM revision, json_each(revision.lessons) AS own WHERE own.value = ? LIMIT 1",
                arguments: [lesson]
            )
            return Retraction(wasPublished == true ? .rollback : .review, note: reason)
        }
    }

    // MARK: Forms of text

    /// An intent's lines: number, seconds, message of the tag, then a lesson on each.
    private static func plannedRevision(_ text: String) -> PlannedRevision {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return PlannedRevision(
            number: lines.first.flatMap { Int($0) } ?? 0,
            seconds: lines.dropFirst().first.flatMap { Int64($0) } ?? 0,
            tagMessage: (lines.dropFirst(2).first ?? "") + "\n",
            // A lesson that cannot be read is read back from the history.
            lessons: lines.dropFirst(3).compactMap { try? LessonFile.decode(Array($0.utf8)) }
        )
    }

    /// A list of lines with tabs: an episode, or `record` with a lesson and the sessions behind it.
    private static func inputs(_ text: String) throws -> FirstInputs {
        var inputs = FirstInputs()
        for line in try ColumnJSON.value([String].self, text) {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            if parts.count > 5, parts[0] == "record" {
                // A lesson that cannot be read is missed by the comparison that a replay is for.
                guard let lesson = try? LessonFile.decode(Array(parts[1].utf8)) else { continue }
                let sessions = stride(from: 2, to: parts.count - 3, by: 4).map { start in
                    SupportingSession(
                        session: Session.ID(parts[start]),
                        task: parts[start + 1],
                        source: parts[start + 2],
                        sketch: parts[start + 3]
                    )
                }
                inputs.lessons.append(EvolutionInputs.HandedLesson(lesson: lesson, sessions: sessions))
            } else if parts.count == 4, let number = Int(parts[2]) {
                inputs.episodes.append(
                    FirstInputs.Episode(
                        session: Session.ID(parts[0]),
                        trajectory: parts[1],
                        number: number,
                        pending: parts[3].isEmpty ? nil : Session.ID(parts[3])
                    )
                )
            }
        }
        return inputs
    }
}
