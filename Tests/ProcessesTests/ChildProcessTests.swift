import Foundations
import Glibc
import Processes
import TestSupport
import Testing

@Suite("A child process", .timeLimit(.minutes(1)))
struct ChildProcessTests {
    private func child(
        _ arguments: [String],
        wallClock: Duration = RunningProgram.patience,
        limit: Int = 1 << 20
    ) -> ChildProcess {
        ChildProcess(
            arguments: arguments,
            environment: ["PATH": "/usr/bin:/bin", "GIVEN": "yes"],
            folder: "/",
            wallClock: wallClock,
            outputLimit: limit
        )
    }

    @Test("reads its input and ends with its status, its output and the end of its errors")
    func ends() async throws {
        let end = try await child(["sh", "-c", "cat; echo $GIVEN; echo it broke >&2; exit 7"]).run(
            input: Array("in ".utf8)
        )

        #expect(end.status == .exited(7))
        #expect(String(decoding: end.output, as: UTF8.self) == "in yes\n")
        #expect(end.stderrTail == "it broke")
    }

    @Test("that is killed says by which signal")
    func killed() async throws {
        #expect(try await child(["sh", "-c", "kill -TERM $$"]).run().status == .killed(signal: 15))
    }

    @Test(
        "is not started without a program, with one that is not there, or with a zero byte",
        arguments: [
            [], [""], ["no-such-program"], ["echo", "a\0b"],
        ]
    )
    func cannotStart(arguments: [String]) async throws {
        let error = await #expect(throws: ChildProcess.Failure.self) { try await child(arguments).run() }
        guard case .cannotStart = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("ends when its time is over, with all that it has started")
    func timesOut() async throws {
        let limit = Duration.milliseconds(200)
        let held = try HeldPipe()

        await #expect(throws: ChildProcess.Failure.timedOut(limit)) {
            try await child(["sh", "-c", "exec 3>\(held.path); sleep 600 & sleep 600"], wallClock: limit).run()
        }

        #expect(held.waitUntilReleased())
    }

    @Test("leaves nothing running that it has started")
    func grandchildren() async throws {
        let held = try HeldPipe()

        let end = try await child(["sh", "-c", "exec 3>\(held.path); sleep 600 & echo done"]).run()

        #expect(String(decoding: end.output, as: UTF8.self) == "done\n")
        #expect(held.waitUntilReleased())
    }

    @Test("says the end of its errors on one printable line")
    func errors() async throws {
        let script =
            "printf 'long %500s' gone >&2; printf '\\033[31mred\\r\\n\\342\\200\\256not\\303\\251 \\363\\240\\201\\201.' >&2"
        let end = try await child(["sh", "-c", script]).run()

        #expect(end.stderrTail == "gone [31mred noté .")
    }

    @Test("ends when its task is cancelled")
    func cancelled() async throws {
        let task = Task { () -> ChildProcess.Failure? in
            do throws(ChildProcess.Failure) { _ = try await child(["sleep", "600"]).run() } catch { return error }
            return nil
        }
        task.cancel()

        #expect(await task.value == .cancelled)
    }
}
