import Testing

@testable import Trajectories

@Suite("An ATIF document")
struct ATIFTests {
    private func document(_ steps: [String], _ members: String = #""session_id":"a1","#) -> String {
        #"{"schema_version":"ATIF-v1.7",\#(members)"agent":{"name":"robo","version":"3","model_name":"model-a"},"steps":[\#(steps.joined(separator: ","))]}"#
    }

    private let task = #"{"step_id":1,"source":"user","message":"Fix it","timestamp":"2026-01-01T00:00:00Z"}"#

    private func work(_ id: Int, _ result: String, extra: String = "") -> String {
        #"{"step_id":\#(id),"source":"agent","message":"Try","reasoning_content":"Hm","metrics":{"prompt_tokens":10,"completion_tokens":2,"cached_tokens":4,"cost_usd":0.5},"#
            + #""tool_calls":[{"tool_call_id":"k","function_name":"bash","arguments":{"command":"make"}}],"observation":{"results":[\#(result)]}\#(extra)}"#
    }

    private let fine = #"{"source_call_id":"k","content":"fine"}"#

    private func only(_ text: String) throws -> Session {
        let sessions = try read(ATIF.self, text)
        #expect(sessions.count == 1)
        return try #require(sessions.first)
    }

    @Test("names session, agent, model and task, and counts tokens")
    func identity() throws {
        let session = try only(document([task, work(2, fine), work(3, fine)]))

        #expect(session.id == Session.ID("a1"))
        #expect(session.agent == Session.Agent(name: "robo", version: "3", model: "model-a"))
        #expect(session.task == "Fix it" && session.outcome == .unknown)
        #expect(session.steps.map(\.number) == [1, 2, 3])
        #expect(session.steps[1].reasoning == "Hm")
        #expect(session.usage.promptTokens == 20 && session.usage.costUSD == 1)
    }

    @Test("pairs results by id within a step, by place without ids, and lets ids come again")
    func pairing() throws {
        let two =
            #"{"step_id":2,"source":"agent","message":"","tool_calls":[{"tool_call_id":"k","function_name":"a","arguments":{}},{"tool_call_id":"l","function_name":"b","arguments":{}}],"#
        let crossed =
            two
            + #""observation":{"results":[{"source_call_id":"l","content":"2"},{"source_call_id":"k","content":"1"}]}}"#
        let placed =
            two
            + #""observation":{"results":[{"content":"3"},{"content":[{"type":"text","text":"4"},{"type":"image","source":{"path":"x.png"}}]}]}}"#

        let session = try only(document([task, crossed, placed]))

        #expect(session.calls.map { $0.observation?.text } == ["1", "2", "3", "4\n[image]"])
    }

    @Test("joins the steps that a converter made of the calls of one message, and counts its tokens once")
    func flattened() throws {
        func step(_ id: Int, _ call: String, prompt: Int, message: String? = nil) -> String {
            #"{"step_id":\#(id),"source":"agent","message":"\#(message ?? "Executed Read \(call)")","#
                + #""metrics":{"prompt_tokens":\#(prompt),"completion_tokens":5,"cached_tokens":1},"#
                + #""tool_calls":[{"tool_call_id":"\#(call)","function_name":"Read","arguments":{"path":"\#(call)"}}],"#
                + #""observation":{"results":[{"source_call_id":"\#(call)","content":"x"}]}}"#
        }
        let session = try only(
            document([
                task, step(2, "k1", prompt: 100, message: "I read both."), step(3, "k2", prompt: 100),
                step(4, "k3", prompt: 140), step(5, "k4", prompt: 140, message: "Another word"),
            ])
        )

        #expect(session.steps.map(\.calls.count) == [0, 2, 1, 1])
        #expect(session.calls.map(\.answer) == [1, 1, 2, 3])
        #expect(session.usage.promptTokens == 100 + 140 + 140)
    }

