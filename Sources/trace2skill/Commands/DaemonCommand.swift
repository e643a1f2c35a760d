internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Daemon
internal import Evolution
internal import Foundations
internal import Glibc
internal import Ingestion
internal import Ledger
internal import Logging

/// `trace2skill daemon`
struct DaemonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daemon",
        abstract: "Watch the inboxes, and run evolutions on schedule",
        discussion: """
            Runs in the foreground and logs to standard error; systemd units are installed with the program. SIGTERM and \
            Ctrl-C end it cleanly. An evolution runs when enough episodes are pending (evolution.after), or when there is \
            new evidence and the last evolution is long enough ago (evolution.every).
            """
    )

    @OptionGroup var options: CommonOptions

    @Flag(help: "Also log debug messages")
    var verbose = false

    func run() async throws {
        let context = try Context.open(options)
        try context.requireModel()
        for inbox in context.configuration.inboxes where access(inbox.path, R_OK | X_OK) != 0 {
            Terminal.note(
                "the inbox \(inbox.path) does not exist or is not readable; the daemon waits for it; make it: mkdir -p \(inbox.path)"
            )
        }
        let lock = try WorkLock(path: context.daemonLockPath)
        LoggingSystem.bootstrap { label in StreamLogHandler.standardError(label: label) }
        var configured = Logger(label: "trace2skill")
        configured.logLevel = verbose ? .debug : .info
        let logger = configured
        let daemon = Daemon(
            settings: context.configuration,
            ledger: context.ledger,
            ingestion: context.useCases.ingestion,
            evolution: context.useCases.evolution,
            publisher: context.useCases.publisher,
            clock: context.clock,
            notification: ServiceNotification(path: Environment.value("NOTIFY_SOCKET")),
            workLock: context.workLockPath,
            patience: Self.patience,
            waiting: lock.noteWriter,
            logger: logger
        )
        let ending = try await daemon.run { [options] in
            do {
                _ = try Context.configuration(options)
                return true
            } catch {
                logger.error("the configuration was not read again", metadata: ["error": "\(error)"])
                return false
            }
        }
        _ = consume lock
        if ending == .reload { try Self.beginAgain() }
    }

    /// How long a call of a library may take: what the service manager says, by sd_watchdog_enabled(3), or ten minutes.
    private static var patience: Duration {
        let isForUs = Environment.value("WATCHDOG_PID").map { $0 == "\(getpid())" } ?? true
        guard isForUs, let time = Environment.value("WATCHDOG_USEC").flatMap(Int64.init), time > 0 else {
            return .seconds(600)
        }
        return .microseconds(time)
    }

    /// Replaces the process by a new one of the same program with the same arguments.
    private static func beginAgain() throws {
        // A thread of the pool blocks nearly all signals, and the new process would inherit that.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_UNBLOCK, &all, nil)
        var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
        execv("/proc/self/exe", &arguments)
        throw Failure(.inputOutput, "could not begin again: \(SystemError.last)")
    }
}
