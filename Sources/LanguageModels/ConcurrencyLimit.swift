internal import Synchronization

/// A limit on concurrent calls that adapts to the provider: halved when the provider asks for fewer calls, then raised
/// again after a number of successes. Waiting calls start in the order of arrival.
package final class ConcurrencyLimit: Sendable {
    /// The right to make one call, to be returned with ``release(_:after:)``.
    package struct Permit: Sendable {
        /// The number of times that the limit had been halved when the call began.
        fileprivate let generation: Int
    }

    /// How a call ended, as far as the limit is concerned.
    package enum Outcome: Sendable {
        /// Counts towards raising the limit.
        case success
        /// Halves the limit.
        case rateLimited
        /// Does not change the limit.
        case other
    }

    private struct Waiter {
        let id: Int
        let continuation: CheckedContinuation<Permit?, Never>
    }

    private struct State: ~Copyable {
        var limit: Int
        var running = 0
        var successes = 0
        var generation = 0
        var nextID = 0
        var waiting: [Waiter] = []
        var cancelled: Set<Int> = []
    }

    private let maximum: Int
    private let successesPerStep: Int
    private let state: Mutex<State>

    /// Starts with `maximum` concurrent calls, which must be at least 1.
    ///
    /// - Parameter successesPerStep: The number of successes without a complaint after which the limit rises by one.
    package init(maximum: Int, successesPerStep: Int = 16) {
        self.maximum = max(1, maximum)
        self.successesPerStep = max(1, successesPerStep)
        state = Mutex(State(limit: max(1, maximum)))
    }

    /// The current limit of concurrent calls.
    package var limit: Int { state.withLock { $0.limit } }
    /// The number of calls under way.
    package var running: Int { state.withLock { $0.running } }
    /// The number of calls that wait for a permit.
    package var waiting: Int { state.withLock { $0.waiting.count } }

    /// Waits for a permit.
    ///
    /// - Throws: ``ModelError/cancelled`` if the task is cancelled first.
    package func acquire() async throws(ModelError) -> Permit {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        let permit = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let decided: Permit?? = state.withLock { state in
                    if state.cancelled.contains(id) { return .some(nil) }
                    if state.running < state.limit, state.waiting.isEmpty {
                        state.running += 1
                        return Permit(generation: state.generation)
                    }
                    state.waiting.append(Waiter(id: id, continuation: continuation))
                    return .none
                }
                if let decided { continuation.resume(returning: decided) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                // Kept until acquire() returns: a cancellation may arrive before the wait has begun.
                state.cancelled.insert(id)
                guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
                return state.waiting.remove(at: index)
            }
            waiter?.continuation.resume(returning: nil)
        }
        state.withLock { _ = $0.cancelled.remove(id) }
        guard let permit else { throw .cancelled }
        return permit
    }

    /// Returns a permit and adapts the limit to the outcome of its call.
    ///
    /// A call that began before the last halving does not halve the limit again: it was made under the old limit.
    package func release(_ permit: Permit, after outcome: Outcome) {
        let next = state.withLock { state in
            state.running -= 1
            switch outcome {
            case .success:
                state.successes += 1
                if state.successes >= successesPerStep {
                    state.successes = 0
                    state.limit = min(maximum, state.limit + 1)
                }
            case .rateLimited:
                state.successes = 0
                if permit.generation == state.generation {
                    state.limit = max(1, state.limit / 2)
                    state.generation += 1
                }
            case .other: break
            }
            let count = max(0, min(state.limit - state.running, state.waiting.count))
            let next = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(count)
            state.running += count
            return next.map { ($0.continuation, Permit(generation: state.generation)) }
        }
        for (continuation, permit) in next { continuation.resume(returning: permit) }
    }
}
