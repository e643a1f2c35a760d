internal import Foundations

/// Watches inboxes and hands out the files in them that are complete.
///
/// The one way from a folder to files that may be read: the folders are watched; they are scanned at the start, where
/// events were lost and in regular intervals; and a file is handed out once it has settled. For one reader.
package actor ReadyFiles {
    /// An inbox to watch.
    package struct Inbox: Sendable, Hashable {
        /// The folder.
        package let path: String
        /// Whether a file is complete as soon as its writer closes it. False suits folders in which an agent appends
        /// to a file and closes it after every record.
        package let closeCounts: Bool

        /// Describes an inbox; nothing is watched yet.
        package init(path: String, closeCounts: Bool = true) {
            self.path = path
            self.closeCounts = closeCounts
        }

        fileprivate var root: InboxPath { InboxPath(root: path) }
    }

    /// Files of one inbox that are complete.
    package struct Batch: Sendable, Equatable {
        /// The inbox, as it was given.
        package let inbox: Inbox
        /// The files as they were found a moment ago, oldest first.
        package let files: [InboxFile]
    }

    /// A change of what is known about an inbox.
    package enum Notice: Sendable, Hashable {
        /// Events of the inbox cannot be relied on, for the reason given as a sentence; it is polled.
        case degraded(root: String, reason: String)
        /// All folders of the inbox are watched again.
        case restored(root: String)
        /// A folder could not be scanned, or a file in it not be looked at, for the reason given as a sentence; the
        /// next scan of the whole inbox tries again.
        case unreadable(reason: String)
    }

    /// What a wait ended with.
    package struct Update: Sendable, Equatable {
        /// The files that are complete, in the order of the inboxes; each file once for each state of its content.
        package var batches: [Batch] = []
        /// Entries that are not taken, each once until its reason changes.
        package var refusals: [Refusal] = []
        /// Changes of inboxes, in the order in which they happened.
        package var notices: [Notice] = []
        /// Whether ``interrupt()`` ended the wait.
        package var isInterrupted = false

        /// Whether nothing happened before the wait's limit.
        package var isEmpty: Bool { batches.isEmpty && refusals.isEmpty && notices.isEmpty && !isInterrupted }
    }

    private let inboxes: [Inbox]
    private let watcher: InboxWatcher
    private let scanInterval: Duration
    /// The time that has passed since the start, which is how every time below is counted.
    private let elapsed: @Sendable () -> Duration
    private let sleepUntil: @Sendable (Duration) async throws -> Void

    private var queues: [String: SettleQueue]
    /// Folders that are to be scanned, each with the time at which.
    private var scans: [InboxPath: Duration]
    private var nextFullScan: Duration
    private var refused: [InboxPath: Refusal] = [:]
    private var update = Update()

    /// Starts watching. All watches are set on return: no file that arrives afterwards is missed.
    ///
    /// - Parameters:
    ///   - settle: how long a file must stay the same before it is complete, unless its writer closed it.
    ///   - scanInterval: how often every inbox is scanned as a whole.
    ///   - clock: measures both.
    package init(
        inboxes: [Inbox],
        settle: Duration,
        scanInterval: Duration = .seconds(300),
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        let watcher = InboxWatcher(roots: inboxes.map(\.path))
        self.init(inboxes: inboxes, settle: settle, scanInterval: scanInterval, clock: clock, watcher: watcher)
    }

    /// - Parameter watcher: watches the roots of `inboxes`.
    init(
        inboxes: [Inbox],
        settle: Duration,
        scanInterval: Duration,
        clock: some Clock<Duration>,
        watcher: InboxWatcher
    ) {
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        // A twentieth of lateness lets the kernel put wake-ups together.
        sleepUntil = { time in
            let deadline = start.advanced(by: time)
            let wait = clock.now.duration(to: deadline)
            try await clock.sleep(until: deadline, tolerance: max(.zero, wait / 20))
        }
        self.inboxes = inboxes
        self.watcher = watcher
        self.scanInterval = scanInterval
        let roots = inboxes.map(\.root)
        queues = Dictionary(
            firstValues: zip(roots, inboxes).map { ($0.root, SettleQueue(settle: settle, closeCounts: $1.closeCounts)) }
        )
        // Watched before it is scanned: a file that arrives in between is seen twice, not never.
        scans = Dictionary(firstValues: roots.map { ($0, .zero) })
        nextFullScan = scanInterval
    }

    // MARK: Waiting

    /// Waits until files are ready, or something else is to be told, and returns it.
    ///
    /// - Parameter limit: how long to wait at most; nil for no limit. At the limit the update is empty.
    /// - Returns: nil once ``stop()`` was called or the calling task is cancelled.
    package func next(within limit: Duration? = nil) async -> Update? {
        let deadline = limit.map { elapsed() + $0 }
        while true {
            for event in watcher.pendingEvents() { take(event) }
            collect()
            if !update.isEmpty {
                defer { update = Update() }
                return update
            }
            if let deadline, deadline <= elapsed() { return Update() }
            guard await waitForEvents(until: min(nextTime, deadline ?? nextTime)) else { return nil }
        }
    }

    /// How long nothing is to be done if nothing happens in the inboxes.
    package var nextWake: Duration { max(.zero, nextTime - elapsed()) }

    /// Ends the wait of the reader, for something that is not a file. May be called on any thread.
    nonisolated package func interrupt() { watcher.interrupt() }

    /// Ends the wait of the reader, and every later one, and gives the watches back.
    nonisolated package func stop() { watcher.stop() }

    /// Takes files back that were handed out and could not be ingested. They come again, after a settle time of their
    /// own, when `delay` has passed or their folder is scanned before.
    package func putBack(_ files: [InboxFile], for delay: Duration) {
        for file in files { queues[file.path.root]?.vanished(file.path) }
        for root in Set(files.map(\.path.root)) {
            scan(InboxPath(trimmedRoot: root, relative: ""), at: elapsed() + delay)
        }
    }

    /// Scans an inbox again after `delay`, for files that changed while they were read.
    package func rescan(_ inbox: Inbox, after delay: Duration) { scan(inbox.root, at: elapsed() + delay) }

    private var nextTime: Duration {
        let now = elapsed()
        var next = min(nextFullScan, scans.values.min() ?? nextFullScan)
        for root in queues.keys {
            if let wake = queues[root]?.nextWake(after: now) { next = min(next, wake) }
        }
        return next
    }

    /// Waits for an event or a time; false if there will be none any more.
    private func waitForEvents(until time: Duration) async -> Bool {
        await withTaskGroup(of: Void.self) { [watcher, sleepUntil] group in
            group.addTask {
                // Cancelled when an event came first: then nobody is to be woken.
                do { try await sleepUntil(time) } catch { return }
                watcher.wake()
            }
            defer { group.cancelAll() }
            return await watcher.waitForEvents()
        }
    }

    // MARK: Events

    private func take(_ event: InboxEvent) {
        switch event {
        case .arrived(let path): arrived(path)
        case .rescan(let folder): scan(folder, at: elapsed())
        case .degraded(let root, let reason): update.notices.append(.degraded(root: root, reason: reason))
        case .restored(let root): update.notices.append(.restored(root: root))
        case .interrupted: update.isInterrupted = true
        }
    }

    private func arrived(_ path: InboxPath) {
        do throws(InboxError) {
            let file = try InboxFile(at: path)
            queues[path.root]?.closed(path, file.stamp, at: elapsed())
        } catch {
            // Gone again, or in a folder that cannot be opened, which the next scan reports.
            if case .refused(let refusal) = error { refuse(refusal) }
        }
    }

    private func refuse(_ refusal: Refusal) {
        guard refused.updateValue(refusal, forKey: refusal.path) != refusal else { return }
        update.refusals.append(refusal)
    }

    // MARK: Scans

    private func scan(_ folder: InboxPath, at time: Duration) { scans[folder] = min(time, scans[folder] ?? time) }

    /// Scans what is due, and takes out the files that are ready.
    private func collect() {
        let now = elapsed()
        if now >= nextFullScan {
            watcher.renew()
            for inbox in inboxes { scan(inbox.root, at: now) }
            nextFullScan = now + scanInterval
        }
        for (folder, time) in scans where time <= now {
            scans[folder] = nil
            look(in: folder)
        }
        for inbox in inboxes {
            let files = ready(in: inbox.root.root)
            if !files.isEmpty { update.batches.append(Batch(inbox: inbox, files: files)) }
        }
    }

    private func look(in folder: InboxPath) {
        do throws(InboxError) {
            let found = try InboxScanner().scan(folder)
            queues[folder.root]?.found(found.files, in: folder, at: elapsed())
            let earlier = refused
            refused = refused.filter { !$0.key.isWithin(folder) }
            for refusal in found.refusals {
                refused[refusal.path] = earlier[refusal.path]
                refuse(refusal)
            }
        } catch {
            // A folder that went has nothing to scan, and of a root that is not there the watcher tells.
            if case .vanished = error { return }
            guard watcher.degraded[folder.root] == nil else { return }
            update.notices.append(.unreadable(reason: error.description))
        }
    }

    private func ready(in root: String) -> [InboxFile] {
        let now = elapsed()
        let due = queues[root]?.due(at: now) ?? []
        return due.compactMap { path in
            do throws(InboxError) {
                let file = try InboxFile(at: path)
                return queues[root]?.take(path, file.stamp, at: now) == true ? file : nil
            } catch {
                queues[root]?.vanished(path)
                switch error {
                case .vanished: break
                case .refused(let refusal): refuse(refusal)
                case .failed: update.notices.append(.unreadable(reason: error.description))
                }
                return nil
            }
        }
    }
}
