import Foundations
import Glibc
import Testing

/// A named pipe that shows when the last process is gone that had it open for writing.
final class HeldPipe: Sendable {
    /// The path that a process opens.
    let path: String
    private let folder: PrivateFolder
    private let reading: Int32

    init() throws {
        folder = try PrivateFolder(named: "held-pipe-")
        path = folder.path + "/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        reading = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(reading >= 0)
    }

    deinit { close(reading) }

    /// Waits until no process has the pipe open for writing. Returns at once where none ever had.
    func waitUntilReleased() {
        // A read that does not block says 0 where there is no writer, and waits for none to come.
        while true {
            var byte: UInt8 = 0
            let count = read(reading, &byte, 1)
            if count == 0 { return }
            if count < 0, errno != EAGAIN, errno != EINTR { return }
            var watched = [pollfd(fd: reading, events: Int16(POLLIN), revents: 0)]
            poll(&watched, 1, -1)
        }
    }
}