    @Test(
        "takes a result for failed by any of its signs",
        arguments: [
            (#"{"source_call_id":"k","content":"boom","extra":{"tool_result_is_error":true}}"#, ""),
            (#"{"source_call_id":"k","content":"boom","extra":{"exit_code":2}}"#, ""),
            (#"{"source_call_id":"k","content":"boom\n\n[error] tool reported failure"}"#, ""),
            (#"{"source_call_id":"k","content":"boom\n[exit_code] 2"}"#, ""),
            (#"{"content":"<returncode>2</returncode>"}"#, ""),
            (#"{"source_call_id":"k","content":"boom"}"#, #","extra":{"tool_result_is_error":true}"#),
        ]
    )
    func failures(result: String, extra: String) throws {
        #expect(try only(document([task, work(2, result, extra: extra)])).calls.first?.observation?.status == .error)
    }

    @Test("leaves out copied context, and counts a continuation with the run that it continues")
    func continuation() throws {
        let copied = #"{"step_id":1,"source":"user","message":"Fix it","is_copied_context":true}"#
        let session = try only(document([copied, work(2, fine)], #""session_id":"a1","trajectory_id":"t2","#))

        #expect(session.id == Session.ID("a1/t2") && session.parent == Session.ID("a1"))
        #expect(session.transcript == ["agent: Try"])
    }

    @Test("gives out embedded sub-agents as sessions of their own")
    func children() throws {
        let child =
            #"{"schema_version":"ATIF-v1.7","session_id":"a1","trajectory_id":"t9","agent":{"name":"sub","version":"1"},"steps":[\#(work(1, fine))]}"#
        let sessions = try read(
            ATIF.self,
            document([task, work(2, fine)], #""subagent_trajectories":[\#(child)],"session_id":"a1","#)
        )

        #expect(sessions.map(\.id.rawValue) == ["a1", "a1/t9"])
        #expect(sessions.map(\.parent?.rawValue) == [nil, "a1"])
        #expect(sessions.map(\.agent.name) == ["robo", "sub"])
        #expect(sessions.map(\.calls.count) == [1, 1])
    }

    @Test("takes steps of a sub-agent out from between the agent's own")
    func sidechains() throws {
        let side = work(3, fine, extra: #","extra":{"is_sidechain":true,"agent_id":"77","cwd":"/w"}"#)
        let idle = #"{"step_id":4,"source":"agent","message":"Hello!","extra":{"is_sidechain":true,"agent_id":"88"}}"#
        let sessions = try read(ATIF.self, document([task, work(2, fine), side, idle]))

        #expect(sessions.map(\.id.rawValue) == ["a1", "a1/77"])
        #expect(sessions.map(\.calls.count) == [1, 1])
        #expect(sessions.map(\.workspace) == ["/w", "/w"])
    }

    @Test("reads outcome, skills, folder and signals of the user from extra")
    func extra() throws {
        let extra =
            #""extra":{"outcome":{"label":"failure","reward":0.0,"source":"ctrf"},"source":{"cwd":"/w"},"task_id":"t-7","#
            + #""skills":[{"name":"xlsx","use":"invoked","step_ids":[2],"revision":"xlsx/v3"},{"name":"pdf"}]},"session_id":"a1","#
        let again = #"{"step_id":3,"source":"user","message":"Not that file","extra":{"user_signal":"correction"}}"#
        let session = try only(document([task, work(2, fine), again], extra))

        #expect(session.outcome == Outcome(.failure, reward: 0, source: .field, detail: "extra.outcome"))
        #expect(session.workspace == "/w" && session.taskID == "t-7")
        #expect(
            session.skills == [
                SkillUse(name: "xlsx", kind: .invoked, step: 2, revision: "xlsx/v3"),
                SkillUse(name: "pdf", kind: .available),
            ]
        )
        #expect(session.steps.last?.signal == .correction && session.episodes.count == 1)
    }

    @Test(
        "makes an outcome of a reward alone, and none of one that its producer doubts",
        arguments: [
            (#"{"reward":1.0}"#, Outcome.Label.success), (#"{"reward":0.4}"#, .partial),
            (#"{"label":"success","confidence":0.2}"#, .unknown),
            (#"{"label":"unknown"}"#, .unknown), (#""success""#, .success),
        ]
    )
    func outcomes(value: String, label: Outcome.Label) throws {
        let session = try only(document([task, work(2, fine)], #""extra":{"outcome":\#(value)},"#))

        #expect(session.outcome.label == label)
    }

    @Test("reads one document a line, and names one without an id by what is in it")
    func lines() throws {
        let first = document([task, work(2, fine)], "")
        let second = document([task, work(2, #"{"source_call_id":"k","content":"other"}"#)], "")

        let sessions = try read(ATIF.self, [first, second].joined(separator: "\n"))
        let alone = try only(second)

        #expect(sessions.count == 2 && sessions[0].id != sessions[1].id)
        #expect(sessions[1].id == alone.id)
        #expect(sessions.allSatisfy { $0.episodes.count == 1 })
    }

    @Test("reads a document that lacks agent and step ids")
    func lenient() throws {
        let session = try only(
            #"{"schema_version":"ATIF-v1.7","session_id":"d1","steps":[{"source":"user","message":"Go"},{"source":"agent","message":"Done"},{"source":"agent","message":"Done"}]}"#
        )

        #expect(session.transcript == ["user: Go", "agent: Done", "agent: Done"])
    }

    @Test("drops the sentence and the copy that a converter adds")
    func converter() throws {
        let step =
            #"{"step_id":2,"source":"agent","message":"Executed Read k","tool_calls":[{"tool_call_id":"k","function_name":"Read","arguments":{"file_path":"a"}}],"#
            + #""observation":{"results":[{"source_call_id":"k","content":"text\n\n[metadata] {\"file\":1}"}]},"extra":{"tool_result_metadata":{}}}"#
        let session = try only(document([task, step]))

        #expect(session.steps.last?.text == "")
        #expect(session.calls.first?.observation?.text == "text")
    }

    @Test("reads commands that the harness reports as JSON, and does not count one that was not run as failed")
    func commandResults() throws {
        let failed = #"{"content":"{\n  \"returncode\": 1,\n  \"output\": \"cat: x: not here\"\n}"}"#
        let unexecuted =
            #"{"content":"{\"returncode\": -1, \"output\": \"\", \"exception_info\": \"action was not executed\"}"}"#
        let session = try only(document([task, work(2, failed), work(3, unexecuted)]))

        #expect(
            session.calls.first?.observation == Observation(text: "cat: x: not here", status: .error, exitCode: 1)
        )
        #expect(session.calls.last?.observation?.status == .unknown)
    }

    @Test("takes the request out of a template, and does not repeat a message as reasoning")
    func template() throws {
        let text =
            #"{"schema_version":"ATIF-v1.7","session_id":"a1","agent":{"name":"robo","version":"3","extra":{"agent_config":{"instance_template":"Please do: {{task}}\n\nUse the shell on {{system}}."}}},"steps":["#
            + #"{"step_id":1,"source":"user","message":"Please do: Fix it\n\nUse the shell on Linux."},{"step_id":2,"source":"agent","message":"Try","reasoning_content":"Try"}]}"#
        let session = try only(text)

        #expect(session.task == "Fix it")
        #expect(session.steps.map(\.source) == [.system, .user, .agent])
        #expect(session.steps.last?.reasoning == nil)
    }

    @Test("gives each of several keystrokes its part of the terminal's screen")
    func keystrokes() throws {
        let request =
            #"{"step_id":1,"source":"user","message":"You type.\n\nTask Description:\nFix it\n\nCurrent terminal state:\nme@box:/w# "}"#
        let typing =
            #"{"step_id":2,"source":"agent","message":"Plan: look","tool_calls":[{"tool_call_id":"call_0_1","function_name":"bash_command","arguments":{"keystrokes":"ls\n","duration":0.1}},{"tool_call_id":"call_0_2","function_name":"bash_command","arguments":{"keystrokes":"cat b\n","duration":0.1}},{"tool_call_id":"call_0_task_complete","function_name":"mark_task_complete","arguments":{}}],"#
            + #""observation":{"results":[{"content":"Current terminal state:\nNew Terminal Output:\nme@box:/w# ls\na\nme@box:/w# cat b\ncat: b: No such file or directory\nme@box:/w#\n\nAre you sure you want to mark the task as complete? Say so."}]}}"#
        let handoff =
            #"{"step_id":3,"source":"user","message":"Here are the answers the other agent provided.\n\nNone."}"#
        let session = try only(document([request, typing, handoff]))

        #expect(session.task == "Fix it")
        #expect(session.episodes.count == 1)
        #expect(session.calls.map(\.command) == ["ls", "cat b", nil])
        #expect(session.calls.map(\.observation?.text) == ["a", "cat: b: No such file or directory", nil])
        #expect(session.calls.map(\.observation?.status) == [.ok, .error, nil])
        #expect(session.steps.last?.source == .system)
    }

    @Test("reads an answer that the producer keeps as the agent wrote it")
    func rawAnswer() throws {
        let raw =
            #"{"step_id":2,"source":"agent","message":"{\"analysis\":\"Empty.\",\"plan\":\"Look.\",\"commands\":[{\"keystrokes\":\"ls\\n\"}]}","observation":{"results":[{"content":"New Terminal Output:\n$ ls\na"}]}}"#
        let session = try only(document([task, raw]))

        #expect(session.steps.last?.text == "Analysis: Empty.\nPlan: Look.")
        #expect(session.calls.map(\.observation?.text) == ["a"])
    }

    @Test("names the session that a segment continues, or whose work a document sums up")
    func segments() throws {
        let step = #"{"step_id":1,"source":"agent","message":"Go","metrics":{"prompt_tokens":10}}"#
        let segment =
            #"{"schema_version":"ATIF-v1.7","session_id":"a-cont-1","agent":{"name":"t","version":"1","extra":{"continuation_index":1}},"steps":[{"step_id":1,"source":"user","message":"x","is_copied_context":true},\#(step)],"final_metrics":{"total_prompt_tokens":99}}"#
        let summary =
            #"{"schema_version":"ATIF-v1.7","session_id":"a-summary","agent":{"name":"t","version":"1","extra":{"parent_session_id":"a"}},"steps":[\#(step)]}"#
        let first = try only(segment)

        #expect(first.id.rawValue == "a-cont-1")
        #expect(first.parent?.rawValue == "a")
        #expect(first.usage.promptTokens == 10)
        #expect(try only(summary).parent?.rawValue == "a")
    }

    @Test("is recognised by its version, also when it is longer than the sample")
    func recognition() throws {
        let text = document([task])

        #expect(ATIF.recognises(try sample(text)))
        #expect(
            ATIF.recognises(
                FormatSample(records: [], rootIsArray: false, members: ["schema_version", "steps"], head: text)
            )
        )
        #expect(!ATIF.recognises(try sample(#"{"schema_version":"2.0","steps":[]}"#)))
    }
}
