internal import CLinux
internal import Glibc

/// One run, on the thread that waits for it.
struct ChildRun {
    /// Between two looks at cancellation, time and the child's end, in milliseconds.
    private static let step: Int32 = 20

    let process: ChildProcess
    let cancellation: ChildProcess.Cancellation

    func run(_ input: [UInt8]) throws(ChildProcess.Failure) -> ChildProcess.End {
        guard !cancellation.isCancelled else { throw .cancelled }
        let standardInput = try Descriptor.memory(holding: input)
        let output = try Pipe.make()
        let complaints = try Pipe.make()
        let child = try spawn([standardInput.number, output.writing.number, complaints.writing.number])
        standardInput.close()
        output.writing.close()
        complaints.writing.close()
        return try wait(for: child, output: output.reading, complaints: complaints.reading)
    }

    private func wait(
        for child: pid_t,
        output: borrowing Descriptor,
        complaints: borrowing Descriptor
    ) throws(ChildProcess.Failure) -> ChildProcess.End {
        let end = ContinuousClock.now + process.wallClock
        var written: [UInt8] = []
        var complaint: [UInt8] = []
        var failure: ChildProcess.Failure?
        var open = (output: true, complaints: true)
        var hasEnded = false
        var census = process.processLimit.map { NamespaceCensus(limit: $0) }
        while failure == nil, !hasEnded || open.output || open.complaints {
            var watched = [
                pollfd(fd: open.output ? output.number : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: open.complaints ? complaints.number : -1, events: Int16(POLLIN), revents: 0),
            ]
            // An interrupted wait is a short one.
            let count = poll(&watched, 2, hasEnded ? 0 : Self.step)
            if watched[0].revents != 0 { open.output = output.read(into: &written) }
            if watched[1].revents != 0 { open.complaints = complaints.read(into: &complaint) }
            if complaint.count > 8_192 { complaint.removeFirst(complaint.count - 4_096) }
            if written.count > process.outputLimit { failure = .tooLarge(process.outputLimit) }
            if census?.isExceeded(by: child) == true { failure = .tooManyProcesses(census?.limit ?? 0) }
            if cancellation.isCancelled { failure = .cancelled }
            if ContinuousClock.now > end { failure = .timedOut(process.wallClock) }
            // What a grandchild holds open is not waited for: once the child has ended, what is there is all.
            if hasEnded, count <= 0 { break }
            hasEnded = hasEnded || Self.isOver(child)
        }
        // Before the child is reaped, so that the number of the group is still its own.
        kill(-child, SIGKILL)
        let status = Self.reap(child)
        if let failure { throw failure }
        return ChildProcess.End(status: status, output: written, complaint: ChildProcess.complaint(complaint))
    }

    /// Whether the child has ended; it stays to be reaped.
    private static func isOver(_ child: pid_t) -> Bool {
        var signal = siginfo_t()
        return waitid(P_PID, id_t(child), &signal, WEXITED | WNOHANG | WNOWAIT) == 0 && signal.si_signo != 0
    }

    private static func reap(_ child: pid_t) -> ChildProcess.Status {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let signal = Int(status & 0x7f)
        return signal == 0 ? .exited(Int(status >> 8 & 0xff)) : .killed(signal: signal)
    }

    // MARK: The start

    /// Starts the program in a process group of its own, with no descriptor but these three and no signal blocked or
    /// ignored, whatever the thread that starts it has.
    private func spawn(_ descriptors: [Int32]) throws(ChildProcess.Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target))
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        posix_spawn_file_actions_addchdir_np(&actions, process.folder)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let program = try executable()
        let variables = process.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var child: pid_t = 0
        var code: Int32 = ETXTBSY
        // A program that was just written is busy while a child that another thread starts still has our descriptor of
        // it, which is between its fork and its exec.
        for attempt in 0..<50 where code == ETXTBSY {
            if attempt > 0 { usleep(10_000) }
            code = withStrings(process.arguments) { arguments in
                withStrings(variables) { variables in
                    posix_spawn(&child, program, &actions, &attributes, arguments, variables)
                }
            }
        }
        guard code == 0 else { throw .cannotStart("\(program): \(String(cString: strerror(code)))") }
        return child
    }

    /// `posix_spawnp` would look in this process's `PATH`, not in the child's.
    private func executable() throws(ChildProcess.Failure) -> String {
        guard let name = process.arguments.first, !name.isEmpty else { throw .cannotStart("no program is named") }
        guard process.arguments.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw .cannotStart("an argument holds a zero byte")
        }
        if name.contains("/") { return name }
        for folder in (process.environment["PATH"] ?? "").split(separator: ":") where folder.hasPrefix("/") {
            let path = "\(folder)/\(name)"
            if access(path, X_OK) == 0 { return path }
        }
        throw .cannotStart("there is no \(name) in the PATH that it is given")
    }

    private func withStrings<Value>(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        var pointers = strings.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeBufferPointer { buffer in
            withExtendedLifetime(buffer) {
                // Not empty: there is the ending nil.
                buffer.baseAddress.map(body) ?? withUnsafePointer(to: nil) { body($0) }
            }
        }
    }
}
