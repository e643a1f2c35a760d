import Glibc
import LanguageModels
import TestSupport
import Testing

@Suite("A command as a model", .timeLimit(.minutes(1)))
struct CommandLineModelTests {
    private func model(_ script: String, wallClock: Duration = .seconds(30), limit: Int = 1 << 20) throws
        -> CommandLineModel
    {
        try CommandLineModel(
            arguments: ["sh", "-c", script],
            environment: ["GIVEN": "yes"],
            wallClock: wallClock,
            answerLimit: limit
        )
    }

    @Test("A command reads the prompt and writes the answer, whatever their length")
    func commandAnswers() async throws {
        let long = String(repeating: "0123456789abcdef", count: 30_000)
        let answer = try await model("cat").answer(call(Prompt(shared: ["rules"], long)))
        #expect(answer.text == "rules\n\n\(long)\n")
        #expect(answer.usage.isEstimated && answer.usage.prompt > 100_000)
        // A command need not read its input.
        #expect(try await model("echo hi").answer(call(Prompt(long))).text == "hi\n")
    }

    @Test("A command inherits no variable, descriptor or blocked signal")
    func commandInheritsNothing() async throws {
        let script =
            "env | cut -d= -f1 | sort | tr '\\n' ' '; ls /proc/self/fd | wc -l; grep -E 'SigBlk|SigIgn' /proc/self/status"
        let text = try await model(script).answer(call()).text
        let lines = text.split(separator: "\n")
        let names = lines[0].split(separator: " ").dropLast().filter { !["PWD", "SHLVL", "OLDPWD", "_"].contains($0) }
        #expect(names == ["GIVEN", "PATH"])
        // The three, and the one by which ls reads the folder.
        #expect(lines[0].hasSuffix(" 4"))
        for line in lines.dropFirst() {
            let signals = UInt64(line.suffix(16), radix: 16)
            // Signals 32 and 33 are the C library's own; nobody else can change them.
            #expect(signals.map { $0 & ~(3 << 31) } == 0, "\(line)")
        }
    }

    @Test("A failing command is reported with its status and message")
    func failingCommandIsReported() async throws {
        let error = await #expect(throws: ModelError.self) {
            try await model("echo 'out of\nluck' >&2; exit 3").answer(call())
        }
        #expect(error == .unavailable("the command ended with status 3: out of luck"))
        let killed = await #expect(throws: ModelError.self) { try await model("kill -9 $$").answer(call()) }
        #expect(killed == .unavailable("the command ended with signal 9"))
        let silent = await #expect(throws: ModelError.self) { try await model("true").answer(call()) }
        #expect(silent?.kind == .malformed)
    }

    @Test("A missing command is a configuration error")
    func missingCommandIsAConfigurationError() async throws {
        let model = try CommandLineModel(arguments: ["no-such-program-here"])
        let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
        #expect(error?.kind == .badRequest)
        #expect(throws: ModelError.self) { try CommandLineModel(arguments: []) }
    }

    @Test("A command is killed with its children after a time-out, too much output or a cancellation")
    func commandIsKilledWithChildren() async throws {
        // A surviving process holds its pipe open.
        let (late, loud, cancelled) = (try HeldPipe(), try HeldPipe(), try HeldPipe())
        func lingering(_ pipe: HeldPipe) -> String {
            "exec 9<>\(pipe.path); (while :; do sleep 1; done) & echo $$ >&9; "
        }

        let slow = await #expect(throws: ModelError.self) {
            try await model(lingering(late) + "wait", wallClock: .milliseconds(300)).answer(call())
        }
        #expect(slow?.kind == .unavailable)
        let long = await #expect(throws: ModelError.self) {
            try await model(lingering(loud) + "cat /dev/zero", limit: 10_000).answer(call())
        }
        #expect(long?.kind == .malformed)
        let waiting = try model(lingering(cancelled) + "wait")
        let task = Task { try await waiting.answer(call()) }
        #expect(await cancelled.waitUntilWritten())
        task.cancel()
        await #expect(throws: ModelError.cancelled) { try await task.value }
        for pipe in [late, loud, cancelled] { #expect(pipe.waitUntilReleased()) }
    }

    @Test("A command has ended when its own process has, whatever it left running")
    func leftoverChildIsNotAwaited() async throws {
        // If the child were awaited, the time limit of the suite would end the test.
        let answer = try await model("sleep 600 & echo done").answer(call())
        #expect(answer.text == "done\n")
    }
}

@Suite("What a command as a model is started with")
struct CommandEnvironmentTests {
    @Test("A command gets the user's environment without what a service manager meant for this process")
    func environmentOfUser() {
        let variables = [
            "PATH": "/opt/bin:/usr/bin", "HOME": "/home/ann", "LANG": "C", "NOTIFY_SOCKET": "/run/n", "A": "1",
        ]
        let environment = CommandLineModel.environment(
            from: variables,
            home: "/home/ann",
            changes: ["A": "2", "B": "3"]
        )

        #expect(environment["PATH"] == "/opt/bin:/usr/bin:/home/ann/.local/bin:/home/ann/bin:/usr/local/bin:/bin")
        #expect(environment.filter { $0.key != "PATH" } == ["HOME": "/home/ann", "LANG": "C", "A": "2", "B": "3"])
    }

    @Test("A command gets home and path where this process has none, and the person's changes count")
    func environmentOfService() {
        let environment = CommandLineModel.environment(from: [:], home: "/home/ann")
        #expect(environment["HOME"] == "/home/ann")
        #expect(environment["PATH"]?.hasPrefix("/home/ann/.local/bin:") == true)
        let changed = CommandLineModel.environment(from: [:], home: "/home/ann", changes: ["PATH": "/only"])
        #expect(changed["PATH"] == "/only")
    }

