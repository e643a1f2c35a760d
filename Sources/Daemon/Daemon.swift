internal import Glibc
internal import Inbox
package import Logging
package import Pipeline
internal import ServiceLifecycle
internal import UnixSignals

/// The process: watches the inboxes, takes in what arrives, evolves on schedule, until a signal ends it.
package struct Daemon: Sendable {
    private let service: InboxService
    private let logger: Logger

    /// - Parameter notification: where the service manager is told of readiness and progress.
    package init(pipeline: Pipeline, notification: ServiceNotification, workLock: String, logger: Logger) {
        service = InboxService(pipeline: pipeline, notification: notification, workLock: workLock, logger: logger)
        self.logger = logger
    }

    package func run() async throws {
        // A peer that goes away must fail one write, not the process. libcurl with NOSIGNAL leaves this to us.
        signal(SIGPIPE, SIG_IGN)
        // A file larger than the limit must fail one write, too.
        signal(SIGXFSZ, SIG_IGN)
        try await ServiceGroup(services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger).run()
    }
}
