import JSON
import Testing

@testable import Trajectories

@Suite("A reader of SWE-agent")
struct SWEAgentTests {
    private static func run(status: String) -> String {
        #"""
        {"environment":"main","trajectory":[
        {"action":"open src/a.py\n","observation":"[File: src/a.py]","response":"I open it.\n```\nopen src/a.py\n```","thought":"I open it.\n","state":"{\"working_dir\": \"/repo\"}","query":[{"role":"system","content":"long"}]},
        {"action":"edit 1:2\nx = (\nend_of_edit","observation":"Your proposed edit has introduced new syntax error(s).","response":"r","thought":"I edit.","state":{"working_dir":"/repo"}},
        {"action":"python a.py","observation":"\nEXECUTION TIMED OUT","response":"r","thought":"I run."},
        {"action":"submit","observation":null,"response":"r","thought":"I submit."}],
        "history":[{"role":"system","content":"SETTING","agent":"primary"},{"role":"user","content":"A demonstration","is_demo":true,"agent":"primary"},
        {"role":"user","content":"Solve ISSUE 7","agent":"primary"},{"role":"assistant","content":"I open it.","agent":"primary","action":"open src/a.py"}],
        "info":{"exit_status":"\#(status)","submission":"diff","model_stats":{"instance_cost":0.5,"tokens_sent":10,"tokens_received":3,"api_calls":4}},
        "replay_config":"{\"agent\":{\"model\":{\"name\":\"m-1\"}},\"problem_statement\":{\"id\":\"o__r-7\"}}"}
        """#
    }

    @Test("takes the task from the history without its demonstrations, and the steps from the trajectory")
    func steps() throws {
        let text = Self.run(status: "submitted")
        #expect(SWEAgent.recognises(try sample(text)))
        let session = try #require(try read(SWEAgent.self, text).first)

        #expect(
            session.transcript == [
                "system: SETTING", "user: Solve ISSUE 7", "agent: I open it.", "agent: I edit.", "agent: I run.",
                "agent: I submit.",
            ]
        )
        #expect(session.taskID == "o__r-7")
        #expect(session.workspace == "o/r")
        #expect(session.agent.model == "m-1")
        #expect(session.usage.promptTokens == 10)
        #expect(session.usage.completionTokens == 3)
        #expect(session.usage.costUSD == 0.5)
    }

    @Test("knows failures by the harness's words")
    func failures() throws {
        let session = try #require(try read(SWEAgent.self, Self.run(status: "submitted")).first)

        #expect(session.calls.map(\.tool) == ["open", "edit", "bash", "submit"])
        #expect(session.calls.first?.target == "src/a.py")
        #expect(session.calls.map(\.observation?.status) == [.ok, .error, .error, nil])
        #expect(session.calls[2].command == "python a.py")
    }

    @Test(
        "takes the end at a limit for a failure, and a submission for nothing",
        arguments: [
            ("submitted", Outcome.Label.unknown), ("submitted (exit_cost)", .unknown), ("exit_context", .failure),
        ]
    )
    func outcome(status: String, label: Outcome.Label) throws {
        let session = try #require(try read(SWEAgent.self, Self.run(status: status)).first)

        #expect(session.outcome.label == label)
    }

    @Test("reads a demonstration, which has the history alone")
    func demonstration() throws {
        let text = #"""
            {"history":[{"role":"system","content":"SETTING","agent":"main","message_type":"system_prompt"},
            {"role":"user","content":"Solve it","agent":"main"},
            {"role":"assistant","content":"I find it.","thought":"I find it.","action":"find_file a.py","agent":"main","tool_calls":[{"id":"c1","function":{"name":"find_file","arguments":"{\"file_name\":\"a.py\"}"}}]},
            {"role":"tool","content":"Found 1 match","agent":"main","tool_call_ids":["c1"]},
            {"role":"assistant","content":"Now I run.\n```\nls\n```","thought":"Now I run.","action":"ls\n","agent":"main"},
            {"role":"user","content":"a.py","agent":"main"}]}
            """#
        #expect(SWEAgent.recognises(try sample(text)))
        let session = try #require(try read(SWEAgent.self, text, name: "demo.traj").first)

        #expect(session.taskID == "demo")
        #expect(session.calls.map(\.tool) == ["find_file", "bash"])
        #expect(session.calls.map(\.observation?.text) == ["Found 1 match", "a.py"])
        #expect(session.episodes.count == 1)
    }

    @Test(
        "leaves histories of other kinds alone",
        arguments: [
            #"{"question":"q","history":[{"content":"c","role":"r"}],"mistake_agent":"a"}"#,
            #"{"history":[{"role":"user","parts":[{"text":"x"}]}],"meta":{}}"#,
        ]
    )
    func foreign(text: String) throws {
        #expect(!SWEAgent.recognises(try sample(text)))
    }
}
