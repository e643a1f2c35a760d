import JSON
import Testing

@testable import Trajectories

@Suite("A reader of ShareGPT")
struct ShareGPTTests {
    @Test("pairs calls with observations in order")
    func calls() throws {
        let text = #"""
            [{"conversations":[{"from":"human","value":"Area?"},{"from":"function_call","value":"{\"name\":\"area\",\"arguments\":{\"side\":2}}"},
            {"from":"observation","value":"{\"area\": 4}"},{"from":"gpt","value":"It is 4."}],"tools":"[]"}]
            """#
        #expect(ShareGPT.recognises(try sample(text)))
        let session = try #require(try read(ShareGPT.self, text).first)

        #expect(session.task == "Area?")
        #expect(session.id.rawValue == "0123456789abcdef#0")
        #expect(session.calls.map(\.tool) == ["area"])
        #expect(session.calls.first?[argument: "side"] == "2")
        #expect(session.calls.first?.observation?.text == #"{"area": 4}"#)
    }

    @Test("reads the tagged thoughts, calls and results of Hermes")
    func hermes() throws {
        let text = #"""
            {"conversations":[{"from":"human","value":"Which Python?"},
            {"from":"gpt","value":"<think>\nI ask it.\n</think>\nLet me see.\n<tool_call>\n{\"name\":\"terminal\",\"arguments\":{\"command\":\"python3 -V\"}}\n</tool_call>\n<tool_call>\n{\"name\":\"terminal\",\"arguments\":{\"command\":\"which python3\"}}\n</tool_call>"},
            {"from":"tool","value":"<tool_response>\n{\"tool_call_id\":\"c1\",\"name\":\"terminal\",\"content\":\"Python 3.11\"}\n</tool_response>\n<tool_response>\n{\"name\":\"terminal\",\"content\":\"Error: no such thing\"}\n</tool_response>"}],
            "timestamp":"2026-03-30T14:22:31.5","model":"m-1","completed":true}
            """#.replacing("\n            ", with: "")
        let session = try #require(try read(ShareGPT.self, text).first)

        #expect(session.agent == Session.Agent(name: "hermes", model: "m-1"))
        #expect(session.steps.last?.text == "Let me see.")
        #expect(session.steps.last?.reasoning == "I ask it.")
        #expect(session.calls.map(\.command) == ["python3 -V", "which python3"])
        #expect(session.calls.map(\.observation?.status) == [.ok, .error])
        #expect(session.outcome == .unknown)
    }

    @Test("takes an unfinished sample for a failure")
    func unfinished() throws {
        let text = #"{"conversations":[{"from":"human","value":"Go"},{"from":"gpt","value":"I go"}],"completed":false}"#
        let session = try #require(try read(ShareGPT.self, text).first)

        #expect(session.outcome.label == .failure)
        #expect(session.outcome.source == .crash)
    }

    @Test(
        "takes tagged parts out of a text",
        arguments: [
            ("a <t>b</t> c", ["b"], "a  c"), ("<t>open", ["open"], ""), ("none", [], "none"),
            ("<t></t><t> x </t>", ["", "x"], ""),
        ]
    )
    func tags(text: String, parts: [String], rest: String) {
        var tagged = TaggedText(text)

        #expect(tagged.take("t") == parts)
        #expect(tagged.rest == rest)
    }
}
