import Glibc
import Inbox
import TestSupport

extension TemporaryFolder {
    func inbox(_ relative: String = "") -> InboxPath { InboxPath(root: path, relative: relative) }

    /// Writes a file and gives its path in the inbox; `modified` in seconds since 1970.
    func add(_ text: String, to relative: String, modified: Int? = nil) throws -> InboxPath {
        try write(text, to: relative, modified: modified)
        return inbox(relative)
    }

    /// The text of a file; `nil` where there is none.
    func contents(of relative: String) -> String? { try? read(relative) }
}

struct SystemCallFailed: Error {
    let number: Int32
}

func check(_ result: Int32) throws {
    guard result == 0 else { throw SystemCallFailed(number: errno) }
}

/// Reads an open file to its end.
func contents(of file: borrowing OpenInboxFile) throws -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 7)
    while true {
        let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
        if count == 0 { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
    }
}
