import Testing

@testable import Trajectories

@Suite("A Claude Code session file")
struct ClaudeCodeTests {
    private func line(_ type: String, _ id: String, _ message: String, extra: String = "") -> String {
        #"{"type":"\#(type)","uuid":"\#(id)","parentUuid":null,"sessionId":"s1","cwd":"/w","version":"2.1.0","#
            + #""timestamp":"2026-01-01T00:00:0\#(id.count).000Z"\#(extra),"message":\#(message)}"#
    }

    private func prompt(_ id: String, _ text: String, extra: String = "") -> String {
        line("user", id, #"{"role":"user","content":"\#(text)"}"#, extra: extra)
    }

    private func call(
        _ id: String,
        _ tool: String,
        message: String? = nil,
        name: String = "Bash",
        input: String = #"{"command":"make"}"#
    ) -> String {
        line(
            "assistant",
            id,
            #"{"id":"\#(message ?? "m" + id)","model":"model-a","content":[{"type":"tool_use","id":"\#(tool)","name":"\#(name)","input":\#(input)}],"#
                + #""usage":{"input_tokens":2,"cache_creation_input_tokens":10,"cache_read_input_tokens":100,"output_tokens":7}}"#
        )
    }

    private func result(_ id: String, _ tool: String, _ text: String, flag: String = "", extra: String = "") -> String {
        line(
            "user",
            id,
            #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"\#(tool)","content":"\#(text)"\#(flag)}]}"#,
            extra: extra
        )
    }

    private func only(_ lines: [String]) throws -> Session {
        let sessions = try read(ClaudeCode.self, lines.joined(separator: "\n"))
        #expect(sessions.count == 1)
        return try #require(sessions.first)
    }

    @Test("reads the cost of the session, and passes over records of its requests")
    func costState() throws {
        let session = try only([
            prompt("a", "Go"), call("bb", "t1"),
            #"{"type":"api-request","sessionId":"s1","id":"r","params":{"model":"model-a"}}"#,
            #"{"type":"cost-state","sessionId":"s1","totalCostUSD":0.25}"#,
            #"{"type":"cost-state","sessionId":"s1","totalCostUSD":0.75}"#,
        ])

        #expect(session.usage.costUSD == 0.75)
        #expect(session.steps.count == 2)
    }

    @Test("names session, agent, model, folder and task")
    func identity() throws {
        let session = try only([
            #"{"type":"queue-operation","operation":"enqueue","content":"Fix it","sessionId":"s1"}"#,
            prompt("a", "Fix it"), call("bb", "t1"), result("ccc", "t1", "done"),
        ])

        #expect(session.id == Session.ID("s1"))
        #expect(session.agent == Session.Agent(name: "claude-code", version: "2.1.0", model: "model-a"))
        #expect(session.workspace == "/w")
        #expect(session.episodes.map(\.task) == ["Fix it"])
        #expect(session.recordCount == 3)
        #expect(session.outcome == .unknown)
        #expect(session.startedAt == 1_767_225_601 && session.endedAt == 1_767_225_603)
    }

    @Test("joins the pieces of a message into one step and counts its tokens once")
    func pieces() throws {
        let session = try only([
            prompt("a", "Go"),
            line(
                "assistant",
                "b1",
                #"{"id":"m1","model":"x","content":[{"type":"thinking","thinking":"Hm"}],"usage":{"input_tokens":5,"output_tokens":1}}"#
            ),
            line(
                "assistant",
                "b2",
                #"{"id":"m1","model":"x","content":[{"type":"text","text":"Look"}],"usage":{"input_tokens":5,"output_tokens":9}}"#
            ),
            call("b3", "t1", message: "m1"), call("b4", "t2", message: "m1"),
            result("c1", "t2", "second"), result("c2", "t1", "first"),
        ])

        let step = try #require(session.steps.last)
        #expect(session.steps.count == 2)
        #expect(step.text == "Look" && step.reasoning == "Hm")
        #expect(step.calls.map { $0.observation?.text } == ["first", "second"])
        #expect(
            session.usage.promptTokens == 112 && session.usage.cachedTokens == 100
                && session.usage.completionTokens == 7
        )
    }

