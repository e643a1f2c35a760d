internal import GRDB

/// Something that a model was asked for and that is in no lesson: counted and kept, never passed over in silence.
package struct LossRecord: Sendable, Equatable {
    /// The stage of ``LossRecord/stage`` under which contradictions are kept.
    package static let conflict = "conflict"

    /// Where it happened: `analyse`, `merge`, or ``conflict``.
    package var stage: String
    /// The kind in one word.
    package var code: String
    /// A lower-case sentence without full stop, or the model's words.
    package var reason: String
    /// The session that it is about; nil if it is about none alone.
    package var session: String?
    /// Ids of the lessons that it concerns.
    package var lessons: [String]

    package init(stage: String, code: String, reason: String, session: String? = nil, lessons: [String] = []) {
        self.stage = stage
        self.code = code
        self.reason = reason
        self.session = session
        self.lessons = lessons
    }
}

extension Ledger {
    /// Adds to the losses of an evolution, in this order.
    static func insert(_ losses: [LossRecord], of evolution: String, _ db: Database) throws {
        let sql = "SELECT coalesce(max(number), 0) FROM loss WHERE evolution = ?"
        var number = try Int.fetchOne(db, sql: sql, arguments: [evolution]) ?? 0
        for loss in losses {
            number += 1
            try db.execute(
                sql: """
                    INSERT INTO loss (evolution, number, stage, code, reason, session, lessons)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    evolution, number, loss.stage, loss.code, loss.reason, loss.session, try Column.json(loss.lessons),
                ]
            )
        }
    }

    /// The losses of an evolution in the order in which they were saved.
    package func losses(of evolution: String) throws -> [LossRecord] {
        try database.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM loss WHERE evolution = ? ORDER BY number", arguments: [evolution])
                .map(Self.loss)
        }
    }

    /// Every contradiction between lessons that was found so far.
    ///
    /// - Parameter evolution: only what was found before that one; ids of evolutions are in the order of their times.
    package func conflicts(before evolution: String? = nil) throws -> [LossRecord] {
        try database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM loss WHERE stage = ? AND (? IS NULL OR evolution < ?) ORDER BY evolution, number
                    """,
                arguments: [LossRecord.conflict, evolution, evolution]
            ).map(Self.loss)
        }
    }

    private static func loss(_ row: Row) throws -> LossRecord {
        LossRecord(
            stage: row["stage"],
            code: row["code"],
            reason: row["reason"],
            session: row["session"],
            lessons: try Column.value([String].self, row["lessons"])
        )
    }
}
