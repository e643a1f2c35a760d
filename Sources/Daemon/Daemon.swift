package import Configuration
package import Evolution
internal import Glibc
internal import Inbox
package import Ingestion
package import Ledger
package import Logging
internal import ServiceLifecycle
package import SkillRepository
internal import UnixSignals

/// The process that ingests the files that arrive in the inboxes, and evolves on schedule, until a signal ends it.
package struct Daemon: Sendable {
    private let service: InboxService
    private let watchdog: Watchdog
    private let notification: ServiceNotification
    private let publisher: Publisher
    private let logger: Logger

    /// A daemon that has not started.
    ///
    /// - Parameters:
    ///   - notification: the messages to the service manager.
    ///   - workLock: the path of the work lock.
    ///   - patience: the time after which a call of a library that has not returned ends the process.
    ///   - waiting: is told why work waits, and nil when it goes on.
    package init(
        settings: Configuration,
        ledger: Ledger,
        ingestion: Ingestion,
        evolution: Evolution,
        publisher: Publisher,
        clock: WallClock,
        notification: ServiceNotification,
        workLock: String,
        patience: Duration,
        waiting: @escaping @Sendable (String?) -> Void,
        logger: Logger
    ) {
        service = InboxService(
            settings: settings,
            ledger: ledger,
            ingestion: ingestion,
            evolution: evolution,
            publisher: publisher,
            clock: clock,
            notification: notification,
            workLock: workLock,
            waiting: Waiting(tell: waiting),
            logger: logger
        )
        watchdog = Watchdog(limit: patience)
        self.notification = notification
        self.publisher = publisher
        self.logger = logger
    }

    /// Why the daemon ended.
    package enum Ending: Sendable {
        /// A signal asked it to.
        case stopped
        /// It is to begin again with the configuration as it is now.
        case reload
    }

    /// Runs until the process gets SIGTERM, SIGINT or SIGHUP and its current work is done.
    ///
    /// - Parameter canReload: whether the configuration can be read, asked at SIGHUP; without it the daemon goes on.
    /// - Throws: the failure that keeps the daemon from starting; later failures are logged, and the work is tried again.
    package func run(canReload: @escaping @Sendable () -> Bool) async throws -> Ending {
        // A write to a closed connection must fail, not end the process. libcurl with NOSIGNAL leaves this to its caller.
        signal(SIGPIPE, SIG_IGN)
        // A write beyond the limit of a file's size must fail, not end the process.
        signal(SIGXFSZ, SIG_IGN)
        let group = ServiceGroup(services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        let reload = service.reload
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sighup) {
                    guard canReload() else { continue }
                    reload.raise()
                    return await group.triggerGracefulShutdown()
                }
            }
            tasks.addTask { try await group.run() }
            tasks.addTask { await watch() }
            _ = try await tasks.next()
            // The signal alone ends nothing: the work at hand is finished first.
            if reload.isRaised { _ = try await tasks.next() }
            tasks.cancelAll()
            return reload.isRaised ? .reload : .stopped
        }
    }

    /// Ends the process if the repository does not answer any more, which no other code could mend.
    private func watch() async {
        await watchdog.run {
            await publisher.answer()
        } alive: {
            notification.alive()
        } trip: {
            let reason =
                "a call of a library does not return; the process ends, and the service manager starts it again"
            notification.status(reason)
            logger.critical("stuck", metadata: ["reason": "\(reason)"])
            _exit(Self.stuck)
        }
    }

    /// The exit status of a process that was stuck: input or output.
    private static let stuck: Int32 = 74
}
