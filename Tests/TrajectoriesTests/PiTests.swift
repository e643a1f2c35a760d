import Testing

@testable import Trajectories

@Suite("A session of the pi family")
struct PiTests {
    private let header = #"{"type":"session","version":3,"id":"p1","timestamp":"2026-01-01T00:00:00Z","cwd":"/w"}"#

    private func entry(_ id: String, _ parent: String?, _ message: String) -> String {
        let parent = parent.map { "\"\($0)\"" } ?? "null"
        return
            #"{"type":"message","id":"\#(id)","parentId":\#(parent),"timestamp":"2026-01-01T00:00:0\#(id.count)Z","message":\#(message)}"#
    }

    private func user(_ id: String, _ parent: String?, _ text: String) -> String {
        entry(id, parent, #"{"role":"user","content":[{"type":"text","text":"\#(text)"}]}"#)
    }

    private func call(_ id: String, _ parent: String, stop: String = "toolUse") -> String {
        entry(
            id,
            parent,
            #"{"role":"assistant","model":"model-a","provider":"p","stopReason":"\#(stop)","content":[{"type":"thinking","thinking":"Hm"},{"type":"text","text":"Try"},"#
                + #"{"type":"toolCall","id":"k\#(id)","name":"bash","arguments":{"command":"make"}}],"usage":{"input":5,"output":2,"cacheRead":20,"cacheWrite":3,"cost":{"total":0.5}}}"#
        )
    }

    private func result(
        _ id: String,
        _ parent: String,
        of call: String,
        _ text: String,
        isError: Bool = false,
        details: String = "{}"
    ) -> String {
        entry(
            id,
            parent,
            #"{"role":"toolResult","toolCallId":"k\#(call)","toolName":"bash","content":[{"type":"text","text":"\#(text)"}],"isError":\#(isError),"details":\#(details)}"#
        )
    }

    private func only(_ lines: String...) throws -> Session {
        let sessions = try read(Pi.self, lines.joined(separator: "\n"))
        #expect(sessions.count == 1)
        return try #require(sessions.first)
    }

    @Test("names session, agent, model, folder and task, and adds up what it cost")
    func identity() throws {
        let session = try only(header, user("a", nil, "Fix it"), call("b", "a"), result("c", "b", of: "b", "fine"))

        #expect(session.id == Session.ID("p1") && session.parent == nil)
        #expect(session.agent == Session.Agent(name: "pi", model: "model-a"))
        #expect(session.workspace == "/w" && session.task == "Fix it" && session.outcome == .unknown)
        #expect(session.steps.last?.text == "Try" && session.steps.last?.reasoning == "Hm")
        #expect(session.calls.first?.observation == Observation(text: "fine", status: .ok))
        #expect(session.usage.promptTokens == 28 && session.usage.cachedTokens == 20 && session.usage.costUSD == 0.5)
    }

    @Test(
        "takes a result for failed by flag or by details that belie it",
        arguments: [
            (true, "{}"), (false, #"{"status":"error"}"#), (false, #"{"status":"completed","exitCode":2}"#),
        ]
    )
    func failures(isError: Bool, details: String) throws {
        let session = try only(
            header,
            user("a", nil, "Go"),
            call("b", "a"),
            result("c", "b", of: "b", "hm", isError: isError, details: details)
        )

        #expect(session.calls.first?.observation?.status == .error)
    }

    @Test("reads an aborted message as an interruption, and what follows as a correction")
    func abort() throws {
        let session = try only(
            header,
            user("a", nil, "Go"),
            call("b", "a", stop: "aborted"),
            user("c", "b", "Not there")
        )

        #expect(session.steps.compactMap(\.signal) == [.interruption, .correction])
        #expect(session.episodes.count == 1)
    }

    @Test("reads words of the user from further back in the tree as a correction")
    func tree() throws {
        let session = try only(
            header,
            user("a", nil, "Go"),
            call("b", "a"),
            result("c", "b", of: "b", "x"),
            user("d", "a", "Go, but slowly")
        )

        #expect(session.steps.last?.signal == .correction)
    }

    @Test("takes a last message that broke off by error for a crash, and one that was got over for none")
    func outcome() throws {
        let crashed = try only(header, user("a", nil, "Go"), call("b", "a", stop: "error"))
        let mended = try only(header, user("a", nil, "Go"), call("b", "a", stop: "error"), call("c", "b"))

        #expect(crashed.outcome.label == .failure && crashed.outcome.source == .crash)
        #expect(mended.outcome == .unknown)
    }

    @Test("keeps what is not the user's request as context")
    func context() throws {
        let session = try only(
            header,
            user("a", nil, "A new session was started via /new or /reset. Execute your startup sequence."),
            #"{"type":"compaction","id":"b","timestamp":"2026-01-01T00:00:05Z","summary":"before"}"#,
            #"{"type":"custom_message","id":"c","timestamp":"2026-01-01T00:00:06Z","customType":"openclaw.context","content":"note"}"#,
            entry("d", "c", #"{"role":"bashExecution","command":"ls","output":"a.txt","exitCode":0}"#),
            user("e", "d", "Hello world"),
            call("f", "e")
        )

        #expect(session.task == "Hello world")
        #expect(session.agent.name == "openclaw")
        #expect(session.steps.prefix(4).allSatisfy { $0.source == .system })
        #expect(session.steps[3].text == "$ ls\na.txt")
    }

    @Test("counts a branch with the session that it came from, and no entry twice")
    func branch() throws {
        let branched =
            #"{"type":"session","id":"p2","timestamp":"2026-01-01T00:00:00Z","cwd":"/w","branchedFrom":"/s/2026-01-01T00-00-00-000Z_p1.jsonl"}"#
        let session = try only(branched, user("a", nil, "Go"), call("b", "a"), user("a", nil, "Go"), call("b", "a"))

        #expect(session.id == Session.ID("p2") && session.parent == Session.ID("p1"))
        #expect(session.steps.count == 2 && session.recordCount == 2)
    }

    @Test("is recognised by its header, also behind stray characters, and like files are not")
    func recognition() throws {
        #expect(Pi.recognises(try sample(header)))
        #expect(Pi.recognises(try sample("/speci" + header + "\n" + user("a", nil, "Go"))))
        #expect(
            !Pi.recognises(try sample(#"{"type":"session_start","id":"d","cwd":"/tmp"}"# + "\n" + user("a", "d", "Go")))
        )
    }
}
