import JSON
import LanguageModels
import TestSupport
import Testing
import Trajectories

@Suite(
    "What current agents write",
    .serialized,
    .enabled(if: Clients.areInstalled, "the agents are not installed; install them: .ci/install-clients .build/clients")
)
struct ClientTests {
    /// A key that nothing accepts, for a server that asks for none.
    private static let key = ["no", "key"].joined(separator: "-")

    private static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.makeFolder("home")
        try folder.makeFolder("work")
        return folder
    }

    /// The replies in their order; the last one for every further request.
    private static func script(_ replies: [ModelReply], isTurn: @escaping @Sendable (ModelRequest) -> Bool)
        -> ModelServer.Script
    {
        let turns = Recorder<Int>()
        return { request in
            guard isTurn(request) else { return ModelReply("A title") }
            turns.add(request.index)
            var reply = replies[min(turns.all.count, replies.count) - 1]
            reply.id = "message-\(request.index)"
            return reply
        }
    }

    /// Whether a request asks for the next answer of the agent, rather than for a title or a count of tokens.
    private static func isTurn(_ request: ModelRequest) -> Bool {
        request.path.prefix { $0 != "?" }.hasSuffix("/messages") && (request.json?["tools"]?.count ?? 0) > 0
    }

    @Test("a run of mini-swe-agent has the scripted commands, results and request")
    func miniSWEAgent() async throws {
        let folder = try Self.folder()
        let replies = [
            ModelReply.calling("bash", #"{"command":"echo hello"}"#, id: "c1"),
            ModelReply.calling("bash", #"{"command":"cat missing.txt"}"#, id: "c2"),
            ModelReply("I have no call."),
            ModelReply.calling("bash", #"{"command":"echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT"}"#, id: "c4"),
        ]
        try await ModelServer.run(Self.script(replies) { $0.path.hasSuffix("/chat/completions") }) { server in
            try Clients.run(
                Clients.miniSWEAgent + [
                    "-m", "openai/scripted", "-t", "Fix the greeting", "--yolo",
                    "--exit-immediately", "-o", folder.path(of: "run.traj.json"), "-c", "mini", "-c",
                    "model.model_kwargs.api_base=\(server.address)/v1",
                ],
                in: folder,
                [
                    "MSWEA_CONFIGURED": "true", "MSWEA_COST_TRACKING": "ignore_errors", "OPENAI_API_KEY": Self.key,
                    "MSWEA_GLOBAL_CONFIG_DIR": folder.path(of: "home"), "LITELLM_LOCAL_MODEL_COST_MAP": "True",
                ]
            )
        }
        let sessions = try Clients.sessions(in: folder.path(of: "run.traj.json"))
        let session = try #require(sessions.first)
        let calls = session.steps.flatMap(\.calls)

        #expect(sessions.count == 1)
        #expect(session.format == "mini-swe-agent")
        #expect(session.task == "Fix the greeting")
        #expect(calls.map(\.id) == ["c1", "c2", "c4"])
        #expect(calls.map(\.observation?.status) == [.ok, .error, .unknown])
        #expect(calls.map(\.observation?.exitCode) == [0, 1, nil])
        #expect(calls.first?.observation?.text == "hello\n")
        #expect(session.steps.contains { $0.source == .agent && $0.text == "I have no call." })
        #expect(session.usage.promptTokens == 400)
        #expect(session.usage.completionTokens == 40)
        #expect(session.outcome == .unknown)
    }

    @Test("a session of Claude Code has the scripted calls, results and request")
    func claudeCode() async throws {
        let folder = try Self.folder()
        let replies = [
            ModelReply.calling("Bash", #"{"command":"echo hello","description":"Say hello"}"#, id: "c1"),
            ModelReply.calling("Bash", #"{"command":"cat missing.txt","description":"Look"}"#, id: "c2"),
            ModelReply.calling("Read", #"{"file_path":"/missing/file.txt"}"#, id: "c3"),
            ModelReply("Done."),
        ]
        try await ModelServer.run(Self.script(replies, isTurn: Self.isTurn)) { server in
            try Clients.run(
                [Clients.claudeCode, "-p", "Fix the greeting", "--dangerously-skip-permissions"],
                in: folder,
                [
                    "ANTHROPIC_BASE_URL": server.address, "ANTHROPIC_API_KEY": Self.key, "IS_SANDBOX": "1",
                    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1",
                ]
            )
        }
        let files = folder.files().filter { $0.contains("/projects/") && $0.hasSuffix(".jsonl") }
        let file = try #require(files.first)
        let sessions = try Clients.sessions(in: folder.path(of: file))
        let session = try #require(sessions.first)
        let calls = session.steps.flatMap(\.calls)

        #expect(files.count == 1)
        #expect(sessions.count == 1)
        #expect(session.format == "claude-code")
        #expect(session.task == "Fix the greeting")
        #expect(calls.map(\.id) == ["c1", "c2", "c3"])
        #expect(calls.map(\.tool) == ["Bash", "Bash", "Read"])
        #expect(calls.map(\.observation?.status) == [.ok, .error, .error])
        #expect(calls.first?.observation?.text == "hello")
        #expect(session.steps.last?.text == "Done.")
        #expect(session.usage.completionTokens == 40)
    }

    @Test(
        "Claude Code as a model answers, and offers no tool, runs no command and keeps no session, whatever is allowed"
    )
    func claudeCodeAsModel() async throws {
        let folder = try Self.folder()
        let marker = folder.path(of: "ran")
        try folder.makeFolder("home/.claude")
        let settings =
            #"{"permissions":{"allow":["Bash"]},"hooks":{"SessionStart":[{"hooks":[{"type":"command","command":"touch HERE"}]}]}}"#
        try write(settings.replacing("HERE", with: marker), to: folder.path(of: "home/.claude/settings.json"))
        let objection = try #require(AgentProgram.objection(to: ["claude", "-p"]))
        let list = try #require(objection.split(separator: "[").last?.split(separator: "]").first)
        let advised = list.split(separator: ", ").dropFirst().map { $0 == "\"\"" ? "" : String($0) }
        let offered = Recorder<Int>()
        let script: ModelServer.Script = { request in
            offered.add(request.json?["tools"]?.count ?? 0)
            // What a model answers that an injected text has turned.
            return request.index == 0
                ? .calling("Bash", "{\"command\":\"touch \(marker)\"}", id: "c1") : ModelReply("the answer")
        }
        try await ModelServer.run(script) { server in
            let model = try CommandLineModel(
                arguments: [Clients.claudeCode] + advised,
                environment: CommandLineModel.environment(
                    from: [:],
                    home: folder.path(of: "home"),
                    changes: [
                        "ANTHROPIC_BASE_URL": server.address, "ANTHROPIC_API_KEY": Self.key, "IS_SANDBOX": "1",
                        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_AUTOUPDATER": "1",
                    ]
                )
            )
            let call = ModelCall(
                Prompt("What is it?"),
                settings: ModelSettings(name: "m"),
                sample: 0,
                provider: model.identity
            )
            #expect(try await model.answer(call).text.contains("the answer"))
        }
        #expect(Set(offered.all) == [0])
        #expect(!exists(marker))
        #expect(folder.files().filter { $0.contains("/projects/") }.isEmpty)
    }
}
