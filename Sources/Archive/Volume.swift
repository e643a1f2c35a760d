internal import CLinux
internal import Glibc

/// A file system that is put on disk as a whole, with one wait for all files of a batch.
///
/// `fsync` of each of many files waits for the disk once a file, since each call makes the disk empty its cache.
final class Volume: Sendable {
    private let path: String
    private let descriptor: Int32

    /// File systems on local disks whose `syncfs` waits until names and contents are on disk and reports their errors:
    /// ext2 to ext4, XFS, Btrfs, F2FS, and tmpfs, which has no disk.
    private static let known: Set<UInt32> = [0xEF53, 0x5846_5342, 0x9123_683E, 0xF2F5_2010, 0x0102_1994]

    /// Opens the file system of a folder.
    ///
    /// - Returns: nil if it cannot be relied on, or if the kernel does not report errors of `syncfs`, as before 5.8: then
    ///   each file has to be put on disk by itself.
    init?(of path: String) {
        var status = statfs()
        guard Self.kernelReportsErrors, statfs(path, &status) == 0,
            Self.known.contains(UInt32(truncatingIfNeeded: status.f_type))
        else { return nil }
        // Errors are those since the file was opened, so it is opened before anything is written.
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        self.path = path
    }

    deinit { close(descriptor) }

    /// Puts everything on disk that was written to the file system.
    func synchronize() throws(ArchiveError) {
        guard syncfs(descriptor) == 0 else { throw .failed(operation: "put on disk", path: path, errno: errno) }
    }

    private static let kernelReportsErrors: Bool = {
        var name = utsname()
        guard uname(&name) == 0 else { return false }
        let release = withUnsafeBytes(of: &name.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return Volume.reportsErrors(kernel: release)
    }()

    /// Whether the kernel of a release, such as `6.1.0-18-amd64`, reports the errors of writing to `syncfs`.
    static func reportsErrors(kernel release: String) -> Bool {
        let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else { return false }
        return numbers[0] > 5 || (numbers[0] == 5 && numbers[1] >= 8)
    }
}
