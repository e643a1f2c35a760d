import Testing

@testable import Trajectories

@Suite("A session of GitHub Copilot CLI")
struct CopilotCLITests {
    private let start =
        #"{"type":"session.start","data":{"sessionId":"p1","copilotVersion":"1.0.9","selectedModel":"model-a","startTime":"2026-01-01T00:00:00Z","context":{"cwd":"/w"}},"id":"e0","timestamp":"2026-01-01T00:00:00Z","parentId":null}"#

    private func event(_ id: String, _ type: String, _ data: String, agent: String? = nil) -> String {
        let named = agent.map { #","agentId":"\#($0)""# } ?? ""
        return
            #"{"type":"\#(type)","data":\#(data),"id":"\#(id)","timestamp":"2026-01-01T00:00:01Z","parentId":null\#(named)}"#
    }

    private func user(_ id: String, _ text: String, _ more: String = "") -> String {
        event(id, "user.message", #"{"content":"\#(text)"\#(more)}"#)
    }

    private func ask(_ id: String, _ calls: [(String, String)], agent: String? = nil) -> String {
        let list = calls.map { #"{"toolCallId":"\#($0.0)","name":"bash","arguments":{"command":"\#($0.1)"}}"# }
        return event(
            id,
            "assistant.message",
            #"{"messageId":"\#(id)","content":"Go","reasoningText":"Hm","outputTokens":7,"toolRequests":[\#(list.joined(separator: ","))]}"#,
            agent: agent
        )
    }

    private func done(_ id: String, _ call: String, _ rest: String, agent: String? = nil) -> String {
        event(id, "tool.execution_complete", #"{"toolCallId":"\#(call)",\#(rest)}"#, agent: agent)
    }

    private func sessions(_ lines: String...) throws -> [Session] {
        try read(CopilotCLI.self, lines.joined(separator: "\n"))
    }

    @Test("reads identity, workspace and model, and pairs parallel calls with results in any order")
    func whole() throws {
        let session = try #require(
            try sessions(
                start,
                user("e1", "List"),
                ask("e2", [("a", "ls"), ("b", "pwd"), ("c", "id")]),
                done("e3", "b", #""success":true,"result":{"content":"/w"}"#),
                done("e4", "a", #""success":true,"result":{"content":"x"}"#)
            ).first
        )

        #expect(session.id == Session.ID("p1") && session.workspace == "/w" && session.task == "List")
        #expect(session.agent == Session.Agent(name: "copilot-cli", version: "1.0.9", model: "model-a"))
        #expect(session.transcript == ["user: List", "agent: Go"] && session.steps.last?.reasoning == "Hm")
        #expect(session.calls.map { $0.observation?.text } == ["x", "/w", nil])
        #expect(session.usage.completionTokens == 7)
    }

    @Test(
        "takes the exit code from the result's block, from its last line, and the failure from its flag",
        arguments: [
            (#""success":true,"result":{"content":"x\n<exited with exit code 3>"}"#, Observation.Status.error, 3),
            (#""success":true,"result":{"content":"x","contents":[{"type":"terminal","exitCode":2}]}"#, .error, 2),
            (#""success":false,"error":{"message":"no such tool"}"#, .error, nil),
            (#""success":true,"result":{"content":"x\n<exited with exit code 0>"}"#, .ok, 0),
        ] as [(String, Observation.Status, Int?)]
    )
    func signs(result: String, status: Observation.Status, code: Int?) throws {
        let session = try #require(
            try sessions(start, user("e1", "Do"), ask("e2", [("a", "make")]), done("e3", "a", result)).first
        )

        #expect(session.calls.first?.observation?.status == status)
        #expect(session.calls.first?.observation?.exitCode == code)
    }

    @Test("adds an action that starts without a message, before or instead of it")
    func starts() throws {
        let session = try #require(
            try sessions(
                start,
                user("e1", "Do"),
                event(
                    "e2",
                    "tool.execution_start",
                    #"{"toolCallId":"a","toolName":"bash","arguments":{"command":"ls"}}"#
                ),
                ask("e3", [("a", "ls")]),
                done("e4", "a", #""success":true,"result":{"content":"x"}"#),
                event("e5", "tool.execution_start", #"{"toolCallId":"b","toolName":"view","arguments":{"path":"y"}}"#),
                event("e6", "assistant.turn_end", #"{"turnId":"0"}"#)
            ).first
        )

        #expect(session.calls.map(\.tool) == ["bash", "view"])
        #expect(session.calls.map { $0.observation == nil } == [false, true])
    }

    @Test("tells people from skills, steering from requests, and reads a rejection and an abort")
    func people() throws {
        let session = try #require(
            try sessions(
                start,
                user("e1", "Do"),
                user("e2", "Body", #","source":"skill-pdf""#),
                ask("e3", [("a", "rm x")]),
                done("e4", "a", #""success":false,"error":{"code":"rejected","message":"The user rejected it"}"#),
                user("e5", "Keep x"),
                ask("e6", []),
                user("e7", "Faster", #","delivery":"steering""#),
                ask("e8", []),
                event("e9", "abort", #"{"reason":"user initiated"}"#),
                user("e10", "Something else")
            ).first
        )

        #expect(session.steps.compactMap(\.signal) == [.denial, .correction, .correction, .interruption, .correction])
        #expect(session.transcript[1] == "system: Body" && session.episodes.count == 1)
    }

    @Test("reads a sub-agent as a session of its own, with the request of its call")
    func agents() throws {
        let task = event(
            "e2",
            "assistant.message",
            #"{"messageId":"e2","content":"","toolRequests":[{"toolCallId":"t","name":"task","arguments":{"prompt":"Count"}}]}"#
        )
        let list = try sessions(
            start,
            user("e1", "Do"),
            task,
            event("e3", "subagent.started", #"{"toolCallId":"t","agentName":"explore"}"#, agent: "n1"),
            ask("e4", [("u", "wc")], agent: "n1"),
            done("e5", "u", #""success":true,"result":{"content":"3"}"#, agent: "n1"),
            done("e6", "t", #""success":true,"result":{"content":"3 files"}"#)
        )

        #expect(list.map(\.id.rawValue) == ["p1", "p1/n1"] && list.last?.parent == Session.ID("p1"))
        #expect(list.last?.task == "Count" && list.last?.calls.count == 1 && list.last?.workspace == "/w")
        #expect(list.first?.calls.first?.observation?.text == "3 files")
    }

    @Test("takes tokens from the end of the program, and a crash from its kind")
    func end() throws {
        let shutdown =
            #"{"shutdownType":"error","errorReason":"lost","modelMetrics":{"m":{"usage":{"inputTokens":90,"outputTokens":9,"cacheReadTokens":50}}}}"#
        let session = try #require(
            try sessions(start, user("e1", "Do"), ask("e2", []), event("e3", "session.shutdown", shutdown)).first
        )

        #expect(session.usage.promptTokens == 90 && session.usage.cachedTokens == 50)
        #expect(session.usage.completionTokens == 9)
        #expect(session.outcome == Outcome(.failure, source: .crash, detail: "session.shutdown: lost"))
    }

    @Test("reads skills, and counts kinds that it does not know")
    func rest() throws {
        let lines = [
            start, user("e1", "Do"), ask("e2", []), event("e3", "skill.invoked", #"{"name":"pdf","content":"Body"}"#),
            event("e4", "hook.start", "{}"), event("e5", "weather.changed", "{}"),
        ].joined(separator: "\n")

        #expect(try read(CopilotCLI.self, lines).first?.skills.map(\.name) == ["pdf"])
        #expect(try unknownKinds(CopilotCLI.self, lines) == ["weather.changed": 1])
    }
}
