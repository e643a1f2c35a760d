import JSON
import Testing

@testable import Trajectories

@Suite("A reader of mini-swe-agent")
struct MiniSWEAgentTests {
    private static func run(status: String, messages: String) -> String {
        """
        {"info":{"model_stats":{"instance_cost":0.5,"api_calls":2},"config":{"model":{"model_name":"m-1"},"environment":{"cwd":"/testbed"}},
        "mini_version":"2.2.7","exit_status":"\(status)","submission":""},"messages":[\(messages)],
        "trajectory_format":"mini-swe-agent-1.1","instance_id":"django__django-100"}
        """
    }

    private static let messages = #"""
        {"role":"system","content":"You can use a shell."},
        {"role":"user","content":"<pr_description>\nConsider the following PR description:\nFix the date.\n</pr_description>\n\n<instructions>\nBe careful.\n</instructions>"},
        {"role":"assistant","content":"Look.","tool_calls":[{"id":"c1","function":{"name":"bash","arguments":"{\"command\":\"python t.py\"}"}}],
         "extra":{"actions":[{"command":"python t.py","tool_call_id":"c1"}],"response":{"id":"r-1","model":"m-1-x","usage":{"prompt_tokens":100,"completion_tokens":10,"prompt_tokens_details":{"cached_tokens":64}}},"cost":0.25,"timestamp":1700000000.5}},
        {"role":"tool","tool_call_id":"c1","content":"<returncode>127</returncode>\n<output>\npython: not here\n</output>","extra":{"returncode":127,"timestamp":1700000001.5}},
        {"role":"user","content":"Tool call error:\n\nno command","extra":{"interrupt_type":"FormatError"}},
        {"role":"assistant","content":"Submit.","tool_calls":[{"id":"c2","function":{"name":"bash","arguments":"{\"command\":\"echo done\"}"}}],
         "extra":{"response":{"id":"r-2","usage":{"prompt_tokens":120,"completion_tokens":5}},"cost":0.25}},
        {"role":"exit","content":"diff --git","extra":{"exit_status":"Submitted"}}
        """#

    @Test("takes the problem for the request and the rest for context")
    func task() throws {
        let text = Self.run(status: "Submitted", messages: Self.messages)
        #expect(MiniSWEAgent.recognises(try sample(text)))
        let session = try #require(try read(MiniSWEAgent.self, text).first)

        #expect(session.task == "Fix the date.")
        #expect(session.episodes.count == 1)
        #expect(session.id.rawValue == "django__django-100@1700000000.5")
        #expect(session.taskID == "django__django-100")
        #expect(session.workspace == "django/django")
        #expect(session.agent == Session.Agent(name: "mini-swe-agent", version: "2.2.7", model: "m-1"))
        #expect(session.startedAt == 1_700_000_000.5)
    }

    @Test("reads exit codes, and outputs without the harness's tags")
    func results() throws {
        let session = try #require(
            try read(MiniSWEAgent.self, Self.run(status: "Submitted", messages: Self.messages)).first
        )

        #expect(session.calls.count == 2)
        #expect(
            session.calls.first?.observation == Observation(text: "python: not here", status: .error, exitCode: 127)
        )
        #expect(session.calls.last?.observation == nil)
    }

    @Test("reads the results of newer versions, which are JSON, and takes an action that was not run for no failure")
    func resultsInJSON() throws {
        let messages = #"""
            {"role":"user","content":"Fix it"},
            {"role":"assistant","content":"","tool_calls":[{"id":"c1","function":{"name":"bash","arguments":"{\"command\":\"python t.py\"}"}}]},
            {"role":"tool","tool_call_id":"c1","content":"{\n  \"returncode\": 127,\n  \"output\": \"sh: 1: python: not found\\n\"\n}",
             "extra":{"raw_output":"sh: 1: python: not found\n","returncode":127,"timestamp":1700000001.5,"exception_info":""}},
            {"role":"assistant","content":"","tool_calls":[{"id":"c2","function":{"name":"bash","arguments":"{\"command\":\"echo DONE\"}"}}]},
            {"role":"tool","tool_call_id":"c2","content":"{\"returncode\": -1, \"output\": \"\", \"exception_info\": \"action was not executed\"}",
             "extra":{"raw_output":"","returncode":-1,"exception_info":"action was not executed"}}
            """#
        let session = try #require(try read(MiniSWEAgent.self, Self.run(status: "Submitted", messages: messages)).first)

        #expect(session.calls.map(\.status) == [.error, .unknown])
        #expect(
            session.calls.first?.observation
                == Observation(text: "sh: 1: python: not found\n", status: .error, exitCode: 127)
        )
    }

    @Test("adds tokens and money once")
    func usage() throws {
        let session = try #require(
            try read(MiniSWEAgent.self, Self.run(status: "Submitted", messages: Self.messages)).first
        )

        #expect(session.usage.promptTokens == 220)
        #expect(session.usage.cachedTokens == 64)
        #expect(session.usage.completionTokens == 15)
        #expect(session.usage.costUSD == 0.5)
    }

    @Test(
        "takes an exception for a failure, and a submission for nothing",
        arguments: [
            ("Submitted", Outcome.Label.unknown), ("LimitsExceeded", .failure), ("Timeout", .failure), ("", .unknown),
        ]
    )
    func outcome(status: String, label: Outcome.Label) throws {
        let session = try #require(try read(MiniSWEAgent.self, Self.run(status: status, messages: Self.messages)).first)

        #expect(session.outcome.label == label)
        #expect(session.outcome.source == (label == .failure ? .crash : .none))
    }

    @Test("has the same identity when the run has gone on")
    func identity() throws {
        let longer = Self.messages + #",{"role":"user","content":"Go on"},{"role":"assistant","content":"Yes."}"#
        let first = try read(MiniSWEAgent.self, Self.run(status: "Submitted", messages: Self.messages))
        let second = try read(MiniSWEAgent.self, Self.run(status: "Submitted", messages: longer))

        #expect(first.first?.id == second.first?.id)
        #expect((first.first?.recordCount ?? 0) < (second.first?.recordCount ?? 0))
    }

    @Test("reads the fenced commands of a text model, whose results are messages of the user")
    func textModel() throws {
        let text = #"""
            [{"role":"system","content":"One block."},{"role":"user","content":"Fix it"},
            {"role":"assistant","content":"I look.\n\n```mswea_bash_command\ncat x\n```"},
            {"role":"user","content":"<returncode>1</returncode>\n<output>\ncat: x: No such file or directory\n</output>"},
            {"role":"assistant","content":"No command at all."},
            {"role":"user","content":"Please always provide EXACTLY ONE action in triple backticks"}]
            """#
        #expect(MiniSWEAgent.recognises(try sample(text)))
        let session = try #require(try read(MiniSWEAgent.self, text).first)

        #expect(session.calls.map(\.command) == ["cat x"])
        #expect(
            session.calls.first?.observation
                == Observation(text: "cat: x: No such file or directory", status: .error, exitCode: 1)
        )
        #expect(session.steps.map(\.source) == [.system, .user, .agent, .agent, .system])
    }

    @Test("reads answers in the form of the responses interface")
    func responses() throws {
        let messages = #"""
            {"role":"user","content":"Fix it"},
            {"object":"response","model":"m-3","output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}]},
            {"type":"message","content":[{"type":"output_text","text":"I look."}]},{"type":"function_call","name":"bash","arguments":"{\"command\":\"ls\"}","call_id":"f1"}],
            "usage":{"input_tokens":7,"output_tokens":2}},
            {"type":"function_call_output","call_id":"f1","output":"<returncode>0</returncode>\n<output>\nx\n</output>"}
            """#
        let session = try #require(try read(MiniSWEAgent.self, Self.run(status: "Submitted", messages: messages)).first)

        #expect(session.steps.last?.text == "I look.")
        #expect(session.steps.last?.reasoning == "Hm.")
        #expect(session.calls.first?.observation == Observation(text: "x", status: .ok, exitCode: 0))
        #expect(session.usage.promptTokens == 7)
    }

    @Test("reads results in JSON, with both ends of a long one, and none of a command that was not run")
    func jsonResults() throws {
        func turn(_ id: String, _ result: String, _ extra: String) -> String {
            #"{"role":"assistant","content":"Look.","tool_calls":[{"id":"\#(id)","type":"function","function":{"name":"bash","arguments":"{\"command\":\"seq 9\"}"}}],"extra":{"timestamp":1700000001.5}},"#
                + #"{"role":"tool","tool_call_id":"\#(id)","content":"\#(result)","extra":{\#(extra)}}"#
        }
        let messages = [
            #"{"role":"user","content":"Fix it"}"#,
            turn("c1", #"{\n  \"returncode\": 2,\n  \"output\": \"no\\n\"\n}"#, #""raw_output":"no\n","returncode":2"#),
            turn(
                "c2",
                #"{\"returncode\": 0, \"output_head\": \"1\", \"output_tail\": \"9\", \"elided_chars\": 7, \"warning\": \"w\"}"#,
                #""returncode":0"#
            ),
            turn(
                "c3",
                #"{\"returncode\": -1, \"output\": \"\", \"exception_info\": \"took too long\"}"#,
                #""returncode":-1,"exception_type":"TimeoutExpired""#
            ),
            turn(
                "c4",
                #"{\"returncode\": -1, \"output\": \"\", \"exception_info\": \"action was not executed\"}"#,
                #""returncode":-1,"exception_info":"action was not executed""#
            ),
        ].joined(separator: ",")
        let session = try #require(try read(MiniSWEAgent.self, Self.run(status: "Submitted", messages: messages)).first)

        #expect(
            session.calls.map(\.observation) == [
                Observation(text: "no\n", status: .error, exitCode: 2),
                Observation(text: "1\n9", status: .ok, exitCode: 0),
                Observation(text: "took too long", status: .error, exitCode: -1),
                Observation(text: "action was not executed", status: .unknown),
            ]
        )
    }

    @Test("takes the request out of the template of the run, and reads an answer that the harness refused")
    func templateAndRefusal() throws {
        let text = #"""
            {"info":{"config":{"agent":{"instance_template":"Please solve this issue: {{task}}\n\nYou can execute commands.\n{{system}}"},"environment":{"cwd":""}},"exit_status":"Submitted"},
            "messages":[{"role":"user","content":"Please solve this issue: Fix\nthe date\n\nYou can execute commands.\nLinux"},
            {"role":"user","content":"Tool call error","extra":{"interrupt_type":"FormatError","cost":0.5,"response":{"id":"r","model":"m","choices":[{"message":{"role":"assistant","content":"Done?"}}],"usage":{"prompt_tokens":9,"completion_tokens":1}}}}],
            "trajectory_format":"mini-swe-agent-1.1"}
            """#
        let session = try #require(try read(MiniSWEAgent.self, text).first)

        #expect(session.task == "Fix\nthe date")
        #expect(session.steps.map(\.source) == [.system, .user, .agent, .system])
        #expect(session.steps[2].text == "Done?")
        #expect(session.usage.promptTokens == 9)
        #expect(session.usage.costUSD == 0.5)
        #expect(session.workspace == nil)
    }

    @Test("is not overcome by absurd numbers")
    func absurdNumbers() throws {
        let answer =
            #"{"role":"assistant","content":"Hm","extra":{"timestamp":Infinity,"cost":NaN,"response":{"usage":{"prompt_tokens":9223372036854775807,"completion_tokens":-5}}}}"#
        let messages = #"{"role":"user","content":"Fix it"},\#(answer),\#(answer)"#
        let session = try #require(
            try read(MiniSWEAgent.self, Self.run(status: "Submitted", messages: messages)).first
        )

        #expect(session.usage.promptTokens == 2 << 40)
        #expect(session.usage.completionTokens == 0)
        #expect(session.usage.costUSD == 0.5)
        #expect(session.endedAt == nil)
    }

    @Test("does not count a run in which the model never answered")
    func noAnswer() throws {
        let messages =
            #"{"role":"user","content":"Fix it"},{"role":"exit","content":"Timeout","extra":{"exit_status":"Timeout"}}"#

        #expect(try read(MiniSWEAgent.self, Self.run(status: "Timeout", messages: messages)).isEmpty)
    }

    @Test(
        "knows the repository of an instance by its name",
        arguments: [
            ("django__django-11179", "django/django"), ("pylint-dev__astroid-1196", "pylint-dev/astroid"),
            ("my-task-1", nil), ("a__b", nil),
        ] as [(String, String?)]
    )
    func repositories(instance: String, repository: String?) {
        #expect(SWEBench.repository(of: instance) == repository)
    }
}
