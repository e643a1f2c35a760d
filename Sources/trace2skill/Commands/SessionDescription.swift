internal import Ledger

/// The schema of `show SESSION --json`, one for each session that matches: names and types are stable, members may be
/// added.
struct SessionDescription: Codable {
    /// Whether the session reached its goal, and where that was read from.
    struct OutcomeDescription: Codable {
        /// `success`, `failure`, `partial` or `unknown`.
        var label: String
        /// The reward, where the source has one.
        var reward: Double?
        /// `sidecar` for a label file, `field`, `name`, `crash` or `none`.
        var source: String
        /// The path of the label file in its inbox; absent for another source.
        var file: String?
        /// The file or field, and what else it says, such as the exception that ended a trial.
        var detail: String?
    }

    /// A label file that came with the trajectory, from the archive.
    struct LabelDescription: Codable {
        /// The path of the file in its inbox.
        var file: String
        /// SHA-256 of its content.
        var digest: String
        /// When it was read, in ISO 8601.
        var received: String
    }

    /// An episode of the session.
    struct EpisodeDescription: Codable {
        /// Counted from 1.
        var number: Int
        /// The request of the user, cut short.
        var request: String
        /// `pending`, `done` or `unused`.
        var state: String
        /// Why it backs no lesson; absent for one that does, or that waits.
        var unused: String?
        /// How many calls that failed, corrections and loops were found in it.
        var findings: Int
        /// Everything that was found in it, in words.
        var found: [String]
        /// The skill that it is for.
        var skill: String?
    }

    /// The id of the session.
    var id: String
    /// The id of the outermost session.
    var root: String
    /// SHA-256 of the trajectory.
    var trajectory: String
    /// The format of the trajectory.
    var format: String
    /// The name of the agent.
    var agent: String
    /// The model of the agent.
    var model: String?
    /// The project that was worked on.
    var workspace: String?
    /// The identifier of the task in a benchmark.
    var task: String?
    /// The name of the trial of a harness.
    var trial: String?
    /// The beginning, in ISO 8601.
    var started: String?
    /// The end, in ISO 8601.
    var ended: String?
    /// How it ended.
    var outcome: OutcomeDescription
    /// The label files of the trajectory, the strongest first.
    var labels: [LabelDescription]
    /// The numbers of steps, calls of tools, and calls that failed.
    var steps: Int, calls: Int, errors: Int
    /// The tokens of the agent's model.
    var tokens: Int
    /// The cost of the agent's model in US dollars, where it was recorded.
    var cost: Double?
    /// The skills of the session as `<kind>:<name>`, with `@<revision>` where it is recorded.
    var skills: [String]
    /// Remarks of the reader.
    var notes: [String]
    /// The episodes in their order.
    var episodes: [EpisodeDescription]

    init(_ session: SessionReport, labels: [LabelReference]) {
        id = session.id
        root = session.root
        trajectory = session.trajectory
        format = session.format
        agent = session.agent
        model = session.model
        workspace = session.workspace
        task = session.taskID
        trial = session.trial
        started = session.started.map(Times.text)
        ended = session.ended.map(Times.text)
        outcome = OutcomeDescription(
            label: session.outcome,
            reward: session.reward,
            source: session.outcomeSource,
            file: session.labelPath,
            detail: session.outcomeDetail
        )
        self.labels = labels.map {
            LabelDescription(file: $0.path, digest: $0.digest, received: Times.text($0.received))
        }
        (steps, calls, errors) = (session.steps, session.calls, session.errors)
        (tokens, cost) = (session.tokens, session.cost)
        skills = session.skills
        notes = session.notes
        episodes = session.episodes.map {
            EpisodeDescription(
                number: $0.number + 1,
                request: $0.request,
                state: $0.state.rawValue,
                unused: $0.unused?.rawValue,
                findings: $0.findings.count,
                found: FindingText.sentences($0),
                skill: $0.route
            )
        }
    }
}
