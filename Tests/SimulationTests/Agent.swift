import FoundationEssentials
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
        try write(trajectory(of: run), to: path)
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path, directoryHint: .notDirectory))
    }

    // MARK: The recording

    private static func trajectory(of run: Run) -> String {
        let task = run.task
        let doings = task.needs.map { World.rules[$0].moment }.joined(separator: ", ")
        let request =
            "\(task.name): make the summary of export \(task.number). The task \(doings.isEmpty ? "adds columns" : doings)."
        var messages = [
            #"{"role":"system","content":"You can use a shell."}"#,
            #"{"role":"user","content":\#(quoted("<pr_description>\n\(request)\n</pr_description>"))}"#,
        ]
        let steps = [
            ("Look at the file.", "head -\(task.number + 3) export_\(task.name).csv", "\(task.number * 7) rows", 0),
            (
                "Build it.", "python build_\(task.name.replacing("-", with: "_")).py --columns \(task.number)",
                "summary of \(task.name) written", 0
            ),
            ("Check it.", "python verify.py summary_\(task.name).csv", verdict(of: run), run.cause == nil ? 0 : 1),
        ]
        for (index, step) in steps.enumerated() {
            messages.append(action(index, task.name, said: step.0, command: step.1))
            messages.append(
                #"{"role":"tool","tool_call_id":"c\#(index)","content":\#(quoted("<returncode>\(step.3)</returncode>\n<output>\n\(step.2)\n</output>")),"extra":{"returncode":\#(step.3)}}"#
            )
        }
        messages.append(#"{"role":"assistant","content":"The summary of \#(task.name) is there."}"#)
        messages.append(#"{"role":"exit","content":"","extra":{"exit_status":"Submitted"}}"#)
        return
            #"{"info":{"config":{"model":{"model_name":"agent-1"},"environment":{"cwd":"/home/agent/exports"}},"mini_version":"2.2.7","exit_status":"Submitted"},"#
            + #""messages":[\#(messages.joined(separator: ",\n"))],"trajectory_format":"mini-swe-agent-1.1","instance_id":"\#(task.name)"}"#
    }

    private static func action(_ index: Int, _ name: String, said: String, command: String) -> String {
        let arguments = quoted(#"{"command":\#(quoted(command))}"#)
        return
            #"{"role":"assistant","content":"\#(said)","tool_calls":[{"id":"c\#(index)","function":{"name":"bash","arguments":\#(arguments)}}],"#
            + #""extra":{"actions":[{"command":\#(quoted(command)),"tool_call_id":"c\#(index)"}],"response":{"id":"r-\#(name)"},"cost":0.01}}"#
    }

    private static func verdict(of run: Run) -> String {
        switch run.cause {
        case nil: "every check of \(run.task.name) passed"
        case .rule(let number): World.rules[number].symptom
        case .oneOff: "OddityError: \((run.task.oddity ?? []).joined(separator: " "))"
        }
    }
}

/// A text as a JSON string.
func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return "\"\(escaped)\""
}
