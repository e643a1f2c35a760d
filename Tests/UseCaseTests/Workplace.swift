import Archive
import Composition
import Configuration
import Curation
import Evolution
import Inbox
import Ingestion
import LanguageModels
import Ledger
import Redaction
import SkillRepository
import Skills
import Synchronization
import TestSupport
import Testing
import Trajectories

/// An inbox, a state folder and a repository of skills of one test, with everything that works on them.
struct Workplace {
    let folder: TemporaryFolder
    let git: StockGit
    let useCases: UseCases
    var inbox: String { folder.path + "/inbox" }
    var state: String { folder.path + "/state" }
    var skills: String { folder.path + "/skills" }

    /// - Parameter mapping: declares a trajectory format of the test's own.
    init(
        model: ScriptedModel? = nil,
        mapping: Mapping? = nil,
        _ adjust: (inout Configuration) -> Void = { _ in }
    ) throws {
        folder = try TemporaryFolder()
        git = StockGit(root: folder.path + "/skills", home: folder.path + "/home")
        for name in ["home", "inbox", "state"] { try folder.makeFolder(name) }
        var configuration = Configuration(
            repository: folder.path + "/skills",
            inboxes: [.init(path: folder.path + "/inbox")],
            state: folder.path + "/state"
        )
        configuration.evolution.minimumLessons = 2
        adjust(&configuration)
        if let mapping { configuration.mappings = [mapping] }
        let ledger = try Ledger.open(at: folder.path + "/state/ledger.sqlite")
        let clock = Self.clock()
        useCases = UseCases(
            settings: configuration,
            ledger: ledger,
            archive: try Archive(at: folder.path + "/state/archive"),
            repository: try SkillRepository(
                creatingAt: folder.path + "/skills",
                files: ["README.md": Array("Skills.\n".utf8)],
                seconds: 1_700_000_000
            ),
            redactor: Self.redactor,
            models: model?.work(ledger, clock: clock),
            clock: clock
        )
    }

    /// The same place with another fleet of analysts.
    func useCases(
        asking model: ScriptedModel,
        name: String = "m",
        budget: Budget? = nil,
        isReplay: Bool = false
    ) throws -> UseCases {
        let clock = Self.clock()
        return UseCases(
            settings: useCases.settings,
            ledger: useCases.ledger,
            archive: useCases.archive,
            repository: useCases.repository,
            redactor: Self.redactor,
            models: model.work(useCases.ledger, name: name, budget: budget, isReplay: isReplay, clock: clock),
            clock: clock
        )
    }

    static var redactor: Redactor { Redactor(key: [UInt8](repeating: 7, count: 32)) }

    /// A clock that goes on by a second whenever it is looked at.
    static func clock() -> WallClock {
        let time = Ticks()
        return WallClock { time.next() }
    }

    /// The same place with another ledger, as after the first one was lost.
    func useCases(with ledger: Ledger) throws -> UseCases {
        UseCases(
            settings: useCases.settings,
            ledger: ledger,
            archive: useCases.archive,
            repository: try SkillRepository(openingAt: skills),
            redactor: Self.redactor,
            clock: Self.clock()
        )
    }

    // MARK: Work

    func drop(_ text: String, as name: String) throws { try write(text, to: inbox + "/" + name) }

    /// Drops usual sessions, every second one in another format.
    func drop(_ ids: [String], workspace: String = "/home/dev/orchard") throws {
        for (number, id) in ids.enumerated() {
            let story = SampleSession.usual(id, workspace: workspace)
            if number.isMultiple(of: 2) {
                try drop(story.claudeCode, as: id + ".jsonl")
            } else {
                try drop(story.atif, as: id + ".json")
            }
        }
    }

    @discardableResult
    func ingest(_ after: Configuration.Inbox.After? = .archive) async throws -> IngestReport {
        try await useCases.ingest(try Ingestion.scan(inbox).files, after: after)
    }

    @discardableResult
    func evolve(isForced: Bool = false) async throws -> EvolutionReport {
        var request = EvolutionRequest()
        request.isForced = isForced
        return try await useCases.evolve(request)
    }

    /// Drops, takes in and evolves.
    @discardableResult
    func learn(_ ids: [String]) async throws -> EvolutionReport {
        try drop(ids)
        try await ingest()
        return try await evolve()
    }

    var skillFile: String { skills + "/skills/orchard/SKILL.md" }

    /// The commit of the lesson whose title holds these words.
    func commit(of words: String) throws -> String {
        try git("log", "-1", "--format=%H", "--grep", "^orchard: .*" + words, "main")
    }
}

/// Words of the rule about node, in its commit and in its skill.
let nodeRule = "nodejs where node is missing"

/// Seconds, one after the other.
final class Ticks: Sendable {
    private let seconds = Mutex(1_700_000_100.0)
    func next() -> Double {
        seconds.withLock {
            $0 += 1
            return $0
        }
    }
}