    @Test(
        "takes a result for failed by any of its signs",
        arguments: [
            ("boom", #","is_error":true"#, ""),
            ("Exit code 2\\nmake: failed", "", ""),
            ("<tool_use_error>no such file</tool_use_error>", "", ""),
            ("nothing to see", "", #","toolUseResult":"Error: nothing to see""#),
            ("half", "", #","toolUseResult":{"stdout":"half","stderr":"","interrupted":true}"#),
        ]
    )
    func failures(text: String, flag: String, extra: String) throws {
        let session = try only([prompt("a", "Go"), call("b", "t1"), result("c", "t1", text, flag: flag, extra: extra)])

        #expect(session.calls.first?.observation?.status == .error)
    }

    @Test("takes a result without a flag for fine, and a call without a result for open")
    func absentFlag() throws {
        let session = try only([
            prompt("a", "Go"), call("b", "t1"), call("bb", "t2"),
            result(
                "c",
                "t1",
                "Error: this is what the log says",
                extra: #","toolUseResult":{"stdout":"x","interrupted":false}"#
            ),
        ])

        #expect(session.calls[0].observation?.status == .ok)
        #expect(session.calls[1].observation == nil)
    }

    @Test("leaves out records that a resumed session repeats")
    func repeats() throws {
        let lines = [prompt("a", "Go"), call("b", "t1"), result("c", "t1", "done")]

        #expect(try only(lines + lines) == (try only(lines)))
    }

    @Test("reads a refusal with a reason as a denial and a correction, and its echo not at all")
    func denial() throws {
        let refusal =
            "The user doesn't want to proceed with this tool use. To tell you how to proceed, the user said:\\nuse ninja"
        let session = try only([
            prompt("a", "Go"), call("b", "t1"), result("c", "t1", refusal, flag: #","is_error":true"#),
            prompt("d", "[Request interrupted by user for tool use]"),
        ])

        #expect(session.calls[0].observation?.status == .error)
        #expect(session.steps.compactMap(\.signal) == [.denial, .correction])
        #expect(session.steps.last?.text == "use ninja")
        #expect(session.episodes.count == 1)
    }

    @Test("takes what the user says after an interruption for a correction of the same request")
    func interruption() throws {
        let session = try only([
            prompt("a", "Go"), call("b", "t1"), prompt("c", "[Request interrupted by user]"),
            prompt("d", "Only the tests"),
        ])

        #expect(session.steps.compactMap(\.signal) == [.interruption, .correction])
        #expect(session.episodes.count == 1)
    }

    @Test(
        "does not take the harness for the user",
        arguments: [
            ("Caveat: The messages below were generated by the user", ""),
            ("<local-command-stdout>ok</local-command-stdout>", ""),
            ("<command-name>/clear</command-name><command-args></command-args>", ""),
            ("<task-notification>done</task-notification>", ""),
            ("a summary of what went before", #","isCompactSummary":true"#),
            ("some note", #","isMeta":true"#),
            ("finished", #","origin":{"kind":"task-notification"}"#),
        ]
    )
    func harness(text: String, extra: String) throws {
        let session = try only([prompt("a", text, extra: extra), prompt("b", "The request"), call("c", "t1")])

        #expect(session.episodes.map(\.task) == ["The request"])
        #expect(session.steps.first?.source == .system)
    }

    @Test("reads the request out of a slash command and from under reminders")
    func commands() throws {
        let session = try only([
            prompt(
                "a",
                "<command-message>review</command-message><command-name>/review</command-name><command-args>PR 12</command-args>"
            ),
            call("b", "t1"),
            prompt("c", "Now merge<system-reminder>be brief</system-reminder>"),
        ])

        #expect(session.episodes.map(\.task) == ["/review PR 12", "Now merge"])
    }

    @Test("knows the skills that were there and those that were used")
    func skills() throws {
        let session = try only([
            prompt("a", "Go"),
            #"{"type":"attachment","sessionId":"s1","uuid":"x","attachment":{"type":"skill_listing","names":["pdf","xlsx"]}}"#,
            call("b", "t1", name: "Skill", input: #"{"skill":"xlsx"}"#),
            prompt("c", "Base directory for this skill: /s/skills/xlsx\\n\\n# Body", extra: #","isMeta":true"#),
            call("d", "t2", name: "Read", input: #"{"file_path":"/s/skills/docx/SKILL.md"}"#),
        ])

        #expect(
            session.skills.map { "\($0.name) \($0.kind)" } == [
                "pdf available", "xlsx available", "xlsx invoked", "xlsx loaded", "docx loaded",
            ]
        )
    }

    @Test("keeps sub-agents apart, names their parent, and leaves out those that did nothing")
    func subagents() throws {
        let side =
            #"{"type":"%","uuid":"$","sessionId":"s1","isSidechain":true,"agentId":"@","message":{"id":"m","content":[!]}}"#
        func record(_ type: String, _ id: String, _ agent: String, _ block: String) -> String {
            side.replacing("%", with: type).replacing("$", with: id).replacing("@", with: agent).replacing(
                "!",
                with: block
            )
        }
        let sessions = try read(
            ClaudeCode.self,
            [
                prompt("a", "Go"), call("b", "t1"),
                record("assistant", "x1", "warm", #"{"type":"text","text":"Hello! I am ready."}"#),
                record("user", "y1", "77", #"{"type":"text","text":"Search"}"#),
                record("assistant", "y2", "77", #"{"type":"text","text":"Found"}"#),
            ].joined(separator: "\n")
        )

        #expect(sessions.map(\.id.rawValue) == ["s1", "s1/77"])
        #expect(sessions.map(\.parent?.rawValue) == [nil, "s1"])
        #expect(sessions[1].task == "Search")
    }

    @Test("passes over what it does not know and what is broken, and says so")
    func oddities() throws {
        var reader = ClaudeCode(file: FileContext(name: "x", digest: "d"))
        var output = SessionOutput()
        let lines = [
            prompt("a", "Go"), #""massive error""#, "42", #"{"type":"teleport","sessionId":"s1"}"#,
            #"{"type":"user","uuid":"z","sessionId":"s1","message":"error"}"#, call("b", "t1"),
            line(
                "assistant",
                "c",
                #"{"model":"<synthetic>","content":[{"type":"text","text":"API Error: 529"}]}"#,
                extra: #","isApiErrorMessage":true"#
            ),
        ]

        for record in try records(lines) { reader.read(record, into: &output) }
        reader.finish(into: &output)

        #expect(output.unknown == ["no object": 2, "teleport": 1])
        #expect(output.sessions.first?.transcript == ["user: Go", "agent: ", "system: API Error: 529"])
        #expect(output.sessions.first?.agent.model == "model-a")
    }

    @Test("is recognised by its records, and Qwen Code's like records are not")
    func recognition() throws {
        let qwen =
            #"{"uuid":"u","parentUuid":null,"sessionId":"q","type":"user","message":{"role":"user","parts":[{"text":"hi"}]}}"#

        #expect(ClaudeCode.recognises(try sample(prompt("a", "Go"))))
        #expect(!ClaudeCode.recognises(try sample(qwen)))
    }

    @Test("names pictures and does not decode them")
    func pictures() throws {
        let session = try only([
            line(
                "user",
                "a",
                #"{"content":[{"type":"image","source":{"type":"base64","data":"AAAA"}},{"type":"text","text":"What is this?"}]}"#
            ),
            call("b", "t1"),
        ])

        #expect(session.task == "[image]\nWhat is this?")
    }
}
