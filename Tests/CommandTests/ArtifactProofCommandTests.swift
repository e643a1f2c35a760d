import JSON
import Processes
import TestSupport
import Testing

@Suite(
    "Artifacts that were dropped with a check",
    .enabled("bubblewrap cannot make a sandbox on this machine") { await Sandbox.obstacle() == nil }
)
struct ArtifactProofCommandTests {
    private let installation: Installation

    init() throws { installation = try Installation() }

    /// Drops two runs that left a script behind which prints 4 where the check wants 3.
    private func drop() throws {
        for id in ["s1", "s2"] {
            let (artifacts, check) = (
                installation.folder.path(of: "\(id)-left"), installation.folder.path(of: "\(id)-check")
            )
            try write("echo 4\n", to: artifacts + "/sum.sh")
            try write("3\n", to: check + "/expected")
            let run = installation.folder.path(of: "\(id).json")
            let actions = [SampleSession.Action("sh sum.sh", "the sum of \(id) is 4 and done")]
            try write(SampleSession(id, task: "Sum up \(id)", actions: actions).atif, to: run)
            try installation.succeed(
                "drop",
                run,
                "--skill",
                "sheets",
                "--outcome",
                "failure",
                "--artifacts",
                artifacts,
                "--check",
                "sh sum.sh | cmp - /check/expected",
                "--check-files",
                check
            )
        }
    }

    /// Repairs the script, runs the check, and reports a verified cause.
    private static func answer(_ request: ModelRequest) -> ModelReply {
        if SampleAnswers.isConsolidation(request) { return SampleAnswers.answer(request) }
        if SampleAnswers.isEditing(request) { return ModelReply(#"{"reasoning":"","edits":[],"declined":[]}"#) }
        let session = String(decoding: request.body, as: UTF8.self).contains("Sum up s1") ? "s1" : "s2"
        let lesson =
            #"{"title":"add all rows before the sum is said","when":"a sum is asked for","do":"add all rows, then say the sum","#
            + #""check":"the sum is right","why":"one row was counted twice","section":"Sheets","kind":"failure","#
            + #""quotes":[{"step":2,"text":"the sum of \#(session) is 4"}],"cause":"verified","suggestion":""}"#
        let calls = [
            ("write_artifact", #"{"path":"sum.sh","content":"echo 3\n"}"#), ("run_check", "{}"),
            ("submit_report", #"{"lessons":[\#(lesson)]}"#),
        ]
        let turn = request.json?["messages"]?.array?.count { $0["role"]?.string == "tool" } ?? 0
        return .calling(calls[min(turn, 2)].0, calls[min(turn, 2)].1, id: "t\(turn)")
    }

    @Test("A cause is verified in the sandbox, named in the commit, and replayed without running anything again")
    func causeIsVerifiedInSandbox() async throws {
        try await ModelServer.run(Self.answer) { server in
            try installation.configure(server)
            try drop()
            try installation.succeed("ingest")
            #expect(try installation.succeed("evolve").contains("published sheets/v1"))

            let message = try installation.git("log", "--format=%B", "--grep=^Lesson: ", "main")
            #expect(message.contains("`sh sum.sh | cmp - /check/expected` ended with status 1"))
            #expect(message.contains("sum.sh was changed"))
            #expect(!message.contains("Analyst: embedded"))
            let calls = server.requests.count
            #expect(try installation.succeed("replay", "sheets/v1").contains("identical, byte for byte"))
            #expect(server.requests.count == calls)
        }
    }
}
