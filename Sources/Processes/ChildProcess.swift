internal import Dispatch
internal import Foundations
internal import Synchronization

/// A program that is run to its end, with a limit to everything: time, output, environment, descriptors.
///
/// For a program that is talked to while it runs, see ``SpawnedProcess``.
package struct ChildProcess: Sendable {
    /// The way in which a program ended.
    package enum Status: Sendable, Equatable, CustomStringConvertible {
        /// It ended by itself with this status.
        case exited(Int)
        /// A signal of this number ended it.
        case killed(signal: Int)

        /// `status 3` or `signal 15`.
        package var description: String {
            switch self {
            case .exited(let status): "status \(status)"
            case .killed(let signal): "signal \(signal)"
            }
        }
    }

    /// The result of a run that came to its end within all limits.
    package struct Outcome: Sendable {
        /// The program's status, or the signal that ended it.
        package let status: Status
        /// All bytes that the program wrote to standard output.
        package let output: [UInt8]
        /// The last 300 bytes or so that the program wrote to standard error, on one printable line.
        package let stderrTail: String
    }

    /// The reason why a run has no ``Outcome``.
    package enum Failure: Error, Equatable, CustomStringConvertible {
        /// The program could not be started, with the reason.
        case cannotStart(String)
        /// The system gave no pipe or no memory for input and output, with the reason.
        case noResources(String)
        /// The program was killed after this time.
        case timedOut(Duration)
        /// The program was killed because it wrote more than this many bytes.
        case tooLarge(Int)
        /// The program was killed because it had more than this many processes at once.
        case tooManyProcesses(Int)
        /// The program was killed because the task that ran it was cancelled.
        case cancelled

        /// The reason in words for a person.
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
    /// All variables that the program gets.
    package let environment: [String: String]
    /// The folder that the program runs in.
    package let folder: String
    /// The time after which the program's whole process group is killed.
    package let wallClock: Duration
    /// How many bytes the program may write to standard output.
    package let outputLimit: Int
    /// How many processes may be in the namespace that the program makes at once, where it makes one; `nil` for any
    /// number.
    let processLimit: Int?

    /// Describes a run; nothing starts before ``run(input:)``.
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

    /// Runs the program with these bytes on its standard input. When this returns, the program has ended and every
    /// process of its group is killed.
    ///
    /// - Throws: ``Failure``.
    package func run(input: [UInt8] = []) async throws(Failure) -> Outcome {
        let cancellation = Cancellation()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<Outcome, Failure>, Never>) in
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

    /// The same on the calling thread, for a caller whose thread may wait, such as one of a queue of its own.
    ///
    /// - Throws: ``Failure``.
    package func runBlocking(input: [UInt8] = []) throws(Failure) -> Outcome {
        try ChildRun(process: self, cancellation: Cancellation()).run(input)
    }

    /// The end of the bytes that a program wrote to standard error, on one printable line.
    static func tail(of bytes: [UInt8]) -> String {
        SingleLine(String(decoding: bytes.suffix(300), as: UTF8.self)).collapsed
    }

    /// Tells the thread that waits for a child that its task was cancelled.
    final class Cancellation: Sendable {
        private let isCancelledState = Mutex(false)

        var isCancelled: Bool { isCancelledState.withLock { $0 } }

        func cancel() { isCancelledState.withLock { $0 = true } }
    }
}
