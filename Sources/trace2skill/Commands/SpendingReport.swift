internal import Configuration
internal import Foundations
internal import Ledger

/// The cost of models so far, and what is left of the budgets: a part of `status`.
struct SpendingReport: Codable {
    /// The cost of one period.
    struct Sum: Codable {
        /// Calls that were made.
        var calls: Int
        /// Tokens of prompts, cached ones included.
        var prompt: Int
        /// Tokens of prompts that the provider had in its cache.
        var cached: Int
        /// Tokens of answers.
        var completion: Int
        /// Tokens of calls whose figures are estimates, because the provider reports none.
        var estimated: Int
        /// In the configured currency; nil without prices in the configuration.
        var cost: Double?

        /// - Parameter prices: nil if the configuration has none.
        init(_ spending: Spending, _ prices: Configuration.Prices?) {
            calls = spending.calls
            prompt = spending.prompt
            cached = spending.cached
            completion = spending.completion
            estimated = spending.estimated
            cost = prices == nil ? nil : spending.cost
        }
    }

    /// Calls since 00:00 UTC.
    var callsToday: Int
    /// Tokens since 00:00 UTC.
    var tokensToday: Int
    /// The daily limit of tokens; nil if there is none.
    var tokensPerDay: Int?
    /// Never below 0.
    var tokensLeftToday: Int?
    /// The daily limit of cost, in ``currency``; nil if there is none.
    var costPerDay: Double?
    /// What is left of the daily limit of cost; never below 0.
    var costLeftToday: Double?
    /// The currency of the configured prices.
    var currency: String?
    /// Since 00:00 UTC.
    var today: Sum
    /// The cost of the last evolution; nil if there was none.
    var lastEvolution: Sum?
    /// The cost of all calls so far.
    var altogether: Sum

    /// Reads the spending of today, of the last evolution and in total.
    init(_ context: Context) throws {
        let configuration = context.configuration
        let prices = configuration.model.prices
        let midnight = (context.clock.now() / 86400).rounded(.down) * 86400
        let day = try context.ledger.spending(since: midnight)
        callsToday = day.calls
        tokensToday = day.tokens
        tokensPerDay = configuration.budget.tokensPerDay
        tokensLeftToday = tokensPerDay.map { max(0, $0 - day.tokens) }
        costPerDay = configuration.budget.costPerDay
        costLeftToday = costPerDay.map { max(0, $0 - day.cost) }
        currency = prices?.currency
        today = Sum(day, prices)
        lastEvolution = try context.ledger.lastEvolution().map { Sum(try context.ledger.spending(of: $0.id), prices) }
        altogether = Sum(try context.ledger.spending(since: 0), prices)
    }

    // MARK: For people

    /// Headings with their text; empty if no model was ever asked.
    var lines: [(heading: String, text: String)] {
        guard altogether.calls > 0 else { return [] }
        var lines = [("spending    ", "today \(words(today))")]
        if let lastEvolution, lastEvolution.calls > 0 {
            lines.append(("            ", "last evolution \(words(lastEvolution))"))
        }
        lines.append(("            ", "in total \(words(altogether))"))
        var limits: [String] = []
        if let tokensPerDay, let tokensLeftToday {
            limits.append("\(tokensPerDay) tokens a day, \(tokensLeftToday) left today")
        }
        if let costPerDay, let costLeftToday, let currency {
            limits.append("\(Self.money(costPerDay)) \(currency) a day, \(Self.money(costLeftToday)) left today")
        }
        if !limits.isEmpty { lines.append(("budget      ", limits.joined(separator: "; "))) }
        return lines
    }

    private func words(_ sum: Sum) -> String {
        guard sum.calls > 0 else { return "nothing" }
        let cached = sum.cached > 0 ? ", \(sum.cached) of these cached" : ""
        let cost = sum.cost.flatMap { cost in currency.map { "; \(Self.money(cost)) \(Terminal.plain($0))" } } ?? ""
        let all = sum.prompt + sum.completion
        let estimated =
            sum.estimated == 0 ? "" : sum.estimated == all ? " (estimated)" : " (\(sum.estimated) of these estimated)"
        return
            "\((sum.prompt + sum.completion).of("token"))\(estimated) in \(sum.calls.of("call")): \(sum.prompt) prompt\(cached), \(sum.completion) completion\(cost)"
    }

    /// An amount with two to four decimals.
    static func money(_ amount: Double) -> String {
        guard amount.isFinite, amount < 1e12 else { return "\(amount)" }
        let units = Int((amount * 10_000).rounded())
        if units == 0, amount > 0 { return "less than 0.0001" }
        var decimals = String("\(10_000 + units % 10_000)".dropFirst())
        while decimals.count > 2, decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(units / 10_000).\(decimals)"
    }
}
