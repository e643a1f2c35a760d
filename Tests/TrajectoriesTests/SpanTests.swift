import Testing

@testable import Trajectories

@Suite("The readers of spans")
struct SpanTests {
    /// Checks the session that every export here holds.
    private func check(_ session: Session?) throws {
        let session = try #require(session)
        #expect(session.task == "Repair the export")
        #expect(session.calls.map(\.tool) == ["read_file", "run"])
        #expect(session.calls.map { $0.arguments.map(\.value) } == [["a.py"], ["make"]])
        #expect(session.calls.map(\.observation?.text) == ["line 1", "no rule"])
        #expect(session.calls.map(\.observation?.status) == [.ok, .error])
        let said = session.steps.filter { $0.source == .agent && !$0.text.isEmpty }.map(\.text)
        #expect(said == ["I look.", "Not done."])
    }

    private static let langSmith = #"""
        {"id":"r","trace_id":"t","name":"agent","run_type":"chain","inputs":{"messages":[{"role":"user","content":"Repair the export"}]},"outputs":{"output":"Not done."},"error":null,"start_time":"2026-01-01T00:00:00","child_runs":[
        {"id":"m","trace_id":"t","parent_run_id":"r","name":"ChatModel","run_type":"llm","inputs":{"messages":[[{"id":["langchain","schema","HumanMessage"],"kwargs":{"content":"Repair the export"}}]]},"outputs":{"generations":[[{"text":"I look.","message":{"kwargs":{"content":"I look."}}}]]},"start_time":"2026-01-01T00:00:01"},
        {"id":"b","trace_id":"t","parent_run_id":"r","name":"run","run_type":"tool","inputs":{"input":"{\"command\": \"make\"}"},"outputs":null,"error":"no rule","start_time":"2026-01-01T00:00:03"},
        {"id":"a","trace_id":"t","parent_run_id":"r","name":"read_file","run_type":"tool","inputs":{"path":"a.py"},"outputs":{"output":{"content":"line 1","type":"tool","status":"success","tool_call_id":"c"}},"start_time":"2026-01-01T00:00:02"}]}
        """#.replacing("\n", with: "")

    @Test("take runs of LangSmith, inside each other or in a list", arguments: [true, false])
    func langSmith(isTree: Bool) throws {
        let children = try #require(Self.langSmith.firstRange(of: #","child_runs":["#))
        let root = Self.langSmith[..<children.lowerBound] + #","parent_run_id":null}"#
        let list = "[" + root + "," + Self.langSmith[children.upperBound...].dropLast()
        let text = isTree ? Self.langSmith : String(list)
        #expect(LangSmith.recognises(try sample(text)))
        try check(try read(LangSmith.self, text).first)
    }

    @Test("take observations of Langfuse, of which a level tells failures")
    func langfuse() throws {
        let text = #"""
            {"id":"t","name":"agent","input":{"question":"Repair the export"},"observations":[
            {"id":"r","traceId":"t","parentObservationId":null,"type":"AGENT","name":"agent","input":"Repair the export","output":"Not done.","level":"DEFAULT","statusMessage":null,"startTime":"2026-01-01T00:00:00Z"},
            {"id":"m","traceId":"t","parentObservationId":"r","type":"GENERATION","name":"chat","model":"m-1","input":[{"role":"user","content":"Repair the export"}],"output":"{\"role\":\"assistant\",\"content\":\"I look.\"}","level":"DEFAULT","startTime":"2026-01-01T00:00:01Z"},
            {"id":"a","traceId":"t","parentObservationId":"r","type":"TOOL","name":"read_file","input":"{\"path\":\"a.py\"}","output":"line 1","level":"DEFAULT","statusMessage":"fine","startTime":"2026-01-01T00:00:02Z"},
            {"id":"b","traceId":"t","parentObservationId":"r","type":"TOOL","name":"run","input":{"command":"make"},"output":null,"level":"ERROR","statusMessage":"no rule","startTime":"2026-01-01T00:00:03Z"}]}
            """#.replacing("\n", with: "")
        #expect(Langfuse.recognises(try sample(text)))
        let session = try read(Langfuse.self, text).first
        try check(session)
        #expect(session?.agent.model == "m-1")
    }

    @Test("take spans of Phoenix, with attributes inside each other or not", arguments: [true, false])
    func phoenix(isFlat: Bool) throws {
        func span(
            _ id: String,
            _ parent: String,
            _ name: String,
            _ kind: String,
            _ input: String,
            _ output: String,
            _ end: String
        )
            -> String
        {
            let attributes =
                isFlat
                ? #""attributes.openinference.span.kind":"\#(kind)","attributes.input.value":\#(input),"attributes.output.value":\#(output)"#
                : #""attributes":{"openinference":{"span":{"kind":"\#(kind)"}},"input":{"value":\#(input)},"output":{"value":\#(output)}}"#
            let context =
                isFlat
                ? #""context.span_id":"\#(id)","context.trace_id":"t""#
                : #""context":{"span_id":"\#(id)","trace_id":"t"}"#
            return
                #"{"name":"\#(name)",\#(context),"parent_id":\#(parent),"start_time":"2026-01-01T00:00:0\#(end)",\#(attributes)}"#
        }
        let text = [
            span("r", "null", "agent", "AGENT", #""Repair the export""#, #""Not done.""#, #"0Z","status_code":"OK"#),
            span(
                "m",
                #""r""#,
                "chat",
                "LLM",
                #""{}""#,
                #""{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"I look.\"}}]}""#,
                #"1Z","status_code":"OK"#
            ),
            span("a", #""r""#, "read_file", "TOOL", #""{\"path\":\"a.py\"}""#, #""line 1""#, #"2Z","status_code":"OK"#),
            span(
                "b",
                #""r""#,
                "run",
                "TOOL",
                #""{\"command\":\"make\"}""#,
                "null",
                #"3Z","status_code":"ERROR","status_message":"no rule"#
            ),
        ].joined(separator: "\n")
        #expect(Phoenix.recognises(try sample(text)))
        try check(try read(Phoenix.self, text).first)
    }

    @Test("take traces of MLflow, whose attributes are JSON in texts")
    func mlflow() throws {
        func span(
            _ id: String,
            _ parent: String,
            _ name: String,
            _ kind: String,
            _ input: String,
            _ output: String,
            _ code: String
        )
            -> String
        {
            #"{"span_id":"\#(id)","trace_id":"t","parent_span_id":\#(parent),"name":"\#(name)","start_time_unix_nano":177000000\#(id)000000000,"attributes":{"mlflow.spanType":"\"\#(kind)\"","mlflow.spanInputs":"\#(input)","mlflow.spanOutputs":"\#(output)"},"status":{"code":"\#(code)","message":"no rule"}}"#
        }
        let spans = [
            span(
                "1",
                "null",
                "agent",
                "AGENT",
                #"{\"question\":\"Repair the export\"}"#,
                #"\"Not done.\""#,
                "STATUS_CODE_OK"
            ),
            span("2", #""1""#, "chat", "CHAT_MODEL", "{}", #"{\"content\":\"I look.\"}"#, "STATUS_CODE_OK"),
            span("3", #""1""#, "read_file", "TOOL", #"{\"path\":\"a.py\"}"#, #"\"line 1\""#, "STATUS_CODE_OK"),
            span("4", #""1""#, "run", "TOOL", #"{\"command\":\"make\"}"#, "", "STATUS_CODE_ERROR"),
        ]
        let text = #"{"info":{"trace_id":"t"},"data":{"spans":[\#(spans.joined(separator: ","))]}}"#
        #expect(MLflow.recognises(try sample(text)))
        try check(try read(MLflow.self, text).first)
    }

    @Test("take a tree whose product is not known, if it has a request, a model and tools")
    func tree() throws {
        let text = #"""
            {"spanId":"r","name":"agent","spanType":"agent","input":{"question":"Repair the export"},"output":"Not done.","children":[
            {"spanId":"m","name":"chat","spanType":"llm","input":"x","output":{"text":"I look."},"children":[]},
            {"spanId":"a","name":"read_file","spanType":"tool","input":{"path":"a.py"},"output":"line 1","children":[]},
            {"spanId":"b","name":"run","spanType":"tool","input":{"command":"make"},"output":null,"exception":"no rule","children":[]}]}
            """#.replacing("\n", with: "")
        #expect(SpanTree.recognises(try sample(text)))
        try check(try read(SpanTree.self, text).first)
        let others = [
            #"{"name":"menu","kind":"page","input":"a","children":[{"name":"b","kind":"page","input":"x","output":"y"}]}"#,
            #"{"type":"div","children":[{"type":"tool","name":"x"}]}"#,
        ]
        for other in others { #expect(!SpanTree.recognises(try sample(other))) }
    }

    @Test("take the actions out of the last conversation where they have no spans")
    func conversation() throws {
        let text = #"""
            {"id":"r","trace_id":"t","name":"loop","run_type":"chain","inputs":{"question":"Repair the export"},"outputs":{"output":"Done."},"child_runs":[
            {"id":"m","name":"c","run_type":"llm","inputs":{"messages":[{"role":"user","content":"Repair the export"},{"role":"assistant","content":"I look.","tool_calls":[{"id":"c","function":{"name":"run","arguments":"{\"command\":\"ls\"}"}}]},{"role":"tool","tool_call_id":"c","content":"a.py"}]},"outputs":{"choices":[{"message":{"role":"assistant","content":"Done."}}]}}]}
            """#.replacing("\n", with: "")
        let session = try #require(try read(LangSmith.self, text).first)
        #expect(session.calls.map(\.observation?.text) == ["a.py"])
        #expect(session.transcript == ["user: Repair the export", "agent: I look.", "agent: Done."])
    }
}
