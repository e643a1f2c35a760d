internal import Dispatch
internal import Synchronization

/// Watches inbox folders, and every folder in them, for files that arrive.
///
/// Costs nothing while nothing happens: it waits in the kernel, and a timer runs only while a root is degraded.
/// Nothing that goes wrong ends it: a root that cannot be watched is polled, one that is missing is waited for, and
/// both are told. Events are hints, so that a full scan now and then stays the caller's work.
package final class InboxWatcher: Sendable {
    /// What happens, for one reader. Ends with `stop`, or when the reading task is cancelled. Unread events are kept up
    /// to a limit; beyond it the oldest make way for a `.rescan` of their root.
    package let events: AsyncStream<InboxEvent>

    private let watching: Watching

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
        self.init(roots: roots, pollInterval: pollInterval, maximumWatches: maximumWatches, buffer: 65_536)
    }

    init(roots: [String], pollInterval: Duration, maximumWatches: Int, buffer: Int) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: InboxEvent.self,
            bufferingPolicy: .bufferingNewest(buffer)
        )
        let watching = Watching(
            roots: roots.map { InboxPath(root: $0) },
            poll: pollInterval,
            maximumWatches: maximumWatches,
            output: Outlet(continuation)
        )
        events = stream
        self.watching = watching
        continuation.onTermination = { _ in watching.queue.async { watching.stop() } }
        watching.queue.sync { watching.start() }
    }

    deinit { stop() }

    /// The roots that are polled or waited for, each with the reason as a sentence.
    package var degraded: [String: String] { watching.reasons.withLock { $0 } }

    /// Sets every watch again by path, off the caller's thread. Belongs to every full scan: a folder that was mounted
    /// over a root, or replaced while somebody held the old one open, makes no event.
    package func renew() {
        let watching = watching
        watching.queue.async { watching.renew() }
    }

    /// Ends the events and gives the watches back.
    package func stop() {
        let watching = watching
        watching.queue.async { watching.stop() }
    }

    /// Holds the watcher's own work back while `body` runs, as a busy machine would.
    func whileHeldUp<Value>(_ body: () throws -> Value) rethrows -> Value {
        watching.queue.suspend()
        defer { watching.queue.resume() }
        return try body()
    }
}
