package import Processes

/// A program that a test started. Its output is read as it comes, and it never outlives this object.
///
/// Use one from one thread at a time.
package final class RunningProgram {
    /// The result of a run.
    package struct Output: Sendable {
        /// The exit status, or 128 and the number of the signal that ended the program.
        package let status: Int32
        /// Everything that it wrote to standard output.
        package let text: String
        /// Everything that it wrote to standard error.
        package let errors: String
        /// Whether it was killed because it did not end by itself.
        package let wasKilled: Bool
    }

    /// After this time a program is taken to hang, and is killed. No test depends on how long a program takes: this only
    /// turns a test that would never end into one that fails.
    package static let patience = Duration.seconds(55)

    private let process: SpawnedProcess

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: the program, looked up in the `PATH` of `environment`, and its arguments.
    ///   - environment: all of its environment; nothing of this process's own is handed on.
    ///   - folder: its working folder.
    ///   - input: its standard input.
    /// - Throws: `ChildProcess.Failure` if the program cannot be started.
    package init(
        _ arguments: [String],
        environment: [String: String],
        in folder: String = "/",
        input: String = ""
    ) throws(ChildProcess.Failure) {
        process = try SpawnedProcess(
            arguments: arguments,
            environment: environment,
            folder: folder,
            input: .bytes(Array(input.utf8))
        )
    }

    /// What the program has written to standard error so far.
    package var errors: String { process.text(.errors) }

    /// Reads until standard error holds a text at least `count` times.
    ///
    /// - Returns: `false` if the program ends, or hangs, before.
    package func writes(_ text: String, times count: Int = 1) -> Bool {
        process.read(.errors, within: Self.patience) { $0.ranges(of: text).count >= count }
    }

    /// Sends a signal to the program.
    package func send(_ signal: Int32) { process.send(signal) }

    /// Waits for the end of the program.
    package func end() -> Output {
        let outcome = process.finish(within: Self.patience)
        return Output(
            status: Int32(outcome.shellStatus),
            text: outcome.output,
            errors: outcome.errors,
            wasKilled: outcome.isTimedOut
        )
    }
}
