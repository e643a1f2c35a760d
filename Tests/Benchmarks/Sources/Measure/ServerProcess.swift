internal import ArgumentParser
internal import Glibc

/// This program once more, as a model's server: it says its port, serves until its standard input ends, then tells what
/// it was asked.
final class ServerProcess {
    let address: String
    private let process: pid_t
    private let input: Int32
    private let output: Int32

    init(arguments: [String]) throws {
        let (childInput, input) = try Self.pipe()
        let (output, childOutput) = try Self.pipe()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, childInput, 0)
        posix_spawn_file_actions_adddup2(&actions, childOutput, 1)
        var words: [UnsafeMutablePointer<CChar>?] = (["measure"] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        let code = posix_spawn(&process, "/proc/self/exe", &actions, nil, &words, environ)
        close(childInput)
        close(childOutput)
        guard code == 0 else {
            throw ValidationError("the model's server could not be started: \(String(cString: strerror(code)))")
        }
        self.process = process
        self.input = input
        self.output = output
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
        address = "http://127.0.0.1:\(String(decoding: line, as: UTF8.self))"
        guard UInt16(String(decoding: line, as: UTF8.self)) != nil else {
            throw ValidationError("the model's server says no port")
        }
    }

    /// Ends the server; what it was asked, one line a call.
    func finish() throws -> String {
        close(input)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(output, &piece, piece.count), count > 0 { bytes += piece[..<count] }
        close(output)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        guard status == 0 else { throw ValidationError("the model's server ended with status \(status)") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A pipe whose ends no other child inherits.
    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw ValidationError("no pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
