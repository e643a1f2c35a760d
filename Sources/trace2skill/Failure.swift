internal import ArgumentParser
internal import Configuration
internal import Git
internal import Glibc
internal import Inbox
internal import Ledger
internal import SkillRepository

/// The error that ends a command, with its exit code.
struct Failure: Error, CustomStringConvertible {
    /// The exit codes, from sysexits(3).
    enum Code: Int32 {
        case refused = 1
        case usage = 64
        case badData = 65
        case modelUnavailable = 69
        case cannotCreate = 73
        case inputOutput = 74
        case busy = 75
        case configuration = 78
    }

    let code: Code
    /// What happened, where, and what to do next.
    let description: String

    /// Makes an error from its exit code and a message that names the remedy.
    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Prints the error to standard error and ends the process with the matching exit code.
    static func exit(with error: any Error) -> Never {
        guard let code = code(of: error) else { Trace2Skill.exit(withError: error) }
        Terminal.error("\(error)")
        Glibc.exit(code.rawValue)
    }

    private static func code(of error: any Error) -> Code? {
        switch error {
        case let failure as Failure: failure.code
        case is ConfigurationError: .configuration
        case let error as OperationError: pipelineCode(error)
        case let error as PublishingError: publishingCode(error)
        case let error as GitError:
            switch error.code {
            case .locked, .indexLocked: .busy
            case .notOwner, .unsupported: .configuration
            case .notFound, .invalid: .badData
            default: .inputOutput
            }
        case let error as LedgerError: if case .newer = error { .configuration } else { .inputOutput }
        case is InboxError: .inputOutput
        case is CancellationError: .busy
        case is ArgumentParser.ExitCode, is CleanExit, is ValidationError: nil
        default: "\(type(of: error))" == "CommandError" ? nil : .inputOutput
        }
    }

    private static func pipelineCode(_ error: OperationError) -> Code {
        switch error {
        case .busy, .blocked: .busy
        case .system: .inputOutput
        case .refused: .refused
        case .notFound: .badData
        }
    }

    private static func publishingCode(_ error: PublishingError) -> Code {
        switch error {
        case .branchMoved, .locked, .dirty: .busy
        case .blocked: .refused
        case .noBranch: .configuration
        case .nothing, .notFound: .badData
        }
    }
}
