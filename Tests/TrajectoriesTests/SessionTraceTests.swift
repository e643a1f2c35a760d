import JSON
import Testing

@testable import Trajectories

@Suite("A reader of session traces")
struct SessionTraceTests {
    private static let lines = [
        #"{"type":"session","harness":"my-agent","id":"s-1","name":"Count","cwd":"/w"}"#,
        #"{"type":"message","message":{"role":"system","content":"Be brief."}}"#,
        #"{"type":"message","message":{"role":"user","content":"How many files?","timestamp":1790000000000}}"#,
        #"{"type":"message","message":{"role":"assistant","content":"","model":"m-1","reasoningContent":"List.","toolCalls":[{"id":"t1","function":{"name":"shell","arguments":"{\"command\":\"ls | wc -l\"}"}}]}}"#,
        #"{"type":"message","message":{"role":"tool","toolCallId":"t1","content":"Error: no shell"}}"#,
        #"{"type":"message","message":{"role":"assistant","content":"I cannot tell."}}"#,
    ]

    @Test("links results to calls and names the harness")
    func session() throws {
        let text = Self.lines.joined(separator: "\n")
        #expect(SessionTrace.recognises(try sample(text)))
        #expect(!Pi.recognises(try sample(text)))
        let session = try #require(try read(SessionTrace.self, text).first)

        #expect(session.id.rawValue == "s-1")
        #expect(session.agent == Session.Agent(name: "my-agent", model: "m-1"))
        #expect(session.workspace == "/w")
        #expect(session.task == "How many files?")
        #expect(session.calls.first?.command == "ls | wc -l")
        #expect(session.calls.first?.observation?.status == .error)
        #expect(session.steps.map(\.source) == [.system, .user, .agent, .agent])
        #expect(session.steps[2].reasoning == "List.")
        #expect(session.startedAt == 1_790_000_000)
    }

    @Test("reads several sessions in one file, and counts lines of other kinds")
    func several() throws {
        let second = Self.lines.map { $0.replacing("s-1", with: "s-2") }
        let text = (Self.lines + [#"{"type":"label","value":"x"}"#] + second).joined(separator: "\n")

        #expect(try read(SessionTrace.self, text).map(\.id.rawValue) == ["s-1", "s-2"])
    }

    @Test("leaves the sessions of pi to their own reader, even if they name a harness")
    func pi() throws {
        let text = [
            #"{"type":"session","version":3,"id":"p","timestamp":"2026-01-01T00:00:00Z","cwd":"/w","harness":"mine"}"#,
            #"{"type":"message","id":"a1","parentId":null,"message":{"role":"user","content":"Hi"}}"#,
        ].joined(separator: "\n")

        #expect(!SessionTrace.recognises(try sample(text)))
        #expect(Pi.recognises(try sample(text)))
    }

    @Test("reads the session file in a row of a data set of traces")
    func row() throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("harness")
            writer.string("my-agent")
            writer.key("session_id")
            writer.string("s-1")
            writer.key("messages")
            writer.array { _ in }
            writer.key("trace")
            writer.string(Self.lines.joined(separator: "\n"))
        }
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(AgentTraces.recognises(try sample(text)))
        let session = try #require(try read(AgentTraces.self, text).first)

        #expect(session.format == "session-trace")
        #expect(session.id.rawValue == "s-1")
        #expect(session.calls.count == 1)
    }
}
