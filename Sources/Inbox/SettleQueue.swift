/// Decides when a file of an inbox may be read: when its writer closed it, or when it has been quiet for a while.
///
/// A value without a clock: every call gives the time, as the time that has passed since one fixed moment. A file is
/// handed out once for each state of its content. A file that changes after it was closed or taken is a session that
/// grows, written and closed record by record. It waits for quiet from then on, because otherwise every record would
/// cost a reading of the whole file.
struct SettleQueue: Sendable {
    private enum State: Equatable {
        /// Ready at this time, unless the file changes before.
        case quietens(Duration)
        /// Ready: its writer closed it.
        case closed
        /// Handed out with this stamp.
        case taken
    }

    private struct KnownFile {
        var stamp: InboxFile.Stamp
        var state: State
        var grows: Bool
    }

    private let settle: Duration
    private let closeCounts: Bool
    private var entries: [InboxPath: KnownFile] = [:]
    private var closed: Set<InboxPath> = []
    /// Waiting files in the order in which they are due. A place whose time is not the entry's is out of date.
    private var line: [(path: InboxPath, due: Duration)] = []
    private var head = 0

    /// - Parameters:
    ///   - settle: how long a file must stay the same before it is ready.
    ///   - closeCounts: whether a file is ready as soon as its writer closed it. False suits folders in which an agent
    ///     appends to a file and closes it after every record.
    init(settle: Duration, closeCounts: Bool = true) {
        self.settle = settle
        self.closeCounts = closeCounts
    }

    /// Notes that a scan, or a look at one file, found `path` with `stamp`.
    mutating func saw(_ path: InboxPath, _ stamp: InboxFile.Stamp, at now: Duration) {
        let earlier = entries[path]
        if earlier?.stamp == stamp { return }
        wait(path, stamp, grows: earlier.map { $0.grows || Self.wasFinished($0) } ?? false, at: now)
    }

    /// Notes that the writer of `path` closed it, or moved it in, and that a look at it found `stamp`.
    mutating func closed(_ path: InboxPath, _ stamp: InboxFile.Stamp, at now: Duration) {
        let earlier = entries[path]
        if let earlier, Self.wasFinished(earlier), earlier.stamp == stamp { return }
        let grows = earlier.map { $0.grows || Self.wasFinished($0) } ?? false
        guard closeCounts, !grows else { return wait(path, stamp, grows: grows, at: now) }
        entries[path] = KnownFile(stamp: stamp, state: .closed, grows: false)
        closed.insert(path)
    }

    /// Forgets a file that is not there any more.
    mutating func vanished(_ path: InboxPath) {
        closed.remove(path)
        entries[path] = nil
    }

    /// Notes that a scan of `folder` found exactly `files`; every other file within `folder` is forgotten.
    mutating func found(_ files: [InboxFile], in folder: InboxPath, at now: Duration) {
        let present = Set(files.lazy.map(\.path))
        for path in Array(entries.keys) where path.isWithin(folder) && !present.contains(path) { vanished(path) }
        for file in files { saw(file.path, file.stamp, at: now) }
    }

    /// Takes the files out whose time has come, oldest first.
    ///
    /// The caller looks at each and passes the stamp that it finds to ``take(_:_:at:)``, or calls ``vanished(_:)``.
    mutating func due(at now: Duration) -> [InboxPath] {
        var due: [(path: InboxPath, modified: Int64)] = []
        for path in closed { if let entry = entries[path] { due.append((path, entry.stamp.modified)) } }
        closed.removeAll()
        while head < line.count, line[head].due <= now {
            let place = line[head]
            head += 1
            guard let entry = entries[place.path], entry.state == .quietens(place.due) else { continue }
            due.append((place.path, entry.stamp.modified))
        }
        compact()
        return due.sorted { ($0.modified, $0.path) < ($1.modified, $1.path) }.map(\.path)
    }

    /// Whether a file that was due is ready: its stamp is still the known one. Otherwise it waits for quiet.
    mutating func take(_ path: InboxPath, _ stamp: InboxFile.Stamp, at now: Duration) -> Bool {
        guard entries[path]?.stamp == stamp else {
            saw(path, stamp, at: now)
            return false
        }
        entries[path]?.state = .taken
        return true
    }

    /// The next time at which ``due(at:)`` has something to give: `now` if it has already, nil when nothing waits.
    mutating func nextWake(after now: Duration) -> Duration? {
        if !closed.isEmpty { return now }
        while head < line.count, entries[line[head].path]?.state != .quietens(line[head].due) { head += 1 }
        compact()
        return head < line.count ? max(line[head].due, now) : nil
    }

    private static func wasFinished(_ entry: KnownFile) -> Bool { entry.state == .taken || entry.state == .closed }

    private mutating func wait(_ path: InboxPath, _ stamp: InboxFile.Stamp, grows: Bool, at now: Duration) {
        // Times only grow, so that the line remains in order whatever the caller's clock does.
        let due = max(now + settle, line.last?.due ?? now + settle)
        closed.remove(path)
        entries[path] = KnownFile(stamp: stamp, state: .quietens(due), grows: grows)
        line.append((path, due))
    }

    private mutating func compact() {
        guard head == line.count || (head > 1024 && head * 2 > line.count) else { return }
        line.removeFirst(head)
        head = 0
    }
}
