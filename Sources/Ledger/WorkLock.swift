internal import Foundations
internal import Glibc
internal import Synchronization

/// The lock that one process at a time holds while it works on an installation. The kernel releases it when the process
/// ends, however it ends.
package struct WorkLock: ~Copyable {
    fileprivate let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Parameters:
    ///   - path: of the lock file, which is made if it does not exist.
    ///   - patience: how many seconds to wait for another process.
    /// - Throws: ``OperationError/busy(_:)`` if another process still holds it then.
    package init(path: String, patience: Double = 0) throws(OperationError) {
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
        Self.write(nil, to: descriptor)
        self.descriptor = descriptor
    }

    /// The size of a lock file. Notes have their place in it before they are needed: on a full disk there would be none.
    private static let size = 2048

    fileprivate static func write(_ note: String?, to descriptor: Int32) {
        let text = "\(getpid())\n\(note.map { SingleLine($0).description } ?? "")"
        var bytes = Array(text.utf8.prefix(size - 1))
        bytes += [UInt8](repeating: UInt8(ascii: " "), count: size - 1 - bytes.count) + [UInt8(ascii: "\n")]
        // A note that cannot be written is one that nobody reads; the lock holds without it.
        _ = pwrite(descriptor, bytes, bytes.count, 0)
    }

    /// Writes a note into the file, such as why the process waits; nil removes it. Not to be used once the lock is gone.
    package var noteWriter: @Sendable (String?) -> Void {
        let written = Mutex<String?>(nil)
        return { [descriptor] note in
            written.withLock { last in
                guard last != note else { return }
                last = note
                Self.write(note, to: descriptor)
            }
        }
    }

    /// The note of the process that holds the lock of a file; nil if there is none.
    package static func note(path: String) -> String? {
        guard isHeld(path: path) else { return nil }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // What cannot be read is not a note.
        let bytes = (try? FileBytes.read(descriptor, limit: size)) ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let note = lines.dropFirst().first.map { SingleLine($0).collapsed } ?? ""
        return note.isEmpty ? nil : note
    }

    private static func holder(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &buffer, 31, 0)
        guard count > 1 else { return "" }
        return " (pid \(String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").first ?? ""))"
    }

    deinit {
        // Closing is not enough: a child that another thread is about to start has a copy of the descriptor until it
        // executes its program, and the lock is held as long as any copy is open.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Whether a process holds the lock of a file. The lock is not taken, and the file is not made or changed.
    ///
    /// The kernel lists locks by device and inode in `/proc/locks`; locks of processes in another container are not
    /// among them.
    package static func isHeld(path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        let descriptor = open("/proc/locks", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // A list that cannot be read names no lock.
        let locks = (try? FileBytes.read(descriptor, limit: 1 << 20)) ?? []
        return String(decoding: locks, as: UTF8.self).split(separator: "\n").contains { line in
            let fields = line.split(separator: " ")
            return fields.contains("FLOCK") && fields.contains { $0.hasSuffix(":\(status.st_ino)") }
        }
    }
}

/// Proof that the work lock is held: whatever changes ledger, archive or repository takes one as a parameter.
///
/// Only ``WorkLock/withPermit(path:patience:_:)`` makes one, and it cannot be copied or kept.
package struct WorkPermit: ~Copyable, Sendable {
    private let descriptor: Int32
    private let path: String

    fileprivate init(_ lock: borrowing WorkLock, path: String) {
        descriptor = lock.descriptor
        self.path = path
    }

    /// Does work during which other processes may take the lock: what takes long and changes nothing, such as questions to a
    /// model. Nobody has to wait for it who wants to take something back.
    ///
    /// What was read before may have changed when it returns.
    ///
    /// - Throws: ``OperationError/busy(_:)`` if another process does work of this kind, and whatever `work` throws.
    package func released<Value>(_ work: () async throws -> Value) async throws -> Value {
        let second = try WorkLock(path: Self.second(path))
        flock(descriptor, LOCK_UN)
        let result: Result<Value, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        // Other work takes seconds.
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw OperationError.system("lock \(path)", errno) }
            try await Task.sleep(for: .milliseconds(50))
        }
        WorkLock.write(nil, to: descriptor)
        _ = consume second
        return try result.get()
    }

    /// Checks that no other process has released its lock for a while, and comes back.
    ///
    /// - Throws: ``OperationError/busy(_:)`` if one has.
    package func requireNoneReleased() throws(OperationError) {
        guard access(Self.second(path), F_OK) == 0 else { return }
        _ = try WorkLock(path: Self.second(path))
    }

    /// The lock that is held while the lock at `path` is released.
    private static func second(_ path: String) -> String { path + ".released" }
}

extension WorkLock {
    /// Does work while the lock is held.
    ///
    /// - Parameters:
    ///   - path: of the lock file.
    ///   - patience: how many seconds to wait for another process.
    /// - Throws: ``OperationError/busy(_:)`` if another process holds the lock, and whatever `work` throws.
    package static func withPermit<Value>(
        path: String,
        patience: Double = 0,
        _ work: (borrowing WorkPermit) async throws -> Value
    ) async throws -> Value {
        let lock = try WorkLock(path: path, patience: patience)
        let permit = WorkPermit(lock, path: path)
        let value = try await work(permit)
        _ = consume lock
        return value
    }
}
