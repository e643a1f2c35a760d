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
    /// - Parameters:
    ///   - isReplay: answers of models come from the ledger alone.
    ///   - checksObjects: whether damaged objects of the repository are an error, as libgit2 may never return from one.
    static func openReading(
        _ configuration: Configuration,
        isReplay: Bool = false,
        checksObjects: Bool = true
    ) throws -> Context {
        try checkPlaces(configuration)
        let path = configuration.state + "/ledger.sqlite"
        let hasLedger = access(path, F_OK) == 0
        if !hasLedger, errno == EACCES { throw Self.closed(configuration.state) }
        if !hasLedger {
            Terminal.note(
                "there is no ledger yet in \(configuration.state); make one with trace2skill ingest, or correct state in "
                    + (configuration.path ?? "the configuration")
            )
        }
        if let owner = try StateOwner.other(than: configuration.repository, in: configuration.state) {
            Terminal.note("Note: the state folder \(configuration.state) belongs to the skills repository \(owner)")
        }
        // Without a key nothing was redacted with it either.
        let key = existingRedactionKey(configuration.state) ?? [UInt8](repeating: 0, count: 32)
        let context = try make(
            configuration,
            ledger: hasLedger ? Ledger.openReadOnly(at: path) : Ledger.inMemory(),
            archive: Archive(reading: configuration.state + "/archive"),
            key: key,
            isReplay: isReplay
        )
        if checksObjects { try context.requireWholeObjects() }
        return context
    }

    /// Opens an installation for a command that changes it. A state folder that does not exist is made.
    ///
    /// - Parameter checksObjects: whether damaged objects of the repository are an error.
    static func open(_ configuration: Configuration, checksObjects: Bool = true) throws -> Context {
        try checkPlaces(configuration)
        try makeState(configuration.state)
        let context = try make(
            configuration,
            ledger: Ledger.open(at: configuration.state + "/ledger.sqlite"),
            archive: Archive(at: configuration.state + "/archive"),
            key: redactionKey(configuration.state)
        )
        try StateOwner.check(configuration, tip: context.ledger.position(.branch))
        guard checksObjects else { return context }
        let now = Int64(context.clock.now())
        try context.requireWholeObjects()
        try StateOwner.claim(configuration)
        try context.ledger.setPosition(.objects, to: "\(now)")
        return context
    }

    /// Ends a command before libgit2 reads an object that was cut off, as by a power cut: it may never return from that.
    ///
    /// Objects that were whole once are not looked at again, unless their files have changed since.
    private func requireWholeObjects() throws {
        let seconds = try ledger.position(.objects).flatMap(Int64.init) ?? 0
        let damaged = try repository.damagedObjects(newerThan: max(0, seconds - Self.leeway))
        guard let first = damaged.first else { return }
        let others = damaged.count > 1 ? " and \((damaged.count - 1).of("other object"))" : ""
        throw Failure(
            .badData,
            "the git object \(first)\(others) is damaged; run trace2skill verify, which names all of them and the remedy"
        )
    }

    /// Seconds by which clocks of file systems may differ from that of this machine.
    private static let leeway: Int64 = 5

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

    /// Whether the ledger knows the history of the branch as it is now: then what it says of revisions need not be read again.
    func hasReadHistory() async throws -> Bool {
        guard let tip = try await repository.tip() else { return false }
        return try ledger.position(.branch) == tip.description && ledger.position(.lost) == nil
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
            if access(configuration.repository + "/.git", F_OK) == 0 {
                throw Failure(
                    .configuration,
                    "\(error); where core.worktree names a folder that is not there, unset it: "
                        + "git config --file \(configuration.repository)/.git/config --unset core.worktree"
                )
            }
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
        do throws(SystemError) {
            try Folders.make(path, mode: 0o700)
        } catch {
            if error.number == EACCES { throw closed(path) }
            throw Failure(.cannotCreate, "could not make the state folder \(path): \(error)")
        }
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            if errno == EROFS {
                throw Failure(.cannotCreate, "the state folder \(path) is on a file system that is mounted read-only")
            }
            throw closed(path)
        }
    }

    /// The error for a state folder that this user has no permission for; it names what is closed.
    private static func closed(_ path: String) -> Failure {
        var place = path
        var status = stat()
        // The nearest folder that can be looked at.
        while stat(place, &status) != 0, let slash = place.lastIndex(of: "/"), slash != place.startIndex {
            place = String(place[..<slash])
        }
        let user = geteuid()
        return Failure(
            .cannotCreate,
            "user \(user) may not use the state folder \(path): \(place) belongs to user \(status.st_uid); run the command as that user, or: chown -R \(user) \(place)"
        )
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
            guard errno == EEXIST else { throw Failure(.cannotCreate, "could not make \(path): \(SystemError.last)") }
            throw Failure(
                .badData,
                "\(path) is damaged: it has to have 32 bytes; restore it from a backup, or remove it: then the same secret gets "
                    + "another placeholder than before"
            )
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
