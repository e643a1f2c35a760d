internal import ArgumentParser
internal import Configuration
internal import Daemon
internal import Glibc
internal import Logging
internal import Pipeline

struct DaemonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daemon",
        abstract: "Watch the inboxes, evolve on schedule, publish",
        discussion: """
            Runs in the foreground and logs to standard error; systemd units are installed with the program. SIGTERM and \
            Ctrl-C end it cleanly. An evolution runs when enough episodes wait (evolution.after) or when it is time \
            (evolution.every).
            """
    )

    @OptionGroup var options: CommonOptions

    @Flag(help: "Log more")
    var verbose = false

    func run() async throws {
        let context = try Context.open(options)
        for inbox in context.configuration.inboxes where access(inbox.path, R_OK | X_OK) != 0 {
            Terminal.note("the inbox \(inbox.path) is not there or not readable; it is waited for")
        }
        let lock = try WorkLock(path: context.daemonLockPath)
        LoggingSystem.bootstrap { label in StreamLogHandler.standardError(label: label) }
        var logger = Logger(label: "trace2skill")
        logger.logLevel = verbose ? .debug : .info
        let daemon = Daemon(
            pipeline: context.pipeline,
            notification: ServiceNotification(path: Environment.value("NOTIFY_SOCKET")),
            workLock: context.workLockPath,
            logger: logger
        )
        try await daemon.run()
        _ = consume lock
    }
}
