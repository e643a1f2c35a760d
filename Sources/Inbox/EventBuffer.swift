internal import Synchronization

/// The events that a watcher's reader has not taken yet.
///
/// Bounded: where there is no room, a scan of each root replaces the events that ask to look at one of its entries.
final class EventBuffer: Sendable {
    private let events = Mutex<[InboxEvent]>([])
    private let limit: Int
    /// Tells the reader that there is something to take. One signal stands for any number of events.
    private let signals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// - Parameter limit: events that are kept at most, not counting one scan for each root.
    init(limit: Int) {
        self.limit = limit
        (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Calls `body` once when the buffer is finished, or the reader's task is cancelled while it waits.
    func onEnd(_ body: @escaping @Sendable () -> Void) { continuation.onTermination = { _ in body() } }

    /// Adds an event and wakes the reader.
    func append(_ event: InboxEvent) {
        events.withLock { events in
            if events.count >= limit { Self.compact(&events) }
            events.append(event)
        }
        wake()
    }

    /// Ends the reader's wait without an event.
    func wake() { continuation.yield() }

    /// Ends the reader's wait for good.
    func finish() { continuation.finish() }

    /// Takes every event out, oldest first.
    func takeAll() -> [InboxEvent] {
        events.withLock { events in
            defer { events = [] }
            return events
        }
    }

    /// Waits until something was added, or the reader is to wake up; it may find nothing then.
    ///
    /// - Returns: false once the buffer is finished or the calling task is cancelled.
    func wait() async -> Bool {
        var iterator = signals.makeAsyncIterator()
        return await iterator.next() != nil
    }

    private static func compact(_ events: inout [InboxEvent]) {
        var scans: [InboxEvent] = []
        events = events.filter { event in
            switch event {
            case .degraded, .restored, .interrupted: return true
            case .arrived(let path), .rescan(let path):
                let scan = InboxEvent.rescan(InboxPath(trimmedRoot: path.root, relative: ""))
                if !scans.contains(scan) { scans.append(scan) }
                return false
            }
        }
        events += scans
    }
}
