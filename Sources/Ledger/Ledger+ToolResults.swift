internal import FoundationEssentials
internal import GRDB

/// What tools answered that worked on artifacts: a command may say something else another day, and a replay must not.
extension Ledger {
    /// What is kept under a key; nil if nothing is.
    package func toolResult(_ key: String) async throws -> [UInt8]? {
        try await database.read { db in
            try Data.fetchOne(db, sql: "SELECT result FROM tool_result WHERE key = ?", arguments: [key])
                .map { Array($0) }
        }
    }

    /// Keeps what a tool answered. What is kept already stays: the first answer is the one that a model was given.
    package func save(toolResult key: String, _ result: [UInt8], of evolution: String) async throws {
        try await database.write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO tool_result (key, evolution, result) VALUES (?, ?, ?)",
                arguments: [key, evolution, Data(result)]
            )
        }
    }
}
