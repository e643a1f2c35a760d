internal import FoundationEssentials
internal import Glibc

/// A folder in the temporary directory that only this user can look into, removed with the object.
///
/// A class, and not a value that cannot be copied: an initialiser that throws behind it then still removes it.
final class PrivateFolder: Sendable {
    /// Without a slash at its end.
    let path: String

    init() throws(PipelineError) {
        var parent = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        if parent.hasSuffix("/") { parent.removeLast() }
        var name = Array("\(parent)/trace2skill-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw .system("make a folder in \(parent)", errno) }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // What is left in the temporary directory does no harm.
        try? FileManager.default.removeItem(atPath: path)
    }
}
