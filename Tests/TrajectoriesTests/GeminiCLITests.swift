import Testing

@testable import Trajectories

@Suite("A Gemini CLI chat")
struct GeminiCLITests {
    private let header =
        #"{"sessionId":"g1","projectHash":"0b7d","startTime":"2026-01-01T00:00:00Z","lastUpdated":"2026-01-01T00:00:00Z"}"#
    private let task =
        #"{"id":"u1","timestamp":"2026-01-01T00:00:01Z","type":"user","content":[{"text":"List files"}]}"#

    private func work(
        _ id: String,
        status: String = "success",
        response: String = #"{"output":"a.txt"}"#,
        tool: String = "run_shell_command",
        args: String = #"{"command":"ls"}"#
    ) -> String {
        #"{"id":"\#(id)","timestamp":"2026-01-01T00:00:02Z","type":"gemini","content":"Look","model":"model-a","#
            + #""thoughts":[{"subject":"Plan","description":"list"}],"tokens":{"input":100,"output":8,"cached":30,"thoughts":2,"tool":5,"total":115},"#
            + #""toolCalls":[{"id":"k\#(id)","name":"\#(tool)","args":\#(args),"status":"\#(status)","result":[{"functionResponse":{"response":\#(response)}}]}]}"#
    }

    private func only(_ lines: String...) throws -> Session {
        let sessions = try read(GeminiCLI.self, lines.joined(separator: "\n"))
        #expect(sessions.count == 1)
        return try #require(sessions.first)
    }

    @Test("is read alike as lines and as one object")
    func shapes() throws {
        let lines = try only(header, task, work("m1"))
        let object = try only(
            #"{"sessionId":"g1","projectHash":"0b7d","startTime":"2026-01-01T00:00:00Z","lastUpdated":"2026-01-01T00:00:00Z","messages":[\#(task),\#(work("m1"))]}"#
        )

        #expect(lines == object)
        #expect(lines.id == Session.ID("g1") && lines.task == "List files")
        #expect(lines.agent == Session.Agent(name: "gemini-cli", model: "model-a"))
        #expect(lines.steps.last?.reasoning == "Plan: list")
        #expect(lines.calls.first?.observation == Observation(text: "a.txt", status: .ok))
        #expect(lines.usage.promptTokens == 105 && lines.usage.cachedTokens == 30 && lines.usage.completionTokens == 10)
    }

    @Test("takes back what was rewound, and replaces what is written again")
    func changes() throws {
        let session = try only(
            header,
            task,
            work("m1", status: "error"),
            work("m1"),
            #"{"id":"u2","type":"user","content":"Delete them"}"#,
            work("m2"),
            #"{"$rewindTo":"u2"}"#,
            #"{"$set":{"lastUpdated":"2026-01-01T00:01:00Z"}}"#,
            #"{"type":"message_update","id":"m1","content":"Looked"}"#
        )

        #expect(session.episodes.map(\.task) == ["List files"])
        #expect(session.calls.map { $0.observation?.status } == [.ok])
        #expect(session.steps.last?.text == "Looked")
        #expect(session.endedAt == 1_767_225_660)
    }

    @Test(
        "takes a result for failed by any of its signs",
        arguments: [
            ("error", #"{"output":"x"}"#), ("success", #"{"error":"no such file"}"#),
            ("success", #"{"output":"Output: x\nExit Code: 2\nPID: 1"}"#),
        ]
    )
    func failures(status: String, response: String) throws {
        #expect(
            try only(header, task, work("m1", status: status, response: response)).calls.first?.observation?.status
                == .error
        )
    }

    @Test("reads the output of a command out of the fields that are around every output")
    func fields() throws {
        let response =
            #"{"output":"Command: ls\nDirectory: (root)\nOutput: a\nError: the word in a file\nError: (none)\nExit Code: 0\nSignal: (none)\nBackground PIDs: (none)\nProcess Group PGID: 7"}"#
        let call = try #require(try only(header, task, work("m1", response: response)).calls.first)

        #expect(call.observation == Observation(text: "a\nError: the word in a file", status: .ok, exitCode: 0))
    }

    @Test("reads a cancelled call as a denial, its note not at all, and what follows as a correction")
    func denial() throws {
        let session = try only(
            header,
            task,
            work("m1", status: "cancelled", response: #"{"error":"[Operation Cancelled]"}"#),
            #"{"id":"i1","type":"info","content":"Request cancelled."}"#,
            #"{"id":"u2","type":"user","content":"Only the sources"}"#
        )

        #expect(session.steps.compactMap(\.signal) == [.denial, .correction])
        #expect(session.episodes.count == 1)
    }

    @Test("knows a skill that was activated, and keeps commands of the program apart")
    func skills() throws {
        let session = try only(
            header,
            #"{"id":"u0","type":"user","content":"/about"}"#,
            task,
            work("m1", tool: "activate_skill", args: #"{"name":"xlsx"}"#)
        )

        #expect(session.skills.map(\.name) == ["xlsx"] && session.skills.first?.kind == .invoked)
        #expect(session.task == "List files")
    }

    @Test("is recognised by the hash of its project, or by changes and messages without a header")
    func recognition() throws {
        #expect(GeminiCLI.recognises(try sample(header)))
        #expect(GeminiCLI.recognises(try sample([task, work("m1"), #"{"$rewindTo":"u1"}"#].joined(separator: "\n"))))
        #expect(!GeminiCLI.recognises(try sample(#"{"history":[{"role":"user","parts":[{"text":"hi"}]}],"meta":{}}"#)))
    }
}
