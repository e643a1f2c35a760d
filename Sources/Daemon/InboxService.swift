internal import Configuration
internal import Evolution
internal import Foundations
internal import Glibc
internal import Inbox
internal import Ingestion
internal import Ledger
internal import Logging
internal import ServiceLifecycle
internal import SkillRepository
internal import Trajectories

/// The service that ingests the files that arrive and evolves when it is due, one piece of work at a time.
struct InboxService: Service {
    let settings: Configuration
    let ledger: Ledger
    let ingestion: Ingestion
    let evolution: Evolution
    let publisher: Publisher
    let clock: WallClock
    /// The messages to the service manager.
    let notification: ServiceNotification
    /// The path of the work lock.
    let workLock: String
    let waiting: Waiting
    let logger: Logger
    /// Whether it ends only to begin again.
    let reload = Flag()

    /// Memory is given back before a longer wait than this.
    static let rest = Duration.seconds(10)
    /// How long a failure waits for the next try.
    private static let retry = Duration.seconds(60)
    /// The most files that are read before other commands, evolutions and signals have their turn.
    private static let filesInPass = 1_000
    /// How often the repository is looked at while it keeps an evolution from publishing, if it is watched: a file system of
    /// another machine tells nothing.
    private static let lookForObstacle = Duration.seconds(30)
    /// The same if it cannot be watched.
    private static let lookUnwatched = Duration.seconds(1)
    /// How long files that changed while they were read are left alone.
    private static let lookAgain = Duration.milliseconds(500)

    func run() async throws {
        let inboxes = settings.inboxes
        let arrivals = ReadyFiles(
            inboxes: inboxes.map { ReadyFiles.Inbox(path: $0.path, closeCounts: $0.after != .keep) },
            settle: settle
        )
        defer { arrivals.stop() }
        var schedule = Schedule(
            every: settings.evolution.every,
            after: settings.evolution.after,
            start: clock.now(),
            last: try ledger.lastEvolution()?.started
        )
        try await recover()
        notification.ready(Self.watching(inboxes.count))
        logger.info("watching", metadata: ["inboxes": "\(inboxes.map(\.path).joined(separator: ", "))"])
        try await withGracefulShutdownHandler {
            try await work(arrivals, &schedule)
        } onGracefulShutdown: {
            arrivals.stop()
        }
        if reload.isRaised {
            notification.reloading()
            return logger.info("reading the configuration again")
        }
        notification.stopping()
        logger.info("stopped")
    }

    private func recover() async throws {
        do {
            try await WorkLock.withPermit(path: workLock, patience: 10) { permit in
                try await publisher.recover(permit)
            }
        } catch {
            logger.warning(
                "could not finish what was cut off; it is tried again with the next evolution",
                metadata: ["error": "\(error)"]
            )
        }
    }

    private static func watching(_ count: Int) -> String { "watching \(count.of("inbox"))" }

    // MARK: The loop

    private func work(_ arrivals: ReadyFiles, _ schedule: inout Schedule) async throws {
        var hasWorked = true
        var left: Set<InboxPath> = []
        // The repository as it kept the last evolution from publishing; nil if it did not.
        var obstacle: String?
        var watch: FolderWatch?
        var meetings = settings.remote.map { MeetingSchedule(every: $0.every, start: clock.now()) }
        while !Task.isShuttingDownGracefully {
            schedule.notice(clock.now())
            var limit = timeToEvolution(schedule)
            // Another process may still write into a folder that is empty for a moment.
            if !left.isEmpty { limit = min(limit ?? settle, settle) }
            if let blocked = obstacle {
                watch = watch ?? FolderWatch(publisher.foldersOfObstacles()) { arrivals.interrupt() }
                // What changed before it was watched made no event.
                let hasChanged = publisher.stateOfFiles() != blocked
                let pause = hasChanged ? .zero : watch == nil ? Self.lookUnwatched : Self.lookForObstacle
                limit = min(limit ?? pause, pause)
            } else {
                watch = nil
            }
            if let meetings {
                let wait = Duration.milliseconds(Int(meetings.wait(now: clock.now()) * 1000))
                limit = min(limit ?? wait, wait)
            }
            let wake = await arrivals.nextWake
            if hasWorked, min(limit ?? wake, wake) > Self.rest {
                Heap.trim()
                hasWorked = false
            }
            guard let update = await arrivals.next(within: limit) else { return }
            hasWorked = hasWorked || !update.isEmpty
            log(update)
            if let blocked = obstacle, publisher.stateOfFiles() != blocked {
                obstacle = nil
                schedule.obstacleChanged()
                logger.info("the evolution is tried again: what was in the way may be gone")
            }
            await attempt(&schedule, &obstacle) { schedule, obstacle in
                if !update.batches.isEmpty {
                    try await waiting.track(.files) { try await ingest(update.batches, from: arrivals, &left) }
                }
                if update.isEmpty { try await tidy(&left) }
                guard schedule.wait(pending: try pendingEpisodes(), now: clock.now()) == 0 else { return }
                try await waiting.track(.evolution) { try await evolve(arrivals, &left, &schedule, &obstacle) }
            }
            await meet(&meetings)
        }
    }

