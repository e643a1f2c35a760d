internal import CLibZstd
internal import Crypto

/// What became of a content that was stored.
package struct StoredContent: Sendable, Hashable {
    /// The name of the content in the archive.
    package let digest: ContentDigest
    /// Bytes, not compressed.
    package let size: Int64
    /// False if the archive held the content before.
    package let isNew: Bool
}

/// One content on its way into the archive. Dropped without `finish`, it leaves nothing behind.
package struct ArchiveWriter: ~Copyable {
    private let archive: Archive
    private let file: TemporaryFile
    private let compressor: Compressor
    private var hash: SHA256
    private var size: Int64

    init(
        archive: Archive,
        temporaryFolder: String,
        level: Int32,
        name: String?,
        size: Int?
    ) throws(ArchiveError) {
        let compressor = try Compressor(level: level, size: size, path: temporaryFolder)
        let file = try TemporaryFile(in: temporaryFolder)
        // Without a name that JSON can hold, the content is stored as one without a name.
        if let name, let frame = try? ArchiveNote(name: name).frame() {
            try frame.withUnsafeBufferPointer { (bytes) throws(ArchiveError) in
                try file.write(UnsafeRawBufferPointer(bytes))
            }
        }
        self.archive = archive
        self.compressor = compressor
        self.file = file
        hash = SHA256()
        self.size = 0
    }

    /// Takes the next bytes of the content. After an error the writer is to be dropped.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
        guard !bytes.isEmpty else { return }
        hash.update(bufferPointer: bytes)
        size += Int64(bytes.count)
        try compressor.compress(bytes, ends: false, into: file)
    }

    /// Ends the content; the file is complete, but perhaps not on disk yet.
    consuming func end() throws(ArchiveError) -> TemporaryFile {
        try compressor.compress(UnsafeRawBufferPointer(start: nil, count: 0), ends: true, into: file)
        return file
    }

    /// Ends the content and puts it on disk, name included, unless the archive holds it already.
    package consuming func finish() throws(ArchiveError) -> StoredContent {
        try compressor.compress(UnsafeRawBufferPointer(start: nil, count: 0), ends: true, into: file)
        try file.synchronize()
        let digest = ContentDigest(hash.finalize())
        let isNew = try archive.adopt(file, as: digest)
        return StoredContent(digest: digest, size: size, isNew: isNew)
    }
}

/// The one owner of a zstd compression context.
private struct Compressor: ~Copyable {
    private let context: OpaquePointer
    private let output: UnsafeMutableRawBufferPointer

    /// - Parameter size: of what will be compressed, in bytes, if it is known: for a small content it saves most of the
    ///   memory that would have to be cleared first.
    init(level: Int32, size: Int?, path: String) throws(ArchiveError) {
        guard let context = ZSTD_createCCtx() else {
            throw .compression(operation: "write in", path: path, reason: "out of memory")
        }
        // With a checksum, damage is found by every reader, also by one that does not hash the content.
        for (parameter, value) in [(ZSTD_c_compressionLevel, level), (ZSTD_c_checksumFlag, 1)] {
            let result = ZSTD_CCtx_setParameter(context, parameter, value)
            if let reason = Self.reason(result) {
                ZSTD_freeCCtx(context)
                throw .compression(operation: "write in", path: path, reason: reason)
            }
        }
        if let size, let reason = Self.reason(ZSTD_CCtx_setPledgedSrcSize(context, UInt64(size))) {
            ZSTD_freeCCtx(context)
            throw .compression(operation: "write in", path: path, reason: reason)
        }
        self.context = context
        output = .allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 16)
    }

    deinit {
        ZSTD_freeCCtx(context)
        output.deallocate()
    }

    /// Compresses all of `bytes` to `file`.
    borrowing func compress(
        _ bytes: UnsafeRawBufferPointer,
        ends: Bool,
        into file: borrowing TemporaryFile
    ) throws(ArchiveError) {
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while true {
            var result = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
            let left = ZSTD_compressStream2(context, &result, &input, ends ? ZSTD_e_end : ZSTD_e_continue)
            if let reason = Self.reason(left) {
                throw .compression(operation: "compress", path: file.path, reason: reason)
            }
            try file.write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(output)[..<result.pos]))
            if ends ? left == 0 : input.pos == input.size { return }
        }
    }

    /// zstd's words for a result that is an error; nil for any other.
    private static func reason(_ result: Int) -> String? {
        ZSTD_isError(result) == 0 ? nil : String(cString: ZSTD_getErrorName(result))
    }
}
