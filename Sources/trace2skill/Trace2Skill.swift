internal import ArgumentParser
internal import Foundations
internal import Glibc

/// The program. Each command has a file of its own in Commands/.
struct Trace2Skill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace2skill",
        abstract: "Learn agent skills from recorded sessions, and publish them in a git repository",
        discussion: """
            Agents drop trajectories into an inbox folder. trace2skill reads them, finds the rules that many of them support, \
            and commits these rules as revisions of skills. The commit messages name the sessions behind each line.

            A first try:
              trace2skill init ~/skills --inbox ~/trajectories
              trace2skill ingest ~/.claude/projects
              trace2skill evolve
              git -C ~/skills log --graph

            Exit codes: 0 success (also if there was nothing to do), 1 refused, 64 usage, 65 bad data, 69 model unavailable, \
            73 cannot create, 74 input or output, 75 locked or busy (try again), 78 configuration.
            """,
        version: Version.text,
        subcommands: [
            Init.self, DaemonCommand.self, Drop.self, IngestCommand.self, Evolve.self, Status.self, Sessions.self,
            Log.self, Show.self,
            Why.self, DiffCommand.self,
            RollbackCommand.self, ReviewCommand.self, Lint.self, ForgetCommand.self, Doctor.self, Verify.self,
            ReplayCommand.self,
            RebuildCommand.self, SyncCommand.self, BisectCommand.self,
        ]
    )
}

/// The entry point of the process.
@main
enum Main {
    /// Parses the arguments, runs the command, and exits with its code.
    static func main() async {
        // A reader that closes the pipe, such as `head`, must end the output and not kill the process.
        signal(SIGPIPE, SIG_IGN)
        Heap.shareArenas()
        do {
            var command = try Trace2Skill.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            try requireWritten()
        } catch {
            Failure.exit(with: error)
        }
    }

    /// Ends with an error if the output could not be written, as on a full disk. Where the reader of a pipe has gone, it has
    /// what it wanted.
    private static func requireWritten() throws {
        guard fflush(nil) != 0, errno != EPIPE else { return }
        throw Failure(.inputOutput, "could not write the output: \(SystemError.last)")
    }
}
