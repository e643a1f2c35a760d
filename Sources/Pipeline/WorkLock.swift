internal import Glibc

/// A file that one process at a time holds: the kernel lets go of it when the process ends, however it ends.
package struct WorkLock: ~Copyable {
    private let descriptor: Int32

    /// - Throws: ``PipelineError/busy(_:)`` if another process holds it after `patience` seconds.
    package init(path: String, patience: Double = 0) throws(PipelineError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system("open the lock \(path)", errno) }
        var waited = 0.0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                let code = errno
                close(descriptor)
                throw .system("lock \(path)", code)
            }
            guard waited < patience else {
                let holder = Self.holder(descriptor)
                close(descriptor)
                throw .busy(
                    "another trace2skill\(holder) is at work here (it holds \(path)); try again when it has ended"
                )
            }
            usleep(50_000)
            waited += 0.05
        }
        ftruncate(descriptor, 0)
        let text = "\(getpid())\n"
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
        self.descriptor = descriptor
    }

    private static func holder(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &buffer, 31, 0)
        guard count > 1 else { return "" }
        return " (pid \(String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").first ?? ""))"
    }

    deinit { close(descriptor) }
}

/// What keeps the pipeline from going on.
package enum PipelineError: Error, Sendable, Equatable, CustomStringConvertible {
    case busy(String)
    case system(String, Int32)
    case blocked(String)
    case refused(String)
    case notFound(String)

    package var description: String {
        switch self {
        case .busy(let text), .blocked(let text), .refused(let text), .notFound(let text): text
        case .system(let operation, let code): "could not \(operation): \(String(cString: strerror(code)))"
        }
    }
}
