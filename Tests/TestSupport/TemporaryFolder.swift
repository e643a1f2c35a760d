internal import FoundationEssentials
internal import Glibc

/// A folder that belongs to one test and is removed together with this object.
///
/// It is made in `TMPDIR`, or in `/tmp`. Its path has no symbolic link in the part that this type adds.
package final class TemporaryFolder: Sendable {
    /// The absolute path, without a slash at its end.
    package let path: String

    /// Makes an empty folder that only this user may enter.
    ///
    /// - Throws: ``TestFailure`` where the parent folder cannot be written.
    package init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/trace2skill-tests.XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) != nil } ?? false }
        guard made else { throw TestFailure("no temporary folder in \(parent): \(String(cString: strerror(errno)))") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    /// Removes a tree, folders that may not be written included. What cannot be removed stays: it does no harm in a
    /// folder for temporary files.
    private static func remove(_ path: String) {
        guard !isFolder(path) else {
            chmod(path, 0o700)
            for name in TestSupport.names(in: path) { remove(path + "/" + name) }
            rmdir(path)
            return
        }
        unlink(path)
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The absolute path of something in the folder.
    package func path(of relative: String) -> String { "\(path)/\(relative)" }

    /// Writes a file and makes the folders above it.
    ///
    /// - Parameter modified: the time of the last change in seconds since 1970; `nil` for now.
    package func write(_ text: String, to relative: String, modified: Int? = nil) throws {
        try write(Array(text.utf8), to: relative)
        guard let modified else { return }
        let times = [timespec(tv_sec: modified, tv_nsec: 0), timespec(tv_sec: modified, tv_nsec: 0)]
        guard utimensat(AT_FDCWD, path(of: relative), times, 0) == 0 else {
            throw TestFailure("cannot set the time of \(relative): \(String(cString: strerror(errno)))")
        }
    }

    /// Writes the bytes of a file and makes the folders above it.
    package func write(_ bytes: [UInt8], to relative: String) throws {
        try TestSupport.write(bytes, to: path(of: relative))
    }

    /// The text of a file.
    ///
    /// - Throws: an error where there is no such file.
    package func read(_ relative: String) throws -> String { try TestSupport.read(path(of: relative)) }

    /// Makes a folder and those above it.
    package func makeFolder(_ relative: String) throws {
        try FileManager.default.createDirectory(atPath: path(of: relative), withIntermediateDirectories: true)
    }

    /// Renames a file or a folder.
    package func move(_ relative: String, to target: String) throws {
        guard rename(path(of: relative), path(of: target)) == 0 else {
            throw TestFailure("cannot move \(relative) to \(target): \(String(cString: strerror(errno)))")
        }
    }

    /// Removes a file or a whole folder.
    package func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: path(of: relative)) }

    /// The names in a folder, sorted; none where the folder does not exist.
    package func names(in relative: String = "") -> [String] { TestSupport.names(in: path(of: relative)) }

    /// The paths of all files in the folder and below, relative to it and sorted. Folders are not listed.
    package func files() -> [String] {
        func list(_ relative: String) -> [String] {
            names(in: relative).flatMap { name in
                let path = relative.isEmpty ? name : "\(relative)/\(name)"
                return Self.isFolder(self.path(of: path)) ? list(path) : [path]
            }
        }
        return list("").sorted()
    }
}
