import JSON
import Testing

@testable import Trajectories

@Suite("A reader of OpenHands")
struct OpenHandsTests {
    private static let events = #"""
        {"kind":"ActionEvent","id":"e1","timestamp":"2025-10-30T13:00:00.500000","source":"agent","thought":[{"type":"text","text":"I look."}],"reasoning_content":null,"action":{"kind":"ExecuteBashAction","command":"nope","is_input":false},"tool_name":"execute_bash","tool_call_id":"c1","tool_call":{"id":"c1","name":"execute_bash","arguments":"{\"command\":\"nope\"}"},"llm_response_id":"r1"},
        {"kind":"ActionEvent","id":"e2","timestamp":"2025-10-30T13:00:00.600000","source":"agent","thought":[],"action":{"kind":"FileEditorAction","command":"view","path":"/w/a","old_str":null},"tool_name":"str_replace_editor","tool_call_id":"c2","llm_response_id":"r1"},
        {"kind":"ObservationEvent","id":"e3","timestamp":"2025-10-30T13:00:01","source":"environment","tool_call_id":"c1","observation":{"kind":"ExecuteBashObservation","output":"\u001b[?2004lbash: nope: command not found\u001b[?2004h","exit_code":null,"error":false,"timeout":false,"metadata":{"exit_code":127,"working_dir":"/w"}},"action_id":"e1"},
        {"kind":"ObservationEvent","id":"e4","timestamp":"2025-10-30T13:00:02","source":"environment","tool_call_id":"c2","observation":{"kind":"FileEditorObservation","output":"","error":"no such path"},"action_id":"e2"}
        """#

    @Test("finds the exit code that the top of an observation hides")
    func hiddenExitCode() throws {
        let text = "[\(Self.events)]"
        #expect(OpenHands.recognises(try sample(text)))
        let session = try #require(try read(OpenHands.self, text).first)

        #expect(session.calls.map(\.observation?.status) == [.error, .error])
        #expect(session.calls.map(\.observation?.exitCode) == [127, nil])
        #expect(session.calls.map(\.observation?.text) == ["bash: nope: command not found", "no such path"])
        #expect(session.workspace == "/w")
    }

    @Test("makes one step of the calls of one answer")
    func parallelCalls() throws {
        let session = try #require(try read(OpenHands.self, "[\(Self.events)]").first)

        #expect(session.steps.count == 1)
        #expect(session.steps.first?.text == "I look.")
        #expect(session.calls.map(\.target) == [nil, "/w/a"])
        #expect(session.calls.last?.arguments.map(\.name) == ["command", "path"])
        #expect(session.startedAt == 1_761_829_200.5)
    }

    @Test("gives a run the same identity in a list of events and in the evaluation's output")
    func identity() throws {
        let history = Self.events.replacing("\n", with: "")
        let output =
            #"{"instance_id":"t-1","instruction":"Do it","metadata":{"llm":{"model":"m-1"}},"history":[\#(history)],"test_result":{"final_score":{"total":1,"result":0}},"error":null}"#
        #expect(OpenHands.recognises(try sample(output)))
        let listed = try #require(try read(OpenHands.self, "[\(Self.events)]").first)
        let evaluated = try #require(try read(OpenHands.self, output).first)

        #expect(listed.id == evaluated.id)
        #expect(listed.task == nil)
        #expect(evaluated.task == "Do it")
        #expect(evaluated.taskID == "t-1")
        #expect(evaluated.agent.model == "m-1")
        #expect(evaluated.outcome == .unknown)
    }

    @Test(
        "takes the evaluator's verdict, and an error before the agent's end, for an outcome",
        arguments: [
            (#""test_result":{"report":{"resolved":true}},"error":null"#, Outcome.Label.success, Outcome.Source.field),
            (#""report":{"resolved":false},"error":null"#, .failure, .field),
            (#""test_result":{},"error":"agent got stuck in a loop""#, .failure, .crash),
        ]
    )
    func outcomes(members: String, label: Outcome.Label, source: Outcome.Source) throws {
        let history = Self.events.replacing("\n", with: "")
        let text = #"{"instance_id":"t-1","instruction":"Do it","metadata":{},"history":[\#(history)],\#(members)}"#
        let session = try #require(try read(OpenHands.self, text).first)

        #expect(session.outcome.label == label)
        #expect(session.outcome.source == source)
    }

    @Test("reads messages, skills, refusals and errors of the agent")
    func signals() throws {
        let text = #"""
            [{"kind":"MessageEvent","id":"m1","timestamp":"2025-01-01T00:00:00","source":"user","llm_message":{"role":"user","content":[{"type":"text","text":"Clean up"}]},"activated_skills":["tidy"],"extended_content":[]},
            {"kind":"ActionEvent","id":"a1","timestamp":"2025-01-01T00:00:01","source":"agent","thought":[],"action":null,"tool_name":"execute_bash","tool_call_id":"c1","tool_call":{"arguments":"{\"command\":\"rm -r x\"}"},"llm_response_id":"r1"},
            {"kind":"UserRejectObservation","id":"u1","timestamp":"2025-01-01T00:00:02","source":"environment","tool_call_id":"c1","rejection_reason":"Not that one"},
            {"kind":"MessageEvent","id":"m2","timestamp":"2025-01-01T00:00:03","source":"user","llm_message":{"role":"user","content":"Only y"}},
            {"kind":"ActionEvent","id":"a2","timestamp":"2025-01-01T00:00:04","source":"agent","thought":[],"action":null,"tool_name":"x","tool_call_id":"c2","llm_response_id":"r2"},
            {"kind":"AgentErrorEvent","id":"x1","timestamp":"2025-01-01T00:00:05","source":"agent","tool_call_id":"c2","tool_name":"x","error":"no tool x"},
            {"kind":"ConversationStateUpdateEvent","id":"s1","timestamp":"2025-01-01T00:00:06","source":"environment","key":"k","value":1}]
            """#
        let session = try #require(try read(OpenHands.self, text).first)

        #expect(session.task == "Clean up")
        #expect(session.skills.map(\.name) == ["tidy"])
        #expect(session.calls.map(\.observation?.status) == [.error, .error])
        #expect(session.steps.compactMap(\.signal) == [.denial, .correction])
        #expect(session.episodes.count == 1)
    }

    @Test("reads the events of the first generation")
    func firstGeneration() throws {
        let text = #"""
            [{"id":0,"timestamp":"2025-01-01T00:00:00","source":"user","message":"Fix it","action":"message","args":{"content":"Fix it"}},
            {"id":1,"timestamp":"2025-01-01T00:00:01","source":"agent","message":"Running","action":"run","args":{"command":"make","thought":"I build.","blocking":false},"tool_call_metadata":{"function_name":"execute_bash","tool_call_id":"c1","model_response":{"id":"r1","model":"m-1"}},"llm_metrics":{"accumulated_cost":0.1,"accumulated_token_usage":{"prompt_tokens":10,"completion_tokens":1}}},
            {"id":2,"timestamp":"2025-01-01T00:00:02","source":"agent","message":"ran","observation":"run","content":"make: *** no rule","cause":1,"extras":{"metadata":{"exit_code":2,"working_dir":"/w"}},"success":false,"tool_call_metadata":{"tool_call_id":"c1"}},
            {"id":3,"timestamp":"2025-01-01T00:00:03","source":"agent","action":"finish","message":"Done","args":{"final_thought":"Done","thought":""},"llm_metrics":{"accumulated_cost":0.3,"accumulated_token_usage":{"prompt_tokens":30,"completion_tokens":4}}}]
            """#
        #expect(OpenHands.recognises(try sample(text)))
        let session = try #require(try read(OpenHands.self, text).first)

        #expect(session.task == "Fix it")
        #expect(session.calls.map(\.tool) == ["execute_bash", "finish"])
        #expect(session.calls.first?.arguments == [ToolCall.Argument(name: "command", value: "make")])
        #expect(session.calls.first?.observation == Observation(text: "make: *** no rule", status: .error, exitCode: 2))
        #expect(session.usage.promptTokens == 30)
        #expect(session.usage.costUSD == 0.3)
        #expect(session.agent.model == "m-1")
    }

    @Test("does not count an instance on which nothing was done")
    func emptyHistory() throws {
        let text = #"{"instance_id":"t-1","instruction":"Do it","metadata":{},"history":[],"error":"setup failed"}"#

        #expect(OpenHands.recognises(try sample(text)))
        #expect(try read(OpenHands.self, text).isEmpty)
    }
}
