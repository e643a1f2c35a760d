internal import Glibc

/// Folders of the file system.
package enum Folders {
    /// Makes a folder and the folders above it, as far as they do not exist.
    ///
    /// - Parameter mode: of every folder that is made, less what the process masks.
    package static func make(_ path: String, mode: UInt32) throws(SystemError) {
        guard mkdir(path, mode) != 0 else { return }
        let failure = SystemError.last
        var status = stat()
        if failure.number == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        guard failure.number == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw failure
        }
        try make(String(path[..<slash]), mode: mode)
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .last }
    }
}
