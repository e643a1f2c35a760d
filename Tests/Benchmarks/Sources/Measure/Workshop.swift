internal import Archive
internal import Composition
internal import Configuration
internal import Evolution
internal import FoundationEssentials
internal import HTTP
internal import LanguageModels
internal import Ledger
internal import Prompting
internal import Redaction
internal import SkillRepository

/// An installation for one measurement, in a folder that is removed with it.
final class Workshop {
    let inbox: String
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path() + "measure-\(UUID().uuidString)"
        inbox = "\(folder)/inbox"
        try FileManager.default.createDirectory(
            atPath: "\(inbox)/\(BenchWorld.skill)",
            withIntermediateDirectories: true
        )
        try FileManager.default.createDirectory(atPath: "\(folder)/state", withIntermediateDirectories: true)
    }

    deinit {
        // What is left in the temporary directory does no harm.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Writes every episode into the inbox, with the word that it failed.
    func drop(_ world: BenchWorld) throws {
        for number in 1...world.count {
            let path = "\(inbox)/\(BenchWorld.skill)/\(world.name(number)).traj.json"
            try Data(#"{"outcome":"failure"}"#.utf8).write(to: URL(filePath: path + ".trace2skill.json"))
            try Data(world.trajectory(number).utf8).write(to: URL(filePath: path))
        }
    }

    /// The pipeline with callers as the program makes them: every call is recorded in a ledger on disk.
    func useCases(server: String, client: Client, concurrency: Int) throws -> UseCases {
        let ledger = try Ledger.open(at: "\(folder)/state/ledger.sqlite")
        let model = try ChatCompletions(base: Address(server + "/v1"), client: client, key: nil)
        let limit = ConcurrencyLimit(maximum: concurrency)
        let settings = ModelSettings(name: "bench", maximumTokens: 4_000)
        let work = ModelWork(seed: 7, width: concurrency) { evolution in
            let caller = Caller(
                model,
                limit: limit,
                replay: .preferred { key in
                    // A ledger that cannot be read makes the call anew.
                    (try? await ledger.response(of: "\(key)")) ?? nil
                },
                meter: { record in
                    // A call that is not written down shows in the tokens of the report.
                    try? await ledger.record(ModelCallEntry(record, of: evolution, at: Date().timeIntervalSince1970))
                }
            )
            return ModelSession(caller, settings: settings, name: "bench/1")
        }
        return UseCases(
            settings: Configuration(
                repository: "\(folder)/skills",
                inboxes: [Configuration.Inbox(path: inbox)],
                state: "\(folder)/state"
            ),
            ledger: ledger,
            archive: try Archive(at: "\(folder)/state/archive"),
            repository: try SkillRepository(
                creatingAt: "\(folder)/skills",
                files: ["README.md": Array("# Skills\n".utf8)],
                seconds: 1_700_000_000
            ),
            redactor: Redactor(key: [1, 2, 3]),
            models: work
        )
    }
}
