internal import Glibc

/// One run of a program, on the thread that waits for it.
struct ChildRun {
    /// The time between two looks at cancellation, time and the child's end, in milliseconds.
    private static let step: Int32 = 20

    let process: ChildProcess
    let cancellation: ChildProcess.Cancellation

    func run(_ input: [UInt8]) throws(ChildProcess.Failure) -> ChildProcess.Outcome {
        guard !cancellation.isCancelled else { throw .cancelled }
        let standardInput = try Descriptor.memory(holding: input)
        let output = try Pipe.make()
        let errors = try Pipe.make()
        let child = try Spawn(
            arguments: process.arguments,
            environment: process.environment,
            folder: process.folder
        ).start(input: standardInput.number, output: output.writing.number, errors: errors.writing.number)
        standardInput.close()
        output.writing.close()
        errors.writing.close()
        return try wait(for: child, output: output.reading, errors: errors.reading)
    }

    private func wait(
        for child: pid_t,
        output: borrowing Descriptor,
        errors: borrowing Descriptor
    ) throws(ChildProcess.Failure) -> ChildProcess.Outcome {
        let end = ContinuousClock.now + process.wallClock
        var outputBytes: [UInt8] = []
        var errorBytes: [UInt8] = []
        var failure: ChildProcess.Failure?
        var open = (output: true, errors: true)
        var hasEnded = false
        var census = process.processLimit.map { NamespaceCensus(limit: $0) }
        while failure == nil, !hasEnded || open.output || open.errors {
            var watched = [
                pollfd(fd: open.output ? output.number : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: open.errors ? errors.number : -1, events: Int16(POLLIN), revents: 0),
            ]
            // An interrupted wait is a short one.
            let count = poll(&watched, 2, hasEnded ? 0 : Self.step)
            if watched[0].revents != 0 { open.output = output.read(into: &outputBytes) }
            if watched[1].revents != 0 { open.errors = errors.read(into: &errorBytes) }
            if errorBytes.count > 8_192 { errorBytes.removeFirst(errorBytes.count - 4_096) }
            if outputBytes.count > process.outputLimit { failure = .tooLarge(process.outputLimit) }
            if census?.isExceeded(by: child) == true { failure = .tooManyProcesses(census?.limit ?? 0) }
            if cancellation.isCancelled { failure = .cancelled }
            if ContinuousClock.now > end { failure = .timedOut(process.wallClock) }
            // A pipe that a grandchild holds open is not waited for: after the child has ended, no more output is waited for.
            if hasEnded, count <= 0 { break }
            hasEnded = hasEnded || Spawn.hasEnded(child)
        }
        // Before the child is reaped, so that the number of the group is still its own.
        kill(-child, SIGKILL)
        let status = Spawn.reap(child)
        if let failure { throw failure }
        return ChildProcess.Outcome(
            status: status,
            output: outputBytes,
            stderrTail: ChildProcess.tail(of: errorBytes)
        )
    }
}
