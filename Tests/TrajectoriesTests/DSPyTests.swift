import Testing

@testable import Trajectories

@Suite("The readers of DSPy")
struct DSPyTests {
    private static let trajectory = #"""
        {"thought_0":"Look it up.","tool_name_0":"search","tool_args_0":{"query":"a"},"observation_0":"Execution error in search: timeout","thought_1":"Again.","tool_name_1":"search","tool_args_1":{"query":"b"},"observation_1":["b is 2"],"thought_2":"Enough.","tool_name_2":"finish","tool_args_2":{},"observation_2":"Completed."}
        """#

    @Test("take the numbered steps of a prediction", arguments: ["alone", "prediction", "example"])
    func prediction(form: String) throws {
        let text =
            switch form {
            case "alone": Self.trajectory
            case "prediction":
                #"{"question":"What is b?","trajectory":\#(Self.trajectory),"reasoning":"r","answer":"It is 2."}"#
            default:
                #"{"example":{"question":"What is b?"},"prediction":{"trajectory":\#(Self.trajectory),"answer":"It is 2."}}"#
            }
        #expect(DSPyTrajectory.recognises(try sample(text)))
        let session = try #require(try read(DSPyTrajectory.self, text).first)

        #expect(session.calls.map(\.tool) == ["search", "search", "finish"])
        #expect(session.calls.map { $0[argument: "query"] } == ["a", "b", nil])
        #expect(session.calls.prefix(2).map(\.observation?.status) == [.error, .ok])
        #expect(session.calls[1].observation?.text == #"["b is 2"]"#)
        guard form != "alone" else { return }
        #expect(session.task == "What is b?")
        #expect(session.transcript.last == "agent: It is 2.")
    }

    @Test("take the steps out of the prompts of a history")
    func history() throws {
        let section = { (name: String, text: String) in "[[ ## \(name) ## ]]\\n\(text)\\n\\n" }
        let first = section("question", "What is b?") + section("trajectory", "")
        let second =
            first + section("thought_0", "Look.") + section("tool_name_0", "search")
            + section("tool_args_0", #"{\"query\": \"b\"}"#) + section("observation_0", "b is 2")
        let step = { (thought: String, tool: String, arguments: String) in
            section("next_thought", thought) + section("next_tool_name", tool) + section("next_tool_args", arguments)
        }
        func call(_ prompt: String, _ output: String) -> String {
            let end = "Respond with the corresponding output fields, starting with the field"
            return
                #"{"messages":[{"role":"system","content":"x"},{"role":"user","content":"\#(prompt)\#(end)"}],"outputs":["\#(output)"],"kwargs":{},"model":"m/1","timestamp":"2026-01-02T03:04:05"}"#
        }
        let text = [
            call(first, step("Look.", "search", #"{\"query\": \"b\"}"#)), call(second, step("Enough.", "finish", "{}")),
            call(second, section("reasoning", "r") + section("answer", "It is 2.") + "[[ ## completed ## ]]"),
        ].joined(separator: "\n")
        #expect(DSPyHistory.recognises(try sample(text)))
        let sessions = try read(DSPyHistory.self, text)
        let session = try #require(sessions.first)

        #expect(sessions.count == 1)
        #expect(session.task == "What is b?")
        #expect(session.calls.map(\.tool) == ["search", "finish"])
        #expect(session.calls.first?[argument: "query"] == "b")
        #expect(session.calls.first?.observation?.text == "b is 2")
        #expect(session.transcript == ["user: What is b?", "agent: Look.", "agent: Enough.", "agent: It is 2."])
        #expect(session.agent.model == "m/1")
    }
}
