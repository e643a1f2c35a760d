import Testing

@testable import Trajectories

@Suite("A conversation of Grok Build")
struct GrokTests {
    private let summary =
        #"{"info":{"id":"g1","cwd":"/w"},"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:01:00Z","current_model_id":"model-b","chat_format_version":1}"#

    private func user(_ words: String, _ more: String = "") -> String {
        #"{"type":"user","content":[{"type":"text","text":"\#(words)"}]\#(more)}"#
    }

    private func assistant(_ words: String, _ calls: String...) -> String {
        let list = calls.map {
            #"{"id":"\#($0)","name":"run_terminal_cmd","arguments":"{\"command\":\"\#($0)\"}"}"#
        }
        return
            #"{"type":"assistant","content":"\#(words)","tool_calls":[\#(list.joined(separator: ","))],"model_id":"model-a"}"#
    }

    private func result(_ id: String, _ text: String) -> String {
        #"{"type":"tool_result","tool_call_id":"\#(id)","content":"\#(text)"}"#
    }

    private func only(_ lines: String...) throws -> Session {
        try #require(try read(Grok.self, lines.joined(separator: "\n"), name: "chat_history.jsonl").first)
    }

    @Test("reads messages, reasoning, and results in any order; the first call names the session")
    func whole() throws {
        let session = try only(
            #"{"type":"system","content":"You are an agent."}"#,
            user("<user_info>\\nWorkspace Path: /w/x\\n</user_info>"),
            user("Rules", #","synthetic_reason":"project_instructions""#),
            user("<user_query>\\nList\\n</user_query>", #","prompt_index":0"#),
            #"{"type":"reasoning","id":"r","summary":[{"type":"summary_text","text":"Hm"}],"status":"completed"}"#,
            assistant("Go", "a", "b", "c"),
            result("b", "y"),
            result("a", "x"),
            #"{"type":"backend_tool_call","kind":{"tool_type":"web_search","action":{"query":"q"},"id":"w","status":"completed"}}"#
        )

        #expect(session.id == Session.ID("grok-a") && session.workspace == "/w/x" && session.task == "List")
        #expect(session.agent == Session.Agent(name: "grok", model: "model-a"))
        #expect(session.steps.map(\.source) == [.system, .system, .system, .user, .agent, .agent])
        #expect(session.steps[4].reasoning == "Hm")
        #expect(
            session.calls.map(\.tool) == ["run_terminal_cmd", "run_terminal_cmd", "run_terminal_cmd", "web_search"]
        )
        #expect(session.calls.map { $0.observation?.text } == ["x", "y", nil, ""])
        #expect(session.calls.map { $0.observation?.status } == [.ok, .ok, nil, .ok])
    }

    @Test("takes identity, workspace and times from a summary before the conversation")
    func header() throws {
        let session = try only(summary, user("Do", #","prompt_index":0"#), assistant("Go", "a"))

        #expect(session.id == Session.ID("g1") && session.workspace == "/w" && session.agent.model == "model-b")
        #expect(session.startedAt == 1_767_225_600 && session.endedAt == 1_767_225_660)
    }

    @Test("finds no session in a summary alone")
    func summaryAlone() throws {
        #expect(try read(Grok.self, summary).isEmpty)
    }

    @Test("reads a stop once, and steering, as corrections")
    func corrections() throws {
        let session = try only(
            user("Do", #","prompt_index":0,"prior_turn_interrupt":"mid_turn_abort""#),
            assistant("Go", "a"),
            result("a", "Tool execution was cancelled by the user (tool `run_terminal_cmd` was not executed)."),
            user(
                "The user interrupted the previous turn:\\n<user_query>\\nNot that\\n</user_query>\\nFinish first.",
                #","prompt_index":1,"prior_turn_interrupt":"mid_turn_abort""#
            ),
            assistant("So", "b"),
            user("The user sent a message while you were working:\\n<user_query>\\nAnd test\\n</user_query>"),
            assistant("Yes")
        )

        #expect(session.steps.compactMap(\.signal) == [.interruption, .correction, .correction])
        #expect(session.steps.filter { $0.source == .user }.map(\.text) == ["Do", "", "Not that", "And test"])
        #expect(session.calls.first?.observation?.status == .error && session.episodes.count == 1)
    }

    @Test("counts kinds of records that it does not know")
    func unknown() throws {
        let text = user("Do", #","prompt_index":0"#) + "\n" + #"{"type":"mood","content":"x"}"#
        #expect(try unknownKinds(Grok.self, text) == ["mood": 1])
    }
}
