package import Foundations
internal import Glibc

/// A program that runs while it is talked to: its output is read as it comes, it can be sent signals and input, and it is
/// never left running.
///
/// Every call blocks the thread that makes it. Confined to one thread at a time. For a program that is only run to its
/// end, see ``ChildProcess``.
package final class SpawnedProcess {
    /// The bytes that a program reads from standard input.
    package enum Input: Sendable {
        /// These, and then the end.
        case bytes([UInt8])
        /// Those that ``SpawnedProcess/write(_:)`` writes, until ``SpawnedProcess/closeInput()``.
        case pipe

        /// None.
        package static var empty: Input { .bytes([]) }
    }

    /// Where a program writes.
    package enum Stream: Int, Sendable {
        /// Standard output.
        case output
        /// Standard error.
        case errors
    }

    /// The result of a program that has ended.
    package struct Outcome: Sendable {
        /// The program's status, or the signal that ended it.
        package let status: ChildProcess.Status
        /// All that the program wrote to standard output, bytes that are not UTF-8 as U+FFFD.
        package let output: String
        /// All that the program wrote to standard error, in the same way.
        package let errors: String
        /// Whether the program was killed because its time was over.
        package let isTimedOut: Bool

        /// The status as a shell gives it: that of the program, or 128 and the number of the signal that ended it.
        package var shellStatus: Int {
            switch status {
            case .exited(let status): status
            case .killed(let signal): 128 + signal
            }
        }
    }

    /// The number of the program's process and of its process group.
    package let id: Int32

    private var input: Int32
    /// Standard output and standard error; -1 where the end has been read.
    private var ends: [Int32]
    private var bytes: [[UInt8]] = [[], []]
    private var status: ChildProcess.Status?

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: the program, looked for in the `PATH` of `environment`, and its arguments.
    ///   - environment: all variables that the program gets.
    ///   - folder: the folder that the program runs in.
    ///   - input: the bytes on its standard input.
    package init(
        arguments: [String],
        environment: [String: String],
        folder: String = "/",
        input: Input = .empty
    ) throws(ChildProcess.Failure) {
        let output = try Pipe.make()
        let errors = try Pipe.make()
        let spawn = Spawn(arguments: arguments, environment: environment, folder: folder)
        switch input {
        case .bytes(let bytes):
            let file = try Descriptor.memory(holding: bytes)
            id = try spawn.start(
                input: file.number,
                output: output.writing.number,
                errors: errors.writing.number
            )
            self.input = -1
        case .pipe:
            let pipe = try Pipe.makeBlocking()
            id = try spawn.start(
                input: pipe.reading.number,
                output: output.writing.number,
                errors: errors.writing.number
            )
            self.input = pipe.writing.release()
        }
        ends = [output.reading.release(), errors.reading.release()]
    }

    deinit {
        if status == nil {
            kill(-id, SIGKILL)
            _ = Spawn.reap(id)
        }
        for descriptor in ends + [input] where descriptor >= 0 { close(descriptor) }
    }

    // MARK: While it runs

    /// All that the program has written to a stream, as far as it has been read.
    package func text(_ stream: Stream) -> String { String(decoding: bytes[stream.rawValue], as: UTF8.self) }

    /// Reads on until `isComplete` holds for the text of a stream.
    ///
    /// - Returns: `false` if the stream ends or `limit` passes before.
    package func read(
        _ stream: Stream,
        within limit: Duration,
        until isComplete: (String) -> Bool
    ) -> Bool {
        let end = ContinuousClock.now + limit
        while !isComplete(text(stream)) {
            let left = ContinuousClock.now.duration(to: end)
            guard ends[stream.rawValue] >= 0, left > .zero else { return false }
            _ = read(within: left)
        }
        return true
    }

    /// The first line that the program writes to standard output, without its line feed; `nil` if it ends before or
    /// `limit` passes.
    package func firstLine(within limit: Duration) -> String? {
        guard read(.output, within: limit, until: { $0.contains("\n") }) else { return nil }
        return text(.output).split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init)
    }

    /// Writes to the program's standard input, which must be ``Input/pipe``.
    ///
    /// - Throws: ``SystemError`` with `EPIPE` where the program does not read any more; the process must ignore
    ///   `SIGPIPE` then.
    package func write(_ text: String) throws(SystemError) { try FileBytes.write(Array(text.utf8), to: input) }

    /// Ends the program's standard input.
    package func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Sends a signal to the program, not to processes that it has started. Does nothing after its end.
    package func send(_ signal: Int32) {
        if status == nil { kill(id, signal) }
    }

    // MARK: The end

    /// Ends the program's standard input, reads to the end of its output, waits for it, and kills its process group; the
    /// program itself is killed when `limit` has passed. Output that a process of its own holds open is not waited for.
    package func finish(within limit: Duration) -> Outcome {
        closeInput()
        let end = ContinuousClock.now + limit
        var isTimedOut = false
        var hasEnded = status != nil
        while !hasEnded || ends.contains(where: { $0 >= 0 }) {
            let isRead = read(within: hasEnded ? .zero : Self.step)
            // After the program has ended, no more output is waited for.
            if hasEnded, !isRead { break }
            hasEnded = hasEnded || Spawn.hasEnded(id)
            if !hasEnded, ContinuousClock.now > end {
                isTimedOut = true
                break
            }
        }
        let status = self.status ?? endGroup()
        self.status = status
        return Outcome(status: status, output: text(.output), errors: text(.errors), isTimedOut: isTimedOut)
    }

    private func endGroup() -> ChildProcess.Status {
        // Before the child is reaped, so that the number of the group is still its own.
        kill(-id, SIGKILL)
        return Spawn.reap(id)
    }

    /// The longest wait without a look at whether the program has ended.
    private static let step = Duration.milliseconds(20)

    /// Reads available output, or waits for it; `false` if none came.
    private func read(within limit: Duration) -> Bool {
        var watched = ends.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let milliseconds = Int32(clamping: Int((limit / .milliseconds(1)).rounded(.up)))
        guard poll(&watched, nfds_t(watched.count), max(milliseconds, 0)) > 0 else { return false }
        for index in ends.indices where watched[index].revents != 0 {
            let count: Int
            do throws(SystemError) {
                count = try FileBytes.readSome(ends[index], into: &bytes[index])
            } catch {
                count = error.number == EAGAIN ? 1 : 0
            }
            if count == 0 {
                close(ends[index])
                ends[index] = -1
            }
        }
        return true
    }
}
