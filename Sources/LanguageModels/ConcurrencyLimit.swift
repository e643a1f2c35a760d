internal import Synchronization

/// How many calls may be under way at once: halved when the provider complains, slowly raised again while it does not.
/// Who has to wait is served in the order of arrival.
package final class ConcurrencyLimit: Sendable {
    /// The right to make one call, to be given back with ``release(_:_:)``.
    package struct Permit: Sendable {
        /// How often the limit had been halved when the call began.
        fileprivate let era: Int
    }

    /// How a call went, as far as the limit is concerned.
    package enum Outcome: Sendable {
        case success, rateLimited, other
    }

    private struct Waiter {
        let id: Int
        let continuation: CheckedContinuation<Permit?, Never>
    }

    private struct State: ~Copyable {
        var limit: Int
        var running = 0
        var successes = 0
        var era = 0
        var nextID = 0
        var waiting: [Waiter] = []
        var cancelled: Set<Int> = []
    }

    private let maximum: Int
    private let successesPerStep: Int
    private let state: Mutex<State>

    /// Begins with `maximum`, and adds one after that many successes in a row.
    package init(maximum: Int, successesPerStep: Int = 16) {
        self.maximum = max(1, maximum)
        self.successesPerStep = max(1, successesPerStep)
        state = Mutex(State(limit: max(1, maximum)))
    }

    /// How many calls may be under way at this moment.
    package var limit: Int { state.withLock { $0.limit } }
    package var running: Int { state.withLock { $0.running } }
    package var waiting: Int { state.withLock { $0.waiting.count } }

    /// Waits for a turn. Throws ``ModelError/cancelled`` when the task is cancelled before it has come.
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
                        return Permit(era: state.era)
                    }
                    state.waiting.append(Waiter(id: id, continuation: continuation))
                    return .none
                }
                if let decided { continuation.resume(returning: decided) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                // Kept until acquire() returns: a cancellation may come before the wait has begun.
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

    /// Gives a permit back.
    ///
    /// Complaints about calls that began before the last halving do not halve again: they were made at the old pace.
    package func release(_ permit: Permit, _ outcome: Outcome) {
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
                if permit.era == state.era {
                    state.limit = max(1, state.limit / 2)
                    state.era += 1
                }
            case .other: break
            }
            let count = max(0, min(state.limit - state.running, state.waiting.count))
            let next = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(count)
            state.running += count
            return next.map { ($0.continuation, Permit(era: state.era)) }
        }
        for (continuation, permit) in next { continuation.resume(returning: permit) }
    }
}
