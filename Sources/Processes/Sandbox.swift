/// A program that is run by bubblewrap in namespaces of its own: no network, a private `/tmp`, the system read-only,
/// and of everything else only the folders that it is given.
package struct Sandbox: Sendable {
    /// A folder of the machine that the program sees under the same path.
    package struct Folder: Sendable, Equatable {
        /// What the program may do in a folder.
        package enum Access: Sendable { case readOnly, readWrite }

        /// An absolute path.
        package let path: String
        /// What the program may do there.
        package let access: Access

        /// Gives a folder to a program.
        package init(_ path: String, _ access: Access) {
            self.path = path
            self.access = access
        }
    }

    private let child: ChildProcess

    /// - Parameters:
    ///   - arguments: the program, looked for in the `PATH` of `environment`, and its arguments; no shell comes near
    ///     them.
    ///   - folders: what the program sees beside the system; a later one lies over an earlier one.
    ///   - environment: all that the program gets, beside a `PATH` where this has none.
    ///   - folder: where it runs: one of `folders`, a path below, or `/tmp`, which is its own and empty.
    ///   - wallClock: after that time everything that it started is killed.
    ///   - outputLimit: how many bytes it may write to standard output.
    package init(
        arguments: [String],
        folders: [Folder] = [],
        environment: [String: String] = [:],
        folder: String = "/tmp",
        wallClock: Duration = .seconds(60),
        outputLimit: Int = 1 << 20
    ) {
        child = ChildProcess(
            arguments: [Self.program] + Self.walls + Self.bindings(folders) + ["--chdir", folder, "--"] + arguments,
            environment: environment.merging(["PATH": Self.path]) { given, _ in given },
            folder: "/",
            wallClock: wallClock,
            outputLimit: outputLimit
        )
    }

    /// Runs the program with these bytes on its standard input; a program that is not there ends with a status other
    /// than 0, and bubblewrap's words as the complaint.
    package func run(input: [UInt8] = []) async throws(ChildProcess.Failure) -> ChildProcess.End {
        try await child.run(input: input)
    }

    /// Whether programs can be run in a sandbox here.
    package static var isAvailable: Bool {
        get async { await obstacle() == nil }
    }

    /// Why no program can be run in a sandbox here, in a sentence; nil if it can.
    ///
    /// Tried, not guessed: whether namespaces may be made depends on the kernel, its settings and what this runs in.
    package static func obstacle() async -> String? {
        do throws(ChildProcess.Failure) {
            let end = try await Sandbox(arguments: ["true"], wallClock: .seconds(20)).run()
            guard end.status != .exited(0) else { return nil }
            return "bubblewrap could not make a sandbox here: \(end.complaint); allow user namespaces to this user"
        } catch .cannotStart {
            return "there is no bwrap in \(path); install bubblewrap"
        } catch {
            return "bubblewrap could not make a sandbox here: \(error)"
        }
    }

    // MARK: Walls

    private static let program = "bwrap"
    private static let path = "/usr/local/bin:/usr/bin:/bin"

    /// What a program needs to start at all. Of `/etc` only what holds no secret: this may run as root.
    private static let system = [
        "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/ld.so.cache",
        "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/passwd", "/etc/group",
    ]

    private static let walls =
        [
            // The network among them. Killed with this process, and without a terminal to push keys into.
            "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
            // Whoever this runs as, the program is nobody.
            "--unshare-user", "--uid", "65534", "--gid", "65534", "--hostname", "sandbox",
        ] + system.flatMap { ["--ro-bind-try", $0, $0] } + ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]

    private static func bindings(_ folders: [Folder]) -> [String] {
        folders.flatMap { [$0.access == .readOnly ? "--ro-bind" : "--bind", $0.path, $0.path] }
    }
}
