import JSON
import Testing

@testable import Trajectories

@Suite("A reader of OpenTelemetry traces")
struct OpenTelemetryTests {
    private static func attribute(_ name: String, _ value: String) -> String {
        var writer = JSONWriter()
        writer.string(value)
        return #"{"key":"\#(name)","value":{"stringValue":\#(String(decoding: writer.bytes, as: UTF8.self))}}"#
    }

    private static func span(
        _ id: String,
        in parent: String = "",
        _ operation: String,
        at second: Int,
        _ attributes: [String] = [],
        more: String = ""
    ) -> String {
        let all = [attribute("gen_ai.operation.name", operation)] + attributes
        return
            #"{"traceId":"t1","spanId":"\#(id)","parentSpanId":"\#(parent)","name":"\#(operation) x","startTimeUnixNano":"179000000\#(second)000000000","endTimeUnixNano":"179000000\#(second)500000000","attributes":[\#(all.joined(separator: ","))]\#(more)}"#
    }

    private static func export(_ spans: [String]) -> String {
        #"{"resourceSpans":[{"resource":{"attributes":[\#(attribute("service.name", "shop"))]},"scopeSpans":[{"scope":{"name":"lib"},"spans":[\#(spans.joined(separator: ","))]}]}]}"#
    }

    private static let user = #"{"role":"user","parts":[{"type":"text","content":"Count the files"}]}"#
    private static let call =
        #"{"role":"assistant","parts":[{"type":"reasoning","content":"List."},{"type":"tool_call","id":"c1","name":"shell","arguments":{"command":"ls"}}],"finish_reason":"tool_call"}"#
    private static let response =
        #"{"role":"tool","parts":[{"type":"tool_call_response","id":"c1","response":"a\nb"}]}"#
    private static let end = #"{"role":"assistant","parts":[{"type":"text","content":"Two."}],"finish_reason":"stop"}"#

