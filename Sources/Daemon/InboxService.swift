internal import Configuration
internal import Foundations
internal import Glibc
internal import Inbox
internal import Ledger
internal import Logging
internal import Pipeline
internal import ServiceLifecycle

/// Turns files that arrive into work, one pass at a time.
///
/// Events only shorten the wait: a full scan at the start, on overflow and every few minutes is what finds everything.
struct InboxService: Service {
    let pipeline: Pipeline
    let notification: ServiceNotification
    let workLock: String
    let logger: Logger

    static let scanInterval = Duration.seconds(300)
    /// Who waits longer needs less.
    private static let rest = Duration.seconds(10)

    private enum Signal: Sendable {
        case event(InboxEvent)
        case tick
        case stop
    }

    func run() async throws {
        let inboxes = pipeline.configuration.inboxes
        // Watched before it is scanned: a file that arrives in between is seen twice, not never.
        let watcher = InboxWatcher(roots: inboxes.map(\.path))
        defer { watcher.stop() }
        let (signals, output) = AsyncStream.makeStream(of: Signal.self)
        var state = InboxScheduler(
            configuration: pipeline.configuration,
            now: pipeline.clock.now(),
            last: try pipeline.ledger.lastEvolution()?.started
        )
        try await recover()
        for inbox in inboxes { state.needScan(InboxPath(root: inbox.path)) }
        notification.ready(Self.watching(inboxes.count))
        logger.info("watching", metadata: ["inboxes": "\(inboxes.map(\.path).joined(separator: ", "))"])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in watcher.events.cancelOnGracefulShutdown() { output.yield(.event(event)) }
                output.yield(.stop)
            }
            try await work(&state, watcher, signals, output)
            group.cancelAll()
        }
        notification.stopping()
        logger.info("stopped")
    }

    private func recover() async throws {
        do {
            let lock = try WorkLock(path: workLock, patience: 10)
            try await pipeline.recover()
            _ = consume lock
        } catch {
            logger.warning(
                "could not finish what was cut off; it is tried again with the next evolution",
                metadata: ["error": "\(error)"]
            )
        }
    }

    private static func watching(_ count: Int) -> String { "watching \(count) \(count == 1 ? "inbox" : "inboxes")" }

    // MARK: The loop

    private func work(
        _ state: inout InboxScheduler,
        _ watcher: InboxWatcher,
        _ signals: AsyncStream<Signal>,
        _ output: AsyncStream<Signal>.Continuation
    ) async throws {
        var iterator = signals.makeAsyncIterator()
        var hasWorked = true
        while !Task.isShuttingDownGracefully {
            await pass(&state)
            let wait = timeToWait(&state)
            if hasWorked, wait > Self.rest {
                Heap.trim()
                hasWorked = false
            }
            let alarm = Timer(after: wait) { output.yield(.tick) }
            guard let signal = await iterator.next() else { return }
            alarm.cancel()
            switch signal {
            case .stop: return
            case .tick: if state.isScanDue { watcher.renew() }
            case .event(let event):
                note(event, &state)
                hasWorked = true
            }
        }
    }

    /// How long nothing is to be done; a minute where the ledger cannot be read, which is said and tried again.
    private func timeToWait(_ state: inout InboxScheduler) -> Duration {
        do {
            return state.wait(pending: try waiting(), now: pipeline.clock.now())
        } catch {
            notification.status("waiting: \(error)")
            logger.error("the ledger could not be read; trying again in a minute", metadata: ["error": "\(error)"])
            return .seconds(60)
        }
    }

    private func note(_ event: InboxEvent, _ state: inout InboxScheduler) {
        switch event {
        case .arrived(let path): state.arrived(path)
        case .rescan(let folder): state.needScan(folder)
        case .degraded(let root, let reason):
            logger.warning("an inbox cannot be watched", metadata: ["inbox": "\(root)", "reason": "\(reason)"])
        case .restored(let root): logger.info("an inbox is watched again", metadata: ["inbox": "\(root)"])
        }
    }

    /// Everything that is due now. What goes wrong is logged here, once, and tried again later.
    private func pass(_ state: inout InboxScheduler) async {
        do {
            try await ingest(&state)
            try await evolve(&state)
        } catch is CancellationError {
            return
        } catch {
            state.failed(at: pipeline.clock.now())
            notification.status("waiting: \(error)")
            logger.error("could not go on; trying again in a minute", metadata: ["error": "\(error)"])
        }
    }

    private func ingest(_ state: inout InboxScheduler) async throws {
        let batches = state.readyFiles { refusal in
            logger.warning("an entry is not taken", metadata: ["reason": "\(refusal)"])
        }
        for (inbox, files) in batches where !files.isEmpty {
            let lock = try WorkLock(path: workLock, patience: 30)
            let report = try await pipeline.ingest(files, after: inbox.after)
            _ = consume lock
            state.settled(report, files: files)
            for rejection in report.rejections {
                logger.warning("a file was turned down", metadata: ["reason": "\(rejection)"])
            }
            guard report.counts.files > 0 else { continue }
            logger.info(
                "taken in",
                metadata: [
                    "files": "\(report.counts.files)", "sessions": "\(report.counts.sessions)",
                    "episodes": "\(report.counts.episodes)",
                    "rejected": "\(report.counts.rejected)",
                ]
            )
        }
    }

    /// Episodes that wait; as many as start an evolution where the last one left something behind.
    private func waiting() throws -> Int {
        let pending = try pipeline.ledger.pendingEpisodes()
        return try pipeline.ledger.isUnfinished() ? max(pending, pipeline.configuration.evolution.after) : pending
    }

    private func evolve(_ state: inout InboxScheduler) async throws {
        let now = pipeline.clock.now()
        guard state.isEvolutionDue(pending: try waiting(), now: now) else { return }
        notification.status("evolving")
        let lock = try WorkLock(path: workLock, patience: 30)
        let report = try await pipeline.evolve(EvolutionRequest())
        _ = consume lock
        state.evolved(at: pipeline.clock.now(), wasBlocked: !report.blocked.isEmpty || !report.modelFailures.isEmpty)
        for revision in report.revisions {
            logger.info(
                "published",
                metadata: ["revision": "\(revision.skill)/v\(revision.number)", "lessons": "\(revision.lessons.count)"]
            )
        }
        if let problem = report.modelProblem {
            logger.warning(
                "episodes could not be analysed; they wait",
                metadata: ["episodes": "\(report.modelFailures.values.reduce(0, +))", "reason": "\(problem)"]
            )
        }
        for (skill, reason) in report.blocked {
            logger.warning("could not publish", metadata: ["skill": "\(skill)", "reason": "\(reason)"])
        }
        if report.revisions.isEmpty, report.blocked.isEmpty {
            logger.info("nothing learned", metadata: ["episodes": "\(report.episodes)"])
        }
        notification.status(Self.watching(pipeline.configuration.inboxes.count))
    }
}
