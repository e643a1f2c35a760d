import Testing

@testable import Trajectories

@Suite("The reader of CrewAI's events")
struct CrewAITests {
    private static let events = #"""
        {"type":"crew_kickoff_started","timestamp":"2026-01-12T16:53:40.1","crew_name":"shop","inputs":{}}
        {"type":"task_started","timestamp":"2026-01-12T16:53:40.2","task":{"description":"Find the council","expected_output":"a name"}}
        {"type":"llm_call_completed","timestamp":"2026-01-12T16:53:41.0","call_type":"llm_call","response":"Thought: Ask first.\n\nAction: find_council\nAction Input: {\"postcode\":\"HA9\"}"}
        {"type":"tool_usage_started","timestamp":"2026-01-12T16:53:41.1","tool_name":"find_council","tool_args":"{\"postcode\": \"HA9\"}","run_attempts":null}
        {"type":"tool_usage_started","timestamp":"2026-01-12T16:53:41.1","tool_name":"find_council","tool_args":"{\"postcode\": \"HA9\"}","run_attempts":null}
        {"type":"tool_usage_error","timestamp":"2026-01-12T16:53:41.3","tool_name":"find_council","tool_args":{"postcode":"HA9"},"error":"no such postcode"}
        {"type":"tool_usage_started","timestamp":"2026-01-12T16:53:42.1","tool_name":"find_council","tool_args":{"postcode":"HA9 7NS"}}
        {"type":"tool_usage_finished","timestamp":"2026-01-12T16:53:42.3","tool_name":"find_council","tool_args":{"postcode":"HA9 7NS"},"output":"Brent","from_cache":false}
        {"type":"agent_execution_completed","timestamp":"2026-01-12T16:53:43.0","output":"It is Brent."}
        {"type":"task_completed","timestamp":"2026-01-12T16:53:43.1","output":{"raw":"It is Brent.","agent":"clerk"}}
        {"type":"task_started","timestamp":"2026-01-12T16:53:43.2","task":{"description":"Write a letter"}}
        {"type":"task_failed","timestamp":"2026-01-12T16:53:44.0","error":"the model does not answer"}
        """#

    @Test("takes tasks, actions, results and failures of the event bus", arguments: ["lines", "list", "object"])
    func events(form: String) throws {
        let list = "[" + Self.events.replacing("\n", with: ",") + "]"
        let text = form == "lines" ? Self.events : form == "list" ? list : #"{"trace_id":"t","events":\#(list)}"#
        #expect(CrewAI.recognises(try sample(text)))
        let sessions = try read(CrewAI.self, text)
        let session = try #require(sessions.first)

        #expect(sessions.count == 1)
        #expect(session.episodes.map(\.task) == ["Find the council", "Write a letter"])
        #expect(session.calls.map { $0[argument: "postcode"] } == ["HA9", "HA9 7NS"])
        #expect(session.calls.map(\.observation?.text) == ["no such postcode", "Brent"])
        #expect(session.calls.map(\.observation?.status) == [.error, .ok])
        #expect(
            session.transcript == [
                "user: Find the council", "agent: Ask first.", "agent: It is Brent.", "user: Write a letter",
                "system: the model does not answer",
            ]
        )
        #expect(session.outcome.label == .failure)
    }

    @Test("tells uses with the same arguments apart by the event that started them")
    func identifiers() throws {
        let text = #"""
            {"type":"tool_usage_started","event_id":"e1","tool_name":"count","tool_args":{}}
            {"type":"tool_usage_started","event_id":"e2","tool_name":"count","tool_args":{}}
            {"type":"tool_usage_finished","event_id":"e3","started_event_id":"e2","tool_name":"count","tool_args":{},"output":2}
            {"type":"tool_usage_finished","event_id":"e4","started_event_id":"e1","tool_name":"count","tool_args":{},"output":1}
            """#
        let session = try #require(try read(CrewAI.self, text).first)
        #expect(session.calls.map(\.observation?.text) == ["1", "2"])
    }

    @Test("takes the steps of a callback")
    func steps() throws {
        let text = #"""
            [{"thought":"Look","tool":"search","tool_input":"{\"q\": \"a\"}","text":"Thought: Look\nAction: search","result":"found"},
            {"thought":"Done","output":"It is a.","text":"Final Answer: It is a."}]
            """#
        #expect(CrewAI.recognises(try sample(text)))
        let session = try #require(try read(CrewAI.self, text).first)
        #expect(session.calls.map(\.tool) == ["search"])
        #expect(session.calls.first?[argument: "q"] == "a")
        #expect(session.calls.first?.observation?.text == "found")
        #expect(session.transcript == ["agent: Look", "agent: It is a."])
    }
}
