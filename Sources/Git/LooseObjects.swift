internal import CLibGit2
internal import CLibZ
internal import Foundations
internal import Glibc

/// The objects in files of their own, read by zlib alone.
///
/// libgit2 can spin for ever on a loose object that was cut off (seen in 1.5.1, at four of seven lengths), so
/// objects written before an unclean stop are checked here before libgit2 reads them.
package enum LooseObjects {
    /// The objects that cannot be read back: cut off, empty, or with content that does not match the name; in order of name.
    ///
    /// - Parameters:
    ///   - gitdir: the repository's directory, ``Repository/path``.
    ///   - seconds: only files that were changed at or after that time, in seconds since 1970, are read.
    ///   - limit: the largest object in bytes that is read; a larger one counts as whole.
    /// - Throws: ``GitError`` with code `system` where a folder or a file cannot be opened or read.
    package static func check(
        gitdir: String,
        newerThan seconds: Int64,
        limit: Int = 256 << 20
    ) throws(GitError) -> [ObjectID] {
        try Library.start()
        var damaged: [ObjectID] = []
        for (prefix, kind) in try directoryEntries(in: gitdir + "/objects")
        where prefix.utf8.count == 2 && kind != UInt8(DT_REG) {
            for rest in try directoryNames(in: "\(gitdir)/objects/\(prefix)") {
                guard let id = ObjectID(prefix + rest) else { continue }
                let path = "\(gitdir)/objects/\(prefix)/\(rest)"
                if try !isWhole(id, at: path, newerThan: seconds, limit) { damaged.append(id) }
            }
        }
        return damaged.sorted()
    }

    private static func isWhole(
        _ id: ObjectID,
        at path: String,
        newerThan seconds: Int64,
        _ limit: Int
    ) throws(GitError) -> Bool {
        let operation = "read the object \(path)"
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            // Repacked in the meantime.
            if errno == ENOENT { return true }
            throw GitError(errno: errno, operation: operation)
        }
        defer { close(descriptor) }
        var status = stat()
        try checkSystem(fstat(descriptor, &status), operation)
        guard Int64(status.st_mtim.tv_sec) >= seconds else { return true }
        let compressed = try naming(operation) { () throws(SystemError) in try FileBytes.read(descriptor) }
        switch try inflate(compressed, limit, operation) {
        case .tooLarge: return true
        case .broken: return false
        case .whole(let bytes):
            guard let (type, content) = split(bytes) else { return false }
            return try Repository.hash(Array(content), type, operation) == id
        }
    }

    // MARK: Format

    private enum Inflated {
        case whole([UInt8])
        case tooLarge, broken
    }

    private static func inflate(_ compressed: [UInt8], _ limit: Int, _ operation: String) throws(GitError) -> Inflated {
        var input = compressed
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        let started = inflateInit_(&stream, ZLIB_VERSION, size)
        guard started == Z_OK else { throw failure(started, operation) }
        defer { inflateEnd(&stream) }
        return try input.withUnsafeMutableBufferPointer { (source) throws(GitError) in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(clamping: source.count)
            while true {
                let (result, room) = chunk.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    return (CLibZ.inflate(&stream, Z_NO_FLUSH), Int(stream.avail_out))
                }
                output += chunk[..<(chunk.count - room)]
                if output.count > limit { return .tooLarge }
                // Bytes behind the end are as wrong as bytes that are missing.
                if result == Z_STREAM_END { return stream.avail_in == 0 ? .whole(output) : .broken }
                // That zlib has no memory says nothing about the object.
                if result == Z_MEM_ERROR { throw failure(result, operation) }
                // Any other result, a request for more input included, is the end of a file that is cut off.
                guard result == Z_OK else { return .broken }
            }
        }
    }

    private static func failure(_ code: Int32, _ operation: String) -> GitError {
        GitError(.other(code), operation, reason: "zlib: \(String(cString: zError(code)))")
    }

    /// `type size␀content`, where the size is that of the content.
    private static func split(_ bytes: [UInt8]) -> (git_object_t, ArraySlice<UInt8>)? {
        guard let end = bytes.prefix(32).firstIndex(of: 0) else { return nil }
        let header = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
        let content = bytes[(end + 1)...]
        guard header.count == 2, Int(header[1]) == content.count else { return nil }
        let type = git_object_string2type(String(header[0]))
        return git_object_typeisloose(type) == 1 ? (type, content) : nil
    }
}
