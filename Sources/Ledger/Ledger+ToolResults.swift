internal import FoundationEssentials
internal import GRDB

/// A row of the table of what tools answered.
struct ToolResult: TableValue {
    static let table = "tool_result"

    var key: String
    var evolution: String
    var result: Data
}

/// What tools that worked on artifacts answered: a command may say something else another day, and a replay must not.
extension Ledger {
    /// The answer that is kept under a key; nil if there is none.
    package func toolResult(_ key: String) async throws -> [UInt8]? {
        try await database.read { try ToolResult.all().filter(key: key).fetchValue($0).map { Array($0.result) } }
    }

    /// Keeps what a tool answered. An answer that is kept already stays: it is the one that a model was given.
    package func save(toolResult key: String, _ result: [UInt8], of evolution: String) async throws {
        try await database.write { db in
            let row = ToolResult(key: key, evolution: evolution, result: Data(result))
            guard try !Stored(row).exists(db) else { return }
            try row.insert(db)
        }
    }
}
