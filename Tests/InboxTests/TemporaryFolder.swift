import FoundationEssentials
import Glibc
import Inbox

/// A folder of one test, removed with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path() + "inbox-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // What is left in the temporary directory does no harm.
        try? FileManager.default.removeItem(atPath: path)
    }

    func inbox(_ relative: String = "") -> InboxPath { InboxPath(root: path, relative: relative) }

    /// Writes a file, the folders above it included; `modified` in seconds since 1970.
    @discardableResult
    func write(_ text: String, to relative: String, modified: Int? = nil) throws -> InboxPath {
        let file = "\(path)/\(relative)"
        try makeFolder(relative.split(separator: "/").dropLast().joined(separator: "/"))
        try Data(text.utf8).write(to: URL(filePath: file, directoryHint: .notDirectory))
        if let modified {
            let times = [timespec(tv_sec: modified, tv_nsec: 0), timespec(tv_sec: modified, tv_nsec: 0)]
            try check(utimensat(AT_FDCWD, file, times, 0))
        }
        return inbox(relative)
    }

    func makeFolder(_ relative: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(relative)", withIntermediateDirectories: true)
    }

    func move(_ relative: String, to target: String) throws {
        try check(rename("\(path)/\(relative)", "\(path)/\(target)"))
    }

    func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(relative)") }

    func contents(of relative: String) -> String? {
        FileManager.default.contents(atPath: "\(path)/\(relative)").map { String(decoding: $0, as: UTF8.self) }
    }
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
