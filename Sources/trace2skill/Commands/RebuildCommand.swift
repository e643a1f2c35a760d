internal import ArgumentParser
internal import Composition
internal import Configuration
internal import Curation
internal import FoundationEssentials
internal import Foundations
internal import Glibc
internal import Ledger

/// `trace2skill rebuild`
struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Rebuild the ledger from repository and archive",
        discussion: """
            The old ledger is renamed, never deleted. Sessions and episodes are read from the archive, lessons from the \
            knowledge ref, revisions from the history.
            """
    )

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let configuration = try Context.configuration(options)
        // A state folder that is lost as a whole is the case that this command is for.
        try Context.makeState(configuration.state)
        // The daemon has the ledger open that would be put aside, and goes on writing to it.
        let daemon = try daemonLock(configuration)
        try await WorkLock.withPermit(path: configuration.state + "/work.lock", patience: 5) { permit in
            // An evolution that asks its model has the ledger open as well.
            try permit.requireNoneReleased()
            try await rebuild(configuration, permit)
        }
        _ = consume daemon
    }

    /// The lock of the daemon, which must not run meanwhile.
    private func daemonLock(_ configuration: Configuration) throws -> WorkLock {
        do throws(OperationError) {
            return try WorkLock(path: configuration.state + "/daemon.lock")
        } catch {
            guard case .busy(let reason) = error else { throw error }
            throw OperationError.busy("the daemon must not run while its ledger is rebuilt; stop it first: \(reason)")
        }
    }

    private func rebuild(_ configuration: Configuration, _ permit: borrowing WorkPermit) async throws {
        let ledger = configuration.state + "/ledger.sqlite"
        let aside = "\(ledger).before-\(Int(Date().timeIntervalSince1970))"
        for ending in ["", "-wal", "-shm"] where access(ledger + ending, F_OK) == 0 {
            guard rename(ledger + ending, aside + ending) == 0 else {
                throw Failure(
                    .inputOutput,
                    "could not rename \(ledger)\(ending): \(SystemError.last)"
                )
            }
        }
        let context = try Context.open(configuration)
        let report = try await context.useCases.rebuild.run(permit: permit, progress: Terminal.readingProgress())
        Terminal.endProgress()
        if access(aside, F_OK) == 0 { print("the old ledger is \(aside)") }
        print("read \(report.trajectories.of("archived trajectory")): \(report.sessions.of("session"))")
        for problem in report.unreadable { Terminal.note(problem) }
        print(
            "\(report.lessons.of("lesson")) from the knowledge ref, \(report.revisions.of("revision")) from the history"
        )
    }
}
