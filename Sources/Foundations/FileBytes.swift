internal import Glibc

/// The bytes behind a descriptor, read and written whole: the system may do either in parts, or be interrupted.
package enum FileBytes {
    /// Writes all of `bytes`. After a failure a part of them may be written.
    package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .last
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Writes all of `bytes`. After a failure a part of them may be written.
    package static func write(_ bytes: some Collection<UInt8>, to descriptor: Int32) throws(SystemError) {
        var failure: SystemError?
        func write(_ bytes: UnsafeRawBufferPointer) {
            do throws(SystemError) { try self.write(bytes, to: descriptor) } catch { failure = error }
        }
        if bytes.withContiguousStorageIfAvailable({ write(UnsafeRawBufferPointer($0)) }) == nil {
            Array(bytes).withUnsafeBytes(write)
        }
        if let failure { throw failure }
    }

    /// Reads to the end.
    ///
    /// - Parameter limit: how many bytes are read at most; a caller that must know whether there are more asks for one
    ///   more.
    package static func read(_ descriptor: Int32, limit: Int = .max) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let count = try readSome(descriptor, limit: min(limit - bytes.count, 1 << 16), into: &bytes)
            if count == 0 { break }
        }
        return bytes
    }

    /// Appends the bytes that one call gives and returns their number, 0 at the end.
    package static func readSome(
        _ descriptor: Int32,
        limit: Int = 1 << 16,
        into bytes: inout [UInt8]
    ) throws(SystemError) -> Int {
        var failure: SystemError?
        let count = withUnsafeTemporaryAllocation(byteCount: limit, alignment: 1) { buffer in
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if count >= 0 {
                    bytes.append(contentsOf: buffer[..<count])
                    return count
                }
                if errno == EINTR { continue }
                failure = .last
                return 0
            }
        }
        if let failure { throw failure }
        return count
    }
}
