internal import Synchronization

/// Ends the calls of a process that is to end: those under way are cancelled, and no other is made.
///
/// An evolution may ask a model for hours. Nothing is lost by ending it: answers are stored as they arrive, and the next
/// evolution goes on with them.
package final class CallStop: Sendable {
    private struct State {
        var isStopped = false
        var nextID = 0
        var cancellations: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// Nothing is stopped yet.
    package init() {}

    /// Cancels every call under way; later ones fail at once.
    package func stop() {
        let cancellations = state.withLock { state in
            state.isStopped = true
            defer { state.cancellations = [:] }
            return state.cancellations.values.map(\.self)
        }
        for cancel in cancellations { cancel() }
    }

    /// Makes a call that ``stop()`` cancels, as the end of the caller's task does.
    ///
    /// - Throws: ``ModelError/cancelled`` if calls were stopped before.
    func run<Value: Sendable>(_ call: @escaping @Sendable () async -> Value) async throws(ModelError) -> Value {
        guard !state.withLock({ $0.isStopped }) else { throw .cancelled }
        let task = Task { await call() }
        let id = state.withLock { state in
            // Stopped since the look above.
            if state.isStopped { task.cancel() }
            defer { state.nextID += 1 }
            state.cancellations[state.nextID] = { task.cancel() }
            return state.nextID
        }
        let value = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        state.withLock { $0.cancellations[id] = nil }
        return value
    }
}
