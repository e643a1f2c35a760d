internal import GRDB

/// What calls of models came to.
package struct Spending: Sendable, Equatable {
    package var calls = 0
    /// Tokens of prompts, cached ones included.
    package var prompt = 0
    package var cached = 0
    package var completion = 0
    /// In the currency of the prices that stood in the configuration at the time; 0 without prices.
    package var cost = 0.0
    package var tokens: Int { prompt + completion }
    package init() {}
}

extension Ledger {
    /// What was spent at or after a time, in seconds since 1970.
    package func spending(since time: Double) throws -> Spending {
        try database.read { try Self.spending(where: "called >= ?", [time], $0) }
    }

    /// What one evolution spent.
    package func spending(of evolution: String) throws -> Spending {
        try database.read { try Self.spending(where: "evolution = ?", [evolution], $0) }
    }

    private static func spending(where condition: String, _ arguments: StatementArguments, _ db: Database) throws
        -> Spending
    {
        let sql = """
            SELECT count(*), coalesce(sum(prompt_tokens), 0), coalesce(sum(cached_tokens), 0),
            coalesce(sum(completion_tokens), 0), coalesce(sum(cost), 0) FROM model_call WHERE \(condition)
            """
        var spending = Spending()
        guard let row = try Row.fetchOne(db, sql: sql, arguments: arguments) else { return spending }
        (spending.calls, spending.prompt, spending.cached) = (row[0], row[1], row[2])
        (spending.completion, spending.cost) = (row[3], row[4])
        return spending
    }
}
