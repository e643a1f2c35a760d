import Glibc
import TestSupport

/// Kills runs of one command of trace2skill at system calls that change files, which a seed chooses.
///
/// A run is killed at the n-th such call of one of its threads, whatever the time is by then.
struct KillPoints: CustomStringConvertible {
    /// Calls that change files or say that a change is on the disk.
    private static let calls =
        "write,pwrite64,ftruncate,fsync,fdatasync,mkdir,mkdirat,link,linkat,symlink,rename,renameat,renameat2,unlink,unlinkat"

    /// Whether strace is installed and may trace a program here.
    static let canBeSet: Bool = {
        guard let folder = try? TemporaryFolder() else { return false }
        let program = try? RunningProgram(
            ["strace", "-f", "-o", folder.path(of: "log"), "true"],
            environment: ["PATH": environment("PATH") ?? "/usr/bin:/bin"],
            in: folder.path
        )
        return program?.end().status == 0
    }()

    /// How many runs were killed.
    private(set) var killed = 0
    private let command: String
    /// How many of the calls one thread makes in a run that nobody kills.
    private let count: Int
    private var generator: SeededGenerator
    private var chosen: [Int] = []

    var description: String { "\(command) killed at \(chosen.map(String.init).joined(separator: ", "))" }

    init(of command: String, seed: UInt64) throws {
        self.command = command
        count = try (command == "evolve" ? Self.callsOfEvolve : Self.callsOfIngest).get()
        generator = SeededGenerator(seed: seed, name: command)
    }

    /// Runs the command and kills it on the way. The first run is killed at one of its first calls, to be sure of one.
    mutating func kill(_ installation: Installation) throws {
        let point =
            chosen.isEmpty ? Int.random(in: 1...3, using: &generator) : Int.random(in: 1...count, using: &generator)
        chosen.append(point)
        let run = try Self.trace(command, in: installation, "-e", "inject=\(Self.calls):signal=SIGKILL:when=\(point)")
        if run.status == 128 + SIGKILL { killed += 1 }
    }

    private static func trace(_ command: String, in installation: Installation, _ options: String...) throws
        -> RunningProgram.Output
    {
        let log = installation.folder.path(of: "strace.log")
        return try installation.start(
            program: ["strace", "-f", "-qq", "-o", log, "-e", "trace=\(calls)"] + options
                + [Installation.program, command, "--config", installation.configuration]
        ).end()
    }

    private static let callsOfEvolve = Result { try count("evolve", in: try Installation.withPendingEpisodes()) }

    private static let callsOfIngest = Result {
        let installation = try Installation()
        try installation.drop(0..<24)
        return try count("ingest", in: installation)
    }

    private static func count(_ command: String, in installation: Installation) throws -> Int {
        let output = try trace(command, in: installation)
        guard output.status == 0 else { throw TestFailure("\(command) under strace: \(output.errors)") }
        let threads = try read(installation.folder.path(of: "strace.log")).split(separator: "\n").compactMap {
            $0.split(separator: " ").first
        }
        return Dictionary(grouping: threads) { $0 }.values.map(\.count).max() ?? 1
    }
}
