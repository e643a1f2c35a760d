internal import Dispatch
internal import Synchronization

/// Watches inbox folders, and every folder in them, for files that arrive.
///
/// Costs nothing while nothing happens: it waits in the kernel, and a timer runs only while a root is degraded.
/// No failure ends it: a root that cannot be watched is polled, a missing one is waited for, and both are reported.
/// Events are hints, so that a full scan now and then remains the caller's work. ``ReadyFiles`` does all of that.
package final class InboxWatcher: Sendable {
    private let tree: InotifyTree
    private let buffer: EventBuffer

    /// Watches `roots`. All watches are set on return, so that a scan begun afterwards misses nothing.
    ///
    /// - Parameters:
    ///   - pollInterval: how often a root that cannot be watched is scanned and tried again.
    ///   - maximumWatches: folders that may be watched, to leave room for other programs; beyond it roots are polled.
    package convenience init(
        roots: [String],
        pollInterval: Duration = .seconds(10),
        maximumWatches: Int = .max
    ) {
        self.init(roots: roots, pollInterval: pollInterval, maximumWatches: maximumWatches, bufferLimit: 65_536)
    }

    /// - Parameter bufferLimit: unread events that are kept; beyond it the events of a root become one scan of it.
    init(roots: [String], pollInterval: Duration, maximumWatches: Int, bufferLimit: Int) {
        let buffer = EventBuffer(limit: bufferLimit)
        let tree = InotifyTree(
            roots: roots.map { InboxPath(root: $0) },
            poll: pollInterval,
            maximumWatches: maximumWatches,
            output: buffer
        )
        self.buffer = buffer
        self.tree = tree
        buffer.onEnd { tree.queue.async { tree.stop() } }
        tree.queue.sync { tree.start() }
    }

    deinit { stop() }

    /// The roots that are polled or waited for, each with the reason as a sentence.
    package var degraded: [String: String] { tree.reasons.withLock { $0 } }

    // MARK: Events, for one reader

    /// Takes out the events that came since the last call, oldest first.
    func pendingEvents() -> [InboxEvent] { buffer.takeAll() }

    /// Waits until there may be events; ``wake()`` ends the wait without one.
    ///
    /// - Returns: false once the watcher is stopped or the calling task is cancelled, which stops it too.
    func waitForEvents() async -> Bool { await buffer.wait() }

    /// Ends the wait of the reader.
    func wake() { buffer.wake() }

    /// Ends the wait of the reader with an event that says so.
    func interrupt() { buffer.append(.interrupted) }

    // MARK: Control

    /// Sets every watch again by path, off the caller's thread. Belongs to every full scan: a folder that was mounted
    /// over a root, or replaced while somebody held the old one open, makes no event.
    func renew() {
        let tree = tree
        tree.queue.async { tree.renew() }
    }

    /// Ends the events and gives the watches back.
    package func stop() {
        let tree = tree
        tree.queue.async { tree.stop() }
    }

    /// Holds the watcher's own work back while `body` runs, as a busy machine would.
    func whileHeldUp<Value>(_ body: () throws -> Value) rethrows -> Value {
        tree.queue.suspend()
        defer { tree.queue.resume() }
        return try body()
    }
}
