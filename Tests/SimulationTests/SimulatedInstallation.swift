import Archive
import Composition
import Configuration
import Evolution
import HTTP
import Inbox
import Ingestion
import LanguageModels
import Ledger
import Prompting
import Redaction
import SkillRepository
import Skills
import TestSupport

/// The inbox, ledger, archive, repository and use cases of an installation in this process, in a folder of its own.
final class SimulatedInstallation: Sendable {
    let useCases: UseCases
    let inbox: String
    let git: StockGit
    private let folder: TemporaryFolder

    init(server: String, client: Client, seed: UInt64) throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        inbox = folder.path(of: "inbox")
        git = StockGit(root: folder.path(of: "skills"), home: folder.path(of: "home"))
        try folder.makeFolder("home")
        try folder.makeFolder("state")
        try folder.makeFolder("inbox/\(World.skill)")
        let ledger = try Ledger.inMemory()
        let model = try ChatCompletions(base: Address(server + "/v1"), client: client, key: nil)
        useCases = UseCases(
            settings: Configuration(
                repository: git.root,
                inboxes: [Configuration.Inbox(path: inbox)],
                state: folder.path(of: "state")
            ),
            ledger: ledger,
            archive: try Archive(at: folder.path(of: "archive")),
            repository: try SkillRepository(
                creatingAt: git.root,
                files: ["README.md": Array("# Skills\n".utf8)],
                seconds: 1_700_000_000
            ),
            redactor: Redactor(key: [1, 2, 3]),
            models: Self.work(model, ledger, seed)
        )
    }

    /// The same callers as the program makes, but without a wait before another try.
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
                clock: InstantClock(),
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

    /// Ingests everything in the inbox.
    func ingest() async throws -> IngestReport {
        try await useCases.ingest(Ingestion.scan(inbox).files, after: .archive)
    }

    /// What an agent reads of the skill at the tip of the branch: the main file, and the references that it links to.
    /// Empty before the skill exists.
    func skill() async throws -> String {
        let files = try await useCases.repository.snapshot().skills[World.skill]?.files ?? [:]
        let texts = files.mapValues { String(decoding: $0, as: UTF8.self) }
        guard let main = texts[Skill.mainPath] else { return "" }
        let references = texts.keys.sorted().filter { Skill.isReference($0) && main.contains($0) }
        return ([main] + references.compactMap { texts[$0] }).joined(separator: "\n")
    }
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
