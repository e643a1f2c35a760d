import JSON
import Testing

@testable import Trajectories

@Suite("A mapping")
struct MappingTests {
    private static let declaration = [
        "name": "acme", "session": "/run", "role": "/who", "text": "/data/say", "tool": "/data/tool",
        "call-id": "/data/id",
        "input": "/data/args", "result": "/data/out", "error": "/data/bad", "exit-code": "/data/rc", "reward": "/score",
        "task": "/goal", "time": "/at", "model": "/llm", "user-roles": "boss", "agent-roles": "bot, helper",
        "tool-roles": "env",
    ]

    private static let lines = #"""
        {"run":"A","who":"boss","data":{"say":"Build it"},"at":1700000000}
        {"run":"B","who":"boss","data":{"say":"Test it"},"at":1700000001}
        {"run":"A","who":"bot","data":{"say":"I build.","tool":"shell","id":1,"args":{"cmd":"make"}},"llm":"m-1","at":1700000002}
        {"run":"B","who":"helper","data":{"say":"All is well."},"score":1}
        {"run":"A","who":"env","data":{"id":1,"out":"no rule","rc":2},"at":1700000003}
        {"run":"A","who":"clock","data":{"say":"tick"},"score":0}
        """#

    private func sessions(_ values: [String: String], _ text: String) throws -> [Session] {
        let mapping = try Mapping(parsing: values)
        var reader = MappedFormat(mapping: mapping, file: FileContext(name: "x.jsonl", digest: "0123456789abcdef"))
        var output = SessionOutput()
        var records = JSONRecords(source: bytes(of: text))
        while let record = try records.next() { reader.read(record, into: &output) }
        reader.finish(into: &output)
        return output.sessions
    }

    @Test("reads sessions whose lines alternate")
    func interleaved() throws {
        let sessions = try sessions(Self.declaration, Self.lines)

        #expect(sessions.map(\.id.rawValue) == ["A", "B"])
        #expect(sessions.map(\.format) == ["acme", "acme"])
        #expect(sessions.map(\.task) == ["Build it", "Test it"])
        #expect(sessions.map(\.outcome.label) == [.failure, .success])
        #expect(sessions.first?.agent.model == "m-1")
        #expect(sessions.first?.transcript == ["user: Build it", "agent: I build.", "system: tick"])
        #expect(sessions.first?.calls.first?.command == "make")
        #expect(sessions.first?.calls.first?.observation == Observation(text: "no rule", status: .error, exitCode: 2))
        #expect(sessions.first?.startedAt == 1_700_000_000)
        #expect(sessions.first?.endedAt == 1_700_000_003)
    }

    @Test("reads rows of a table, JSON in a column of it, and the answer beside them")
    func reshaped() throws {
        let values = [
            "name": "acme", "reshape": "table", "steps": "/rows", "parse": "/body", "role": "/who",
            "text": "/body/text",
            "tool": "/body/tool", "input": "/body/args", "result": "/body/out", "answer": "/last",
        ]
        let text = #"""
            {"last":"Done.","columns":["who","body"],"rows":[["user","{\"text\":\"Go\"}"],["agent","{\"tool\":\"ls\",\"args\":{\"path\":\"a\"}}"],["tool","{\"out\":\"b\"}"]]}
            """#
        let session = try #require(try sessions(values, text).first)

        #expect(session.transcript == ["user: Go", "agent: ", "agent: Done."])
        #expect(session.calls.map(\.tool) == ["ls"])
        #expect(session.calls.first?[argument: "path"] == "a")
        #expect(session.calls.first?.observation?.text == "b")
    }

    @Test("names the ways to write records anew where another one is declared")
    func unknownReshaping() {
        #expect(throws: MappingError.unknownReshaping("tree")) {
            try Mapping(parsing: ["name": "a", "role": "/r", "text": "/t", "reshape": "tree"])
        }
        #expect(
            MappingError.unknownReshaping("tree").description.hasSuffix(
                "the ways are table, nodes, numbered, pairs, tagged"
            )
        )
    }

    @Test("reads records that are whole sessions with steps")
    func steps() throws {
        let values = ["name": "acme", "steps": "/events", "role": "/r", "text": "/t", "task": "/goal", "reward": "/ok"]
        let text = #"""
            {"goal":"One","ok":true,"events":[{"r":"agent","t":"Done"}]}
            {"goal":"Two","ok":false,"events":[{"r":"agent","t":"Not done"}]}
            {"goal":"Three","events":[]}
            """#
        let sessions = try sessions(values, text)

        #expect(sessions.map(\.id.rawValue) == ["0123456789abcdef#0", "0123456789abcdef#1"])
        #expect(sessions.map(\.task) == ["One", "Two"])
        #expect(sessions.map(\.outcome.label) == [.success, .failure])
    }

    @Test("takes an action and its result from one record")
    func actionAndResult() throws {
        let values = ["name": "acme", "role": "/r", "tool": "/tool", "input": "/in", "result": "/out", "error": "/err"]
        let text =
            #"{"r":"agent","tool":"get","in":"x","out":"","err":"no such key"}"# + "\n"
            + #"{"r":"agent","tool":"get","in":"y","out":"1","err":""}"#
        let session = try #require(try sessions(values, text).first)

        #expect(session.calls.map(\.observation?.text) == ["no such key", "1"])
        #expect(session.calls.map(\.observation?.status) == [.error, .ok])
        #expect(session.calls.first?.arguments == [ToolCall.Argument(name: "input", value: "x")])
    }

    @Test("takes actions and results from lists in the steps, and pairs them by identifier or by order")
    func lists() throws {
        var values = [
            "name": "acme", "role": "/r", "text": "/t", "calls": "/ops", "tool": "/do", "input": "/with",
            "call-id": "/n",
            "results": "/outs", "result": "/got/-/part, /more", "result-call-id": "/of", "status": "/is",
        ]
        let text = #"""
            {"r":"agent","t":"Two","ops":[{"do":"a","with":{"x":1},"n":1},{"do":"b","with":{"x":2},"n":2}]}
            {"r":"user","outs":[{"of":2,"got":[{"part":"second"},{"part":"half"}],"is":"ok"},{"of":1,"more":"first","is":"Failed"}]}
            """#
        let byName = try #require(try sessions(values, text).first)
        #expect(byName.calls.map(\.observation?.text) == ["first", "second\nhalf"])
        #expect(byName.calls.map(\.observation?.status) == [.error, .ok])

        values["call-id"] = nil
        values["result-call-id"] = nil
        let byOrder = try #require(try sessions(values, text).first)
        #expect(byOrder.calls.map(\.observation?.text) == ["second\nhalf", "first"])
    }

    @Test("leaves out results that may belong to another action, with a note")
    func unpaired() throws {
        let values = ["name": "acme", "role": "/r", "tool": "/do", "input": "/with", "result": "/got"]
        let text = #"""
            {"r":"agent","do":"a","with":{"x":1}}
            {"r":"agent","do":"b","with":{"x":2}}
            {"r":"tool","got":"of which one?"}
            {"r":"agent","do":"c","with":{"x":3}}
            {"r":"tool","got":"of c"}
            """#
        let session = try #require(try sessions(values, text).first)

        #expect(session.calls.map(\.observation?.text) == [nil, nil, "of c"])
        #expect(session.notes == ["1 result could not be assigned to an action with certainty and was left out"])
    }

    @Test("reads a request and its reply from one record, a default tool, and sessions in a list")
    func exchanges() throws {
        let values = [
            "name": "acme", "sessions": "/runs", "steps": "/turns", "request": "/q", "text": "/a", "reasoning": "/why",
            "calls": "/did", "input": "/cmd", "default-tool": "bash", "result": "/out", "exit-code": "/rc",
        ]
        let text =
            #"{"runs":[{"turns":[{"q":"List it","why":"Easy","a":"Done","did":[{"cmd":"ls","out":"a b","rc":0}]}]},"#
            + #"{"turns":[{"q":"Again","a":"Yes"}]}]}"#
        let sessions = try sessions(values, text)

        #expect(sessions.map(\.task) == ["List it", "Again"])
        #expect(sessions.map { $0.steps.last?.text } == ["Done", "Yes"])
        #expect(sessions.first?.steps.last?.reasoning == "Easy")
        #expect(sessions.first?.calls.map(\.command) == ["ls"])
        #expect(sessions.first?.calls.map(\.observation) == [Observation(text: "a b", status: .ok, exitCode: 0)])
    }

    @Test("recognises files that have what it declares")
    func recognising() throws {
        let mapping = try Mapping(parsing: Self.declaration)

        #expect(mapping.recognises(try sample(Self.lines)))
        #expect(!mapping.recognises(try sample(#"{"role":"user","content":"Hi"}"#)))
    }

    @Test("is used only where its condition holds")
    func condition() throws {
        var values = Self.declaration
        values["when"] = "/run = A"
        #expect(try Mapping(parsing: values).recognises(try sample(Self.lines)))

        values["when"] = "/run=C"
        #expect(try !Mapping(parsing: values).recognises(try sample(Self.lines)))
    }

    @Test(
        "says what is wrong with a declaration",
        arguments: [
            (["name": "a", "rolle": "/r"], MappingError.unknownKey("rolle")),
            (["role": "/r"], .missing("name")), (["name": "a", "text": "/t"], .missing("role")),
            (["name": "a", "role": "/r"], .missing("text")),
            (["name": "a", "role": "r"], .badPointer(key: "role", value: "r")),
            (["name": "a", "role": ""], .badPointer(key: "role", value: "")),
            (["name": "a", "when": "/r"], .badCondition("/r")),
            (["name": "a", "user-roles": " , "], .missing("user-roles")),
        ] as [([String: String], MappingError)]
    )
    func errors(values: [String: String], error: MappingError) {
        #expect(throws: error) { try Mapping(parsing: values) }
    }

    @Test("An unknown key is answered with the known ones")
    func sentence() {
        let text = MappingError.unknownKey("rolle").description
        #expect(
            text.hasPrefix(
                #"could not read the mapping: it has no key "rolle"; the keys are agent-roles, answer, call-id"#
            )
        )
    }
}
