internal import FoundationEssentials
internal import Glibc

/// A folder in the temporary directory that only this user can look into, removed with the object.
///
/// A class, and not a value that cannot be copied: an initialiser that throws behind it then still removes it.
package final class PrivateFolder: Sendable {
    /// Without a slash at its end.
    package let path: String

    package init() throws(FolderError) {
        var parent = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        if parent.hasSuffix("/") { parent.removeLast() }
        var name = Array("\(parent)/trace2skill-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else {
            throw FolderError(path: parent, operation: "make a folder there", code: errno)
        }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // What is left in the temporary directory does no harm.
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// A private folder that could not be prepared.
package struct FolderError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The folder or file concerned.
    package let path: String
    /// What was tried, such as `make a folder in it`.
    package let operation: String
    /// The error number of the system.
    package let code: Int32

    package init(path: String, operation: String, code: Int32) {
        self.path = path
        self.operation = operation
        self.code = code
    }

    package var description: String { "could not \(operation): \(path): \(String(cString: strerror(code)))" }
}
