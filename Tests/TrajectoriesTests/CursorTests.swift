import Testing

@testable import Trajectories

@Suite("A transcript of Cursor")
struct CursorTests {
    private func message(_ role: String, _ blocks: String..., more: String = "") -> String {
        #"{"role":"\#(role)","message":{"content":[\#(blocks.joined(separator: ","))]}\#(more)}"#
    }

    private func text(_ words: String) -> String { #"{"type":"text","text":"\#(words)"}"# }

    private func call(_ command: String) -> String {
        #"{"type":"tool_use","name":"Shell","input":{"command":"\#(command)"}}"#
    }

    private let name = "0a1b2c3d-0000-4000-8000-00000000000a.jsonl"

    private func only(_ lines: String...) throws -> Session {
        try #require(try read(Cursor.self, lines.joined(separator: "\n"), name: name).first)
    }

    @Test("is named by its file, and has calls without results")
    func whole() throws {
        let session = try only(
            message("user", text("<user_info>\\nOS: x\\n</user_info>\\n<user_query>\\nList\\n</user_query>")),
            message("assistant", text("Looking\\n\\n[REDACTED]"), call("ls"), call("pwd")),
            message("assistant", text("Done")),
            #"{"type":"turn_ended","status":"success"}"#,
            message("user", text("<user_query>Now test</user_query>")),
            message("assistant", call("make test"))
        )

        #expect(session.id == Session.ID("0a1b2c3d-0000-4000-8000-00000000000a"))
        #expect(session.agent.name == "cursor" && session.episodes.map(\.task) == ["List", "Now test"])
        #expect(
            session.transcript.prefix(4) == [
                "system: <user_info>\nOS: x\n</user_info>", "user: List", "agent: Looking", "agent: Done",
            ]
        )
        #expect(session.calls.map(\.command) == ["ls", "pwd", "make test"])
        #expect(session.calls.allSatisfy { $0.observation == nil })
    }

    @Test("names a session by its content when the file has another name")
    func fallback() throws {
        let text = message("user", text("Hi")) + "\n" + message("assistant", text("Ho"))
        #expect(try read(Cursor.self, text, name: "chat.jsonl").first?.id == Session.ID("0123456789abcdef"))
    }

