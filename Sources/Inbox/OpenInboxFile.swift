internal import Glibc

/// An inbox file that is being read, and the only owner of its descriptor.
package struct OpenInboxFile: ~Copyable {
    /// The sizes of files that are read.
    package struct Limits: Sendable, Hashable {
        /// The size in bytes beyond which a file is refused.
        package var size: Int64
        /// The size in bytes beyond which a file is refused if it is almost all holes, because there is nothing in it.
        package var sparseSize: Int64

        /// Limits of 4 GB, and of 64 MB for a file of holes, unless others are given.
        package init(size: Int64 = 4 << 30, sparseSize: Int64 = 64 << 20) {
            self.size = size
            self.sparseSize = sparseSize
        }
    }

    /// A file is almost all holes if less than the 64th part of it is stored. Compressing file systems store more.
    private static let hollow: Int64 = 64

    /// The file as it was when it was opened.
    package let file: InboxFile
    /// Whether its owner may run it.
    package let isExecutable: Bool
    private let descriptor: Int32
    private let changed: Int64

    /// Takes over `descriptor`, even if it throws.
    init(owning descriptor: Int32, at path: InboxPath, within limits: Limits) throws(InboxError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let number = errno
            close(descriptor)
            throw .failed(operation: "look at", path: path.absolute, errno: number)
        }
        if let refusal = Self.refusal(of: status, at: path, within: limits) {
            close(descriptor)
            throw .refused(refusal)
        }
        self.descriptor = descriptor
        file = InboxFile(path: path, status: status)
        isExecutable = status.st_mode & S_IXUSR != 0
        changed = status.st_ctim.nanoseconds
    }

    deinit { close(descriptor) }

    /// Reads the next bytes into `buffer` and returns how many there were, 0 at the end.
    ///
    /// - Throws: `.failed` if the operating system cannot read; do not read on then.
    package borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(InboxError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw .failed(operation: "read", path: file.path.absolute, errno: errno) }
        }
    }

    /// Whether the file has not changed since it was opened, as far as the file system can tell.
    ///
    /// To be called after the last read: if it has changed, the bytes that were read may be a mixture of two states,
    /// and the file has to be read again later. A file that was renamed or removed meanwhile has changed too.
    package borrowing func isUnchanged() throws(InboxError) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .failed(operation: "look at", path: file.path.absolute, errno: errno)
        }
        return InboxFile(path: file.path, status: status).stamp == file.stamp
            && status.st_ctim.nanoseconds == changed
    }

    private static func refusal(of status: stat, at path: InboxPath, within limits: Limits) -> Refusal? {
        if let refusal = Refusal.ofKind(status.st_mode, path) { return refusal }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return Refusal(path, .notAFile, "it is a folder; drop a finished file")
        }
        let (size, stored) = (Int64(status.st_size), Int64(status.st_blocks) * 512)
        if size > limits.size {
            let why = "\(size) bytes are more than the limit of \(limits.size)"
            return Refusal(path, .tooLarge, "\(why); split it by session")
        }
        if size > limits.sparseSize, stored < size / hollow {
            return Refusal(
                path,
                .sparse,
                "\(stored) of its \(size) bytes are stored, the rest are holes; drop the data alone"
            )
        }
        // A second name can make somebody's private file look like a drop of this user, who may well read it.
        if status.st_nlink > 1, status.st_uid != geteuid() {
            return Refusal(path, .hardLink, "it has \(status.st_nlink) names (hard links); drop a copy")
        }
        return nil
    }
}
