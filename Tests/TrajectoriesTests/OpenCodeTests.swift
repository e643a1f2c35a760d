import Testing

@testable import Trajectories

@Suite("A session of OpenCode")
struct OpenCodeTests {
    private let info =
        #"{"id":"ses_1","projectID":"p","directory":"/w","title":"T","version":"1.2.0","time":{"created":1767225600000,"updated":1767225660000}}"#
    private let asked = #"{"id":"msg_1","sessionID":"ses_1","role":"user","time":{"created":1767225601000}}"#
    private let answered =
        #"{"id":"msg_2","sessionID":"ses_1","role":"assistant","parentID":"msg_1","modelID":"model-a","providerID":"p","path":{"cwd":"/w","root":"/w"},"time":{"created":1767225602000},"cost":0.5,"tokens":{"input":10,"output":4,"reasoning":1,"cache":{"read":20,"write":5}}}"#

    private func part(_ id: String, _ message: String, _ rest: String) -> String {
        #"{"id":"prt_\#(id)","sessionID":"ses_1","messageID":"\#(message)",\#(rest)}"#
    }

    private func text(_ id: String, _ message: String, _ words: String, _ more: String = "") -> String {
        part(id, message, #""type":"text","text":"\#(words)"\#(more)"#)
    }

    private func tool(_ id: String, _ state: String, tool: String = "bash") -> String {
        part(id, "msg_2", #""type":"tool","callID":"c\#(id)","tool":"\#(tool)","state":\#(state)"#)
    }

    private func state(_ status: String, _ rest: String) -> String {
        #"{"status":"\#(status)","input":{"command":"make"},\#(rest)"time":{"start":1767225603000,"end":1767225604000}}"#
    }

    private func export(_ messages: (info: String, parts: [String])...) -> String {
        let list = messages.map { #"{"info":\#($0.info),"parts":[\#($0.parts.joined(separator: ","))]}"# }
        return #"{"info":\#(info),"messages":[\#(list.joined(separator: ","))]}"#
    }

    private func only(_ text: String) throws -> Session {
        let sessions = try read(OpenCode.self, text)
        #expect(sessions.count == 1)
        return try #require(sessions.first)
    }

    private var parts: [String] {
        [
            part("1", "msg_2", #""type":"step-start""#),
            part("2", "msg_2", #""type":"reasoning","text":"Hm""#), text("3", "msg_2", "Building"),
            tool("4", state("completed", #""output":"ok","title":"t","metadata":{"exit":0},"#)),
            tool("5", state("completed", #""output":"bad","title":"t","metadata":{"exit":2},"#)),
            tool("6", state("error", #""error":"no such file","#), tool: "read"),
            tool("7", #"{"status":"running","input":{"command":"sleep"},"time":{"start":1767225605000}}"#),
        ]
    }

    @Test("reads an export: identity, workspace, model, tokens, steps, calls and results")
    func exported() throws {
        let session = try only(
            export(
                (asked, [text("0", "msg_1", "Build"), text("00", "msg_1", "Context", #","synthetic":true"#)]),
                (answered, parts)
            )
        )

        #expect(session.id == Session.ID("ses_1") && session.workspace == "/w" && session.task == "Build")
        #expect(session.agent == Session.Agent(name: "opencode", version: "1.2.0", model: "model-a"))
        #expect(session.transcript == ["user: Build", "system: Context", "agent: Building"])
        #expect(session.steps.last?.reasoning == "Hm")
        #expect(session.calls.map { $0.observation?.status } == [.ok, .error, .error, nil])
        #expect(session.calls.map { $0.observation?.exitCode } == [0, 2, nil, nil])
        #expect(session.calls.map(\.id) == ["c4", "c5", "c6", "c7"])
        #expect(session.usage.promptTokens == 35 && session.usage.cachedTokens == 20)
        #expect(session.usage.completionTokens == 5 && session.usage.costUSD == 0.5)
        #expect(session.startedAt == 1_767_225_600)
    }

    @Test("reads the files of the store in any order like an export")
    func stored() throws {
        let files = parts.reversed() + [answered, text("0", "msg_1", "Build"), asked, info]

        let expected = try only(export((asked, [text("0", "msg_1", "Build")]), (answered, parts)))
        #expect(try only(files.joined(separator: "\n")) == expected)
    }

    @Test("finds no session in a single file of the store", arguments: [0, 1, 2])
    func single(index: Int) throws {
        #expect(try read(OpenCode.self, [info, asked, parts[3]][index]).isEmpty)
    }

    @Test("reads the events of a headless run, which has no request")
    func stream() throws {
        let lines = parts.dropLast().map { part in
            #"{"type":"tool_use","timestamp":1767225606000,"sessionID":"ses_1","part":\#(part)}"#
        }
        let error =
            #"{"type":"error","timestamp":1767225607000,"sessionID":"ses_1","error":{"name":"APIError","data":{"message":"limit"}}}"#
        let session = try only((lines + [error]).joined(separator: "\n"))

        #expect(session.id == Session.ID("ses_1") && session.task == nil && session.calls.count == 3)
        #expect(session.outcome == Outcome(.failure, source: .crash, detail: "error: limit"))
    }

    @Test("reads a stop and a rejection, and takes what follows for corrections")
    func stopped() throws {
        let stopped = answered.dropLast() + #","error":{"name":"MessageAbortedError","data":{"message":"Aborted"}}}"#
        let next = asked.replacing("msg_1", with: "msg_3")
        let session = try only(
            export(
                (asked, [text("0", "msg_1", "Build")]),
                (
                    String(stopped),
                    [
                        tool(
                            "1",
                            state("error", #""error":"The user rejected permission to use this specific tool call.","#)
                        )
                    ]
                ),
                (next, [text("8", "msg_3", "Only test")])
            )
        )

        #expect(session.steps.compactMap(\.signal) == [.denial, .correction] && session.episodes.count == 1)
    }

    @Test("links the session of a sub-agent, and divides a message into its steps")
    func parent() throws {
        let child = info.replacing(#""projectID":"p""#, with: #""parentID":"ses_0","projectID":"p""#)
        let start = #""type":"step-start""#
        let body = [
            part("1", "msg_2", start), text("2", "msg_2", "One"), part("3", "msg_2", start), text("4", "msg_2", "Two"),
        ]
        let document =
            #"{"info":\#(child),"messages":[{"info":\#(answered),"parts":[\#(body.joined(separator: ","))]}]}"#
        let session = try only(document)

        #expect(session.parent == Session.ID("ses_0") && session.transcript == ["agent: One", "agent: Two"])
    }

    @Test("counts kinds of parts that it does not know")
    func unknown() throws {
        let text = export((answered, [text("1", "msg_2", "Hi"), part("2", "msg_2", #""type":"hologram""#)]))
        #expect(try unknownKinds(OpenCode.self, text) == ["hologram": 1])
    }
}
