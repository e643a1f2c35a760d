internal import Foundations
internal import Glibc
internal import Prompting

/// The owner of a descriptor of a file or folder that was opened without following a link.
struct OpenFile: ~Copyable {
    let number: Int32

    /// Takes over a descriptor.
    private init(_ number: Int32) { self.number = number }

    deinit { Glibc.close(number) }

    /// Opens the folder at an absolute path.
    static func folder(_ path: String) throws(ArtifactFault) -> OpenFile {
        let number = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard number >= 0 else { throw Self.fault("open the folder", path) }
        return OpenFile(number)
    }

    /// Opens a name in this folder. A link is an error, and opening a pipe does not wait.
    func opening(_ name: [CChar], _ flags: Int32, path: String, mode: mode_t = 0o644) throws(ArtifactFault) -> OpenFile
    {
        let number = openat(self.number, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode)
        guard number >= 0 else { throw Self.fault("open", path) }
        return OpenFile(number)
    }

    /// The names of a folder, sorted by their bytes.
    func names(path: String) throws(ArtifactFault) -> [[CChar]] {
        let number = openat(self.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw Self.fault("list", path) }
        do throws(SystemError) {
            let entries = try FolderEntries(owning: number)
            var names: [[CChar]] = []
            while let entry = try entries.next() {
                names.append(Array(UnsafeBufferPointer(start: entry.bytes, count: strlen(entry.bytes) + 1)))
            }
            return names.sorted { $0.lexicographicallyPrecedes($1) }
        } catch {
            throw Self.fault("list", path, error)
        }
    }

    /// The status of a name in this folder, without following a link.
    func status(_ name: [CChar], path: String) throws(ArtifactFault) -> stat {
        var status = stat()
        guard fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw Self.fault("look at", path) }
        return status
    }

    /// The size; `nil` unless it is a regular file.
    var size: Int? {
        var status = stat()
        guard fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// Reads the content in chunks, at most `limit` bytes.
    func read(
        limit: Int = .max,
        path: String,
        each: (UnsafeRawBufferPointer) throws(ArtifactFault) -> Void
    ) throws(ArtifactFault) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { buffer.deallocate() }
        var left = limit
        while left > 0 {
            let count = Glibc.read(number, buffer.baseAddress, min(left, buffer.count))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.fault("read", path) }
            guard count > 0 else { return }
            try each(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            left -= count
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, path: String) throws(ArtifactFault) {
        do throws(SystemError) {
            try FileBytes.write(bytes, to: number)
        } catch {
            throw Self.fault("write", path, error)
        }
    }

    /// What went wrong with the last call of the system.
    static func fault(_ operation: String, _ path: String, _ error: SystemError = .last) -> ArtifactFault {
        let reason =
            error.number == ELOOP || error.number == ENOTDIR
            ? "a link, which is not followed, or no folder is on the way"
            : error.description.lowercased()
        return .unusable("could not \(operation) \(Excerpt.line(of: path, limit: 200)): \(reason)")
    }
}
