import Dispatch
import JSON
import Synchronization
import TestSupport
import Testing

@Suite("The command evolve with a model")
struct EvolveWithModelTests {
    private let installation: Installation

    init() throws { installation = try Installation() }

    @Test("evolve --records edits, publishes and replays lessons that another program recorded")
    func evolvePublishesRecords() async throws {
        try await ModelServer.run(SampleAnswers.answer) { server in
            try installation.configure(server)
            let records = ["a1", "b2"].map { id in
                #"{"instance_id":"\#(id)","source_file":"x","items":[{"type":"failure_memory","number":1,"#
                    + #""title":"Refresh totals","description":"totals are read","content":"Refresh the\ttotals."}]}"#
            }
            let file = installation.folder.path(of: "records.json")
            try write("[\(records.joined(separator: ","))]", to: file)
            #expect(try installation.succeed("evolve", "sheets", "--records", file).contains("published sheets/v1"))
            #expect(
                try installation.git("log", "--format=%B", "main").contains("\nEvidence:\n  record:a1\n  record:b2\n")
            )
            let calls = server.requests.count
            #expect(try installation.succeed("replay", "sheets/v1").contains("identical, byte for byte"))
            #expect(server.requests.count == calls)
        }
    }

    @Test("evolve says that lessons wait when the model is gone before the edits, and publishes them later")
    func evolveResumesWhenModelIsBack() async throws {
        let isThere = Mutex(false)
        let script: ModelServer.Script = { request in
            SampleAnswers.isEditing(request) && !isThere.withLock { $0 }
                ? .failing(.status(401, body: "{}")) : SampleAnswers.answer(request)
        }
        try await ModelServer.run(script) { server in
            try installation.configure(server)
            try installation.dropFailures("s1", "s2")
            try installation.succeed("ingest")
            let output = try installation.run("evolve")
            #expect(output.status == 69)
            #expect(output.errors.contains("lessons wait for the next evolution to be worded: "))
            #expect(try installation.status().pending == 0)

            isThere.withLock { $0 = true }
            let calls = server.requests.count
            #expect(try installation.succeed("evolve").contains("published sheets/v1"))
            #expect(server.requests.count == calls + 1)
        }
    }

    @Test("Other commands work while evolve waits for its model, and what they change counts")
    func evolveLeavesTheLock() async throws {
        let isOpen = Mutex(false)
        let gate = DispatchSemaphore(value: 0)
        let script: ModelServer.Script = { request in
            if !isOpen.withLock({ $0 }) {
                gate.wait()
                gate.signal()
            }
            return SampleAnswers.answer(request)
        }
        try await ModelServer.run(script) { server in
            defer { gate.signal() }
            try installation.configure(server)
            try installation.dropFailures("s1", "s2", "s3")
            try installation.succeed("ingest")
            let evolution = try installation.start("evolve")
            await server.received()

            try installation.dropFailures("s4")
            #expect(try installation.succeed("ingest").contains("1 session"))
            #expect(try installation.succeed("forget", "s3").contains("forgot session s3"))
            let second = try installation.run("evolve")
            #expect(second.status == 75 && second.errors.contains("another trace2skill (pid"), "\(second.errors)")
            #expect(try installation.run("rebuild").status == 75)

            isOpen.withLock { $0 = true }
            gate.signal()
            let output = evolution.end()
            #expect(output.status == 0, "\(output.errors)")
            #expect(try installation.git("log", "--format=%B", "main").contains("s3") == false)
            #expect(try installation.status().pending == 1)
            #expect(try installation.succeed("verify").contains("no problems found"))
        }
    }

    @Test("evolve and show report parts of answers that could not be read")
    func evolveReportsDiscards() async throws {
        let script: ModelServer.Script = { request in
            var reply = SampleAnswers.answer(request)
            if request.json?["tools"] != nil {
                let text = reply.toolCalls[0].arguments
                reply.toolCalls[0].arguments = text.replacing(#"{"lessons":["#, with: #"{"lessons":[{"title":"x"},"#)
            }
            return reply
        }
        try await ModelServer.run(script) { server in
            try installation.configure(server)
            try installation.dropFailures("s1", "s2")
            try installation.succeed("ingest")
            let said = try installation.succeed("evolve")

            let line = try #require(said.split(separator: "\n").first { $0.contains("answer part") })
            #expect(line.hasPrefix("2 unreadable answer parts; see trace2skill show "))
            let id = String(try #require(line.split(separator: " ").last))
            let shown = try installation.succeed("show", id)
            #expect(shown.contains("answer not fully used (unreadable): lesson 1:"))
            #expect(shown.contains("session s1") && shown.contains("session s2"))
        }
    }
}
