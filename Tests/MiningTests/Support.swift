import Foundations
import Lessons
@testable import Mining
@testable import Trajectories

/// One thing that happens in a hand-written session.
enum Act {
    /// The agent runs a command line.
    case run(String, String, exit: Int = 0)
    /// The agent calls a tool other than a shell.
    case use(String, [String: String], String, failed: Bool = false)
    /// A person says something.
    case user(String)
    /// The agent says something and calls no tool.
    case say(String)
}

/// A session as a reader of any format would put it together.
func session(
    _ id: String,
    _ acts: [Act],
    task: String = "Mend it",
    taskID: String? = nil,
    workspace: String? = nil,
    outcome: Outcome = .unknown,
    format: String = "test"
) -> Session {
    var builder = SessionBuilder(format: format, id: id)
    builder.workspace = workspace
    builder.taskID = taskID
    builder.outcome = outcome
    // Where the agent talks without a tool, the user's answers belong to the same task.
    builder.isConversation = acts.contains { if case .say = $0 { true } else { false } }
    builder.agent.name = "robo"
    builder.user(task)
    for (number, act) in acts.enumerated() {
        switch act {
        case .run(let command, let output, let exit):
            builder.agent("step \(number)")
            builder.call(
                id: "c\(number)",
                tool: "bash",
                arguments: [ToolCall.Argument(name: "command", value: command)]
            )
            builder.result(of: "c\(number)", text: output, signs: ToolStatus.Signs(exitCode: exit))
        case .use(let tool, let arguments, let output, let failed):
            builder.agent("step \(number)")
            let list = arguments.sorted { $0.key < $1.key }.map { ToolCall.Argument(name: $0.key, value: $0.value) }
            builder.call(id: "c\(number)", tool: tool, arguments: list)
            builder.result(of: "c\(number)", text: output, signs: ToolStatus.Signs(failed: failed))
        case .user(let text): builder.user(text)
        case .say(let text): builder.agent(text)
        }
    }
    // A session of these acts is never empty.
    return builder.finish(fallbackID: id) ?? Session.nothing
}

extension Session {
    static let nothing = Session(
        id: Session.ID("nothing"),
        parent: nil,
        format: "test",
        agent: Agent(name: ""),
        workspace: nil,
        taskID: nil,
        startedAt: nil,
        endedAt: nil,
        outcome: .unknown,
        skills: [],
        usage: Usage(),
        episodes: [],
        recordCount: 0,
        firstRecords: [],
        notes: []
    )
}

/// The first episode of a session of these acts.
func episode(_ acts: Act...) -> Episode { session("s", acts).episodes.first ?? Episode(index: 0, task: nil) }

/// What the analyst keeps of a session's episodes.
func analysed(
    _ session: Session,
    task: String? = nil,
    route: String? = nil,
    source: String = "0:robo",
    goals: GoalTable = .standard
) -> [AnalysedEpisode] {
    session.episodes.map { episode in
        let notes = EmbeddedAnalyst(goals: goals).notes(of: episode)
        return AnalysedEpisode(
            session: session.parent ?? session.id,
            trajectory: String(repeating: FNV1a(session.id.rawValue).shortDigits, count: 8),
            episode: episode.index,
            task: task ?? session.taskID ?? session.id.rawValue,
            source: source,
            format: session.format,
            workspace: Scope.workspace(of: session),
            route: route,
            outcome: session.outcome.label,
            findings: notes.findings,
            traits: notes.traits,
            occurrences: notes.occurrences,
            sketch: Traits.sketch(session)
        )
    }
}

/// Python's last words.
func traceback(_ error: String, in file: String = "app.py") -> String {
    "Traceback (most recent call last):\n  File \"\(file)\", line 3, in <module>\n    start()\n\(error)"
}

/// The calls of a session as the analyst looks at them.
func actions(_ session: Session) -> [Action] {
    session.episodes.flatMap { ActionSequence($0, goals: .standard).actions }
}
