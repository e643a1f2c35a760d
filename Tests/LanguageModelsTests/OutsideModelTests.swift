import Glibc
import LanguageModels
import Testing

@Suite("A command as a model", .timeLimit(.minutes(10)))
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

    @Test("reads the prompt and writes the answer, however long they are")
    func echo() async throws {
        let long = String(repeating: "0123456789abcdef", count: 30_000)
        let answer = try await model("cat").answer(call(Prompt(shared: ["rules"], long)))
        #expect(answer.text == "rules\n\n\(long)\n")
        #expect(answer.usage.isEstimated && answer.usage.prompt > 100_000)
        // One that does not care to read is no trouble either.
        #expect(try await model("echo hi").answer(call(Prompt(long))).text == "hi\n")
    }

    @Test("gets no variable, descriptor or blocked signal that it was not given")
    func environment() async throws {
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

    @Test("that fails says with what status and words")
    func failure() async throws {
        let error = await #expect(throws: ModelError.self) {
            try await model("echo 'out of\nluck' >&2; exit 3").answer(call())
        }
        #expect(error == .unavailable("the command ended with status 3: out of luck"))
        let killed = await #expect(throws: ModelError.self) { try await model("kill -9 $$").answer(call()) }
        #expect(killed == .unavailable("the command ended with signal 9"))
        let silent = await #expect(throws: ModelError.self) { try await model("true").answer(call()) }
        #expect(silent?.kind == .malformed)
    }

    @Test("that is not there, or is nothing at all, is a mistake of the configuration")
    func missing() async throws {
        let model = try CommandLineModel(arguments: ["no-such-program-here"])
        let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
        #expect(error?.kind == .badRequest)
        #expect(throws: ModelError.self) { try CommandLineModel(arguments: []) }
    }

    @Test("is killed with all that it started when it takes too long, says too much, or is no longer wanted")
    func killed() async throws {
        try await withFolder { folder in
            // Whoever lives on holds the pipe open: its other end is read to the end below.
            let path = "\(folder)/alive"
            mkfifo(path, 0o600)
            let reading = open(path, O_RDONLY | O_NONBLOCK)
            defer { close(reading) }
            let lingering = "exec 9<>\(path); (while :; do sleep 1; done) & echo $$ >&9; "

            let late = await #expect(throws: ModelError.self) {
                try await model(lingering + "wait", wallClock: .milliseconds(300)).answer(call())
            }
            #expect(late?.kind == .unavailable)
            let loud = await #expect(throws: ModelError.self) {
                try await model(lingering + "cat /dev/zero", limit: 10_000).answer(call())
            }
            #expect(loud?.kind == .malformed)
            let waiting = try model(lingering + "wait")
            let task = Task { try await waiting.answer(call()) }
            var ready = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
            #expect(poll(&ready, 1, 20_000) == 1)
            task.cancel()
            await #expect(throws: ModelError.cancelled) { try await task.value }
            #expect(endsBeforeLong(reading))
        }
    }

    @Test("that leaves something running is over when it is over")
    func grandchild() async throws {
        let answer = try await model("sleep 600 & echo done").answer(call())
        #expect(answer.text == "done\n")
        // Half of what the one left behind would take: a busy machine is no failure.
        #expect(answer.duration < .seconds(300))
    }

    /// Whether nobody holds the writing end any more.
    private func endsBeforeLong(_ descriptor: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 256)
        for _ in 0..<500 {
            let count = read(descriptor, &bytes, bytes.count)
            if count == 0 { return true }
            var nothing = pollfd(fd: -1, events: 0, revents: 0)
            if count < 0 { poll(&nothing, 1, 10) }
        }
        return false
    }
}

@Suite("A handoff", .timeLimit(.minutes(10)))
struct HandoffTests {
    @Test("writes the prompt once, waits for nobody, and reads the answer when it is there")
    func exchange() async throws {
        try await withFolder { folder in
            let model = Handoff(folder: folder)
            let question = call(Prompt(shared: ["rules"], "what is it?"))
            for _ in 0..<2 {
                let error = await #expect(throws: ModelError.self) { try await model.answer(question) }
                #expect(error?.kind == .pending)
            }
            #expect(names(in: folder) == ["\(question.key).prompt.md"])
            let prompt = read("\(folder)/\(question.key).prompt.md")
            #expect(prompt.contains("rules\n\nwhat is it?"))
            #expect(prompt.contains("\(question.key).answer.md"))

            write("it is this", to: "\(folder)/\(question.key).answer.md")

            let answer = try await model.answer(question)
            #expect(answer.text == "it is this")
            #expect(names(in: folder) == ["\(question.key).answer.md"])
        }
    }

    @Test("makes its folder with the first prompt, for its owner alone")
    func makesFolder() async throws {
        try await withFolder { parent in
            let folder = "\(parent)/prompts"
            let error = await #expect(throws: ModelError.self) { try await Handoff(folder: folder).answer(call()) }
            #expect(error?.kind == .pending)
            #expect(names(in: folder) == ["\(call().key).prompt.md"])
            var status = stat()
            #expect(stat(folder, &status) == 0 && status.st_mode & 0o777 == 0o700)
        }
    }

    @Test("waits as long as it was told to")
    func patience() async throws {
        try await withFolder { folder in
            let clock = HastyClock()
            let model = Handoff(folder: folder, patience: .seconds(3), interval: .seconds(1), clock: clock)
            let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
            #expect(error?.kind == .pending)
            #expect(clock.waits == [.seconds(1), .seconds(1), .seconds(1)])
        }
    }

    @Test("takes no answer that is empty, too large, or no file")
    func badAnswers() async throws {
        try await withFolder { folder in
            let path = "\(folder)/\(call().key).answer.md"
            let model = Handoff(folder: folder)
            for make in [
                { write(" \n", to: path) }, { write(String(repeating: "x", count: (1 << 20) + 1), to: path) },
                { mkfifo(path, 0o600) }, { symlink("/etc/passwd", path) },
            ] as [() -> Void] {
                make()
                let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
                #expect(error.map { $0.kind == .malformed || $0.kind == .unavailable } == true)
                unlink(path)
            }
        }
    }

    @Test("says so when its folder cannot be written to")
    func noFolder() async throws {
        let model = Handoff(folder: "/nonexistent/folder")
        let error = await #expect(throws: ModelError.self) { try await model.answer(call()) }
        #expect(error?.kind == .unavailable)
    }
}
