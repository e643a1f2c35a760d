internal import Synchronization

/// Whether the daemon is to begin again with another configuration.
final class Reload: Sendable {
    private let requested = Mutex(false)

    var isRequested: Bool { requested.withLock { $0 } }

    func request() { requested.withLock { $0 = true } }
}
