internal import Glibc
internal import Synchronization

/// How many tokens and how much money may be spent, and how much is. Asked before each try and told after it.
///
/// What a try may cost is reserved by the estimate of its prompt, so that many at once cannot slip through together;
/// answers are counted when they are there. The totals may therefore be passed by the answers under way.
package final class Budget: Sendable {
    /// `nil` for no limit.
    package struct Limits: Sendable, Equatable {
        /// Prompt and longest answer of one call.
        package var perCall: Int?
        package var perEvolution: Int?
        /// A day of UTC.
        package var perDay: Int?
        /// What a day of UTC may cost. Holds nothing back without prices.
        package var costPerDay: Double?

        package init(
            perCall: Int? = nil,
            perEvolution: Int? = nil,
            perDay: Int? = nil,
            costPerDay: Double? = nil
        ) {
            self.perCall = perCall
            self.perEvolution = perEvolution
            self.perDay = perDay
            self.costPerDay = costPerDay
        }
    }

    /// Tokens spent so far.
    package struct Spending: Sendable, Equatable {
        /// Days since 1970.
        package var day: Int
        package var today: Int
        package var evolution: Int
        /// What today's tokens cost; 0 without prices.
        package var costToday: Double

        package init(day: Int, today: Int, evolution: Int = 0, costToday: Double = 0) {
            self.day = day
            self.today = today
            self.evolution = evolution
            self.costToday = costToday
        }
    }

    /// What was set aside for a try, to be given back with ``settle(_:spent:)``.
    package struct Reservation: Sendable {
        fileprivate let tokens: Int
    }

    private struct State {
        var spending: Spending
        var reserved = 0
    }

    private let limits: Limits
    private let prices: TokenPrices?
    private let today: @Sendable () -> Int
    private let state: Mutex<State>

    /// Goes on from what the records of earlier runs say was spent.
    package init(
        _ limits: Limits,
        prices: TokenPrices? = nil,
        spent: Spending? = nil,
        today: @escaping @Sendable () -> Int = { time(nil) / 86_400 }
    ) {
        self.limits = limits
        self.prices = prices
        self.today = today
        state = Mutex(State(spending: spent ?? Spending(day: today(), today: 0)))
    }

    package var spending: Spending {
        let day = today()
        return state.withLock { state in
            Self.turn(&state, to: day)
            return state.spending
        }
    }

    /// Counts an evolution from the beginning.
    package func beginEvolution() {
        state.withLock { $0.spending.evolution = 0 }
    }

    /// Throws ``ModelError/budget(_:)`` naming the limit that the try would pass.
    package func reserve(_ estimate: TokenEstimate) throws(ModelError) -> Reservation {
        let day = today()
        let refusal: ModelError? = state.withLock { state in
            Self.turn(&state, to: day)
            let most = estimate.prompt + estimate.maximumCompletion
            if let limit = limits.perCall, most > limit {
                return .budget("a call of up to \(most) tokens is over the \(limit) of one call")
            }
            let next = state.reserved + estimate.prompt
            if let limit = limits.perEvolution, state.spending.evolution + next > limit {
                return .budget("the \(limit) tokens of one evolution")
            }
            if let limit = limits.perDay, state.spending.today + next > limit {
                return .budget("the \(limit) tokens of one day; the next begins at 00:00 UTC")
            }
            if let limit = limits.costPerDay, let prices,
                state.spending.costToday + prices.cost(ofPrompt: next) > limit
            {
                return .budget("the \(limit) that one day may cost; the next begins at 00:00 UTC")
            }
            state.reserved = next
            return nil
        }
        if let refusal { throw refusal }
        return Reservation(tokens: estimate.prompt)
    }

    /// Gives back what was set aside and counts what was spent.
    ///
    /// - Parameter usage: of an answer, for what it cost; without one, the tokens count as those of a prompt.
    package func settle(_ reservation: Reservation, spent tokens: Int, usage: Usage? = nil) {
        let day = today()
        let cost = prices.map { prices in usage.map(prices.cost) ?? prices.cost(ofPrompt: tokens) } ?? 0
        state.withLock { state in
            Self.turn(&state, to: day)
            state.reserved -= reservation.tokens
            state.spending.today += tokens
            state.spending.evolution += tokens
            state.spending.costToday += cost
        }
    }

    private static func turn(_ state: inout State, to day: Int) {
        // A clock that was set back does not give a spent day again.
        guard day > state.spending.day else { return }
        state.spending.day = day
        state.spending.today = 0
        state.spending.costToday = 0
    }
}
