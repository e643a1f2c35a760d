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
