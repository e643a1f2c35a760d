internal import Glibc
internal import Synchronization

/// A spending limit in tokens and money, with the amounts spent so far.
///
/// Each attempt reserves the estimated tokens of its prompt before it starts, so that concurrent attempts cannot pass a
/// limit together. The tokens of an answer are counted only when it is complete: answers under way may pass a limit.
package final class Budget: Sendable {
    /// The configured limits; `nil` means no limit.
    package struct Limits: Sendable, Equatable {
        /// Tokens of the prompt and the longest possible answer of one call.
        package var perCall: Int?
        /// Tokens of one evolution.
        package var perEvolution: Int?
        /// Tokens of one day in UTC.
        package var perDay: Int?
        /// Cost of one day in UTC, in the currency of the prices. Without prices it has no effect.
        package var costPerDay: Double?

        /// Creates limits; without arguments, nothing is limited.
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

    /// The amounts spent so far.
    package struct Spending: Sendable, Equatable {
        /// The day to which the amounts of one day belong, in days since 1970.
        package var day: Int
        /// Tokens spent on that day.
        package var today: Int
        /// Tokens spent in the current evolution.
        package var evolution: Int
        /// Cost of the tokens spent on that day; 0 without prices.
        package var costToday: Double

        /// The amounts that earlier runs of the program spent on `day`.
        package init(day: Int, today: Int, evolution: Int = 0, costToday: Double = 0) {
            self.day = day
            self.today = today
            self.evolution = evolution
            self.costToday = costToday
        }
    }

    /// Tokens reserved for one attempt, to be passed to ``charge(_:usage:releasing:)`` when it has ended.
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

    /// Continues from the amounts that earlier runs of the program spent.
    ///
    /// - Parameters:
    ///   - spent: Nothing by default.
    ///   - today: The current day in UTC, in days since 1970.
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

    /// The amounts spent so far, as of today.
    package var spending: Spending {
        let day = today()
        return state.withLock { state in
            Self.startDay(day, in: &state)
            return state.spending
        }
    }

    /// Resets the tokens of the current evolution.
    package func beginEvolution() {
        state.withLock { $0.spending.evolution = 0 }
    }

    /// Reserves the prompt's tokens of one attempt.
    ///
    /// - Throws: ``ModelError/budget(_:)``, which names the limit that the attempt would pass.
    package func reserve(_ estimate: TokenEstimate) throws(ModelError) -> Reservation {
        let day = today()
        let refusal: ModelError? = state.withLock { state in
            Self.startDay(day, in: &state)
            let most = estimate.prompt + estimate.maximumCompletion
            if let limit = limits.perCall, most > limit {
                return .budget("a call of up to \(most) tokens is over the limit of \(limit) for one call")
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

    /// Counts the tokens that an attempt spent and releases its reservation.
    ///
    /// - Parameters:
    ///   - tokens: All tokens that the attempt spent.
    ///   - usage: The usage that its answer reports, which determines the cost; without it, all tokens are priced as
    ///     prompt tokens.
    package func charge(_ tokens: Int, usage: Usage? = nil, releasing reservation: Reservation) {
        let day = today()
        let cost = prices.map { prices in usage.map(prices.cost) ?? prices.cost(ofPrompt: tokens) } ?? 0
        state.withLock { state in
            Self.startDay(day, in: &state)
            state.reserved -= reservation.tokens
            state.spending.today += tokens
            state.spending.evolution += tokens
            state.spending.costToday += cost
        }
    }

    private static func startDay(_ day: Int, in state: inout State) {
        // A clock that was set back must not reset the amounts of a day.
        guard day > state.spending.day else { return }
        state.spending.day = day
        state.spending.today = 0
        state.spending.costToday = 0
    }
}
