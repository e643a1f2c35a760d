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

/// The process: watches the inboxes, ingests what arrives, evolves on schedule, until a signal ends it.
package struct Daemon: Sendable {
    private let service: InboxService
    private let logger: Logger

    /// - Parameters:
    ///   - notification: tells the service manager of readiness and progress.
    ///   - workLock: the path of the lock that each pass of work holds.
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

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: what keeps the daemon from starting; later failures are logged and tried again.
    package func run() async throws {
        // A peer that goes away must fail one write, not the process. libcurl with NOSIGNAL leaves this to us.
        signal(SIGPIPE, SIG_IGN)
        // A file larger than the limit must fail one write, too.
        signal(SIGXFSZ, SIG_IGN)
        try await ServiceGroup(services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger).run()
    }
}
