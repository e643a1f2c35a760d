import Archive
import Composition
import Configuration
import Evolution
import FoundationEssentials
import HTTP
import Inbox
import Ingestion
import LanguageModels
import Ledger
import Prompting
import Redaction
import SkillRepository
import Skills

/// Inbox, ledger, archive, repository and use cases of one simulated installation, in a folder of its own.
final class Household: Sendable {
    let useCases: UseCases
    let inbox: String
    let git: StockGit
    private let folder: String

    init(server: String, client: Client, seed: UInt64) throws {
        folder = FileManager.default.temporaryDirectory.path() + "simulation-\(UUID().uuidString)"
        inbox = "\(folder)/inbox"
        git = StockGit(root: "\(folder)/skills")
        for path in ["\(inbox)/\(World.skill)", "\(folder)/state"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        let ledger = try Ledger.inMemory()
        let model = try ChatCompletions(base: Address(server + "/v1"), client: client, key: nil)
        useCases = UseCases(
            settings: Configuration(
                repository: "\(folder)/skills",
                inboxes: [Configuration.Inbox(path: inbox)],
                state: "\(folder)/state"
            ),
            ledger: ledger,
            archive: try Archive(at: "\(folder)/archive"),
            repository: try SkillRepository(
                creatingAt: "\(folder)/skills",
                files: ["README.md": Array("# Skills\n".utf8)],
                seconds: 1_700_000_000
            ),
            redactor: Redactor(key: [1, 2, 3]),
            models: Self.work(model, ledger, seed)
        )
    }

    deinit {
        // What is left in the temporary directory does no harm.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The same callers as the program makes, but that nobody waits for another try.
    private static func work(_ model: any LanguageModel, _ ledger: Ledger, _ seed: UInt64) -> ModelWork {
        let limit = ConcurrencyLimit(maximum: 32)
        return ModelWork(seed: seed, width: 32) { evolution in
            let caller = Caller(
                model,
                limit: limit,
                replay: .preferred { key in
                    // A ledger that cannot be read makes the call anew.
                    (try? await ledger.response(of: "\(key)")) ?? nil
                },
                clock: HastyClock(),
                jitter: { 0.5 },
                meter: { record in
                    if case .replayed = record.outcome { return }
                    // A call that is not written down is made again, and the test would see it.
                    try? await ledger.record(ModelCallEntry(record, of: evolution, at: 0))
                }
            )
            return ModelSession(
                caller,
                settings: ModelSettings(name: "scripted", maximumTokens: 2_000),
                name: "scripted/1"
            )
        }
    }

    /// Takes in everything that lies in the inbox.
    func ingest() async throws -> IngestReport {
        try await useCases.ingest(Ingestion.scan(inbox).files, after: .archive)
    }

    /// What an agent reads of the skill as it stands at the tip: the main file, and the references that it leads to.
    /// Empty before there is one.
    func skill() async throws -> String {
        let files = try await useCases.repository.snapshot().skills[World.skill]?.files ?? [:]
        let texts = files.mapValues { String(decoding: $0, as: UTF8.self) }
        guard let main = texts[Skill.mainPath] else { return "" }
        let references = texts.keys.sorted().filter { Skill.isReference($0) && main.contains($0) }
        return ([main] + references.compactMap { texts[$0] }).joined(separator: "\n")
    }
}

/// A clock that lets nobody wait.
struct HastyClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (one: Instant, other: Instant) -> Bool { one.offset < other.offset }
    }

    var now: Instant { Instant(offset: .zero) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws { try Task.checkCancellation() }
}

/// The use cases as the simulation calls them: each call takes the work lock for itself.
extension UseCases {
    private var lock: String { settings.state + "/work.lock" }

    @discardableResult
    func ingest(_ files: [InboxFile], after: Configuration.Inbox.After?) async throws -> IngestReport {
        try await WorkLock.withPermit(path: lock) { try await ingestion.run(files, after: after, permit: $0) }
    }

    func evolve(_ request: EvolutionRequest) async throws -> EvolutionReport {
        try await WorkLock.withPermit(path: lock) { try await evolution.run(request, permit: $0) }
    }
}
