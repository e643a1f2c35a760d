import Testing
@testable import Trajectories

@Suite("The reader of the memory of smolagents")
struct SmolagentsTests {
    private static let steps = #"""
        [{"system_prompt":"Use the tools."},{"task":"Go","task_images":null},
        {"step_number":1,"timing":{"start_time":1747822007.3},"model_input_messages":[{"role":"user","content":"Go"}],"tool_calls":[{"id":"c","type":"function","function":{"name":"python_interpreter","arguments":"print(a)"}}],"error":{"type":"AgentExecutionError","message":"NameError: name 'a' is not defined"},"model_output":"Thought: look","observations":null,"token_usage":{"input_tokens":10,"output_tokens":2}},
        {"step_number":2,"model_input_messages":[],"tool_calls":[{"id":"c","type":"function","function":{"name":"shell","arguments":{"command":"ls"}}}],"error":null,"model_output":"","observations":"b"},
        {"step_number":3,"model_input_messages":[],"tool_calls":[],"error":null,"model_output":"Done","observations":null}]
        """#.replacing("\n", with: "")

    @Test("takes the task, the calls, and errors or observations as their results", arguments: [true, false])
    func reads(isList: Bool) throws {
        let text = isList ? Self.steps : #"{"steps":\#(Self.steps)}"#
        #expect(Smolagents.recognises(try sample(text)))
        let sessions = try read(Smolagents.self, text)
        let session = try #require(sessions.first)

        #expect(sessions.count == 1)
        #expect(session.task == "Go")
        #expect(session.calls.map(\.tool) == ["python_interpreter", "shell"])
        #expect(session.calls.map(\.observation?.text) == ["NameError: name 'a' is not defined", "b"])
        #expect(session.calls.map(\.observation?.status) == [.error, .ok])
        #expect(session.transcript.last == "agent: Done")
    }

    @Test("reads the exit code that a tool adds as the last line, behind a pipe as well")
    func exitCode() throws {
        let text = #"""
            [{"task":"Go"},{"step_number":1,"model_output":"","tool_calls":[{"id":"a","function":{"name":"shell","arguments":{"command":"make test 2>&1 | tail -20"}}}],"error":null,"observations":"2 of 9 do not pass\nexit code: 1"}]
            """#.replacing("\n", with: "")
        let session = try #require(try read(Smolagents.self, text).first)

        #expect(session.calls.map(\.observation?.status) == [.error])
        #expect(session.calls.first?.observation?.exitCode == 1)
    }

    @Test("leaves open how the calls went that an error does not name")
    func failsByName() throws {
        let text = #"""
            [{"task":"Go"},{"step_number":1,"model_output":"","tool_calls":[{"id":"a","function":{"name":"fetch","arguments":{}}},{"id":"b","function":{"name":"count","arguments":{}}}],"error":{"type":"AgentToolExecutionError","message":"Error executing tool 'fetch': 404"},"observations":null},
            {"step_number":2,"model_output":"","tool_calls":[{"id":"a","function":{"name":"fetch","arguments":{}}},{"id":"b","function":{"name":"count","arguments":{}}}],"error":null,"observations":"page\n3"},
            {"step_number":3,"model_output":"No call","tool_calls":null,"error":{"type":"AgentParsingError","message":"No action found"},"observations":null}]
            """#.replacing("\n", with: "")
        let session = try #require(try read(Smolagents.self, text).first)

        #expect(session.calls.map(\.observation?.status) == [.error, nil, nil, .ok])
        #expect(session.transcript.last == "system: No action found")
    }
}
