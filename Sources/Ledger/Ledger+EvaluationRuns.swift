internal import FoundationEssentials
internal import GRDB

/// What the programs that measure skills printed, for as long as the evolution that asked for it is under way.
extension Ledger {
    /// What a run printed; nil if it was not made yet.
    package func evaluationRun(_ key: String) throws -> [UInt8]? {
        try database.read { db in
            try Row.fetchOne(db, sql: "SELECT output FROM evaluation_run WHERE key = ?", arguments: [key])
                .map { [UInt8]($0["output"] as Data) }
        }
    }

    /// Keeps what a run printed, so that it is not paid for again if the process ends before the evolution does.
    package func save(evaluationRun key: String, output: [UInt8]) throws {
        try database.write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO evaluation_run (key, output) VALUES (?, ?)",
                arguments: [key, Data(output)]
            )
        }
    }

    /// Forgets all runs: the next evaluation measures anew.
    package func forgetEvaluationRuns() throws {
        try database.write { db in try db.execute(sql: "DELETE FROM evaluation_run") }
    }
}