    // MARK: Other machines

    /// Exchanges with the other machines, if it is time. A failure is logged and tried again.
    private func meet(_ meetings: inout MeetingSchedule?) async {
        guard let wait = meetings?.wait(now: clock.now()), wait == 0 else { return }
        var hasFailed = true
        do {
            let meeting = try await WorkLock.withPermit(path: workLock, patience: 30) { permit in
                try await publisher.meet(permit)
            }
            for notice in meeting.notices { logger.warning("the exchange has news", metadata: ["notice": "\(notice)"]) }
            if case .failed = meeting.result { hasFailed = true } else { hasFailed = false }
        } catch is CancellationError {
            return
        } catch {
            logger.error("the exchange failed; it is tried again", metadata: ["error": "\(error)"])
        }
        meetings?.met(at: clock.now(), hasFailed: hasFailed)
    }

    /// The time until an evolution is due, nil while no episode is pending; a minute if the ledger cannot be read, which is
    /// logged and tried again.
    private func timeToEvolution(_ schedule: Schedule) -> Duration? {
        do {
            let pending = try pendingEpisodes()
            waiting.set(.ledger, nil)
            return schedule.wait(pending: pending, now: clock.now()).map {
                .milliseconds($0 == 0 ? 0 : Int($0 * 1000) + 1)
            }
        } catch {
            notification.status("waiting: \(error)")
            waiting.set(.ledger, "\(error)")
            logger.error("the ledger could not be read; trying again in a minute", metadata: ["error": "\(error)"])
            return Self.retry
        }
    }

    /// Does some work. A failure is logged here, once, and tried again later.
    private func attempt(
        _ schedule: inout Schedule,
        _ obstacle: inout String?,
        _ work: (inout Schedule, inout String?) async throws -> Void
    ) async {
        do {
            try await work(&schedule, &obstacle)
        } catch is CancellationError {
            return
        } catch  where Task.isShuttingDownGracefully {
            logger.info("the daemon ends; the next one does this work again", metadata: ["reason": "\(error)"])
        } catch {
            schedule.failed(at: clock.now())
            obstacle = publisher.stateOfFiles()
            notification.status("waiting: \(error)")
            logger.error("could not go on; trying again in a minute", metadata: ["error": "\(error)"])
        }
    }

    // MARK: Files

    func log(_ update: ReadyFiles.Update) {
        for notice in update.notices {
            switch notice {
            case .degraded(let root, let reason):
                logger.warning("an inbox cannot be watched", metadata: ["inbox": "\(root)", "reason": "\(reason)"])
            case .restored(let root): logger.info("an inbox is watched again", metadata: ["inbox": "\(root)"])
            case .unreadable(let reason):
                logger.warning("a folder or file cannot be looked at", metadata: ["reason": "\(reason)"])
            }
        }
        for refusal in update.refusals {
            logger.warning("an entry is not ingested", metadata: ["reason": "\(refusal.sentence)"])
        }
    }

    /// Takes files in. Those that could not be, for a reason that is not theirs, come again.
    func ingest(
        _ batches: [ReadyFiles.Batch],
        from arrivals: ReadyFiles,
        _ left: inout Set<InboxPath>
    ) async throws {
        var rest = batches[...]
        do {
            while let batch = rest.first {
                try await ingest(batch, from: arrivals, &left)
                rest.removeFirst()
            }
        } catch {
            await arrivals.putBack(rest.flatMap(\.files), for: Self.retry)
            throw error
        }
    }

