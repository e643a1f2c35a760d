import LanguageModels
import Synchronization
import Testing

@Suite("A budget")
struct BudgetTests {
    private let estimate = TokenEstimate(prompt: 100, maximumCompletion: 50)

    @Test("refuses a call that may be too large, however little was spent")
    func perCall() throws {
        _ = try Budget(Budget.Limits(perCall: 150), today: { 0 }).reserve(estimate)
        let error = #expect(throws: ModelError.self) {
            try Budget(Budget.Limits(perCall: 149), today: { 0 }).reserve(estimate)
        }
        #expect(error?.kind == .budget)
    }

    // Fault 40 of the reference implementation.
    @Test("counts what is set aside, so that many at once cannot slip through")
    func reserves() throws {
        let budget = Budget(Budget.Limits(perDay: 250), today: { 0 })
        let first = try budget.reserve(estimate)
        _ = try budget.reserve(estimate)
        #expect(throws: ModelError.self) { try budget.reserve(estimate) }
        budget.settle(first, spent: 40)
        _ = try budget.reserve(estimate)
        #expect(budget.spending.today == 40)
    }

    @Test("goes on after a restart, and begins again with the day")
    func day() throws {
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
        budget.settle(try budget.reserve(estimate), spent: 120)
        #expect(budget.spending.today == 120)
        turning.value = 10
        #expect(budget.spending.today == 120)
    }

    private let prices = TokenPrices(prompt: 1, cached: 0.1, completion: 10)

    @Test("counts money by the prices of prompt, cache and answer")
    func cost() throws {
        let usage = Usage(prompt: 1_000_000, cached: 400_000, completion: 100_000)
        #expect(abs(prices.cost(of: usage) - (0.6 + 0.04 + 1)) < 1e-9)
        let budget = Budget(Budget.Limits(), prices: prices, today: { 0 })
        budget.settle(try budget.reserve(estimate), spent: usage.total, usage: usage)
        budget.settle(try budget.reserve(estimate), spent: 1_000_000)
        #expect(abs(budget.spending.costToday - 2.64) < 1e-9)
    }

    @Test("refuses a call that the money of a day is too short for, until the next day")
    func costPerDay() throws {
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
        budget.settle(first, spent: 150, usage: Usage(prompt: 100, completion: 50))
        #expect(throws: ModelError.self) { try budget.reserve(estimate) }
        turning.value = 4
        _ = try budget.reserve(estimate)
        #expect(budget.spending.costToday == 0)
    }

    @Test("counts an evolution apart from the day")
    func evolution() throws {
        let budget = Budget(Budget.Limits(perEvolution: 150), today: { 0 })
        budget.settle(try budget.reserve(estimate), spent: 120)
        #expect(throws: ModelError.self) { try budget.reserve(estimate) }
        budget.beginEvolution()
        budget.settle(try budget.reserve(estimate), spent: 100)
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
