import LanguageModels
import Synchronization
import Testing

@Suite("A budget", .timeLimit(.minutes(1)))
struct BudgetTests {
    private let estimate = TokenEstimate(prompt: 100, maximumCompletion: 50)

    @Test("A budget refuses a call that may be larger than the limit of one call")
    func refusesCallOverLimit() throws {
        _ = try Budget(Budget.Limits(perCall: 150), today: { 0 }).reserve(estimate)
        let error = #expect(throws: ModelError.self) {
            try Budget(Budget.Limits(perCall: 149), today: { 0 }).reserve(estimate)
        }
        #expect(error?.kind == .budget)
    }

    // Fault 40 of the reference implementation.
    @Test("Reserved tokens count, so that concurrent calls cannot pass a limit together")
    func reservedTokensCount() throws {
        let budget = Budget(Budget.Limits(perDay: 250), today: { 0 })
        let first = try budget.reserve(estimate)
        _ = try budget.reserve(estimate)
        #expect(throws: ModelError.self) { try budget.reserve(estimate) }
        budget.charge(40, releasing: first)
        _ = try budget.reserve(estimate)
        #expect(budget.spending.today == 40)
    }

    @Test("A budget continues after a restart and is reset when a new day begins")
    func resetsWithNewDay() throws {
        let day = Mutex(10)
        let day10 = Budget(
            Budget.Limits(perDay: 1_000),
            spent: Budget.Spending(day: 10, today: 950),
            today: { 10 }
        )
        #expect(throws: ModelError.self) { try day10.reserve(estimate) }
        let turning = TurningDay(day.withLock { $0 })
        let budget = Budget(
            Budget.Limits(perDay: 1_000),
            spent: Budget.Spending(day: 10, today: 950),
            today: { turning.value }
        )
        turning.value = 11
        budget.charge(120, releasing: try budget.reserve(estimate))
        #expect(budget.spending.today == 120)
        turning.value = 10
        #expect(budget.spending.today == 120)
    }

    private let prices = TokenPrices(prompt: 1, cached: 0.1, completion: 10)

    @Test("The cost follows the prices of prompt, cache and answer")
    func costFollowsPrices() throws {
        let usage = Usage(prompt: 1_000_000, cached: 400_000, completion: 100_000)
        #expect(abs(prices.cost(of: usage) - (0.6 + 0.04 + 1)) < 1e-9)
        let budget = Budget(Budget.Limits(), prices: prices, today: { 0 })
        budget.charge(usage.total, usage: usage, releasing: try budget.reserve(estimate))
        budget.charge(1_000_000, releasing: try budget.reserve(estimate))
        #expect(abs(budget.spending.costToday - 2.64) < 1e-9)
    }

    @Test("A budget refuses a call over the cost limit of a day until the next day")
    func refusesCallOverDailyCost() throws {
        let turning = TurningDay(3)
        let budget = Budget(
            Budget.Limits(costPerDay: 0.0002),
            prices: prices,
            spent: Budget.Spending(day: 3, today: 10, costToday: 0.00005),
            today: { turning.value }
        )
        let first = try budget.reserve(estimate)
        let error = #expect(throws: ModelError.self) { try budget.reserve(estimate) }
        #expect(error?.kind == .budget)
        budget.charge(150, usage: Usage(prompt: 100, completion: 50), releasing: first)
        #expect(throws: ModelError.self) { try budget.reserve(estimate) }
        turning.value = 4
        _ = try budget.reserve(estimate)
        #expect(budget.spending.costToday == 0)
    }

    @Test("The tokens of an evolution are counted separately from those of the day")
    func countsEvolutionSeparately() throws {
        let budget = Budget(Budget.Limits(perEvolution: 150), today: { 0 })
        budget.charge(120, releasing: try budget.reserve(estimate))
        #expect(throws: ModelError.self) { try budget.reserve(estimate) }
        budget.beginEvolution()
        budget.charge(100, releasing: try budget.reserve(estimate))
        #expect(budget.spending == Budget.Spending(day: 0, today: 220, evolution: 100))
    }
}

private final class TurningDay: Sendable {
    private let state: Mutex<Int>

    init(_ day: Int) { state = Mutex(day) }

    var value: Int {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
