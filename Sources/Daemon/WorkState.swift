internal import Configuration
internal import Inbox
internal import Pipeline

/// What the daemon knows of its inboxes between passes.
struct InboxScheduler {
    private let inboxes: [Configuration.Inbox]
    private var queues: [String: SettleQueue] = [:]
    private var scans: Set<InboxPath> = []
    private var schedule: Schedule
    private var retryAt: Double?
    /// Evolutions in a row in which something stood in the way.
    private var hindered = 0
    private let longestRetry: Double
    private var lastScan = ContinuousClock.now

    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - last: when the last evolution was, nil if there was none.
    init(configuration: Configuration, now: Double, last: Double?) {
        inboxes = configuration.inboxes
        longestRetry = max(60, configuration.evolution.every)
        schedule = Schedule(
            every: configuration.evolution.every,
            after: configuration.evolution.after,
            start: now,
            last: last
        )
        for inbox in inboxes {
            let root = InboxPath(root: inbox.path).root
            queues[root] = SettleQueue(
                settle: .milliseconds(Int(configuration.settle * 1000)),
                closeCounts: inbox.after != .keep
            )
        }
    }

    var isScanDue: Bool { ContinuousClock.now - lastScan >= InboxService.scanInterval }

    mutating func needScan(_ folder: InboxPath) { scans.insert(folder) }

    mutating func arrived(_ path: InboxPath) {
        guard let file = try? InboxFile(at: path) else { return }  // gone again, or no plain file: the scan tells of it
        queues[path.root]?.closed(path, file.signature, at: .now)
    }

    /// Scans what needs it, and takes out the files that may be read, by inbox.
    mutating func readyFiles(_ refused: (String) -> Void) -> [(Configuration.Inbox, [InboxFile])] {
        if isScanDue { for inbox in inboxes { scans.insert(InboxPath(root: inbox.path)) } }
        for folder in scans {
            guard let found = try? Scanner().scan(folder) else { continue }  // a folder that is not there is waited for
            queues[folder.root]?.found(found.files, in: folder, at: .now)
            for refusal in found.refusals { refused(refusal.sentence) }
        }
        if isScanDue { lastScan = .now }
        scans = []
        return inboxes.map { inbox in
            let paths = queues[InboxPath(root: inbox.path).root]?.ready(at: .now) ?? []
            return (inbox, paths.compactMap { try? InboxFile(at: $0) })  // gone meanwhile: nothing to read
        }
    }

    /// Files that were still being written come again.
    mutating func settled(_ report: IngestReport, files: [InboxFile]) {
        guard report.waiting > 0, let root = files.first?.path.root else { return }
        scans.insert(InboxPath(root: root))
    }

    // MARK: Time

    func isEvolutionDue(pending: Int, now: Double) -> Bool {
        if let retryAt, now < retryAt { return false }
        return schedule.wait(pending: pending, now: now) == 0
    }

    mutating func evolved(at now: Double, wasBlocked: Bool) {
        schedule.evolved(at: now)
        hindered = wasBlocked ? hindered + 1 : 0
        // What a person has to clear away, or a model that is away, is asked for ever more seldom.
        retryAt = wasBlocked ? now + min(longestRetry, 60 * Double(1 << min(hindered - 1, 16))) : nil
    }

    mutating func failed(at now: Double) { retryAt = now + 60 }

    /// How long nothing is to be done if no signal comes.
    mutating func wait(pending: Int, now: Double) -> Duration {
        var wait = max(.zero, InboxService.scanInterval - (ContinuousClock.now - lastScan))
        let instant = ContinuousClock.now
        for root in Array(queues.keys) {
            guard let wake = queues[root]?.nextWake(after: instant) else { continue }
            wait = min(wait, max(.zero, wake - instant))
        }
        if !scans.isEmpty { wait = min(wait, .milliseconds(500)) }
        if let due = schedule.wait(pending: pending, now: now) {
            let retry = retryAt.map { max(0, $0 - now) } ?? 0
            wait = min(wait, .milliseconds(Int(max(due, retry) * 1000) + 1))
        }
        return wait
    }
}
