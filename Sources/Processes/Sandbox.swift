internal import Glibc

/// A program that is run by bubblewrap in namespaces of its own: no network, a private `/tmp`, the system read-only,
/// and of everything else only the folders that it is given.
package struct Sandbox: Sendable {
    /// A folder of the machine that the program sees.
    package struct Folder: Sendable, Equatable {
        /// What the program may do in a folder.
        package enum Access: Sendable { case readOnly, readWrite }

        /// An absolute path of the machine.
        package let path: String
        /// The absolute path under which the program sees it.
        package let inside: String
        /// What the program may do there.
        package let access: Access

        /// Gives a folder to a program: under the path `inside`, or under its own where there is none.
        package init(_ path: String, as inside: String? = nil, _ access: Access) {
            self.path = path
            self.inside = inside ?? path
            self.access = access
        }
    }

    /// The resources that an untrusted program may use.
    ///
    /// The kernel refuses processes beyond the limit; where this process runs as root, whose processes the kernel does
    /// not count, the program is killed instead. Bytes written to a folder of the machine are limited for each file,
    /// not in sum.
    package struct Limits: Sendable, Equatable {
        /// Bytes of memory of its own that one process may have.
        package var memory: Int
        /// How many processes and threads there may be at once.
        package var processes: Int
        /// Bytes of one file that it writes.
        package var file: Int
        /// Bytes in `/tmp`, and as many in `/dev/shm`.
        package var scratch: Int

        /// Limits that a test run of an ordinary project stays below.
        package init(
            memory: Int = 2 << 30,
            processes: Int = 256,
            file: Int = 256 << 20,
            scratch: Int = 256 << 20
        ) {
            self.memory = memory
            self.processes = processes
            self.file = file
            self.scratch = scratch
        }
    }

    private let child: ChildProcess

    /// - Parameters:
    ///   - arguments: the program, looked for in the `PATH` of `environment`, and its arguments; no shell comes near
    ///     them.
    ///   - folders: the folders that the program sees besides the system; a later one covers an earlier one.
    ///   - environment: all that the program gets, beside a `PATH` where this has none.
    ///   - folder: where it runs: one of `folders`, a path below, or `/tmp`, which is its own and empty.
    ///   - wallClock: after that time everything that it started is killed.
    ///   - outputLimit: how many bytes it may write to standard output.
    ///   - limits: the other resources that it may use; none for a trusted program.
    package init(
        arguments: [String],
        folders: [Folder] = [],
        environment: [String: String] = [:],
        folder: String = "/tmp",
        wallClock: Duration = .seconds(60),
        outputLimit: Int = 1 << 20,
        limits: Limits? = nil
    ) {
        let bindings = Self.bindings(folders) + (limits == nil ? [] : ["--remount-ro", "/"])
        child = ChildProcess(
            arguments: [Self.program] + Self.namespaces + Self.memoryFolders(limits) + bindings
                + ["--chdir", folder, "--"] + (limits.map(Self.bounds) ?? []) + arguments,
            environment: environment.merging(["PATH": Self.path]) { given, _ in given },
            folder: "/",
            wallClock: wallClock,
            outputLimit: outputLimit,
            // The kernel counts them for everybody else.
            processLimit: geteuid() == 0 ? limits?.processes : nil
        )
    }

    /// Runs the program with these bytes on its standard input; a program that is not there ends with a status other
    /// than 0, and bubblewrap's words as the complaint.
    package func run(input: [UInt8] = []) async throws(ChildProcess.Failure) -> ChildProcess.Outcome {
        try await child.run(input: input)
    }

    /// Why no program can be run in a sandbox here, in a sentence; nil if it can.
    ///
    /// Tried, not guessed: whether namespaces may be made depends on the kernel, its settings and the container around this process.
    /// Asked with `limits`, it also says whether the bubblewrap that is here can hold a program to them.
    package static func obstacle(_ limits: Limits? = nil) async -> String? {
        do throws(ChildProcess.Failure) {
            let end = try await Sandbox(arguments: ["true"], wallClock: .seconds(20), limits: limits).run()
            guard end.status != .exited(0) else { return nil }
            return "bubblewrap could not make a sandbox here: \(end.stderrTail); allow user namespaces to this user"
        } catch .cannotStart {
            return "there is no bwrap in \(path); install bubblewrap"
        } catch {
            return "bubblewrap could not make a sandbox here: \(error)"
        }
    }

    // MARK: Arguments of bubblewrap

    private static let program = "bwrap"
    private static let path = "/usr/local/bin:/usr/bin:/bin"

    /// The folders that a program needs to start. Of `/etc` only files without secrets: this may run as root.
    private static let system = [
        "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/ld.so.cache",
        "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/passwd", "/etc/group",
    ]

    private static let namespaces =
        [
            // The network among them. Killed with this process, and without a terminal to push keys into.
            "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
            // The program runs as nobody, whatever user this process runs as.
            "--unshare-user", "--uid", "65534", "--gid", "65534", "--hostname", "sandbox",
        ] + system.flatMap { ["--ro-bind-try", $0, $0] } + ["--proc", "/proc", "--dev", "/dev"]

    /// The places in memory that a program may fill. Whatever else of them is there without a limit is read-only then.
    private static func memoryFolders(_ limits: Limits?) -> [String] {
        guard let limits else { return ["--tmpfs", "/tmp"] }
        let size = String(limits.scratch)
        return ["--size", size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev", "--size", size, "--tmpfs", "/tmp"]
    }

    private static func bindings(_ folders: [Folder]) -> [String] {
        folders.flatMap { [$0.access == .readOnly ? "--ro-bind" : "--bind", $0.path, $0.inside] }
    }

    /// A shell that takes the limits on itself and becomes the program: set before the sandbox is made, the number of
    /// processes would be that of all its user's.
    private static func bounds(_ limits: Limits) -> [String] {
        // The shells disagree about the letter for processes, and about nothing else here. When memory is short, the
        // kernel should kill the sandboxed program first.
        let script = """
            ulimit -d \(limits.memory >> 10) && ulimit -f \(limits.file >> 9) &&
            { ulimit -p \(limits.processes) 2>/dev/null || ulimit -u \(limits.processes); } || exit 125
            { echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null
            exec "$@"
            """
        return ["sh", "-c", script, "sh"]
    }
}
