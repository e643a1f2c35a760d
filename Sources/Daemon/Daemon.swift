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
    private let logger: Logger

    /// A daemon that has not started.
    ///
    /// - Parameters:
    ///   - notification: the messages to the service manager.
    ///   - workLock: the path of the work lock.
    package init(
        settings: Configuration,
        ledger: Ledger,
        ingestion: Ingestion,
        evolution: Evolution,
        publisher: Publisher,
        clock: WallClock,
        notification: ServiceNotification,
        workLock: String,
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
            logger: logger
        )
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
                    reload.request()
                    return await group.triggerGracefulShutdown()
                }
            }
            tasks.addTask { try await group.run() }
            _ = try await tasks.next()
            // The signal alone ends nothing: the work at hand is finished first.
            if reload.isRequested { _ = try await tasks.next() }
            tasks.cancelAll()
            return reload.isRequested ? .reload : .stopped
        }
    }
}
