internal import Synchronization

/// Where tasks wait for each other: the first ones go on when as many have arrived as were expected, later ones at once.
package final class MeetingPoint: Sendable {
    private let state: Mutex<(missing: Int, waiting: [CheckedContinuation<Void, Never>])>

    /// A point at which `count` tasks meet.
    package init(of count: Int) { state = Mutex((count, [])) }

    /// Returns when the expected number of tasks has arrived.
    package func arrive() async {
        await withCheckedContinuation { continuation in
            let released = state.withLock { state in
                state.missing -= 1
                state.waiting.append(continuation)
                guard state.missing <= 0 else { return [CheckedContinuation<Void, Never>]() }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in released { continuation.resume() }
        }
    }
}
