internal import ArgumentParser
internal import Composition
internal import Configuration
internal import SkillRepository

/// `trace2skill sync`
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Exchange revisions, decisions and knowledge with the other machines that share a remote",
        discussion: """
            Fetches what the remote of the configuration (remote: origin) has, brings branch, tags, proposals and knowledge \
            here, and sends what was done here. Every evolution does the same; the daemon also does it by itself \
            (remote.every). Lessons that another machine published at the same time are made anew by the next evolution.
            """
    )

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let context = try Context.open(options)
        guard let remote = context.configuration.remote else {
            throw Failure(
                .configuration,
                "no remote is configured; add remote: origin to \(context.configuration.path ?? "the configuration")"
            )
        }
        let meeting = try await context.withPermit { permit in try await context.useCases.publisher.meet(permit) }
        let problem = try ExchangeState.read(from: context.ledger).problem
        // What the exchange ends with is the error of the command.
        let ending: String? =
            switch meeting.result {
            case .refused(let reason), .failed(let reason): reason
            case .complete, .behind: problem
            }
        for notice in meeting.notices where notice != ending { Terminal.note(notice) }
        switch meeting.result {
        case .complete:
            if let problem { throw Failure(.refused, problem) }
            print("\(remote.name) and this machine have the same")
        case .behind: throw Failure(.busy, "other machines publish all the time; try again")
        case .refused(let reason): throw Failure(.refused, reason)
        case .failed(let reason): throw Failure(.busy, reason)
        }
    }
}
