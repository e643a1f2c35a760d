import JSON
import TestSupport
import Testing

@testable import Trajectories

/// What a guess must not do.
@Suite("A guess of a format")
struct GuessLimitsTests {
    private func read(_ text: String, limits: ReadingLimits = ReadingLimits()) throws -> (ReadingReport, [Session]) {
        var sessions: [Session] = []
        let report = try TrajectoryReader(limits: limits).read(
            FileContext(name: "x.json", digest: "0123456789abcdef"),
            open: { TrajectoriesTests.bytes(of: text) },
            each: { sessions.append($0) }
        )
        return (report, sessions)
    }

    private static let lines = [
        #"{"actor":"human","body":"Please repair the parser."}"#,
        #"{"actor":"agent","body":"I look at it.","ops":[{"verb":"read","with":{"path":"a.c"},"gave":"int main","ok":true}]}"#,
        #"{"actor":"agent","body":"I run it.","ops":[{"verb":"run","with":{"cmd":"make all"},"gave":"no rule","ok":false}]}"#,
        #"{"actor":"agent","body":"It works now."}"#,
    ]

    @Test("says in the session that it was a guess, and of what")
    func note() throws {
        let (report, sessions) = try read(Self.lines.joined(separator: "\n"))

        #expect(report.format == "guessed")
        #expect(sessions.map(\.format) == ["guessed"])
        #expect(
            sessions.first?.notes == [
                "format guessed from its structure: role at /actor, text at /body, actions in /ops, tool at /verb, "
                    + "arguments at /with, result at /gave, status at /ok"
            ]
        )
        #expect(sessions.first?.calls.map(\.observation?.status) == [.ok, .error])
    }

    @Test("is not made of a file that holds no session", arguments: Self.others)
    func notSessions(name: String, text: String) throws {
        let error = try #require(throws: ReadingError.self, "\(name)") { try read(text) }
        #expect(error.code == "unrecognised")
    }

    private static let others: [(String, String)] = [
        (
            "a manifest",
            #"{"name":"x","version":"1.0","scripts":{"test":"jest --all"},"contributors":[{"name":"A B"}]}"#
        ),
        (
            "a lock file",
            #"{"lockfileVersion":3,"packages":{"":{"name":"x"},"m/a":{"version":"1","resolved":"https://r"}}}"#
        ),
        (
            "a notebook",
            #"{"cells":[{"cell_type":"markdown","source":["A title"]},{"cell_type":"code","source":["print(1)"],"#
                + #""outputs":[{"output_type":"stream","text":["1 2"]}]}],"nbformat":4}"#
        ),
        (
            "a table",
            "["
                + (1...20).map { #"{"id":\#($0),"name":"row \#($0)","price":2.5,"category":"tool"}"# }.joined(
                    separator: ","
                )
                + "]"
        ),
        (
            "a log",
            (1...20).map { #"{"time":"2026-01-01T00:00:01Z","level":"info","msg":"request \#($0)","user":"bob"}"# }
                .joined(separator: "\n")
        ),
        (
            "a map",
            #"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A b","agent":"user"}},"#
                + #"{"type":"Feature","properties":{"name":"C d","agent":"tool"}}]}"#
        ),
        (
            "the description of an interface",
            #"{"openapi":"3.0.0","paths":{"/a":{"get":{"operationId":"getA","parameters":[{"name":"q","in":"query","#
                + #""schema":{"type":"string"}}]}}},"tags":[{"name":"user","description":"all of the user"}]}"#
        ),
        (
            "an audit",
            (0..<12).map {
                #"{"actor":"\#(["user", "agent", "system"][$0 % 3])","action":"login","parameters":{"host":"a\#($0)"},"#
                    + #""result":"success","message":"A user has logged in"}"#
            }.joined(separator: "\n")
        ),
        (
            "requests and responses of a protocol",
            (1...8).map {
                #"{"type":"request","id":\#($0),"method":"tools/call","params":{"name":"x","arguments":{"a":1}}}"#
                    + "\n" + #"{"type":"response","id":\#($0),"result":{"content":"it is fine"}}"#
            }.joined(separator: "\n")
        ),
        (
            "a build",
            #"{"jobs":[{"name":"build","steps":[{"name":"checkout","command":"git clone x","output":"cloned it"},"#
                + #"{"name":"test","command":"make test","output":"all is well"}]}]}"#
        ),
        (
            "a chat without actions",
            #"{"conversation":[{"sender":"user","text":"hello there"},{"sender":"bot","text":"hi to you"}]}"#
        ),
    ]

    @Test("is turned away with a mapping to begin with where a role is not known")
    func draft() throws {
        let text = Self.lines.map { $0.replacing(#""human""#, with: #""boss""#) }.joined(separator: "\n")
        let error = try #require(throws: ReadingError.self) { try read(text) }
        let draft = try #require(error.draft)

        #expect(draft.doubts.contains("these roles are not known: boss"))
        #expect(draft.text.contains("# ??? not known: boss"))
        #expect(draft.text.contains("\nname: my-format\n"))
        #expect(draft.text.contains("\ncalls: '/ops'\n"))
        #expect(draft.text.contains("\n# user-roles: ???\n") && draft.text.contains("\nagent-roles: ['agent']\n"))
        var values = GuessTests.values(of: draft.text)
        values["user-roles"] = "boss"
        let mapping = try Mapping(parsing: values)
        var sessions: [Session] = []
        _ = try TrajectoryReader(mappings: [mapping]).read(
            FileContext(name: "x", digest: "d"),
            bytes: Array(text.utf8),
            each: { sessions.append($0) }
        )
        #expect(sessions.map(\.task) == ["Please repair the parser."])
        #expect(sessions.first?.calls.map(\.observation?.text) == ["int main", "no rule"])
    }

    @Test("is not made where actions without identifiers have several results in other records")
    func ambiguous() throws {
        let text = [
            #"{"actor":"human","body":"Please repair the parser."}"#,
            #"{"actor":"agent","body":"I look.","ops":[{"verb":"read","with":{"p":"a b"}},{"verb":"list","with":{"q":"c"}}]}"#,
            #"{"actor":"tool","gave":"the first of them"}"#, #"{"actor":"tool","gave":"the second of them"}"#,
            #"{"actor":"agent","body":"It works now."}"#,
        ]
        let error = try #require(throws: ReadingError.self) { try read(text.joined(separator: "\n")) }
        #expect(error.draft?.doubts.contains { $0.contains("could not be assigned to an action") } == true)
    }

    @Test("leaves out what its sample does not explain, and says so")
    func beyondTheSample() throws {
        let turn = Self.lines[1...2].joined(separator: "\n")
        var lines = [Self.lines[0]] + Array(repeating: turn, count: 1_100)
        lines.append(#"{"actor":"stranger","body":"Who is this?"}"#)
        lines.append(#"{"actor":"agent","body":"More.","deeds":[{"verb":"x","with":{"a":1}}]}"#)
        let (_, sessions) = try read(lines.joined(separator: "\n"))
        let session = try #require(sessions.first)

        #expect(session.calls.count == 2_200)
        #expect(!session.steps.contains { $0.text == "Who is this?" })
        #expect(session.notes.contains { $0.contains("unknown role \"stranger\"") })
        #expect(session.notes.contains { $0.contains("member \"deeds\"") })
    }

    @Test("is the same however the bytes come, and however much of the file is looked at")
    func same() throws {
        let text = ([Self.lines[0]] + Array(repeating: Self.lines[1...2].joined(separator: "\n"), count: 300))
            .joined(separator: "\n")
        var small = ReadingLimits()
        small.window = 16 << 10
        let whole = try read(text)
        let parts = try read(text, limits: small)

        #expect(whole.1.first?.calls.count == 600)
        #expect(parts.1.first?.calls.count == 600)
        #expect(parts.1.map(\.steps) == whole.1.map(\.steps))
    }

    @Test("ends soon for records that are made to be hard")
    func hostile() throws {
        let names = (0..<3_000).map { "\"k\($0)\":{\"role\":\"user\",\"x\":[{\"a\":{\"b\":\($0)}}]}" }.joined(
            separator: ","
        )
        let wide = "{\(names)}"
        let deep = String(repeating: "{\"a\":[", count: 400) + "1" + String(repeating: "]}", count: 400)
        let many = (0..<3_000).map { "{\"role\":\"user\",\"n\($0 % 700)\":{\"v\":\"assistant\"}}" }.joined(
            separator: "\n"
        )
        for text in ["\(wide)\n\(wide)", deep, many] {
            #expect(throws: ReadingError.self) { try read(text) }
        }
    }

    @Test("takes the actions of chat messages that have them in a form of their own")
    func chat() throws {
        let text = [
            #"{"role":"user","content":"Please repair the parser."}"#,
            #"{"role":"assistant","content":"I look.","ops":[{"verb":"read","with":{"path":"a.c"},"gave":"int main"}]}"#,
            #"{"role":"assistant","content":"It works now."}"#,
        ]
        let (report, sessions) = try read(text.joined(separator: "\n"))

        #expect(report.format == "guessed")
        #expect(sessions.first?.calls.map(\.tool) == ["read"])
        let plain = try read(#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"}]}"#)
        #expect(plain.0.format == "chat-messages")
    }

    @Test("is not used where the only flag of a result has a name that is not known", arguments: ["fout", "qux"])
    func unknownFlag(name: String) throws {
        let text = #"""
            [{"rol":"gebruiker","tekst":"Repair the export please"},
            {"rol":"assistent","tekst":"I look.","aanroep":{"gereedschap":"read","invoer":{"path":"a"}}},
            {"rol":"gereedschap","uitvoer":"there is nothing","\#(name)":true},
            {"rol":"assistent","tekst":"Again.","aanroep":{"gereedschap":"read","invoer":{"path":"b"}}},
            {"rol":"gereedschap","uitvoer":"line 1","\#(name)":false},{"rol":"assistent","tekst":"It is done now."}]
            """#
        var sessions: [Session] = []
        func read() throws {
            let file = FileContext(name: "x.json", digest: "0123456789abcdef")
            _ = try TrajectoryReader().read(file, open: { bytes(of: text) }, each: { sessions.append($0) })
        }
        if name == "fout" {
            try read()
            #expect(sessions.first?.calls.map(\.observation?.status) == [.error, .ok])
        } else {
            #expect(throws: ReadingError.self) { try read() }
        }
    }
}
