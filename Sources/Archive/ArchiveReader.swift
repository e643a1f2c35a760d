internal import CLibZstd
internal import Crypto
internal import Glibc

/// A content that is being read back: the one owner of its descriptor and its decompression context.
package struct ArchiveReader: ~Copyable {
    /// The name of the content in the archive.
    package let digest: ContentDigest
    /// The name under which the file was dropped; nil where it was not kept.
    package let name: String?
    private let path: String
    private let descriptor: Int32
    private let context: OpaquePointer
    private let input: UnsafeMutableRawBufferPointer
    private var filled = 0
    private var position = 0
    private var hash: SHA256?
    /// Whether the frame has been read to its end, checksum included.
    private var isComplete = false

    init(_ digest: ContentDigest, archive: Archive, verifying: Bool) throws(ArchiveError) {
        let path = archive.path(of: digest)
        let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw .missing(digest, archive: archive.root) }
            throw .failed(operation: "open", path: path, errno: errno)
        }
        guard let context = ZSTD_createDCtx() else {
            close(descriptor)
            throw .compression(operation: "open", path: path, reason: "out of memory")
        }
        self.digest = digest
        self.path = path
        self.descriptor = descriptor
        name = ArchiveNote.read(from: descriptor)?.name
        self.context = context
        input = .allocate(byteCount: ZSTD_DStreamInSize(), alignment: 16)
        hash = verifying ? SHA256() : nil
    }

    deinit {
        ZSTD_freeDCtx(context)
        input.deallocate()
        close(descriptor)
    }

    /// Reads the next bytes into `buffer`, which is not empty, and returns how many there were, 0 at the end.
    ///
    /// Throws `.damaged` if the file is cut short or altered, and at the end, if it is verified, when the content has
    /// another digest than its name.
    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        precondition(!buffer.isEmpty, "an empty buffer cannot be told from the end")
        while true {
            if position == filled, try !refill() {
                guard isComplete else { throw .damaged(digest, path: path, reason: "the file is cut short") }
                try checkDigest()
                return 0
            }
            let count = try decompress(into: buffer)
            if count > 0 {
                hash?.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                return count
            }
        }
    }

    /// False at the end of the file.
    private mutating func refill() throws(ArchiveError) -> Bool {
        // zstd keeps decompressed bytes back when the buffer was full; with no input it delivers them.
        if !isComplete, hasPending { return true }
        while true {
            let count = Glibc.read(descriptor, input.baseAddress, input.count)
            if count >= 0 {
                (position, filled) = (0, count)
                return count > 0
            }
            guard errno == EINTR else { throw .failed(operation: "read", path: path, errno: errno) }
        }
    }

    /// Whether the last call filled the caller's buffer, so that there may be more without more input.
    private var hasPending = false

    private mutating func decompress(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: filled, pos: position)
        var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
        let left = ZSTD_decompressStream(context, &target, &source)
        guard ZSTD_isError(left) == 0 else {
            throw .damaged(digest, path: path, reason: String(cString: ZSTD_getErrorName(left)))
        }
        position = source.pos
        isComplete = left == 0
        hasPending = target.pos == target.size
        return target.pos
    }

    private mutating func checkDigest() throws(ArchiveError) {
        guard let hash else { return }
        self.hash = nil
        let found = ContentDigest(hash.finalize())
        guard found == digest else {
            throw .damaged(digest, path: path, reason: "its content has sha256 \(found)")
        }
    }
}
