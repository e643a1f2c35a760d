internal import Glibc

/// The path that symbolic links on the way lead to.
package enum RealPath {
    /// The absolute path of what is at `path`, without links, `.` and `..`; `path` itself where nothing is there or it
    /// cannot be reached.
    package static func of(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
