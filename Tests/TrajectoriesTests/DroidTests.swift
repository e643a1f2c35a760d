import Testing

@testable import Trajectories

@Suite("A session of Factory Droid")
struct DroidTests {
    private let start = #"{"type":"session_start","id":"d1","title":"T","cwd":"/w","version":2}"#

    private func message(_ id: String, _ role: String, _ content: String, _ more: String = "") -> String {
        #"{"type":"message","id":"\#(id)","timestamp":"2026-01-01T00:00:01Z","message":{"role":"\#(role)","content":\#(content)\#(more)}}"#
    }

    private func call(_ id: String, _ command: String) -> String {
        #"{"type":"tool_use","id":"\#(id)","name":"Execute","input":{"command":"\#(command)"}}"#
    }

    private func result(_ id: String, _ text: String, _ more: String = "") -> String {
        #"{"type":"tool_result","tool_use_id":"\#(id)","content":"\#(text)"\#(more)}"#
    }

    private func only(_ lines: String...) throws -> Session {
        try #require(try read(Droid.self, lines.joined(separator: "\n")).first)
    }

    @Test("reads identity, workspace and model, and pairs parallel calls with results in any order")
    func whole() throws {
        let session = try only(
            start,
            message(
                "m1",
                "user",
                #"[{"type":"text","text":"<system-reminder>\nUse x\n</system-reminder>"},{"type":"text","text":"List"}]"#
            ),
            message(
                "m2",
                "assistant",
                #"[{"type":"thinking","thinking":"Hm"},{"type":"text","text":"Go"},\#(call("a", "ls")),\#(call("b", "pwd")),\#(call("c", "id"))]"#,
                #","model":"model-a""#
            ),
            message("m3", "user", "[\(result("b", "/w")),\(result("a", "x"))]"),
            message("m4", "user", #""Now test""#)
        )

        #expect(session.id == Session.ID("d1") && session.workspace == "/w")
        #expect(session.agent == Session.Agent(name: "droid", model: "model-a"))
        #expect(session.episodes.map(\.task) == ["List", "Now test"])
        #expect(session.steps.map(\.source) == [.system, .user, .agent, .user])
        #expect(session.steps[2].reasoning == "Hm")
        #expect(session.calls.map { $0.observation?.text } == ["x", "/w", nil])
    }

    @Test(
        "takes a result for failed by its flag and by the sentence about the exit code",
        arguments: [
            ("x", #","is_error":true"#, Observation.Status.error, nil),
            ("Error: Command failed (exit code: 3)\\nno", "", .error, 3),
            ("ok\\n\\n[Process exited with code 0]", "", .ok, 0),
            ("no\\n[Process exited with code 2]", #","is_error":false"#, .error, 2),
        ] as [(String, String, Observation.Status, Int?)]
    )
    func failures(text: String, flag: String, status: Observation.Status, code: Int?) throws {
        let session = try only(
            start,
            message("m1", "user", #""Do""#),
            message("m2", "assistant", "[\(call("a", "make"))]"),
            message("m3", "user", "[\(result("a", text, flag))]")
        )

        #expect(session.calls.first?.observation?.status == status)
        #expect(session.calls.first?.observation?.exitCode == code)
    }

    @Test("links a sub-agent, and reads a stopped turn and a compaction")
    func records() throws {
        let session = try only(
            start.dropLast() + #","callingSessionId":"d0","callingToolUseId":"t"}"#,
            message("m1", "user", #""Do""#),
            message("m2", "assistant", #""Doing""#),
            #"{"type":"agent_turn_outcome","turnId":"1","reason":"interrupted"}"#,
            message("m3", "user", #""Not that""#),
            #"{"type":"compaction_state","id":"k","timestamp":"2026-01-01T00:00:09Z","summaryText":"So far"}"#,
            #"{"type":"todo_state","id":"n"}"#
        )

        #expect(session.parent == Session.ID("d0"))
        #expect(session.steps.compactMap(\.signal) == [.interruption])
        #expect(session.transcript.last == "system: So far")
    }

    @Test("counts kinds of records that it does not know")
    func unknown() throws {
        #expect(try unknownKinds(Droid.self, start + "\n" + #"{"type":"mood_state"}"#) == ["mood_state": 1])
    }
}

@Suite("The output of droid exec")
struct DroidStreamTests {
    private let start =
        #"{"type":"system","subtype":"init","cwd":"/w","session_id":"d1","tools":["Read","Execute"],"model":"model-a"}"#

    private func record(_ type: String, _ rest: String) -> String {
        #"{"type":"\#(type)",\#(rest),"session_id":"d1","timestamp":1767225600000}"#
    }

    private func only(_ lines: String...) throws -> Session {
        try #require(try read(DroidStream.self, lines.joined(separator: "\n")).first)
    }

    @Test("reads messages, and pairs actions with results in any order")
    func whole() throws {
        let session = try only(
            start,
            record("message", #""role":"user","id":"m1","text":"Build""#),
            record("message", #""role":"assistant","id":"m2","text":"Building""#),
            record("tool_call", #""id":"a","toolId":"Execute","toolName":"Execute","parameters":{"command":"make"}"#),
            record("tool_call", #""id":"b","toolId":"Read","toolName":"Read","parameters":{"file_path":"x"}"#),
            record("tool_result", #""id":"b","toolId":"Read","isError":true,"value":"gone""#),
            record("tool_result", #""id":"a","toolId":"Execute","isError":false,"value":"ok""#),
            record("message", #""role":"assistant","id":"m3","text":"Done""#),
            record("completion", #""finalText":"Done","numTurns":2"#)
        )

        #expect(session.id == Session.ID("d1") && session.workspace == "/w" && session.task == "Build")
        #expect(session.agent == Session.Agent(name: "droid", model: "model-a"))
        #expect(session.transcript == ["user: Build", "agent: Building", "agent: Done"])
        #expect(session.calls.map { $0.observation?.status } == [.ok, .error])
        #expect(session.calls.map(\.target) == [nil, "x"])
    }

    @Test("reads streams with an exit code, a last message that is not repeated, and an error")
    func values() throws {
        let session = try only(
            start,
            record("tool_call", #""id":"t1","toolCallId":"a","toolName":"Shell","parameters":{"command":"make"}"#),
            record("tool_result", #""id":"t2","toolCallId":"a","value":{"stdout":"","stderr":"bad","exitCode":2}"#),
            record("completion", #""finalText":"It failed""#),
            record("error", #""message":"limit""#)
        )

        #expect(session.calls.first?.observation == Observation(text: "bad", status: .error, exitCode: 2))
        #expect(session.transcript == ["agent: ", "agent: It failed", "system: limit"])
        #expect(session.outcome == Outcome(.failure, source: .crash, detail: "error: limit"))
    }
}