    /// Tidies up where files have left, once nothing has arrived for the settle time.
    private func tidy(_ left: inout Set<InboxPath>) async throws {
        for inbox in settings.inboxes {
            let folders = left.filter { $0.root == InboxPath(root: inbox.path).root }
            guard !folders.isEmpty else { continue }
            let report = try await WorkLock.withPermit(path: workLock, patience: 30) { permit in
                try ingestion.tidy(folders, after: inbox.after, permit: permit)
            }
            left.subtract(folders)
            log(report)
        }
        left = []
    }

    private var settle: Duration { .milliseconds(max(Int(settings.settle * 1000), 1)) }

    private func ingest(
        _ batch: ReadyFiles.Batch,
        from arrivals: ReadyFiles,
        _ left: inout Set<InboxPath>
    ) async throws {
        let inbox = settings.inboxes.first { $0.path == batch.inbox.path }
        let after = inbox?.after
        if let inbox, let objection = try InboxCheck(ledger: ledger).objection(to: inbox, files: batch.files) {
            notification.status(objection)
            return logger.warning("an inbox is not touched", metadata: ["reason": "\(objection)"])
        }
        let report = try await WorkLock.withPermit(path: workLock, patience: 30) { permit in
            try await ingestion.run(
                batch.files,
                after: after,
                limit: Self.filesInPass,
                isQuiet: false,
                permit: permit
            )
        }
        left.formUnion(report.left)
        if report.waiting + report.remaining > 0 { await arrivals.rescan(batch.inbox, after: Self.lookAgain) }
        log(report)
        guard report.counts.files > 0 else { return }
        logger.info(
            "ingested",
            metadata: [
                "files": "\(report.counts.files)", "sessions": "\(report.counts.sessions)",
                "episodes": "\(report.counts.episodes)",
                "rejected": "\(report.counts.rejected)",
            ]
        )
    }

    private func log(_ report: IngestReport) {
        for rejection in report.rejections {
            logger.warning("a file was rejected", metadata: ["reason": "\(rejection)"])
        }
        for labelled in report.counts.labelled {
            logger.info(
                "a label was applied",
                metadata: [
                    "session": "\(labelled.session)", "outcome": "\(labelled.outcome.label.rawValue)",
                    "label": "\(labelled.path)",
                ]
            )
        }
    }

    // MARK: Evolution

    /// The episodes that wait; at least as many as start an evolution, if the last one left something unfinished.
    private func pendingEpisodes() throws -> Int {
        let pending = try evolution.pendingEpisodes()
        return try ledger.isUnfinished() ? max(pending, settings.evolution.after) : pending
    }

    private func evolve(
        _ arrivals: ReadyFiles,
        _ left: inout Set<InboxPath>,
        _ schedule: inout Schedule,
        _ obstacle: inout String?
    ) async throws {
        notification.status("evolving")
        let before = ProcessorTime.seconds()
        // What a model is asked may take hours. Publishing, which does not, is finished first.
        let report = try await withGracefulShutdownHandler {
            try await ingesting(from: arrivals, &left) {
                try await WorkLock.withPermit(path: workLock, patience: 30) { permit in
                    try await evolution.run(EvolutionRequest(), permit: permit)
                }
            }
        } onGracefulShutdown: {
            evolution.stopAsking()
        }
        schedule.evolved(
            at: clock.now(),
            wasBlocked: !report.blocked.isEmpty || !report.modelFailures.isEmpty || report.waiting != nil,
            cost: ProcessorTime.seconds() - before
        )
        obstacle = report.blocked.isEmpty ? nil : publisher.stateOfFiles()
        for notice in report.notices { logger.warning("the history has changed", metadata: ["notice": "\(notice)"]) }
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
        if let waiting = report.waiting {
            let calls = waiting.calls.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            logger.warning(
                "the evolution waits for answers of the model",
                metadata: ["calls": "\(calls.joined(separator: ", "))", "reason": "\(waiting.reason)"]
            )
        }
        for (skill, reason) in report.blocked {
            logger.warning("could not publish", metadata: ["skill": "\(skill)", "reason": "\(reason)"])
        }
        if report.revisions.isEmpty, report.blocked.isEmpty, report.waiting == nil {
            logger.info("nothing learned", metadata: ["episodes": "\(report.episodes)"])
        }
        notification.status(Self.watching(settings.inboxes.count))
    }
}

/// The library that runs services logs them with all that they hold: the configuration, and what is never to be written.
extension InboxService: CustomStringConvertible, CustomReflectable {
    var description: String { "inboxes" }
    var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
