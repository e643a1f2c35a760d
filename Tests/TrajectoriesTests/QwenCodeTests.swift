import Testing

@testable import Trajectories

@Suite("A chat of Qwen Code")
struct QwenCodeTests {
    private func record(_ id: String, _ type: String, _ rest: String) -> String {
        #"{"uuid":"\#(id)","parentUuid":null,"sessionId":"q1","timestamp":"2026-01-01T00:00:01Z","type":"\#(type)","cwd":"/w","version":"0.20.1",\#(rest)}"#
    }

    private func user(_ id: String, _ words: String, _ more: String = "") -> String {
        record(id, "user", #""message":{"role":"user","parts":[{"text":"\#(words)"}]}\#(more)"#)
    }

    private func work(_ id: String, _ calls: String..., more: String = "") -> String {
        let list = calls.map {
            #",{"functionCall":{"id":"\#($0)","name":"run_shell_command","args":{"command":"\#($0)"}}}"#
        }
        return record(
            id,
            "assistant",
            #""model":"model-a","usageMetadata":{"promptTokenCount":20,"cachedContentTokenCount":8,"candidatesTokenCount":3,"thoughtsTokenCount":1},"message":{"role":"model","parts":[{"text":"Hm","thought":true},{"text":"Go"}\#(list.joined())]}\#(more)"#
        )
    }

    private func result(_ id: String, _ call: String, _ response: String, status: String) -> String {
        record(
            id,
            "tool_result",
            #""message":{"role":"user","parts":[{"functionResponse":{"id":"\#(call)","name":"n","response":\#(response)}}]},"toolCallResult":{"callId":"\#(call)","status":"\#(status)"}"#
        )
    }

    private func sessions(_ lines: String...) throws -> [Session] {
        try read(QwenCode.self, lines.joined(separator: "\n"))
    }

    @Test("reads identity, workspace, model and tokens, and pairs parallel calls with results in any order")
    func whole() throws {
        let session = try #require(
            try sessions(
                user("u1", "List"),
                work("a1", "a", "b", "c"),
                result("r1", "b", #"{"error":"no"}"#, status: "error"),
                result("r2", "a", #"{"output":"x\nExit Code: 2"}"#, status: "success")
            ).first
        )

        #expect(session.id == Session.ID("q1") && session.workspace == "/w" && session.task == "List")
        #expect(session.agent == Session.Agent(name: "qwen-code", version: "0.20.1", model: "model-a"))
        #expect(session.transcript == ["user: List", "agent: Go"] && session.steps.last?.reasoning == "Hm")
        #expect(session.calls.map { $0.observation?.status } == [.error, .error, nil])
        #expect(session.calls.map { $0.observation?.exitCode } == [2, nil, nil])
        #expect(session.usage.promptTokens == 20 && session.usage.cachedTokens == 8)
        #expect(session.usage.completionTokens == 4)
    }

    @Test(
        "takes the text of a result from what the tool answered",
        arguments: [
            (#"{"output":"x"}"#, "x"), (#"{"error":"no"}"#, "no"), (#"{"matches":3}"#, #"{"matches":3}"#),
            (#"{"output":""}"#, ""),
        ]
    )
    func answers(response: String, text: String) throws {
        let session = try #require(
            try sessions(user("u1", "Do"), work("a1", "a"), result("r1", "a", response, status: "success")).first
        )

        #expect(session.calls.first?.observation?.text == text)
    }

    @Test("tells people from hooks, notifications, schedules and goals")
    func people() throws {
        let context = #"<qwen:user-prompt-submit-context>\nRule\n</qwen:user-prompt-submit-context>"#
        let session = try #require(
            try sessions(
                record(
                    "u1",
                    "user",
                    #""systemPayload":{"displayText":"List","hookContext":"Rule"},"message":{"role":"user","parts":[{"text":"List @a"},{"text":"\#(context)"}]}"#
                ),
                work("a1"),
                user("u2", "Task done", #","subtype":"notification""#),
                user("u3", "Go on", #","provenance":"goal_runtime""#),
                user("u4", "Faster", #","subtype":"mid_turn_user_message","provenance":"real_user""#)
            ).first
        )

        #expect(session.steps.map(\.source) == [.system, .user, .agent, .system, .system, .user])
        #expect(session.task == "List" && session.steps.last?.signal == .correction)
    }

    @Test("reads a sub-agent, a fork and a cancelled call")
    func lineage() throws {
        let agent = #","agentId":"explore-1","isSidechain":true"#
        let list = try sessions(
            user("u1", "Do", #","forkedFrom":{"sessionId":"q0","messageUuid":"u1"}"#),
            work("a1", "a"),
            result("r1", "a", "{}", status: "cancelled"),
            user("s1", "Count", #","subtype":"agent_launch_prompt"\#(agent)"#),
            work("s2", "s", more: agent)
        )

        #expect(list.map(\.id.rawValue) == ["q1", "q1/explore-1"])
        #expect(list.map(\.parent) == [Session.ID("q0"), Session.ID("q1")])
        #expect(list.first?.steps.compactMap(\.signal) == [.denial] && list.last?.task == "Count")
    }

    @Test("drops a record that is repeated, and takes what follows a step back for a correction")
    func changes() throws {
        let session = try #require(
            try sessions(
                user("u1", "Do"),
                user("u1", "Do"),
                work("a1"),
                record("y1", "system", #""subtype":"rewind","systemPayload":{"truncatedCount":2}"#),
                user("u2", "Do it otherwise")
            ).first
        )

        #expect(session.steps.map(\.signal) == [nil, nil, .correction])
    }

    @Test("counts kinds of records that it does not know, and is not taken for Claude Code")
    func unknown() throws {
        let text = user("u1", "Do") + "\n" + record("x", "weather", #""x":1"#)

        #expect(try unknownKinds(QwenCode.self, text) == ["weather": 1])
        #expect(!ClaudeCode.recognises(try sample(text)))
        #expect(!GeminiCLI.recognises(try sample(text)))
    }
}
