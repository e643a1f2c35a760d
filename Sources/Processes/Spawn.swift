internal import CLinux
internal import Foundations
internal import Glibc

/// The start of a program: in a process group of its own, with three descriptors and no other, and with no signal
/// blocked or ignored, whatever the thread that starts it has.
struct Spawn {
    /// The program, looked for in the `PATH` of `environment`, and its arguments.
    let arguments: [String]
    /// All variables that the program gets.
    let environment: [String: String]
    /// The folder that the program runs in.
    let folder: String

    /// Starts the program and returns the number of its process, which has to be reaped.
    func start(input: Int32, output: Int32, errors: Int32) throws(ChildProcess.Failure) -> pid_t {
        let program = try executable()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, descriptor) in [input, output, errors].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target))
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        posix_spawn_file_actions_addchdir_np(&actions, folder)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of Swift's pool block nearly every signal, and a child inherits that: it would not see SIGTERM.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var child: pid_t = 0
        var code: Int32 = ETXTBSY
        // A program that was just written is busy while a child that another thread starts still has our descriptor of
        // it, which is between its fork and its exec.
        for attempt in 0..<50 where code == ETXTBSY {
            if attempt > 0 { usleep(10_000) }
            code = withStrings(arguments) { arguments in
                withStrings(variables) { variables in
                    posix_spawn(&child, program, &actions, &attributes, arguments, variables)
                }
            }
        }
        guard code == 0 else { throw .cannotStart("\(program): \(SystemError(number: code))") }
        return child
    }

    /// The path of the program. `posix_spawnp` would look in this process's `PATH`, not in the child's.
    private func executable() throws(ChildProcess.Failure) -> String {
        guard let name = arguments.first, !name.isEmpty else { throw .cannotStart("no program is named") }
        guard arguments.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw .cannotStart("an argument holds a zero byte")
        }
        if name.contains("/") { return name }
        for folder in (environment["PATH"] ?? "").split(separator: ":") where folder.hasPrefix("/") {
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

    // MARK: The end

    /// Whether a child has ended; it stays to be reaped.
    static func hasEnded(_ child: pid_t) -> Bool {
        var signal = siginfo_t()
        return waitid(P_PID, id_t(child), &signal, WEXITED | WNOHANG | WNOWAIT) == 0 && signal.si_signo != 0
    }

    /// Waits for the end of a child and returns how it ended; its number is free then.
    static func reap(_ child: pid_t) -> ChildProcess.Status {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let signal = Int(status & 0x7f)
        return signal == 0 ? .exited(Int(status >> 8 & 0xff)) : .killed(signal: signal)
    }
}
