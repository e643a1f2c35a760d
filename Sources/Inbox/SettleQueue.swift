/// Decides when a file of an inbox may be read: when its writer closed it, or when it has been quiet for a while.
///
/// A value without a clock: every call says what time it is. A file is offered once for each state that it was seen
/// in. A file that changes after it was closed or taken is a session that grows, written and closed record by record,
/// and waits for quiet from then on: else every record would cost a reading of the whole.
package struct SettleQueue: Sendable {
    package typealias Instant = ContinuousClock.Instant

    private enum State: Equatable {
        /// Ready once this time has come without a change.
        case quietens(Instant)
        /// Ready: its writer closed it.
        case closed
        /// Offered in this state.
        case taken
    }

    private struct Entry {
        var signature: InboxFile.Signature
        var state: State
        var grows: Bool
    }

    /// How long a file must stay the same.
    package let settle: Duration
    private let closeCounts: Bool
    private var entries: [InboxPath: Entry] = [:]
    private var closed: Set<InboxPath> = []
    /// Waiting files in the order in which they are due. A place whose time is not the entry's is out of date.
    private var line: [(path: InboxPath, due: Instant)] = []
    private var head = 0

    /// - Parameter closeCounts: whether a file is ready as soon as its writer closed it. False suits folders that an
    ///   agent appends to and closes after every record.
    package init(settle: Duration, closeCounts: Bool = true) {
        self.settle = settle
        self.closeCounts = closeCounts
    }

    /// The number of files that wait; looks at every file that is known.
    package var waiting: Int { entries.values.count { $0.state != .taken } }

    /// A scan, or a look at one file, found `path` in the state `signature`.
    package mutating func saw(_ path: InboxPath, _ signature: InboxFile.Signature, at now: Instant) {
        let earlier = entries[path]
        if earlier?.signature == signature { return }
        wait(path, signature, grows: earlier.map { $0.grows || Self.wasFinished($0) } ?? false, at: now)
    }

    /// The writer of `path` closed it, or moved it in, and a look at it found the state `signature`.
    package mutating func closed(_ path: InboxPath, _ signature: InboxFile.Signature, at now: Instant) {
        let earlier = entries[path]
        if let earlier, Self.wasFinished(earlier), earlier.signature == signature { return }
        let grows = earlier.map { $0.grows || Self.wasFinished($0) } ?? false
        guard closeCounts, !grows else { return wait(path, signature, grows: grows, at: now) }
        entries[path] = Entry(signature: signature, state: .closed, grows: false)
        closed.insert(path)
    }

    /// The file is known to have been taken in this state, perhaps by an earlier process; it is not offered again
    /// until its state changes.
    package mutating func taken(_ path: InboxPath, _ signature: InboxFile.Signature) {
        closed.remove(path)
        entries[path] = Entry(signature: signature, state: .taken, grows: entries[path]?.grows ?? false)
    }

    /// The file is not there any more.
    package mutating func vanished(_ path: InboxPath) {
        closed.remove(path)
        entries[path] = nil
    }

    /// A scan of `folder` found exactly `files`: they are seen, and every other file within `folder` is forgotten.
    package mutating func found(_ files: [InboxFile], in folder: InboxPath, at now: Instant) {
        let present = Set(files.lazy.map(\.path))
        for path in Array(entries.keys) where path.isWithin(folder) && !present.contains(path) { vanished(path) }
        for file in files { saw(file.path, file.signature, at: now) }
    }

    /// Takes the files out that are ready, oldest first.
    ///
    /// The caller opens each; where the opened file has another signature, it hands the file back by `saw`.
    package mutating func ready(at now: Instant) -> [InboxPath] {
        var offered: [(path: InboxPath, modified: Int64)] = []
        func offer(_ path: InboxPath, _ entries: inout [InboxPath: Entry]) {
            guard let signature = entries[path]?.signature else { return }
            entries[path]?.state = .taken
            offered.append((path, signature.modified))
        }
        for path in closed { offer(path, &entries) }
        closed.removeAll()
        while head < line.count, line[head].due <= now {
            let place = line[head]
            head += 1
            if entries[place.path]?.state == .quietens(place.due) { offer(place.path, &entries) }
        }
        compact()
        return offered.sorted { ($0.modified, $0.path) < ($1.modified, $1.path) }.map(\.path)
    }

    /// The next time at which `ready` has something to give: `now` if it has already, nil when nothing waits.
    package mutating func nextWake(after now: Instant) -> Instant? {
        if !closed.isEmpty { return now }
        while head < line.count, entries[line[head].path]?.state != .quietens(line[head].due) { head += 1 }
        compact()
        return head < line.count ? max(line[head].due, now) : nil
    }

    private static func wasFinished(_ entry: Entry) -> Bool { entry.state == .taken || entry.state == .closed }

    private mutating func wait(_ path: InboxPath, _ signature: InboxFile.Signature, grows: Bool, at now: Instant) {
        // Times only grow, so that the line stays in order whatever the caller's clock does.
        let due = max(now + settle, line.last?.due ?? now + settle)
        closed.remove(path)
        entries[path] = Entry(signature: signature, state: .quietens(due), grows: grows)
        line.append((path, due))
    }

    private mutating func compact() {
        guard head == line.count || (head > 1024 && head * 2 > line.count) else { return }
        line.removeFirst(head)
        head = 0
    }
}
