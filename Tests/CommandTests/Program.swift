import Glibc
import Synchronization

/// A program that was started: its words are read as they come, and it is never left running.
///
/// Confined to the test that started it: nothing here may be used by two threads at once.
final class Program {
    /// What a run left behind.
    struct Output {
        /// The exit status, or 128 and the signal's number.
        let status: Int32
        let text: String
        let errors: String
        /// The time limit was reached and the program was killed.
        let wasCutOff: Bool
    }

    struct CouldNotStart: Error, CustomStringConvertible {
        let description: String
    }

    private let process: pid_t
    /// Standard output and standard error, closed once they have ended.
    private var pipes: [Int32]
    private var bytes: [[UInt8]] = [[], []]
    private var status: Int32?

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: the program, looked up in PATH, and its arguments.
    ///   - environment: all of it: nothing of this process's own is handed on.
    init(_ arguments: [String], environment: [String: String], in folder: String) throws {
        (process, pipes) = try Self.turn.withLock { _ throws in
            try Self.spawn(["env", "-C", folder] + arguments, environment: environment)
        }
    }

    /// One start at a time: a child must not inherit another's pipe, which would then never end.
    private static let turn = Mutex(())

    private static func spawn(_ arguments: [String], environment: [String: String]) throws -> (pid_t, [Int32]) {
        let (output, errors) = (try pipe(), try pipe())
        defer { for end in [output.write, errors.write] { close(end) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.write, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.write, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of Swift's pool block nearly every signal, and a child inherits that: it would not hear SIGTERM.
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let words = CStrings(arguments)
        let variables = CStrings(environment.map { "\($0.key)=\($0.value)" }.sorted())
        var process: pid_t = 0
        let result = posix_spawnp(&process, arguments[0], &actions, &attributes, words.pointers, variables.pointers)
        guard result == 0 else {
            for end in [output.read, errors.read] { close(end) }
            throw CouldNotStart(description: "could not start \(arguments[0]): \(String(cString: strerror(result)))")
        }
        return (process, [output.read, errors.read])
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        for end in pipes where end >= 0 { close(end) }
    }

    /// What the program has said on standard error so far.
    var errors: String { String(decoding: bytes[1], as: UTF8.self) }

    /// Reads on until standard error holds `words` at least `count` times; false if the program ends or `seconds` pass before.
    func says(_ words: String, times count: Int = 1, within seconds: Double) -> Bool {
        let end = Self.now() + seconds
        while errors.ranges(of: words).count < count {
            guard pipes[1] >= 0, read(until: end) else { return false }
        }
        return true
    }

    func send(_ signal: Int32) { kill(process, signal) }

    /// Waits for the end of the program and kills it when `seconds` have passed.
    func end(within seconds: Double) -> Output {
        let end = Self.now() + seconds
        var wasCutOff = false
        while pipes.contains(where: { $0 >= 0 }) {
            guard read(until: end) else {
                wasCutOff = true
                break
            }
        }
        if wasCutOff { kill(process, SIGKILL) }
        var code: Int32 = 0
        while waitpid(process, &code, 0) < 0, errno == EINTR {}
        let signal = code & 0x7F
        let status = signal == 0 ? (code >> 8) & 0xFF : 128 + signal
        self.status = status
        return Output(
            status: status,
            text: String(decoding: bytes[0], as: UTF8.self),
            errors: errors,
            wasCutOff: wasCutOff
        )
    }

    /// Reads what there is, or waits for it; false when the time is over.
    private func read(until end: Double) -> Bool {
        var waiting = pipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let left = end - Self.now()
        guard left > 0, poll(&waiting, nfds_t(waiting.count), Int32(left * 1000) + 1) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        for index in pipes.indices where waiting[index].revents != 0 {
            let count = Glibc.read(pipes[index], &buffer, buffer.count)
            if count > 0 {
                bytes[index] += buffer[..<count]
            } else {
                close(pipes[index])
                pipes[index] = -1
            }
        }
        return true
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw CouldNotStart(description: "could not make a pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Strings for a C function that takes a list of them; freed with the list.
private final class CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ strings: [String]) { pointers = strings.map { strdup($0) } + [nil] }

    deinit { for pointer in pointers { free(pointer) } }
}