    @Test("pairs the results that some versions record, by id and by position")
    func results() throws {
        let session = try only(
            message("user", text("Do")),
            message(
                "assistant",
                #"{"type":"thinking","thinking":"Hm"}"#,
                #"{"type":"tool_call","name":"read_file","input":{"path":"a"}}"#
            ),
            message(
                "user",
                #"{"type":"tool-result","name":"read_file","content":[{"type":"text","text":"gone"}]}"#,
                more: #","metadata":{"toolResultStatus":"error"}"#
            ),
            message("assistant", #"{"type":"tool_use","id":"k","name":"Shell","input":{"command":"ls"}}"#),
            message("user", #"{"type":"tool_result","tool_use_id":"k","content":"x"}"#)
        )

        #expect(session.calls.map { $0.observation?.status } == [.error, .ok])
        #expect(session.calls.map(\.target) == ["a", nil] && session.steps[1].reasoning == "Hm")
        #expect(session.steps.filter { $0.source == .user }.count == 1)
    }

    @Test("takes a stopped turn for an interruption, and a failed one for a crash")
    func ends() throws {
        let session = try only(
            message("user", text("Do")),
            message("assistant", call("ls")),
            #"{"type":"turn_ended","status":"aborted","error":"stopped by hand"}"#,
            message("user", text("Not that")),
            message("assistant", text("Sorry")),
            #"{"type":"turn_ended","status":"error","error":"limit"}"#
        )

        #expect(session.steps.compactMap(\.signal) == [.interruption, .correction])
        #expect(session.outcome == Outcome(.failure, source: .crash, detail: "turn_ended: limit"))
    }

    @Test("counts kinds of records that it does not know")
    func unknown() throws {
        let text = message("user", text("Hi")) + "\n" + #"{"type":"branch_made"}"#
        #expect(try unknownKinds(Cursor.self, text) == ["branch_made": 1])
    }
}

@Suite("The output of cursor-agent")
struct CursorStreamTests {
    private let start =
        #"{"type":"system","subtype":"init","apiKeySource":"login","cwd":"/w","session_id":"c1","model":"model-a","permissionMode":"default"}"#

    private func said(_ role: String, _ words: String, _ more: String = "") -> String {
        #"{"type":"\#(role)","message":{"role":"\#(role)","content":[{"type":"text","text":"\#(words)"}]},"session_id":"c1"\#(more)}"#
    }

    private func tool(_ id: String, _ subtype: String, _ body: String, kind: String = "shellToolCall") -> String {
        #"{"type":"tool_call","subtype":"\#(subtype)","call_id":"\#(id)","tool_call":{"\#(kind)":\#(body)},"session_id":"c1"}"#
    }

    private func only(_ lines: String...) throws -> Session {
        try #require(try read(CursorStream.self, lines.joined(separator: "\n")).first)
    }

    @Test("reads messages, and pairs parallel actions with their ends")
    func whole() throws {
        let arguments = #"{"args":{"command":"make"}}"#
        let session = try only(
            start,
            said("user", "Build"),
            said("assistant", "Building"),
            tool("a", "started", arguments),
            tool("b", "started", arguments),
            tool("c", "started", #"{"args":{"path":"x"}}"#, kind: "readToolCall"),
            tool("b", "completed", #"{"args":{"command":"make"},"result":{"failure":{"exitCode":2,"stderr":"bad"}}}"#),
            tool("a", "completed", #"{"result":{"success":{"exitCode":0,"stdout":"ok"}}}"#),
            said("assistant", "Done"),
            #"{"type":"result","subtype":"success","is_error":false,"result":"Done","session_id":"c1","usage":{"inputTokens":9,"outputTokens":2,"cacheReadTokens":4,"cacheWriteTokens":1}}"#
        )

        #expect(session.id == Session.ID("c1") && session.workspace == "/w" && session.task == "Build")
        #expect(session.agent == Session.Agent(name: "cursor", model: "model-a"))
        #expect(session.transcript == ["user: Build", "agent: Building", "agent: Done"])
        #expect(session.calls.map(\.tool) == ["shell", "shell", "read"])
        #expect(session.calls.map { $0.observation?.text } == ["ok", "bad", nil])
        #expect(session.calls.map { $0.observation?.exitCode } == [0, 2, nil])
        #expect(session.calls.map { $0.observation?.status } == [.ok, .error, nil])
        #expect(session.usage.promptTokens == 14 && session.usage.cachedTokens == 4)
    }

    @Test("joins partial output, which is repeated as a whole")
    func partial() throws {
        let session = try only(
            start,
            said("user", "Hi"),
            #"{"type":"thinking","subtype":"delta","text":"Hm","session_id":"c1"}"#,
            said("assistant", "Hel", #","timestamp_ms":1767225600000"#),
            said("assistant", "lo", #","timestamp_ms":1767225601000"#),
            said("assistant", "Hello")
        )

        #expect(session.transcript == ["user: Hi", "agent: Hello"] && session.steps.last?.reasoning == "Hm")
    }

    @Test("reads a rejection, an error and a failed end")
    func failures() throws {
        let session = try only(
            start,
            said("user", "Hi"),
            tool("a", "started", #"{"args":{"command":"rm x"}}"#),
            tool("a", "completed", #"{"result":{"rejected":{"reason":"no"}}}"#),
            tool("b", "completed", #"{"args":{"path":"x"},"result":{"error":{"errorMessage":"gone"}}}"#),
            #"{"type":"result","subtype":"error","is_error":true,"result":"limit","session_id":"c1"}"#
        )

        #expect(session.calls.map { $0.observation?.status } == [.error, .error])
        #expect(session.calls.map { $0.observation?.text } == ["no", "gone"])
        #expect(session.steps.compactMap(\.signal) == [.denial])
        #expect(session.outcome == Outcome(.failure, source: .crash, detail: "result: limit"))
    }
}
