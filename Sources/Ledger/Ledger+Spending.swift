internal import GRDB

/// The sum of what calls of models used.
package struct Spending: Sendable, Equatable {
    /// The number of calls.
    package var calls = 0
    /// Tokens of prompts, cached ones included.
    package var prompt = 0
    /// Tokens of prompts that providers had in their caches.
    package var cached = 0
    /// Tokens of answers.
    package var completion = 0
    /// Tokens of calls whose figures are estimates.
    package var estimated = 0
    /// In the currency of the prices that were configured at the time; 0 without prices.
    package var cost = 0.0
    /// Tokens of prompts and answers.
    package var tokens: Int { prompt + completion }
    /// No spending.
    package init() {}
}

extension Ledger {
    /// What was spent at or after a time, in seconds since 1970.
    package func spending(since time: Double) throws -> Spending {
        try database.read { try Self.spending(on: ModelCallEntry.all().filter(Column("called") >= time), $0) }
    }

    /// What one evolution spent.
    package func spending(of evolution: String) throws -> Spending {
        try database.read { try Self.spending(on: ModelCallEntry.all().filter(Column("evolution") == evolution), $0) }
    }

    private static func spending(on calls: QueryInterfaceRequest<Stored<ModelCallEntry>>, _ db: Database) throws
        -> Spending
    {
        let sums = calls.select(
            count(Column("number")),
            total(Column("prompt_tokens")),
            total(Column("cached_tokens")),
            total(Column("completion_tokens")),
            total(Column("cost"))
        )
        var spending = Spending()
        guard let row = try sums.asRequest(of: Row.self).fetchOne(db) else { return spending }
        (spending.calls, spending.cost) = (row[0], row[4])
        (spending.prompt, spending.cached, spending.completion) = (row[1], row[2], row[3])
        let guesses = calls.filter(Column("estimated") == true)
            .select(total(Column("prompt_tokens") + Column("completion_tokens")), as: Int.self)
        spending.estimated = try guesses.fetchOne(db) ?? 0
        return spending
    }
}
