import Testing

@testable import Trajectories

@Suite("A stream of codex exec")
struct CodexExecTests {
    private let start = #"{"type":"thread.started","thread_id":"c1"}"#
    private let turn = #"{"type":"turn.started"}"#
    private let ended =
        #"{"type":"turn.completed","usage":{"input_tokens":50,"cached_input_tokens":20,"output_tokens":5}}"#

    private func command(_ id: String, _ code: Int?, event: String = "completed", status: String = "completed")
        -> String
    {
        let exit = code.map(String.init) ?? "null"
        return
            #"{"type":"item.\#(event)","item":{"id":"\#(id)","type":"command_execution","command":"make","aggregated_output":"out","exit_code":\#(exit),"status":"\#(status)"}}"#
    }

    private func said(_ id: String, _ text: String) -> String {
        #"{"type":"item.completed","item":{"id":"\#(id)","type":"agent_message","text":"\#(text)"}}"#
    }

    private func read(_ lines: String...) throws -> [Session] {
        try TrajectoriesTests.read(CodexExec.self, lines.joined(separator: "\n"))
    }

    @Test("names the session, pairs a command with its end, and counts tokens once")
    func identity() throws {
        let session = try #require(
            try read(
                start,
                turn,
                command("i0", nil, event: "started", status: "in_progress"),
                command("i0", 0),
                said("i1", "Done"),
                ended
            ).first
        )

        #expect(session.id == Session.ID("c1") && session.agent.name == "codex" && session.task == nil)
        #expect(session.transcript == ["agent: ", "agent: Done"])
        #expect(session.calls.map(\.command) == ["make"])
        #expect(session.calls.first?.observation == Observation(text: "out", status: .ok, exitCode: 0))
        #expect(session.usage.promptTokens == 50 && session.usage.completionTokens == 5)
    }

    @Test("takes a non-zero exit, a failed status and a refusal for failures")
    func failures() throws {
        let session = try #require(
            try read(
                start,
                turn,
                command("i0", 2, status: "failed"),
                command("i1", nil, status: "failed"),
                command("i2", nil, status: "declined")
            ).first
        )

        #expect(session.calls.map { $0.observation?.status } == [.error, .error, .error])
        #expect(session.steps.compactMap(\.signal) == [.denial])
    }

    @Test("leaves a command without an end open")
    func open() throws {
        let session = try #require(
            try read(start, turn, command("i0", nil, event: "started", status: "in_progress")).first
        )

        #expect(session.calls.count == 1 && session.calls.first?.observation == nil)
    }

    @Test("takes a failed turn for a crash")
    func outcome() throws {
        let session = try #require(
            try read(start, turn, command("i0", 0), #"{"type":"turn.failed","error":{"message":"limit"}}"#).first
        )

        #expect(session.outcome == Outcome(.failure, source: .crash, detail: "turn.failed: limit"))
    }

    @Test("joins runs of one thread, whose items have the same names, and parts threads")
    func threads() throws {
        let other = #"{"type":"thread.started","thread_id":"c2"}"#
        let sessions = try read(
            start,
            turn,
            command("i0", 0),
            ended,
            start,
            turn,
            command("i0", 1),
            ended,
            other,
            turn,
            command("i0", 0)
        )

        #expect(sessions.map(\.id.rawValue) == ["c1", "c2"])
        #expect(sessions.map(\.calls.count) == [2, 1])
    }

    @Test("reads changes of files, calls of servers and searches as actions")
    func actions() throws {
        let session = try #require(
            try read(
                start,
                turn,
                #"{"type":"item.completed","item":{"id":"a","type":"file_change","changes":[{"path":"x.swift","kind":"update"}],"status":"completed"}}"#,
                #"{"type":"item.completed","item":{"id":"b","type":"mcp_tool_call","server":"db","tool":"query","arguments":{"q":"1"},"status":"failed","error":{"message":"no"}}}"#,
                #"{"type":"item.completed","item":{"id":"c","type":"web_search","query":"swift"}}"#,
                #"{"type":"item.completed","item":{"id":"d","type":"reasoning","text":"Hm"}}"#
            ).first
        )

        #expect(session.calls.map(\.tool) == ["apply_patch", "mcp__db__query", "web_search"])
        #expect(session.calls.map(\.target) == ["x.swift", nil, nil])
        #expect(session.calls.map { $0.observation?.status } == [.ok, .error, .ok])
        #expect(session.steps.last?.reasoning == "Hm")
    }

    @Test("is recognised by its records and taken for no rollout")
    func recognition() throws {
        let text = [start, turn, command("i0", 0)].joined(separator: "\n")

        #expect(CodexExec.recognises(try sample(text)))
        #expect(!CodexRollout.recognises(try sample(text)))
    }
}