    private static let agent = span(
        "s1",
        "invoke_agent",
        at: 0,
        [
            attribute("gen_ai.agent.name", "Counter"), attribute("gen_ai.agent.version", "2"),
            attribute("gen_ai.conversation.id", "conv-1"),
        ]
    )
    private static let chats = [
        span(
            "s2",
            in: "s1",
            "chat",
            at: 1,
            [
                attribute("gen_ai.response.model", "m-1"),
                attribute("gen_ai.system_instructions", #"[{"type":"text","content":"Be brief."}]"#),
                attribute("gen_ai.input.messages", "[\(user)]"), attribute("gen_ai.output.messages", "[\(call)]"),
                #"{"key":"gen_ai.usage.input_tokens","value":{"intValue":"10"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":3}}"#,
            ]
        ),
        span(
            "s4",
            in: "s1",
            "chat",
            at: 3,
            [
                attribute("gen_ai.input.messages", "[\(user),\(call),\(response)]"),
                attribute("gen_ai.output.messages", "[\(end)]"),
                #"{"key":"gen_ai.usage.input_tokens","value":{"intValue":"20"}}"#,
            ]
        ),
    ]

    private static func tool(_ attributes: [String] = [], more: String = "") -> String {
        let own = [attribute("gen_ai.tool.name", "shell"), attribute("gen_ai.tool.call.id", "c1")]
        return span("s3", in: "s1", "execute_tool", at: 2, own + attributes, more: more)
    }

    @Test("reads spans in any order, over several lines, as one conversation without repetitions")
    func conversation() throws {
        let text = [
            Self.export([Self.chats[1]]), Self.export([Self.tool(), Self.chats[0]]), Self.export([Self.agent]),
        ]
        .joined(separator: "\n")
        #expect(OpenTelemetry.recognises(try sample(text)))
        let sessions = try read(OpenTelemetry.self, text)
        let session = try #require(sessions.first)

        #expect(sessions.count == 1)
        #expect(session.id.rawValue == "conv-1")
        #expect(session.agent == Session.Agent(name: "Counter", version: "2", model: "m-1"))
        #expect(session.transcript == ["system: Be brief.", "user: Count the files", "agent: ", "agent: Two."])
        #expect(session.calls.map(\.id) == ["c1"])
        #expect(session.calls.first?.command == "ls")
        #expect(session.calls.first?.observation == Observation(text: "a\nb", status: .ok))
        #expect(session.usage.promptTokens == 30)
        #expect(session.startedAt == 1_790_000_000)
        #expect(session.outcome == .unknown)
    }

    @Test("takes a failed span for a failed action, with what the span says of it")
    func failures() throws {
        let failed = Self.tool(
            [Self.attribute("error.type", "timeout")],
            more: #","status":{"code":2,"message":"too slow"}"#
        )
        let exited = Self.tool([
            Self.attribute("gen_ai.tool.call.result", "no such file"),
            #"{"key":"process.exit.code","value":{"intValue":"2"}}"#,
        ])
        let first = try read(OpenTelemetry.self, Self.export([Self.agent, Self.chats[0], failed])).first
        let second = try read(OpenTelemetry.self, Self.export([Self.agent, Self.chats[0], exited])).first

        #expect(first?.calls.first?.observation == Observation(text: "timeout: too slow", status: .error))
        #expect(second?.calls.first?.observation == Observation(text: "no such file", status: .error, exitCode: 2))
    }

    @Test("gives an agent that another one invokes a session of its own, and notes loaded skills")
    func subAgent() throws {
        let inner = Self.span("s5", in: "s3", "invoke_agent", at: 2, [Self.attribute("gen_ai.agent.name", "Helper")])
        let chat = Self.span(
            "s6",
            in: "s5",
            "chat",
            at: 2,
            [Self.attribute("gen_ai.output.messages", "[\(Self.end)]")]
        )
        let skill = Self.tool([Self.attribute("gen_ai.skill.name", "counting")])
        let sessions = try read(OpenTelemetry.self, Self.export([Self.agent, Self.chats[0], skill, inner, chat]))

        #expect(sessions.map(\.id.rawValue) == ["conv-1", "conv-1/s5"])
        #expect(sessions.last?.parent?.rawValue == "conv-1")
        #expect(sessions.last?.agent.name == "Helper")
        #expect(sessions.first?.skills.map(\.name) == ["counting"])
    }

    @Test("reads the message events of earlier conventions, and an agent that ended in an error")
    func events() throws {
        let events = #"""
            ,"events":[{"name":"gen_ai.user.message","attributes":[\#(Self.attribute("content", "Hi"))]},{"name":"gen_ai.choice","attributes":[\#(Self.attribute("message", #"{"content":"Ho","tool_calls":[{"id":"k","type":"function","function":{"name":"f","arguments":"{}"}}]}"#))]}]
            """#
        let chat = Self.span("s2", in: "s1", "chat", at: 1, more: events)
        let agent = Self.span(
            "s1",
            "invoke_agent",
            at: 0,
            [Self.attribute("error.type", "RateLimit")],
            more: #","status":{"code":"STATUS_CODE_ERROR"}"#
        )
        let session = try #require(try read(OpenTelemetry.self, Self.export([agent, chat])).first)

        #expect(session.id.rawValue == "t1")
        #expect(session.transcript == ["user: Hi", "agent: Ho"])
        #expect(session.calls.map(\.tool) == ["f"])
        #expect(session.agent.name == "shop")
        #expect(session.outcome == Outcome(.failure, source: .crash, detail: "RateLimit"))
    }

    @Test("keeps actions without recorded content as actions of unknown result")
    func withoutContent() throws {
        let chat = Self.span("s2", in: "s1", "chat", at: 1, [Self.attribute("gen_ai.request.model", "m-1")])
        let session = try #require(try read(OpenTelemetry.self, Self.export([Self.agent, chat, Self.tool()])).first)

        #expect(session.calls.map(\.tool) == ["shell"])
        #expect(session.calls.first?.observation?.status == .unknown)
    }

    @Test("does not take other telemetry for a trajectory")
    func foreign() throws {
        let text =
            #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"t","spanId":"s","name":"GET /","attributes":[{"key":"http.method","value":{"stringValue":"GET"}}]}]}]}]}"#

        #expect(!OpenTelemetry.recognises(try sample(text)))
    }
}
