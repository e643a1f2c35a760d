import Foundations
import Glibc
import Synchronization
import Testing

@Suite("The bytes of a descriptor")
struct FileBytesTests {
    private func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(Glibc.pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    @Test("are written whole, though a pipe takes only a part of them at once", .timeLimit(.minutes(1)))
    func partialWrites() async throws {
        let ends = try pipe()
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        let reader = Task.detached {
            defer { close(ends.reading) }
            return try FileBytes.read(ends.reading)
        }
        try FileBytes.write(bytes[...], to: ends.writing)
        close(ends.writing)

        #expect(try await reader.value == bytes)
    }

    @Test("are written whole, whatever interrupts", .timeLimit(.minutes(1)))
    func interruptions() async {
        // In a process of its own: the signal's handler is the process's.
        await #expect(processExitsWith: .success) {
            var action = sigaction()
            // Without SA_RESTART, so that a call ends with EINTR.
            action.__sigaction_handler.sa_handler = { _ in }
            try #require(sigaction(SIGUSR1, &action, nil) == 0)
            var ends: [Int32] = [-1, -1]
            try #require(Glibc.pipe(&ends) == 0)
            let (reading, writing) = (ends[0], ends[1])
            let writer = WriterThread()
            let bytes = [UInt8](repeating: 7, count: 4_000_000)
            try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    writer.isCurrent()
                    try FileBytes.write(bytes, to: writing)
                    writer.isDone()
                    close(writing)
                    return 0
                }
                group.addTask {
                    var all: [UInt8] = []
                    var count = 0
                    repeat {
                        writer.interrupt()
                        count = try FileBytes.readSome(reading, into: &all)
                    } while count > 0
                    return all.count
                }
                let total = try await group.reduce(0, +)
                #expect(total == bytes.count)
            }
        }
    }

    @Test("that cannot be written or read are a failure with the system's number")
    func failures() throws {
        #expect(throws: SystemError(number: EBADF)) { try FileBytes.write([1], to: -1) }
        #expect(throws: SystemError(number: EBADF)) { try FileBytes.read(-1) }
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        defer { close(full) }
        #expect(throws: SystemError(number: ENOSPC)) { try FileBytes.write([1, 2, 3], to: full) }
        #expect(throws: Never.self) { try FileBytes.write([UInt8](), to: -1) }
    }

    @Test("are read up to a limit", arguments: [0, 1, 100, 70_000, 200_000])
    func limits(limit: Int) throws {
        let zero = open("/dev/zero", O_RDONLY | O_CLOEXEC)
        defer { close(zero) }

        #expect(try FileBytes.read(zero, limit: limit) == [UInt8](repeating: 0, count: limit))
    }
}

/// The thread that writes, as long as it does.
private final class WriterThread: Sendable {
    private let thread = Mutex<pthread_t?>(nil)

    func isCurrent() { thread.withLock { $0 = pthread_self() } }
    func isDone() { thread.withLock { $0 = nil } }
    func interrupt() { _ = thread.withLock { $0.map { pthread_kill($0, SIGUSR1) } } }
}

@Suite("A failure of the system")
struct SystemErrorTests {
    @Test("is said in the system's words")
    func words() {
        #expect("\(SystemError(number: ENOENT))" == "No such file or directory")
    }

    @Test("is thrown for a negative result alone")
    func results() throws {
        #expect(try SystemError.check(3) == 3)
        #expect(throws: SystemError(number: ENOENT)) { try SystemError.check(open("/nowhere/at/all", O_RDONLY)) }
    }
}
