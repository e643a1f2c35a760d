internal import FoundationEssentials
internal import GRDB
internal import Lessons
internal import Trajectories

// Rows whose columns differ from the values that other modules see. An empty reason stands for none.

/// A row of the table of files.
struct TrajectoryRow: TableValue {
    static let table = "trajectory"

    var digest: String
    var name: String
    var inbox: String
    var path: String
    var size: Int
    var format: String
    var state: String
    var reason: String
    var detail: String
    var received: Double
    /// How many sessions are in the file.
    var sessions: Int
    /// The label files that came with it, the strongest first.
    var labels: [LabelReference]

    init(_ record: TrajectoryRecord) {
        digest = record.digest
        name = record.name
        inbox = record.inbox
        path = record.path
        size = record.size
        format = record.format
        state = record.state.rawValue
        reason = record.reason?.rawValue ?? ""
        detail = record.detail
        received = record.received
        sessions = record.sessions.count
        labels = LabelReference.merge(record.labels.map(\.reference), into: [])
    }
}

/// A row of the table of sessions.
struct SessionRow: TableValue, Equatable {
    static let table = "session"

    /// Whether the episodes of a session are evidence.
    enum State: String, Codable { case evidence, unused }

    var id: String
    /// The id of the outermost session.
    var root: String
    var trajectory: String
    var format: String
    var agent: String
    var model: String?
    var workspace: String?
    var task: String?
    var outcome: String
    var reward: Double?
    var outcomeSource: String
    var outcomeDetail: String?
    var started: Double?
    var ended: Double?
    /// Records of the file that belong to the session: the longer of two copies has more.
    var records: Int
    var steps: Int
    var calls: Int
    var errors: Int
    var tokens: Int
    var skills: [String]
    var notes: [String]
    var sketch: String
    var state: State
    var reason: String
    /// The identifier of the task in a benchmark.
    var taskID: String?
    /// The name of the trial of a harness.
    var trial: String?
    /// The path of the label file that the outcome was read from.
    var labelPath: String?
    /// When that file was read, in seconds since 1970.
    var labelled: Double?
    /// What the agent's model cost, in US dollars; nil if it was not recorded.
    var cost: Double?

    private enum CodingKeys: String, CodingKey {
        case id, root, trajectory, format, agent, model, workspace, task, outcome, reward
        case outcomeSource = "outcome_source"
        case outcomeDetail = "outcome_detail"
        case started, ended, records, steps, calls, errors, tokens, skills, notes, sketch, state, reason
        case taskID = "task_id"
        case trial, labelled, cost
        case labelPath = "label_path"
    }

    init(_ record: SessionRecord, trajectory: String) {
        let session = record.session
        id = session.id.rawValue
        root = (session.parent ?? session.id).rawValue
        self.trajectory = trajectory
        format = session.format
        agent = session.agent.name
        model = session.agent.model
        workspace = session.workspace
        task = session.task.map { String($0.prefix(400)) }
        outcome = session.outcome.label.rawValue
        reward = session.outcome.reward
        outcomeSource = session.outcome.source.rawValue
        outcomeDetail = session.outcome.detail
        started = session.startedAt
        ended = session.endedAt
        records = session.recordCount
        steps = record.counts.steps
        calls = record.counts.calls
        errors = record.counts.errors
        tokens = session.usage.promptTokens + session.usage.completionTokens
        skills = session.skills.map { "\($0.kind.rawValue):\($0.name)\($0.revision.map { "@" + $0 } ?? "")" }
        notes = session.notes
        sketch = record.episodes.first?.sketch ?? ""
        state = record.unused == nil ? .evidence : .unused
        reason = record.unused?.rawValue ?? ""
        taskID = session.taskID
        cost = session.usage.costUSD > 0 ? session.usage.costUSD : nil
    }
}

/// A row of the table of episodes.
struct EpisodeRow: TableValue {
    static let table = "episode"

    /// The id of the very session.
    var session: String
    var number: Int
    /// The id of the outermost session.
    var root: String
    var trajectory: String
    var format: String
    var task: String
    var request: String
    var source: String
    var workspace: String?
    var route: String?
    var outcome: String
    var findings: [Finding]
    var traits: [Trait]
    var occurrences: [Occurrence]
    var sketch: String
    /// The version of the embedded analyst that made the findings.
    var analyst: String
    var state: EpisodeState
    var reason: String
    /// The evolution that looked at it.
    var evolution: String?
    /// The model that read it, as it identifies itself; empty if none did.
    var readBy = ""
    /// The model whose analysis failed last, with its settings; empty if none did.
    var failedBy = ""
    /// How many analyses by that model failed, each in another evolution.
    var failures = 0

    private enum CodingKeys: String, CodingKey {
        case session, number, root, trajectory, format, task, request, source, workspace, route, outcome, findings,
            traits
        case occurrences, sketch, analyst, state, reason, evolution
        case readBy = "read_by"
        case failedBy = "failed_by"
        case failures
    }

    init(_ episode: AnalysedEpisode, of session: Session.ID, request: String, unused: UnusedReason?) {
        self.session = session.rawValue
        number = episode.episode
        root = episode.session.rawValue
        trajectory = episode.trajectory
        format = episode.format
        task = episode.task
        self.request = String(request.prefix(400))
        source = episode.source
        workspace = episode.workspace
        route = episode.route
        outcome = episode.outcome.rawValue
        findings = episode.findings
        traits = episode.traits
        occurrences = episode.occurrences
        sketch = episode.sketch
        analyst = Lesson.embeddedAnalyst
        state = unused == nil ? .pending : .unused
        reason = unused?.rawValue ?? ""
    }

    /// A request for the episodes that wait.
    static func pending() -> QueryInterfaceRequest<Stored<Self>> {
        all().filter(Column("state") == EpisodeState.pending.rawValue)
    }

    /// Whether something was found that another session could share. What nothing was quoted for is only counted.
    var hasFindings: Bool { !findings.isEmpty || occurrences.contains { !$0.quotes.isEmpty } }

    var reference: EpisodeReference { EpisodeReference(Session.ID(session), number) }

    var unused: UnusedReason? { UnusedReason(column: reason) }
}
