internal import Synchronization

/// Ends the calls of a run after the same failure several times in a row: what failed three times without an answer
/// between would fail for every further episode too, and each costs time or tokens.
package final class Breaker: Sendable {
    /// Where a failure was seen. An answer that arrives ends the failures of calls, but not those of answers.
    package enum Level: Sendable {
        /// No answer arrived.
        case call
        /// Answers arrived, and none could be used.
        case answer
    }

    private struct Streak {
        var cause = ""
        var count = 0
    }

    private struct State {
        var streaks: [Level: Streak] = [:]
        var reason: (text: String, kind: ModelError.Kind)?
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: The number of equal failures in a row after which no call is made.
    package init(limit: Int = 3) { self.limit = max(1, limit) }

    /// Lets a call pass.
    ///
    /// - Throws: ``ModelError/halted(_:)`` once there were too many equal failures in a row.
    package func check() throws(ModelError) {
        if let reason = state.withLock({ $0.reason }) { throw .halted(reason.text, after: reason.kind) }
    }

    /// Counts a failure. One that says nothing of other calls is not counted.
    package func failed(_ error: ModelError, at level: Level) {
        guard let cause = Self.cause(of: error) else { return }
        state.withLock { state in
            var streak = state.streaks[level] ?? Streak()
            if streak.cause != cause { streak = Streak(cause: cause) }
            streak.count += 1
            state.streaks[level] = streak
            guard streak.count >= limit, state.reason == nil else { return }
            state.reason = ("it failed \(streak.count) times in a row, the last time because \(error)", error.kind)
        }
    }

    /// Notes what was hoped for, which ends the failures of its level.
    package func succeeded(at level: Level) { state.withLock { $0.streaks[level] = nil } }

    /// What two failures have in common; `nil` for a failure that is the prompt's own, or not the model's.
    private static func cause(of error: ModelError) -> String? {
        switch error {
        case .unavailable, .unreachable, .rateLimited, .authentication: error.kind.rawValue
        // Numbers, such as those of requests and positions, differ from time to time.
        case .badRequest(let reason), .malformed(let reason):
            "\(error.kind.rawValue) \(reason.filter { !$0.isNumber })"
        case .tooLong, .refused, .budget, .pending, .halted, .cancelled: nil
        }
    }
}
