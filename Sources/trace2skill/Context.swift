internal import Archive
internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Evolution
internal import FoundationEssentials
internal import Foundations
internal import Git
internal import Glibc
internal import Ingestion
internal import Ledger
internal import Redaction
internal import SkillRepository

/// The options that every command has.
struct CommonOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The configuration file",
            discussion:
                "Otherwise $TRACE2SKILL_CONFIG, ./trace2skill.yaml, ~/.config/trace2skill/trace2skill.yaml or /etc/trace2skill/trace2skill.yaml.",
            valueName: "file"
        )
    )
    var config: String?
}

/// The composition root: makes every long-lived thing, once.
struct Context {
    let configuration: Configuration
    let useCases: UseCases
    var ledger: Ledger { useCases.ledger }
    var archive: Archive { useCases.archive }
    var repository: SkillRepository { useCases.repository }
    /// The model that the configuration names; nil for the embedded analyst.
    var models: ModelWork? { useCases.models }
    var clock: WallClock { useCases.clock }

    /// Ends a command that would ask the model if something is known to be in the way of that.
    func requireModel() throws {
        if let obstacle = models?.obstacle { throw Failure(.configuration, obstacle) }
    }

    var workLockPath: String { configuration.state + "/work.lock" }
    var daemonLockPath: String { configuration.state + "/daemon.lock" }

    static func configuration(_ options: CommonOptions) throws -> Configuration {
        let candidates = [options.config ?? Environment.value("TRACE2SKILL_CONFIG")].compactMap(\.self)
        let path: String
        if let named = candidates.first {
            path = Environment.absolute(named)
            guard access(path, R_OK) == 0 else {
                throw Failure(
                    .configuration,
                    "there is no configuration \(path); make one with trace2skill init, or name another with --config"
                )
            }
        } else if let found = Environment.configurationCandidates().map(Environment.absolute).first(where: {
            access($0, R_OK) == 0
        }) {
            path = found
        } else {
            throw Failure(
                .configuration,
                "there is no configuration yet (looked for \(Environment.configurationCandidates().joined(separator: ", "))); make one with trace2skill init"
            )
        }
        guard let text = Environment.read(path) else {
            throw Failure(.configuration, "could not read the configuration \(path)")
        }
        return try Environment.configurationReader(path: path).read(text)
    }

    /// Opens an installation for a command that changes it. A state folder that does not exist is made.
    static func open(_ options: CommonOptions) throws -> Context { try open(configuration(options)) }

    /// Opens an installation for a command that only reads.
    static func openReading(_ options: CommonOptions) throws -> Context { try openReading(configuration(options)) }

    /// Opens an installation for a command that only reads: no folder, key, ledger or lock is made, and none is changed.
    ///
    /// A state that does not exist is reported and read as an empty one.
    ///
    /// - Parameter isReplay: answers of models come from the ledger alone.
    static func openReading(_ configuration: Configuration, isReplay: Bool = false) throws -> Context {
        try checkPlaces(configuration)
        let path = configuration.state + "/ledger.sqlite"
        let hasLedger = access(path, F_OK) == 0
        if !hasLedger {
            Terminal.note(
                "there is no ledger yet in \(configuration.state); make one with trace2skill ingest, or correct state in "
                    + (configuration.path ?? "the configuration")
            )
        }
        // Without a key nothing was redacted with it either.
        let key = existingRedactionKey(configuration.state) ?? [UInt8](repeating: 0, count: 32)
        return try make(
            configuration,
            ledger: hasLedger ? Ledger.openReadOnly(at: path) : Ledger.inMemory(),
            archive: Archive(reading: configuration.state + "/archive"),
            key: key,
            isReplay: isReplay
        )
    }

    /// Opens an installation for a command that changes it. A state folder that does not exist is made.
    static func open(_ configuration: Configuration) throws -> Context {
        try checkPlaces(configuration)
        try makeState(configuration.state)
        return try make(
            configuration,
            ledger: Ledger.open(at: configuration.state + "/ledger.sqlite"),
            archive: Archive(at: configuration.state + "/archive"),
            key: redactionKey(configuration.state)
        )
    }

    private static func make(
        _ configuration: Configuration,
        ledger: Ledger,
        archive: Archive,
        key: [UInt8],
        isReplay: Bool = false
    ) throws -> Context {
        Context(
            configuration: configuration,
            useCases: UseCases(
                settings: configuration,
                ledger: ledger,
                archive: archive,
                repository: try openRepository(configuration),
                redactor: Redactor(key: key, deny: configuration.deny),
                models: try Models.work(configuration, ledger: ledger, seed: key, isReplay: isReplay),
                environment: Environment.variables
            )
        )
    }

    /// Does work while the work lock is held.
    ///
    /// - Parameter patience: how many seconds to wait for a daemon or another command.
    func withPermit<Value>(
        patience: Double = 30,
        _ work: (borrowing WorkPermit) async throws -> Value
    ) async throws -> Value {
        try await WorkLock.withPermit(path: workLockPath, patience: patience, work)
    }

    /// Sends to the other machines what a command did; what keeps it from that is said, and sent later.
    func send(_ permit: borrowing WorkPermit) async throws {
        switch try await useCases.publisher.send(permit) {
        case .complete: return
        case .behind: Terminal.note("another machine was first; to exchange with it: trace2skill sync")
        case .refused(let reason), .failed(let reason): Terminal.note("\(reason); it is sent later")
        }
    }

    private static func openRepository(_ configuration: Configuration) throws -> SkillRepository {
        do throws(GitError) {
            return try SkillRepository(openingAt: configuration.repository, branch: configuration.evolution.branch)
        } catch {
            guard error.code == .notFound else { throw error }
            throw Failure(
                .configuration,
                "there is no git repository at \(configuration.repository); make one with trace2skill init, or mend repository in "
                    + (configuration.path ?? "the configuration")
            )
        }
    }

    /// Inbox, repository and state must lie apart: the daemon removes files from the first and writes into the others.
    static func checkPlaces(_ configuration: Configuration) throws {
        func inside(_ path: String, _ folder: String) -> Bool { path == folder || path.hasPrefix(folder + "/") }
        let file = configuration.path ?? "the configuration"
        for inbox in configuration.inboxes {
            for (name, place) in [("repository", configuration.repository), ("state", configuration.state)] {
                let (left, right) = (RealPath.of(inbox.path), RealPath.of(place))
                guard inside(left, right) || (inside(right, left) && inbox.after != .keep) else { continue }
                throw Failure(
                    .configuration,
                    "\(file): the inbox \(inbox.path) and the \(name) \(place) lie inside each other; give each a folder of its own"
                )
            }
        }
    }

    static func makeState(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch { throw Failure(.cannotCreate, "could not make the state folder \(path): \(error)") }
    }

    private static func existingRedactionKey(_ state: String) -> [UInt8]? {
        guard let data = FileManager.default.contents(atPath: state + "/redaction.key"), data.count == 32 else {
            return nil
        }
        return Array(data)
    }

    /// The key that placeholders of redacted secrets are derived from: made once, readable by its owner alone.
    private static func redactionKey(_ state: String) throws -> [UInt8] {
        if let key = existingRedactionKey(state) { return key }
        let path = state + "/redaction.key"
        var generator = SystemRandomNumberGenerator()
        let key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "could not make \(path): \(SystemError.last)")
        }
        defer { close(descriptor) }
        do throws(SystemError) {
            try FileBytes.write(key, to: descriptor)
            try SystemError.check(fsync(descriptor))
        } catch {
            throw Failure(.cannotCreate, "could not write \(path): \(error)")
        }
        return key
    }
}
