internal import ArgumentParser
internal import Glibc
internal import Processes

/// The program. Its commands are one file each in Commands/.
struct Trace2Skill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace2skill",
        abstract: "Distil what agents went through into skills that a team reviews with git",
        discussion: """
            Agents drop trajectories into an inbox folder. trace2skill reads them, finds what many of them teach, and commits \
            it as revisions of skills, with the sessions behind each line in the commit messages.

            A first try:
              trace2skill init ~/skills --inbox ~/trajectories
              trace2skill drop session.jsonl
              trace2skill evolve
              git -C ~/skills log --graph

            Exit codes: 0 done (also when there was nothing to do), 1 refused, 64 usage, 65 bad data, 69 model unavailable, \
            73 cannot create, 74 input or output, 75 locked or busy (try again), 78 configuration.
            """,
        version: Version.text,
        subcommands: [
            Init.self, DaemonCommand.self, Drop.self, IngestCommand.self, Evolve.self, Status.self, Log.self, Show.self,
            Why.self, DiffCommand.self,
            RollbackCommand.self, Review.self, Lint.self, Forget.self, Doctor.self, Verify.self, Replay.self,
            Rebuild.self,
        ]
    )
}

enum Version {
    static let text = "0.1.0"
}

@main
enum Main {
    static func main() async {
        // A reader that goes away, such as `head`, must end the output and not crash the process.
        signal(SIGPIPE, SIG_IGN)
        Heap.shareArenas()
        do {
            var command = try Trace2Skill.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Failure.exit(with: error)
        }
    }
}
