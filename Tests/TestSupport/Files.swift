internal import FoundationEssentials
package import Glibc

// Files by absolute path, for tests.

/// Writes a text file and makes the folders above it.
///
/// - Parameter permissions: set exactly, whatever the umask of the process; `nil` for the default.
package func write(_ text: String, to path: String, permissions: mode_t? = nil) throws {
    try write(Array(text.utf8), to: path)
    guard let permissions else { return }
    guard chmod(path, permissions) == 0 else {
        throw TestFailure("cannot set the permissions of \(path): \(String(cString: strerror(errno)))")
    }
}

/// Writes the bytes of a file and makes the folders above it.
package func write(_ bytes: [UInt8], to path: String) throws {
    let folder = path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: path, directoryHint: .notDirectory))
}

/// The bytes of a file.
///
/// - Throws: ``TestFailure`` where there is no such file.
package func readBytes(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else { throw TestFailure("there is no \(path)") }
    return Array(data)
}

/// The text of a file.
///
/// - Throws: ``TestFailure`` where there is no such file.
package func read(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else { throw TestFailure("there is no \(path)") }
    return String(decoding: data, as: UTF8.self)
}

/// Whether something has this path, a symbolic link that leads nowhere included.
package func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
}

/// The names in a folder, sorted; none where the folder does not exist.
package func names(in path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}
