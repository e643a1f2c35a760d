internal import FoundationEssentials
internal import Glibc

/// A new folder that only this user can look into, removed with the object and all that is in it.
///
/// A class, and not a value that cannot be copied: an initializer that throws after it was made still removes it.
package final class PrivateFolder: Sendable {
    /// The folder's absolute path, without a slash at its end.
    package let path: String

    /// Makes a folder among the temporary ones of this machine.
    ///
    /// - Parameter name: the beginning of its name; random letters follow.
    /// - Throws: ``FileError``.
    package convenience init(named name: String) throws(FileError) {
        try self.init(in: Self.parent, named: name)
    }

    /// Makes a folder in `parent`, which must be there.
    ///
    /// - Throws: ``FileError``.
    package init(in parent: String, named name: String) throws(FileError) {
        do throws(SystemError) {
            path = try Self.make(in: parent, named: name)
        } catch {
            throw FileError("make a folder in", path: parent, cause: error)
        }
    }

    deinit {
        // A deinitializer cannot report a failure, and a folder left among temporary ones does no harm.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The folder for temporary files: `TMPDIR` of the environment, else `/tmp`.
    package static var parent: String {
        var path = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }

    /// Makes a folder that its caller has to remove, and returns its path.
    package static func make(in parent: String, named name: String) throws(SystemError) -> String {
        var template = Array("\(parent)/\(name)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .last }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
