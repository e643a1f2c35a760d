import TestSupport
import Trajectories

/// An agent that knows what its skill says and nothing else, and whose runs are recorded as mini-swe-agent does.
struct Agent {
    /// One run of it.
    struct Run {
        let task: World.Task
        /// Nil for a success.
        let cause: World.Cause?

        var session: Session.ID { Session.ID("\(task.name)@r-\(task.name)") }
    }

    /// Numbers of the rules that it follows.
    let rules: Set<Int>

    init(skill: String) { rules = World.rules(in: skill) }

    func run(_ task: World.Task) -> Run { Run(task: task, cause: task.cause(following: rules)) }

    /// Writes a run and its outcome into the folder of an inbox, the outcome first.
    static func drop(_ run: Run, into folder: String) throws {
        let path = "\(folder)/\(run.task.name).traj.json"
        let outcome = #"{"outcome":"\#(run.cause == nil ? "success" : "failure")"}"#
        try write(outcome, to: path + ".trace2skill.json")
        try write(session(of: run).miniSWEAgent, to: path)
    }

    // MARK: The recording

    private static func session(of run: Run) -> SampleSession {
        let task = run.task
        let purposes = task.needs.map { World.rules[$0].moment }.joined(separator: ", ")
        return SampleSession(
            task.name,
            workspace: "/home/agent/exports",
            task: "\(task.name): make the summary of export \(task.number). The task "
                + "\(purposes.isEmpty ? "adds columns" : purposes).",
            actions: [
                SampleSession.Action(
                    "head -\(task.number + 3) export_\(task.name).csv",
                    "\(task.number * 7) rows",
                    remark: "Look at the file."
                ),
                SampleSession.Action(
                    "python build_\(task.name.replacing("-", with: "_")).py --columns \(task.number)",
                    "summary of \(task.name) written",
                    remark: "Build it."
                ),
                SampleSession.Action(
                    "python verify.py summary_\(task.name).csv",
                    verdict(of: run),
                    status: run.cause == nil ? 0 : 1,
                    remark: "Check it."
                ),
            ],
            closing: "The summary of \(task.name) is there."
        )
    }

    private static func verdict(of run: Run) -> String {
        switch run.cause {
        case nil: "every check of \(run.task.name) passed"
        case .rule(let number): World.rules[number].symptom
        case .oneOff: "OddityError: \((run.task.oddity ?? []).joined(separator: " "))"
        }
    }
}
