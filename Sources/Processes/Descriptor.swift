internal import CLinux
internal import Glibc

/// The one owner of a file descriptor.
struct Descriptor: ~Copyable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    /// A file without a name that holds these bytes, to be read from its beginning: nobody has to feed it.
    static func memory(holding bytes: [UInt8]) throws(ChildProcess.Failure) -> Descriptor {
        let file = Descriptor(memfd_create("input", UInt32(CLINUX_MFD_CLOEXEC)))
        guard file.number >= 0 else { throw failure() }
        var left = bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { write(file.number, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { throw failure() }
            left = left.dropFirst(max(0, count))
        }
        guard lseek(file.number, 0, SEEK_SET) == 0 else { throw failure() }
        return file
    }

    static func failure() -> ChildProcess.Failure { .noResources(String(cString: strerror(errno))) }

    deinit { Glibc.close(number) }

    consuming func close() {}

    /// Reads what is there; `false` at the end.
    func read(into bytes: inout [UInt8]) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { buffer in
            let count = Glibc.read(number, buffer.baseAddress, buffer.count)
            if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
            return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN))
        }
    }
}

struct Pipe: ~Copyable {
    let reading: Descriptor
    let writing: Descriptor

    static func make() throws(ChildProcess.Failure) -> Pipe {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw Descriptor.failure() }
        // Our end alone: programs expect theirs to block. Cannot fail on a descriptor just opened.
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        return Pipe(reading: Descriptor(ends[0]), writing: Descriptor(ends[1]))
    }
}
