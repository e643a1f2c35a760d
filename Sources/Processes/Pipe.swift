internal import CLinux
internal import Foundations
internal import Glibc

/// A pipe to or from a child. No other child inherits its ends.
struct Pipe: ~Copyable {
    let reading: Descriptor
    let writing: Descriptor

    /// A pipe whose reading end, which is this process's, does not block.
    static func make() throws(ChildProcess.Failure) -> Pipe {
        let pipe = try makeBlocking()
        // This process's end alone: programs expect theirs to block. Cannot fail on a descriptor just opened.
        _ = fcntl(pipe.reading.number, F_SETFL, O_NONBLOCK)
        return pipe
    }

    /// A pipe both of whose ends block.
    static func makeBlocking() throws(ChildProcess.Failure) -> Pipe {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw .noResources("\(SystemError.last)") }
        return Pipe(reading: Descriptor(ends[0]), writing: Descriptor(ends[1]))
    }
}
