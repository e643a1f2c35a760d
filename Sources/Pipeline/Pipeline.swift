package import Archive
package import Configuration
package import Ledger
package import Redaction
package import SkillRepository

/// From a dropped file to a commit: ingest, analyse, propose, merge, apply, gate, publish.
///
/// One file a stage; a stage reads the stage before it and nothing else. Every pass holds the work lock, so that the
/// daemon and a command never work at the same time.
package struct Pipeline: Sendable {
    package let configuration: Configuration
    package let ledger: Ledger
    package let archive: Archive
    package let repository: SkillRepository
    package let redactor: Redactor
    /// The fleet that asks a model; nil where the embedded analyst does the job alone.
    package let models: ModelWork?
    package let clock: WallClock
    /// When this process began to work here: a lock in the repository that is younger is in use.
    let started: Double

    package init(
        configuration: Configuration,
        ledger: Ledger,
        archive: Archive,
        repository: SkillRepository,
        redactor: Redactor,
        models: ModelWork? = nil,
        clock: WallClock = .system
    ) {
        self.configuration = configuration
        self.ledger = ledger
        self.archive = archive
        self.repository = repository
        self.redactor = redactor
        self.models = models
        self.clock = clock
        started = clock.now()
    }
}

/// What time it is: for records and commits, never for order or identity.
package struct WallClock: Sendable {
    /// Seconds since 1970.
    package let now: @Sendable () -> Double
    package init(now: @escaping @Sendable () -> Double) { self.now = now }
}

/// Steps of long work, for a person who waits. Values only: who shows them decides how.
package enum Progress: Sendable, Equatable {
    case ingesting(done: Int, total: Int, name: String)
    case mining(episodes: Int)
    case proposing(skill: String, lessons: Int)
    /// One of so many runs of a skill's own evaluation.
    case evaluating(skill: String, run: Int, of: Int)
    case publishing(revision: String)
}
