import Testing

@testable import Trajectories

@Suite("A recording of Kimi")
struct KimiTests {
    private func all(_ lines: [String]) throws -> [Session] { try read(Kimi.self, lines.joined(separator: "\n")) }

    // MARK: Kimi Code

    private let header = #"{"type":"metadata","protocol_version":"1.4","created_at":1767225600000}"#
    private let configuration =
        #"{"type":"config.update","cwd":"/w","modelAlias":"p/model-a","time":1767225600001}"#

    private func record(_ type: String, _ rest: String) -> String {
        #"{"type":"\#(type)",\#(rest),"time":1767225601000}"#
    }

    private func prompt(_ words: String, type: String = "turn.prompt") -> String {
        record(type, #""input":[{"type":"text","text":"\#(words)"}],"origin":{"kind":"user"}"#)
    }

    private func message(_ words: String, origin: String = #"{"kind":"user"}"#) -> String {
        record(
            "context.append_message",
            #""message":{"role":"user","content":[{"type":"text","text":"\#(words)"}],"toolCalls":[],"origin":\#(origin)}"#
        )
    }

    private func event(_ type: String, _ rest: String) -> String {
        record("context.append_loop_event", #""event":{"type":"\#(type)",\#(rest)}"#)
    }

    private func call(_ id: String, step: String = "s1") -> String {
        event("tool.call", #""stepUuid":"\#(step)","toolCallId":"\#(id)","name":"Bash","args":{"command":"\#(id)"}"#)
    }

    private func result(_ id: String, _ rest: String) -> String {
        event("tool.result", #""parentUuid":"\#(id)","toolCallId":"\#(id)","result":{\#(rest)}"#)
    }

    @Test("reads the records of Kimi Code, and counts a prompt once that is recorded twice")
    func records() throws {
        let session = try #require(
            try all([
                header, configuration, prompt("List"), message("List"),
                message("Rules", origin: #"{"kind":"injection"}"#),
                event("step.begin", #""uuid":"s1""#),
                event("content.part", #""stepUuid":"s1","part":{"type":"think","think":"Hm"}"#),
                event("content.part", #""stepUuid":"s1","part":{"type":"text","text":"Go"}"#), call("a"), call("b"),
                call("c"), result("b", #""output":"no","isError":true"#), result("a", #""output":"x""#),
                event(
                    "step.end",
                    #""uuid":"s1","usage":{"inputOther":5,"output":3,"inputCacheRead":7,"inputCacheCreation":1}"#
                ),
                record("usage.record", #""model":"m","usage":{"inputOther":5}"#),
            ]).first
        )

        #expect(session.id.rawValue.hasPrefix("kimi-1767225600000-"))
        #expect(session.workspace == "/w" && session.agent == Session.Agent(name: "kimi", model: "p/model-a"))
        #expect(session.transcript == ["user: List", "system: Rules", "agent: Go"])
        #expect(session.steps.last?.reasoning == "Hm")
        #expect(session.calls.map { $0.observation?.status } == [.ok, .error, nil])
        #expect(session.usage.promptTokens == 13 && session.usage.cachedTokens == 7)
        #expect(session.usage.completionTokens == 3)
    }

    @Test("reads a stop, steering, a rejection and a step back as corrections")
    func corrections() throws {
        let session = try #require(
            try all([
                header, prompt("One"), message("One"), call("a"),
                record("permission.record_approval_result", #""toolCallId":"a","result":{"decision":"rejected"}"#),
                result("a", #""output":"rejected","isError":true"#), message("Two"), call("b"),
                prompt("Three", type: "turn.steer"), message("Three"), record("turn.cancel", #""turnId":1"#),
                message("Four"), call("d"), record("context.undo", #""count":1"#), message("Five"),
            ]).first
        )

        #expect(
            session.steps.compactMap(\.signal) == [
                .denial, .correction, .correction, .interruption, .correction, .correction,
            ]
        )
        #expect(session.episodes.count == 1)
    }

    @Test("keeps a prompt that never reached the context, and tells calls apart that have one name")
    func edges() throws {
        let session = try #require(
            try all([
                header, message("One"), call("a"), result("a", #""output":"x""#), call("a", step: "s2"),
                result("a", #""output":"y""#), prompt("Two"),
            ]).first
        )

        #expect(session.calls.map { $0.observation?.text } == ["x", "y"])
        #expect(session.episodes.map(\.task) == ["One", "Two"])
    }

    @Test("reads the request to a sub-agent without the state of the repository before it")
    func delegated() throws {
        let session = try #require(
            try all([
                header,
                message(
                    "<git-context>\\nmain\\n</git-context>\\nCount",
                    origin: #"{"kind":"system_trigger","name":"subagent"}"#
                ), call("a"),
            ]).first
        )

        #expect(session.transcript == ["system: main", "user: Count", "agent: "] && session.task == "Count")
    }

    @Test("counts kinds of records that it does not know")
    func unknown() throws {
        let text = [header, record("llm.request", #""model":"m""#), record("moon.phase", #""x":1"#)]
        #expect(try unknownKinds(Kimi.self, text.joined(separator: "\n")) == ["moon.phase": 1])
    }

    // MARK: Kimi CLI

    private func wire(_ type: String, _ payload: String, at time: Int = 1) -> String {
        #"{"timestamp":\#(1_767_225_600 + time).5,"message":{"type":"\#(type)","payload":\#(payload)}}"#
    }

    private func wireCall(_ id: String, _ arguments: String) -> String {
        wire("ToolCall", #"{"type":"function","id":"\#(id)","function":{"name":"Shell","arguments":"\#(arguments)"}}"#)
    }

    private func answer(_ id: String, _ value: String) -> String {
        wire("ToolResult", #"{"tool_call_id":"\#(id)","return_value":{\#(value)}}"#)
    }

    @Test("reads the events of Kimi CLI, with arguments in pieces and a sub-agent inside")
    func events() throws {
        let inner = #"{"type":"ContentPart","payload":{"type":"text","text":"Two"}}"#
        let list = try all([
            #"{"type":"metadata","protocol_version":"1.3"}"#, wire("TurnBegin", #"{"user_input":"Count"}"#),
            wire("StepBegin", #"{"n":1}"#), wire("ContentPart", #"{"type":"think","think":"Hm"}"#),
            wireCall("a", #"{\"comm"#), wire("ToolCallPart", #"{"arguments_part":"and\": \"ls\"}"}"#),
            wireCall("t", #"{\"prompt\": \"Count files\"}"#),
            answer("a", #""is_error":true,"output":"","message":"no""#),
            wire("SubagentEvent", #"{"parent_tool_call_id":"t","agent_id":"n","event":\#(inner)}"#),
            answer("t", #""is_error":false,"output":"2","message":"Done""#),
            wire(
                "StatusUpdate",
                #"{"token_usage":{"input_other":5,"output":3,"input_cache_read":7,"input_cache_creation":0}}"#
            ),
            wire("StepBegin", #"{"n":2}"#), wire("ContentPart", #"{"type":"text","text":"Two files"}"#),
            wire("StepInterrupted", "{}"), wire("SteerInput", #"{"user_input":"Again"}"#, at: 9),
        ])
        let session = try #require(list.first)

        #expect(list.count == 2 && list.last?.parent == session.id && list.last?.id == Session.ID("\(session.id)/n"))
        #expect(list.last?.transcript == ["user: Count files", "agent: Two"])
        #expect(session.id.rawValue.hasPrefix("kimi-1767225601500-") && session.task == "Count")
        #expect(session.calls.map(\.command) == ["ls", nil] && session.steps[1].reasoning == "Hm")
        #expect(session.calls.map { $0.observation?.text } == ["no", "2"])
        #expect(session.calls.map { $0.observation?.status } == [.error, .ok])
        #expect(session.steps.compactMap(\.signal) == [.interruption, .correction])
        #expect(session.usage.promptTokens == 12 && session.endedAt == 1_767_225_609.5)
    }

    @Test("reads the context of Kimi CLI between its own records")
    func context() throws {
        let session = try #require(
            try all([
                #"{"role":"_system_prompt","content":"S"}"#, #"{"role":"_checkpoint","id":0}"#,
                #"{"role":"user","content":"<system>CHECKPOINT 0</system>"}"#, #"{"role":"user","content":"List"}"#,
                #"{"role":"assistant","content":[{"type":"think","think":"Hm"},{"type":"text","text":"Go"}],"tool_calls":[{"type":"function","id":"a","function":{"name":"Shell","arguments":"{\"command\":\"ls\"}"}}]}"#,
                #"{"role":"_usage","token_count":9}"#,
                #"{"role":"tool","tool_call_id":"a","content":[{"type":"text","text":"<system>ERROR: no</system>"}]}"#,
            ]).first
        )

        #expect(session.steps.map(\.source) == [.system, .user, .agent] && session.task == "List")
        #expect(session.steps.last?.reasoning == "Hm" && session.calls.map(\.command) == ["ls"])
        #expect(session.calls.first?.observation?.status == .error)
    }
}
