/// A session of a test: what was asked, and what was run with what came of it.
struct Story {
    struct Act {
        var command: String
        var output: String
        var exit: Int
        init(_ command: String, _ output: String, exit: Int = 0) {
            self.command = command
            self.output = output
            self.exit = exit
        }
    }

    var id: String
    var workspace = "/home/dev/orchard"
    var task: String
    var acts: [Act]

    init(_ id: String, workspace: String = "/home/dev/orchard", task: String? = nil, acts: [Act]) {
        self.id = id
        self.workspace = workspace
        self.task = task ?? "Mend the report \(id)"
        self.acts = acts
    }

    /// Two troubles that every session meets, and what then worked.
    static func usual(_ id: String, workspace: String = "/home/dev/orchard", token: String = "x") -> Story {
        Story(id, workspace: workspace, acts: node(id, token: token) + editor(id))
    }

    static func node(_ id: String, token: String = "x") -> [Act] {
        [
            Act("node \(id).js --all --token=\(token)", "bash: node: command not found", exit: 127),
            Act("nodejs \(id).js --all --token=\(token)", "done with \(token)"),
        ]
    }

    static func editor(_ id: String) -> [Act] {
        [
            Act("git rebase --continue # \(id)", "error: Terminal is dumb, but EDITOR unset", exit: 1),
            Act("GIT_EDITOR=true git rebase --continue # \(id)", "Successfully rebased \(id)"),
        ]
    }

    // MARK: Formats

    /// As Claude Code keeps a session: a record a line.
    var claudeCode: String {
        var lines: [String] = []
        func record(_ type: String, _ message: String) {
            lines.append(
                #"{"type":"\#(type)","uuid":"\#(id)-\#(lines.count)","parentUuid":null,"sessionId":"\#(id)","cwd":\#(Self.json(workspace)),"version":"2.1.0","#
                    + #""timestamp":"2026-01-01T00:00:00.000Z","message":\#(message)}"#
            )
        }
        record("user", #"{"role":"user","content":\#(Self.json(task))}"#)
        for (number, act) in acts.enumerated() {
            record(
                "assistant",
                #"{"id":"m\#(number)","model":"model-a","content":[{"type":"tool_use","id":"t\#(number)","name":"Bash","input":{"command":\#(Self.json(act.command))}}],"#
                    + #""usage":{"input_tokens":2,"output_tokens":7}}"#
            )
            let text = act.exit == 0 ? act.output : "Exit code \(act.exit)\n" + act.output
            record(
                "user",
                #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t\#(number)","content":\#(Self.json(text)),"is_error":\#(act.exit != 0)}]}"#
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// As the interchange format has it: one document.
    var atif: String {
        var steps = [#"{"step_id":1,"source":"user","message":\#(Self.json(task))}"#]
        for (number, act) in acts.enumerated() {
            steps.append(
                #"{"step_id":\#(number + 2),"source":"agent","message":"","tool_calls":[{"tool_call_id":"k\#(number)","function_name":"bash","arguments":{"command":\#(Self.json(act.command))}}],"#
                    + #""observation":{"results":[{"source_call_id":"k\#(number)","content":\#(Self.json(act.output)),"extra":{"exit_code":\#(act.exit)}}]}}"#
            )
        }
        return
            #"{"schema_version":"ATIF-v1.7","session_id":"\#(id)","agent":{"name":"robo","version":"3"},"extra":{"cwd":\#(Self.json(workspace))},"steps":[\#(steps.joined(separator: ","))]}"#
    }

    private static func json(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}
