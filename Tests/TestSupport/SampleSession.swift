internal import JSON

/// An invented session of an agent, which can be written in several recording formats.
package struct SampleSession: Sendable {
    /// A command that the agent ran, and what happened.
    package struct Action: Sendable {
        package var command: String
        /// What the command printed.
        package var output: String
        /// The exit status of the command.
        package var status: Int
        /// What the agent wrote before it ran the command.
        package var remark: String

        /// A command with its output; it succeeded unless another status is given.
        package init(_ command: String, _ output: String, status: Int = 0, remark: String = "") {
            self.command = command
            self.output = output
            self.status = status
            self.remark = remark
        }
    }

    package var id: String
    /// The folder in which the agent worked.
    package var workspace: String
    /// What the agent was asked to do.
    package var task: String
    package var actions: [Action]
    /// What the agent wrote at the end.
    package var closing: String?

    /// A session that asks for the report `id`, unless another task is given.
    package init(
        _ id: String,
        workspace: String = "/home/dev/orchard",
        task: String? = nil,
        actions: [Action],
        closing: String? = nil
    ) {
        self.id = id
        self.workspace = workspace
        self.task = task ?? "Mend the report \(id)"
        self.actions = actions
        self.closing = closing
    }

    // MARK: Formats

    /// The session as Claude Code keeps it: JSON Lines, a record a line.
    package var claudeCode: String {
        var lines: [String] = []
        func record(_ type: String, _ message: String) {
            lines.append(
                #"{"type":"\#(type)","uuid":"\#(id)-\#(lines.count)","parentUuid":null,"sessionId":"\#(id)","cwd":\#(quoted(workspace)),"version":"2.1.0","#
                    + #""timestamp":"2026-01-01T00:00:00.000Z","message":\#(message)}"#
            )
        }
        record("user", #"{"role":"user","content":\#(quoted(task))}"#)
        for (number, action) in actions.enumerated() {
            record(
                "assistant",
                #"{"id":"m\#(number)","model":"model-a","content":[{"type":"tool_use","id":"t\#(number)","name":"Bash","input":{"command":\#(quoted(action.command))}}],"#
                    + #""usage":{"input_tokens":2,"output_tokens":7}}"#
            )
            let text = action.status == 0 ? action.output : "Exit code \(action.status)\n" + action.output
            record(
                "user",
                #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t\#(number)","content":\#(quoted(text)),"is_error":\#(action.status != 0)}]}"#
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The session in the Agent Trajectory Interchange Format: one JSON document.
    package var atif: String {
        var steps = [#"{"step_id":1,"source":"user","message":\#(quoted(task))}"#]
        for (number, action) in actions.enumerated() {
            steps.append(
                #"{"step_id":\#(number + 2),"source":"agent","message":\#(quoted(action.remark)),"tool_calls":[{"tool_call_id":"k\#(number)","function_name":"bash","arguments":{"command":\#(quoted(action.command))}}],"#
                    + #""observation":{"results":[{"source_call_id":"k\#(number)","content":\#(quoted(action.output)),"extra":{"exit_code":\#(action.status)}}]}}"#
            )
        }
        if let closing {
            steps.append(#"{"step_id":\#(actions.count + 2),"source":"agent","message":\#(quoted(closing))}"#)
        }
        return
            #"{"schema_version":"ATIF-v1.7","session_id":"\#(id)","agent":{"name":"robo","version":"3"},"extra":{"cwd":\#(quoted(workspace))},"steps":[\#(steps.joined(separator: ","))]}"#
    }

    /// The session as mini-swe-agent writes it: one JSON document whose instance is named after ``id``.
    package var miniSWEAgent: String {
        var messages = [
            #"{"role":"system","content":"You can use a shell."}"#,
            #"{"role":"user","content":\#(quoted("<pr_description>\n\(task)\n</pr_description>"))}"#,
        ]
        for (number, action) in actions.enumerated() {
            let command = quoted(action.command)
            let call =
                #"{"id":"c\#(number)","function":{"name":"bash","arguments":\#(quoted(#"{"command":\#(command)}"#))}}"#
            messages.append(
                #"{"role":"assistant","content":\#(quoted(action.remark)),"tool_calls":[\#(call)],"extra":{"actions":[{"command":\#(command),"tool_call_id":"c\#(number)"}],"response":{"id":"r-\#(id)"},"cost":0.01}}"#
            )
            let output = "<returncode>\(action.status)</returncode>\n<output>\n\(action.output)\n</output>"
            messages.append(
                #"{"role":"tool","tool_call_id":"c\#(number)","content":\#(quoted(output)),"extra":{"returncode":\#(action.status)}}"#
            )
        }
        if let closing { messages.append(#"{"role":"assistant","content":\#(quoted(closing))}"#) }
        let environment = #"{"environment":{"cwd":\#(quoted(workspace))}}"#
        return
            #"{"info":{"config":\#(environment),"mini_version":"2.2.7","exit_status":"Submitted"},"messages":[\#(messages.joined(separator: ","))],"#
            + #""trajectory_format":"mini-swe-agent-1.1","instance_id":"\#(id)"}"#
    }
}

/// A text as a JSON string, with its quotation marks.
package func quoted(_ text: String) -> String {
    var writer = JSONWriter()
    writer.string(text)
    return String(decoding: writer.bytes, as: UTF8.self)
}
