package import EpisodeAnalysis
internal import Lessons
internal import Mining
package import Skills
internal import TestSupport
package import Trajectories

/// One step with a shell call.
package func bash(
    _ number: Int,
    _ command: String,
    _ output: String,
    _ status: Observation.Status = .ok,
    said text: String = ""
) -> Step {
    let observation = Observation(text: output, status: status, exitCode: status == .error ? 1 : 0)
    let arguments = [Trajectories.ToolCall.Argument(name: "command", value: command)]
    let call = Trajectories.ToolCall(tool: "bash", arguments: arguments, observation: observation)
    return Step(number: number, source: .agent, text: text, calls: [call])
}

/// A run that reads a formula's value too early, then finds out.
package let spreadsheet = Episode(
    index: 0,
    task: "Fill column C of the sheet with the sums",
    steps: [
        Step(number: 1, source: .user, text: "Fill column C of the sheet with the sums"),
        bash(2, "python fill.py input.xlsx", "saved 40 rows"),
        bash(3, "python check.py input.xlsx", "AssertionError: ws['C2'].value returned None", .error),
        bash(4, "python recalc.py input.xlsx && python check.py input.xlsx", "all  40 values\nare there"),
        Step(number: 5, source: .agent, text: "The sums are filled in and were read back."),
    ]
)

/// What an analyst is given of an episode.
package func subject(
    _ episode: Episode = spreadsheet,
    session: String = "s1",
    outcome: Outcome.Label = .failure,
    task: String = "t1",
    route: String? = nil,
    base: Skill? = nil
) -> AnalysisInput {
    let record = AnalysedEpisode(
        session: Session.ID(session),
        trajectory: String(repeating: "a", count: 64),
        episode: episode.index,
        task: task,
        source: "1000:agent:sheets",
        format: "atif",
        workspace: "sheets",
        route: route,
        outcome: outcome,
        findings: EmbeddedAnalyst().notes(of: episode).findings,
        traits: [],
        sketch: ""
    )
    return AnalysisInput(episode, record: record, skill: "xlsx", base: base)
}

/// A report's lesson whose quotes are in ``spreadsheet``.
package func reported(
    do action: String = "run `python recalc.py` on the file before any value is read back",
    quotes: [(Int, String)] = [(3, "ws['C2'].value returned None")],
    cause: String = "unverified",
    title: String = "recalculate before reading values back"
) -> String {
    let cited = quotes.map { #"{"step":\#($0.0),"text":\#(quoted($0.1))}"# }.joined(separator: ",")
    return
        #"{"title":\#(quoted(title)),"when":"a formula was written and its value is needed","do":\#(quoted(action)),"#
        + #""check":"no value is None","why":"formulas have no cached value until something computes them","#
        + #""section":"Formulas","kind":"failure","quotes":[\#(cited)],"cause":"\#(cause)","suggestion":""}"#
}

/// The report that a model gives of these lessons.
package func report(_ lessons: String...) -> String { #"{"lessons":[\#(lessons.joined(separator: ","))]}"# }
