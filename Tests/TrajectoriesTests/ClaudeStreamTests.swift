import Testing

@testable import Trajectories

@Suite("A Claude Code output stream")
struct ClaudeStreamTests {
    private let start =
        #"{"type":"system","subtype":"init","session_id":"s1","cwd":"/w","tools":["Bash"],"model":"alias","skills":["pdf"],"claude_code_version":"2.1.0"}"#
    private let call =
        #"{"type":"assistant","uuid":"u1","session_id":"s1","parent_tool_use_id":null,"message":{"id":"m1","model":"model-a","content":[{"type":"tool_use","id":"t1","name":"Task","input":{"prompt":"Search"}}],"usage":{"input_tokens":3,"output_tokens":4}}}"#
    private let answer =
        #"{"type":"user","uuid":"u5","session_id":"s1","parent_tool_use_id":null,"tool_use_result":{"agentId":"77"},"message":{"content":[{"type":"tool_result","tool_use_id":"t1","content":"found"}]}}"#

    private func end(_ subtype: String, isError: Bool) -> String {
        #"{"type":"result","subtype":"\#(subtype)","is_error":\#(isError),"session_id":"s1","num_turns":2,"total_cost_usd":0.5,"usage":{"input_tokens":99}}"#
    }

    private func read(_ lines: String...) throws -> [Session] {
        try TrajectoriesTests.read(ClaudeStream.self, lines.joined(separator: "\n"))
    }

    @Test("names session, agent, model, folder and skills, and has no task")
    func identity() throws {
        let session = try #require(try read(start, call, answer, end("success", isError: false)).first)

        #expect(session.id == Session.ID("s1"))
        #expect(session.agent == Session.Agent(name: "claude-code", version: "2.1.0", model: "model-a"))
        #expect(session.workspace == "/w" && session.task == nil)
        #expect(session.skills == [SkillUse(name: "pdf", kind: .available)])
        #expect(session.calls.first?.observation?.text == "found")
    }

    @Test("counts tokens by message and takes the cost from the end")
    func usage() throws {
        let session = try #require(try read(start, call, answer, end("success", isError: false)).first)

        #expect(session.usage.promptTokens == 3 && session.usage.completionTokens == 4 && session.usage.costUSD == 0.5)
    }

    @Test(
        "takes an end by error for a failure, and a good end for nothing",
        arguments: [
            ("success", false, Outcome.Label.unknown), ("success", true, .failure),
            ("error_max_turns", false, .failure),
            ("error_during_execution", true, .failure),
        ]
    )
    func outcome(subtype: String, isError: Bool, label: Outcome.Label) throws {
        let session = try #require(try read(start, call, end(subtype, isError: isError)).first)

        #expect(session.outcome.label == label)
        #expect(session.outcome.source == (label == .failure ? .crash : .none))
    }

    @Test("keeps the turns of a sub-agent apart, under the name that its result tells")
    func subagents() throws {
        let side =
            #"{"type":"user","uuid":"u2","session_id":"s1","parent_tool_use_id":"t1","message":{"content":[{"type":"text","text":"Search"}]}}"#
        let work =
            #"{"type":"assistant","uuid":"u3","session_id":"s1","parent_tool_use_id":"t1","message":{"id":"m2","content":[{"type":"tool_use","id":"t2","name":"Grep","input":{"pattern":"x"}}]}}"#

        let sessions = try read(start, call, side, work, answer)

        #expect(sessions.map(\.id.rawValue) == ["s1", "s1/77"])
        #expect(sessions.map(\.parent?.rawValue) == [nil, "s1"])
        #expect(sessions[1].task == "Search" && sessions[1].calls.map(\.tool) == ["Grep"])
        #expect(sessions[1].workspace == "/w")
    }

    @Test("survives the trace of a crash at its end, and has no outcome then")
    func crash() throws {
        let sessions = try read(start, call, "node:events:497", "Error: spawn ps ENOENT", "    at ChildProcess._handle")

        #expect(sessions.count == 1)
        #expect(sessions.first?.outcome == .unknown)
        #expect(sessions.first?.calls.first?.observation == nil)
    }

    @Test("is recognised by its first line, its turns or its last line")
    func recognition() throws {
        for line in [start, call, end("success", isError: false)] { #expect(ClaudeStream.recognises(try sample(line))) }
        let other = #"{"type":"system","session_id":"d","model":"m","cwd":"/tmp"}"#
        #expect(!ClaudeStream.recognises(try sample(other)))
    }
}
