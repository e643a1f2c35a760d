package import Archive
package import Configuration
internal import Consolidation
package import Curation
package import Evolution
package import Ingestion
package import Ledger
package import Redaction
package import SkillRepository
package import Trajectories

/// The use cases of one installation, put together from its long-lived objects.
package struct UseCases: Sendable {
    /// The configuration of the installation.
    package let settings: Configuration
    /// The ledger of the installation.
    package let ledger: Ledger
    /// The archive of ingested trajectories.
    package let archive: Archive
    /// The git repository of the skills.
    package let repository: SkillRepository
    /// Redacts every text that is derived from a trajectory.
    package let redactor: Redactor
    /// Reads trajectories, with the configured mappings.
    package let reader: TrajectoryReader
    /// Reads archived trajectories back, with the configured mappings.
    package let trajectories: ArchivedTrajectories
    /// The model that the configuration names; nil for the embedded analyst.
    package let models: ModelWork?
    /// The time of day.
    package let clock: WallClock
    /// Moves the refs of the repository.
    package let publisher: Publisher

    /// - Parameters:
    ///   - models: the model that the configuration names; nil for the embedded analyst.
    ///   - environment: the variables that the git client gets, which exchanges with other machines.
    package init(
        settings: Configuration,
        ledger: Ledger,
        archive: Archive,
        repository: SkillRepository,
        redactor: Redactor,
        models: ModelWork? = nil,
        clock: WallClock = .system,
        environment: [String: String] = [:]
    ) {
        self.settings = settings
        self.ledger = ledger
        self.archive = archive
        self.repository = repository
        self.redactor = redactor
        reader = TrajectoryReader(mappings: settings.mappings)
        trajectories = ArchivedTrajectories(archive, mappings: settings.mappings)
        self.models = models
        self.clock = clock
        let client = GitClient(
            repository: repository.path,
            environment: environment,
            seconds: settings.remote?.seconds ?? 60
        )
        publisher = Publisher(
            repository: repository,
            ledger: ledger,
            clock: clock,
            client: environment.isEmpty ? nil : client,
            commitSettings: settings.evolution.commitSettings,
            remote: settings.remote.map { Remote(name: $0.name, client: client) },
            isSameRule: { lesson, others in RuleMatcher(others).match(lesson) != nil }
        )
    }

    /// Takes dropped files in.
    package var ingestion: Ingestion {
        Ingestion(
            settings: settings,
            ledger: ledger,
            archive: archive,
            reader: reader,
            redactor: redactor,
            clock: clock,
            skillNames: { [repository] in try await repository.skillNames() }
        )
    }

    /// Learns from episodes and publishes revisions.
    package var evolution: Evolution {
        Evolution(
            settings: settings,
            ledger: ledger,
            archive: archive,
            trajectories: trajectories,
            repository: repository,
            publisher: publisher,
            redactor: redactor,
            models: models,
            clock: clock
        )
    }

    /// Makes a published revision again.
    package var replay: Replay { Replay(evolution) }

    /// Records a person's decisions.
    package var review: Review { Review(ledger: ledger, repository: repository, publisher: publisher, clock: clock) }

    /// Takes back a revision or a lesson.
    package var rollback: Rollback {
        Rollback(ledger: ledger, repository: repository, publisher: publisher, clock: clock)
    }

    /// Removes a session.
    package var forget: Forget {
        Forget(
            settings: settings,
            ledger: ledger,
            archive: archive,
            trajectories: trajectories,
            repository: repository,
            publisher: publisher,
            clock: clock
        )
    }

    /// Fills an empty ledger from archive and repository.
    package var rebuild: Rebuild {
        Rebuild(
            ledger: ledger,
            archive: archive,
            trajectories: trajectories,
            repository: repository,
            redactor: redactor,
            settings: settings,
            clock: clock
        )
    }

    /// Finishes what a crash cut off, and reads what people did to the history.
    package func recover(_ permit: borrowing WorkPermit) async throws {
        _ = try await publisher.catchUp(permit, receiving: false)
    }
}

extension Configuration.Evolution {
    /// What is said of commits besides git's configuration.
    package var commitSettings: CommitSettings {
        CommitSettings(
            signsOff: signsOff,
            committer: committer.map { Identity(name: $0.name, email: $0.email) }
        )
    }
}
