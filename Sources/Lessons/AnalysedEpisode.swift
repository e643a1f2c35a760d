package import Trajectories

/// The result of analysing an episode: lessons are mined from a pool of these.
package struct AnalysedEpisode: Sendable, Equatable {
    /// The outermost session: a sub-agent counts as the session that started it.
    package var session: Session.ID
    /// SHA-256 of the trajectory file.
    package var trajectory: String
    /// The number of the episode in its session, counted from 0.
    package var episode: Int
    /// What makes two tasks the same: the benchmark's identifier, else the normalised request.
    package var task: String
    /// Owner, agent and workspace together.
    package var source: String
    /// The name of the trajectory's format.
    package var format: String
    /// The project that was worked on, or nil where the recording does not tell.
    package var workspace: String?
    /// The skill that a folder, a sidecar or a use in the session names.
    package var route: String?
    /// The outcome of the session.
    package var outcome: Outcome.Label
    /// What the embedded analyst noted, in the order of the steps.
    package var findings: [Finding]
    /// What the agent did, for telling successes from failures: `calls book_reservation`, `runs tests`.
    package var traits: [Trait]
    /// What the patterns of the embedded analyst noted, for lessons that need more than failures.
    package var occurrences: [Occurrence]
    /// A sketch of the actions: sessions with the same sketch are copies.
    package var sketch: String

    /// Describes an analysed episode.
    package init(
        session: Session.ID,
        trajectory: String,
        episode: Int,
        task: String,
        source: String,
        format: String,
        workspace: String?,
        route: String?,
        outcome: Outcome.Label,
        findings: [Finding],
        traits: [Trait],
        occurrences: [Occurrence] = [],
        sketch: String
    ) {
        self.session = session
        self.trajectory = trajectory
        self.episode = episode
        self.task = task
        self.source = source
        self.format = format
        self.workspace = workspace
        self.route = route
        self.outcome = outcome
        self.findings = findings
        self.traits = traits
        self.occurrences = occurrences
        self.sketch = sketch
    }
}

extension AnalysedEpisode {
    /// The task of an episode whose task has an identifier.
    package static func task(id: String) -> String { "id:\(id)" }

    /// The task of an episode of which neither an identifier nor a request is known: the session's own.
    package static func task(ofUnknown session: Session.ID) -> String { "session:\(session)" }
}

/// Something that an agent did in an episode, with the words of the action.
package struct Trait: Sendable, Equatable, Codable {
    /// What was done, such as `runs tests`.
    package var name: String
    /// The words of the action.
    package var quote: Lesson.Quote
    /// Names a trait with the action that shows it.
    package init(name: String, quote: Lesson.Quote) {
        self.name = name
        self.quote = quote
    }
}
