import Glibc
import Processes
import TestSupport
import Testing

@Suite(
    "A sandbox",
    .timeLimit(.minutes(1)),
    .enabled("bubblewrap can make no sandbox on this machine") { await Sandbox.obstacle() == nil }
)
struct SandboxTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func shell(
        _ script: String,
        _ access: Sandbox.Folder.Access? = nil,
        input: String = ""
    ) async throws -> (status: ChildProcess.Status, text: String) {
        let end = try await Sandbox(
            arguments: ["bash", "-c", script],
            folders: access.map { [Sandbox.Folder(folder.path, $0)] } ?? [],
            environment: ["GIVEN": "yes"]
        ).run(input: Array(input.utf8))
        return (end.status, String(decoding: end.output, as: UTF8.self))
    }

    @Test("gives a program its input, its environment and nothing of ours")
    func plain() async throws {
        #expect(try await shell("cat", input: "word").text == "word")
        let variables = try await shell("env | cut -d = -f 1 | sort | tr '\\n' ' '").text
        #expect(variables.split(separator: " ").contains("GIVEN"))
        #expect(!variables.split(separator: " ").contains("HOME"))
        #expect(try await shell("exit 3").status == .exited(3))
        #expect(try await shell("id -u").text == "65534\n")
    }

    @Test("keeps a program from the network, the loopback of the machine too")
    func network() async throws {
        let server = try Listener()
        let connect = "exec 3<>/dev/tcp/127.0.0.1/\(server.port) && echo connected"
        let outside = ChildProcess(
            arguments: ["bash", "-c", connect],
            environment: ["PATH": "/usr/bin:/bin"],
            folder: "/",
            wallClock: RunningProgram.patience,
            outputLimit: 1024
        )
        try #require(try await outside.run().output == Array("connected\n".utf8))

        let inside = try await shell(connect)

        #expect(inside.status != .exited(0))
        #expect(inside.text.isEmpty)
    }

    @Test("has a /tmp of its own")
    func privateTemporaryFolder() async throws {
        try folder.write("outside", to: "there")

        let seen = try await shell(
            "ls -A /tmp; test -e '\(folder.path)/there' && echo seen; echo x >/tmp/mine && cat /tmp/mine"
        )

        #expect(seen.text == "x\n")
        #expect(access("/tmp/mine", F_OK) != 0)
    }

    @Test("lets nobody write to the system or see a home, a secret of /etc or the processes outside")
    func system() async throws {
        let said = try await shell(
            """
            touch /usr/bin/intruder 2>/dev/null && echo wrote
            for path in /root /home /etc/shadow /var; do test -e $path && echo "saw $path"; done
            test -e /proc/\(getpid())/cmdline && test "$(tr -d '\\0' </proc/\(getpid())/cmdline)" && echo "saw us"
            true
            """
        )

        #expect(said.text == "")
        #expect(said.status == .exited(0))
    }

    @Test("lets a program read a folder that it is given, and write where that is allowed")
    func folders() async throws {
        try folder.write("given", to: "there")
        let script = "cat '\(folder.path)/there'; echo changed 2>/dev/null >'\(folder.path)/new' && echo wrote"

        #expect(try await shell(script, .readOnly).text == "given")
        #expect(!exists(folder.path(of: "new")))
        #expect(try await shell(script, .readWrite).text == "givenwrote\n")
        #expect(try folder.read("new") == "changed\n")
    }

    @Test("ends a program that takes too long, and one that writes too much")
    func limits() async throws {
        let slow = Sandbox(arguments: ["sleep", "600"], wallClock: .milliseconds(300))
        await #expect(throws: ChildProcess.Failure.timedOut(.milliseconds(300))) { try await slow.run() }
        let loud = Sandbox(arguments: ["yes"], outputLimit: 10_000)
        await #expect(throws: ChildProcess.Failure.tooLarge(10_000)) { try await loud.run() }
    }

    @Test("shows a folder under another path, and not under its own")
    func otherPath() async throws {
        try folder.write("given", to: "there")
        let end = try await Sandbox(
            arguments: ["sh", "-c", "cat there; test -e '\(folder.path)' || echo ' hidden'"],
            folders: [.init(folder.path, as: "/work", .readOnly)],
            folder: "/work"
        ).run()

        #expect(String(decoding: end.output, as: UTF8.self) == "given hidden\n")
    }

    @Test("holds a program to its limits of memory, of a file and of scratch space")
    func bounded() async throws {
        let limits = Sandbox.Limits(memory: 64 << 20, processes: 64, file: 1 << 20, scratch: 2 << 20)
        func run(_ script: String) async throws -> String {
            let end = try await Sandbox(
                arguments: ["sh", "-c", script],
                folders: [.init(folder.path, as: "/work", .readWrite)],
                folder: "/work",
                limits: limits
            ).run()
            return String(decoding: end.output, as: UTF8.self)
        }

        #expect(try await run("echo fine; ulimit -d") == "fine\n65536\n")
        #expect(try await run("head -c 200000000 /dev/zero | sort >/dev/null 2>&1 && echo sorted") == "")
        #expect(try await run("head -c 3000000 /dev/zero >big; wc -c <big") == "1048576\n")
        #expect(try await run("for i in 1 2 3 4; do head -c 900000 /dev/zero >/tmp/$i; done; echo $?") == "1\n")
        #expect(try await run("for at in / /dev; do touch $at/x 2>/dev/null && echo $at; done; true") == "")
        #expect(try await run("touch /dev/shm/x && echo x >/dev/null && echo shared") == "shared\n")
        #expect(await Sandbox.obstacle(limits) == nil)
    }

    @Test("is over with everything in it when its time is, even a fork bomb")
    func forkBomb() async throws {
        let held = try HeldPipe()
        let isCounted = geteuid() != 0
        let bomb = Sandbox(
            arguments: ["bash", "-c", "exec 3>/work/pipe; bomb() { sleep 0.1; bomb & bomb & wait; }; bomb"],
            folders: [.init(held.folder.path, as: "/work", .readWrite)],
            // A program that the kernel refuses processes goes on trying.
            wallClock: isCounted ? .seconds(5) : RunningProgram.patience,
            limits: Sandbox.Limits(processes: 64)
        )

        if isCounted {
            _ = try? await bomb.run()
        } else {
            // The kernel counts no processes of root: the program is ended.
            await #expect(throws: ChildProcess.Failure.tooManyProcesses(64)) { try await bomb.run() }
        }

        #expect(held.waitUntilReleased())
    }

    @Test("ends with words where the program or a folder is not there")
    func missing() async throws {
        let program = try await Sandbox(arguments: ["no-such-program"]).run()
        #expect(program.status != .exited(0))
        #expect(program.stderrTail.contains("no-such-program"))
        let place = try await Sandbox(arguments: ["true"], folders: [.init("/no/such/folder", .readOnly)]).run()
        #expect(place.status != .exited(0))
        #expect(place.stderrTail.contains("/no/such/folder"))
    }
}

/// A socket of the loopback that takes connections and says nothing.
private struct Listener: ~Copyable {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutableBytes(of: &address) { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { place in
                bind(descriptor, place.baseAddress, length) | listen(descriptor, 4)
                    | getsockname(descriptor, place.baseAddress, &length)
            }
        }
        try #require(result == 0)
        port = UInt16(bigEndian: address.sin_port)
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
