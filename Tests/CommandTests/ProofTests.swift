import JSON
import Processes
import TestSupport
import Testing

@Suite("A drop with artifacts and a check", .timeLimit(.minutes(5)))
struct ProofTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// Two runs that left a script behind which says 4 where the check wants 3.
    private func drop() throws {
        for id in ["s1", "s2"] {
            let left = "\(place.folder)/\(id)-left"
            let check = "\(place.folder)/\(id)-check"
            _ = try place.start(["mkdir", left, check]).end(within: 20)
            try place.write("echo 4\n", to: left + "/sum.sh")
            try place.write("3\n", to: check + "/expected")
            let run = "\(place.folder)/\(id).json"
            try place.write(Self.run(id), to: run)
            try place.succeed(
                "drop",
                run,
                "--skill",
                "sheets",
                "--outcome",
                "failure",
                "--artifacts",
                left,
                "--check",
                "sh sum.sh | cmp - /check/expected",
                "--check-files",
                check
            )
        }
    }

    private static func run(_ id: String) -> String {
        let steps = [
            #"{"step_id":1,"source":"user","message":"Sum up \#(id)"}"#,
            #"{"step_id":2,"source":"agent","message":"","tool_calls":[{"tool_call_id":"k","function_name":"bash","#
                + #""arguments":{"command":"sh sum.sh"}}],"observation":{"results":[{"source_call_id":"k","#
                + #""content":"the sum of \#(id) is 4 and done"}]}}"#,
        ]
        return
            #"{"schema_version":"ATIF-v1.7","session_id":"\#(id)","agent":{"name":"robo","version":"3"},"steps":[\#(steps.joined(separator: ","))]}"#
    }

    /// Repairs the script, runs the check, and reports a proved cause.
    private static func answer(_ request: ModelRequest) -> ModelReply {
        if request.systemText.contains("Find those that say the same thing") {
            return ModelReply(#"{"keep":[],"join":[],"drop":[],"conflicts":[]}"#)
        }
        if request.systemText.contains("You are the editor of a skill") {
            return ModelReply(#"{"reasoning":"","edits":[],"declined":[]}"#)
        }
        let session =
            request.body.split(separator: UInt8(ascii: "1")).contains { $0.suffix(8).elementsEqual("Sum up s".utf8) }
            ? "s1" : "s2"
        let lesson =
            #"{"title":"add all rows before the sum is said","when":"a sum is asked for","do":"add all rows, then say the sum","#
            + #""check":"the sum is right","why":"one row was counted twice","section":"Sheets","kind":"failure","#
            + #""quotes":[{"step":2,"text":"the sum of \#(session) is 4"}],"cause":"verified","suggestion":""}"#
        let calls = [
            ("write_artifact", #"{"path":"sum.sh","content":"echo 3\n"}"#), ("run_check", "{}"),
            ("submit_report", #"{"lessons":[\#(lesson)]}"#),
        ]
        let turn = request.json?["messages"]?.array?.count { $0["role"]?.string == "tool" } ?? 0
        var reply = ModelReply()
        reply.toolCalls = [
            ModelReply.ToolCall(id: "t\(turn)", name: calls[min(turn, 2)].0, arguments: calls[min(turn, 2)].1)
        ]
        reply.stop = "tool_calls"
        return reply
    }

    @Test("proves a cause in the sandbox, says so in the commit, and is replayed without running anything again")
    func proved() async throws {
        if let obstacle = await Sandbox.obstacle() { return print("skipped: \(obstacle)") }
        try await ModelServer.run(Self.answer) { server in
            try place.write(
                """
                repository: \(place.skills)
                inboxes: [\(place.inbox)]
                state: \(place.state)
                evolution: {minimum-lessons: 1}
                model: {provider: openai, name: small, base-url: "\(server.address)/v1"}

                """,
                to: place.configuration
            )
            try drop()
            try place.succeed("ingest")
            #expect(try place.succeed("evolve").contains("published sheets/v1"))

            let message = try place.git("log", "--format=%B", "--grep=^Lesson: ", "main")
            #expect(message.contains("`sh sum.sh | cmp - /check/expected` ended with status 1"))
            #expect(message.contains("sum.sh was changed"))
            #expect(!message.contains("Analyst: embedded"))
            let calls = server.requests.count
            #expect(try place.succeed("replay", "sheets/v1").contains("identical, byte for byte"))
            #expect(server.requests.count == calls)
        }
    }
}
