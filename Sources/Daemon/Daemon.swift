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

    /// Runs until the process gets SIGTERM or SIGINT and its current work is done.
    ///
    /// - Throws: the failure that keeps the daemon from starting; later failures are logged, and the work is tried again.
    package func run() async throws {
        // A write to a closed connection must fail, not end the process. libcurl with NOSIGNAL leaves this to its caller.
        signal(SIGPIPE, SIG_IGN)
        // A write beyond the limit of a file's size must fail, not end the process.
        signal(SIGXFSZ, SIG_IGN)
        try await ServiceGroup(services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger).run()
    }
}
