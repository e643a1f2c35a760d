internal import Synchronization

/// Collects values that closures hand in, on whatever thread they run.
package final class Recorder<Value: Sendable>: Sendable {
    private let state = Mutex([Value]())

    /// An empty collection.
    package init() {}

    /// Everything that was handed in, in the order of arrival.
    package var all: [Value] { state.withLock { $0 } }

    /// Adds a value.
    package func add(_ value: Value) { state.withLock { $0.append(value) } }
}
