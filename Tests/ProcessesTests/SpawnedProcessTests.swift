import Foundations
import Glibc
import Processes
import TestSupport
import Testing

@Suite("A spawned process", .timeLimit(.minutes(1)))
struct SpawnedProcessTests {
    private func shell(_ script: String, _ input: SpawnedProcess.Input = .empty) throws -> SpawnedProcess {
        try SpawnedProcess(
            arguments: ["sh", "-c", script],
            environment: ["PATH": "/usr/bin:/bin", "GIVEN": "yes"],
            input: input
        )
    }

    @Test("gets its input and its environment, and its whole output is kept")
    func outcome() throws {
        let script = "cat; echo $GIVEN; pwd; head -c 300000 /dev/zero | tr '\\0' x >&2; exit 7"
        let end = try shell(script, .bytes(Array("in ".utf8))).finish(within: RunningProgram.patience)

        #expect(end.status == .exited(7))
        #expect(end.shellStatus == 7)
        #expect(end.output == "in yes\n/\n")
        #expect(end.errors == String(repeating: "x", count: 300_000))
        #expect(!end.isTimedOut)
    }

    @Test("is talked to while it runs, and ends with its input")
    func conversation() throws {
        let process = try shell("echo ready; while read line; do echo \"got $line\" >&2; done; echo over", .pipe)

        #expect(process.firstLine(within: RunningProgram.patience) == "ready")
        try process.write("one\n")
        #expect(process.read(.errors, within: RunningProgram.patience) { $0.contains("got one\n") })
        try process.write("two\n")
        let end = process.finish(within: RunningProgram.patience)

        #expect(end.output == "ready\nover\n")
        #expect(end.errors == "got one\ngot two\n")
        #expect(end.status == .exited(0))
    }

    @Test("hears signals, whatever the thread that started it blocks")
    func signals() async throws {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        defer { pthread_sigmask(SIG_UNBLOCK, &all, nil) }
        let process = try shell("trap 'echo stopped; exit 3' TERM; echo ready; while :; do sleep 0.05; done")

        #expect(process.firstLine(within: RunningProgram.patience) == "ready")
        process.send(SIGTERM)
        let end = process.finish(within: RunningProgram.patience)

        #expect(end.output == "ready\nstopped\n")
        #expect(end.status == .exited(3))
    }

    @Test("is killed when its time is over, with all that it has started")
    func timesOut() throws {
        let held = try HeldPipe()
        let process = try shell("exec 3>\(held.path); sleep 600 & echo ready; sleep 600")
        #expect(process.firstLine(within: RunningProgram.patience) == "ready")

        let end = process.finish(within: .zero)

        #expect(end.isTimedOut)
        #expect(end.status == .killed(signal: Int(SIGKILL)))
        #expect(end.shellStatus == 137)
        #expect(held.waitUntilReleased())
    }

    @Test("does not outlive the value, nor does what it has started")
    func release() throws {
        let held = try HeldPipe()
        do {
            let process = try shell("exec 3>\(held.path); sleep 600 & echo ready; sleep 600")
            #expect(process.firstLine(within: RunningProgram.patience) == "ready")
        }

        #expect(held.waitUntilReleased())
    }

    @Test("has no first line where it writes none")
    func missingLine() throws {
        #expect(try shell("exit 0").firstLine(within: RunningProgram.patience) == nil)
        #expect(try shell("printf unfinished; sleep 600").firstLine(within: .milliseconds(50)) == nil)
    }

    @Test("has none of this process's descriptors")
    func descriptors() throws {
        let open = Glibc.open("/dev/null", O_RDONLY)
        defer { close(open) }
        let end = try shell("ls /proc/self/fd | tr '\\n' ' '").finish(within: RunningProgram.patience)

        // The fourth is the folder that is listed.
        #expect(end.output == "0 1 2 3 ")
    }

    @Test("is not started where there is no such program")
    func cannotStart() {
        #expect(throws: ChildProcess.Failure.cannotStart("there is no no-such-program in the PATH that it is given")) {
            try SpawnedProcess(arguments: ["no-such-program"], environment: ["PATH": "/usr/bin"])
        }
    }
}
