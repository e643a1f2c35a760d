internal import Dispatch
internal import Glibc

/// A named pipe that tells when a process has written to it and when the last one that had it open is gone.
package final class HeldPipe: Sendable {
    /// The path that a process opens. The pipe is alone in its folder.
    package var path: String { folder.path(of: "pipe") }
    /// The folder around the pipe, for a sandbox that is to see it.
    package let folder: TemporaryFolder
    private let reading: Int32

    /// Makes the pipe in a folder of its own.
    ///
    /// - Throws: ``TestFailure`` where it cannot be made.
    package init() throws {
        folder = try TemporaryFolder()
        let path = folder.path(of: "pipe")
        guard mkfifo(path, 0o600) == 0 else {
            throw TestFailure("no pipe \(path): \(String(cString: strerror(errno)))")
        }
        reading = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard reading >= 0 else { throw TestFailure("cannot open \(path): \(String(cString: strerror(errno)))") }
    }

    deinit { close(reading) }

    /// Waits until a process has written to the pipe, on a thread of its own.
    ///
    /// - Returns: `false` where none does so within ``RunningProgram/patience``.
    package func waitUntilWritten() async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.waitForEvent()) }
        }
    }

    /// Waits until no process has the pipe open for writing. Returns at once where none ever had.
    ///
    /// - Returns: `false` where one keeps it open for ``RunningProgram/patience``.
    package func waitUntilReleased() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 256)
        while true {
            // A read that does not block says 0 where there is no writer, and fails where there is one that is silent.
            let count = read(reading, &buffer, buffer.count)
            if count == 0 { return true }
            guard count > 0 || errno == EINTR || errno == EAGAIN && waitForEvent() else { return false }
        }
    }

    private func waitForEvent() -> Bool {
        var watched = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        while true {
            let count = poll(&watched, 1, Int32(RunningProgram.patience / .milliseconds(1)))
            if count >= 0 || errno != EINTR { return count == 1 }
        }
    }
}