    @Test(
        "An agent with tools is not accepted as a command",
        arguments: [
            ["claude", "-p"], ["/home/ann/.local/bin/claude", "-p", "--tools", ""],
            ["claude", "-p", "--tools", "Bash", "--strict-mcp-config"],
            ["claude", "-p", "--tools", "--strict-mcp-config"],
            ["env", "HOME=/x", "claude", "-p"], ["sh", "-c", "cd /x; claude -p | tail -n 1"],
            ["npx", "-y", "@anthropic-ai/claude-code@2", "-p"], ["codex", "exec", "--sandbox", "read-only", "-"],
            ["timeout", "60", "gemini"],
        ]
    )
    func agentWithTools(command: [String]) throws {
        let objection = try #require(AgentProgram.objection(to: command))
        #expect(objection.contains("tools: allow"))
    }

    @Test(
        "A program other than an agent, or an agent without tools, is accepted as a command",
        arguments: [
            ["llm", "-m", "claude"], ["./ask"], ["sh", "-c", "cat"], [],
            ["claude", "-p", "--tools", "", "--strict-mcp-config"],
            ["claude", "-p", "--tools=", "--strict-mcp-config"],
            ["bash", "-c", "claude -p --tools '' --strict-mcp-config"],
        ]
    )
    func programWithoutTools(command: [String]) { #expect(AgentProgram.objection(to: command) == nil) }

    @Test("The command line that is advised for an agent is accepted itself")
    func advisedCommandLine() throws {
        let objection = try #require(AgentProgram.objection(to: ["claude", "-p"]))
        let list = try #require(objection.split(separator: "[").last?.split(separator: "]").first)
        let words = list.split(separator: ", ").map { $0 == "\"\"" ? "" : String($0) }
        #expect(words.first == "claude" && AgentProgram.objection(to: words) == nil)
    }
}

@Suite("A handoff", .timeLimit(.minutes(1)))
struct HandoffTests {
    private let temporary: TemporaryFolder
    private var folder: String { temporary.path }

    init() throws { temporary = try TemporaryFolder() }

    @Test("A handoff writes the prompt once and reads the answer once it is there")
    func handoffExchange() async throws {
        let model = Handoff(folder: folder)
        let question = call(Prompt(shared: ["rules"], "what is it?"))
        for _ in 0..<2 {
            let error = await #expect(throws: ModelError.self) { try await model.answer(question) }
            #expect(error?.kind == .pending)
        }
        #expect(names(in: folder) == ["\(question.key).prompt.md"])
        let prompt = try read("\(folder)/\(question.key).prompt.md")
        #expect(prompt.contains("rules\n\nwhat is it?"))
        #expect(prompt.contains("\(question.key).answer.md"))

        try write("it is this", to: "\(folder)/\(question.key).answer.md")

        let answer = try await model.answer(question)
        #expect(answer.text == "it is this")
        #expect(names(in: folder) == ["\(question.key).answer.md"])
    }

    @Test("A handoff removes the incomplete prompts of processes that have ended, and no other file")
    func handoffRemovesRemains() async throws {
        // No process has a number above this limit of Linux.
        let ended = "k1.prompt.md.\((1 << 22) + 1).partial"
        let others = ["k2.prompt.md.\(getppid()).partial", "k3.answer.md.partial", "notes.partial"]
        for name in [ended] + others { try write("…", to: "\(folder)/\(name)") }

        await #expect(throws: ModelError.self) { try await Handoff(folder: folder).answer(call()) }

        #expect(names(in: folder) == (others + ["\(call().key).prompt.md"]).sorted())
    }

    @Test("A handoff creates its folder for its owner alone")
    func handoffCreatesPrivateFolder() async throws {
        let folder = "\(self.folder)/prompts"
        let error = await #expect(throws: ModelError.self) { try await Handoff(folder: folder).answer(call()) }
        #expect(error?.kind == .pending)
        #expect(names(in: folder) == ["\(call().key).prompt.md"])
        var status = stat()
        #expect(stat(folder, &status) == 0 && status.st_mode & 0o777 == 0o700)
    }

    @Test("A handoff waits until its timeout")
    func handoffWaitsUntilTimeout() async throws {
        let clock = InstantClock()
        let model = Handoff(folder: folder, timeout: .seconds(3), pollInterval: .seconds(1), clock: clock)
        let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
        #expect(error?.kind == .pending)
        #expect(clock.waits == [.seconds(1), .seconds(1), .seconds(1)])
    }

    @Test("A handoff rejects an answer that is empty, too large or not a regular file")
    func handoffRejectsBadAnswers() async throws {
        let path = "\(folder)/\(call().key).answer.md"
        let model = Handoff(folder: folder)
        for make in [
            { try write(" \n", to: path) }, { try write(String(repeating: "x", count: (1 << 20) + 1), to: path) },
            { mkfifo(path, 0o600) }, { symlink("/etc/passwd", path) },
        ] as [() throws -> Void] {
            try make()
            let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
            #expect(error.map { $0.kind == .malformed || $0.kind == .unreachable } == true)
            unlink(path)
        }
    }

    @Test("A handoff reports a folder that cannot be written to")
    func handoffReportsUnwritableFolder() async throws {
        let model = Handoff(folder: "/nonexistent/folder")
        let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
        #expect(error?.kind == .unreachable)
    }
}
