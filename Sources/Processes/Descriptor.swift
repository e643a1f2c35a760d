internal import CLinux
internal import Foundations
internal import Glibc

/// The one owner of a file descriptor.
struct Descriptor: ~Copyable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    /// A file without a name that holds these bytes, to be read from its beginning: no thread has to write it.
    static func memory(holding bytes: [UInt8]) throws(ChildProcess.Failure) -> Descriptor {
        let file = Descriptor(memfd_create("input", UInt32(CLINUX_MFD_CLOEXEC)))
        do throws(SystemError) {
            try SystemError.check(file.number)
            try FileBytes.write(bytes, to: file.number)
            try SystemError.check(lseek(file.number, 0, SEEK_SET))
        } catch {
            throw .noResources("\(error)")
        }
        return file
    }

    deinit { Glibc.close(number) }

    consuming func close() {}

    /// Hands the descriptor over to the caller, which has to close it.
    consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }

    /// Reads available bytes, without waiting where the descriptor does not block; `false` at the end.
    func read(into bytes: inout [UInt8]) -> Bool {
        do throws(SystemError) {
            return try FileBytes.readSome(number, into: &bytes) > 0
        } catch {
            return error.number == EAGAIN
        }
    }
}
