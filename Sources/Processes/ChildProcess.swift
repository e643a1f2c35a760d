internal import Dispatch
internal import Synchronization

/// A program that is run to its end, with a limit to everything: time, output, environment, descriptors.
package struct ChildProcess: Sendable {
    /// How a program ended.
    package enum Status: Sendable, Equatable, CustomStringConvertible {
        case exited(Int)
        case killed(signal: Int)

        package var description: String {
            switch self {
            case .exited(let status): "status \(status)"
            case .killed(let signal): "signal \(signal)"
            }
        }
    }

    /// What came of a run.
    package struct End: Sendable {
        /// The program's status, or the signal that ended it.
        package let status: Status
        /// All that it wrote to standard output.
        package let output: [UInt8]
        /// The end of what it wrote to standard error, on one line.
        package let complaint: String
    }

    /// Why there is no end to speak of.
    package enum Failure: Error, Equatable, CustomStringConvertible {
        case cannotStart(String)
        case noResources(String)
        case timedOut(Duration)
        case tooLarge(Int)
        case tooManyProcesses(Int)
        case cancelled

        package var description: String {
            switch self {
            case .cannotStart(let reason): "the command could not be started: \(reason)"
            case .noResources(let reason): "the command could not be given its input and output: \(reason)"
            case .timedOut(let limit): "the command took longer than \(limit)"
            case .tooLarge(let limit): "the command wrote more than \(limit) bytes"
            case .tooManyProcesses(let limit): "the command started more than \(limit) processes"
            case .cancelled: "cancelled"
            }
        }
    }

    /// The program, looked for in the `PATH` of `environment`, and its arguments.
    package let arguments: [String]
    /// All that the program gets, and no more.
    package let environment: [String: String]
    /// Where it runs.
    package let folder: String
    /// After that time its whole process group is killed.
    package let wallClock: Duration
    /// How many bytes it may write to standard output.
    package let outputLimit: Int
    /// How many processes may be in the namespace that the program makes at once, where it makes one; nil for any number.
    let processLimit: Int?

    /// A run to be; nothing starts before ``run(input:)``.
    package init(
        arguments: [String],
        environment: [String: String],
        folder: String,
        wallClock: Duration,
        outputLimit: Int
    ) {
        self.init(
            arguments: arguments,
            environment: environment,
            folder: folder,
            wallClock: wallClock,
            outputLimit: outputLimit,
            processLimit: nil
        )
    }

    init(
        arguments: [String],
        environment: [String: String],
        folder: String,
        wallClock: Duration,
        outputLimit: Int,
        processLimit: Int?
    ) {
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
        self.wallClock = wallClock
        self.outputLimit = outputLimit
        self.processLimit = processLimit
    }

    /// Runs the program with these bytes on its standard input. It and whatever it started are gone on return.
    package func run(input: [UInt8] = []) async throws(Failure) -> End {
        let cancellation = Cancellation()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<End, Failure>, Never>) in
                // A queue of its own is a thread of its own: waiting for a child must not take one of Swift's.
                DispatchQueue(label: "child").async {
                    continuation.resume(
                        returning: Result { () throws(Failure) in
                            try ChildRun(process: self, cancellation: cancellation).run(input)
                        }
                    )
                }
            }
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }

    /// The end of what a program complained about, on one line.
    static func complaint(_ bytes: [UInt8]) -> String {
        let words = String(decoding: bytes.suffix(300), as: UTF8.self)
        return words.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : String($0) }.joined()
            .split(separator: " ").joined(separator: " ")
    }

    /// Tells the thread that waits for a child.
    final class Cancellation: Sendable {
        private let isCancelledState = Mutex(false)

        var isCancelled: Bool { isCancelledState.withLock { $0 } }

        func cancel() { isCancelledState.withLock { $0 = true } }
    }
}
