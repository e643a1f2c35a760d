/// A failure of the operating system, with the attempted operation and the file or folder.
package struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The attempted operation, such as `make a folder in`.
    package let operation: String
    /// The file or folder concerned.
    package let path: String
    /// The error that the operating system reported.
    package let cause: SystemError

    /// Describes the failure of the call that was made last on this thread, unless another cause is given.
    package init(_ operation: String, path: String, cause: SystemError = .last) {
        self.operation = operation
        self.path = path
        self.cause = cause
    }

    /// `could not make a folder in /tmp: No space left on device`.
    package var description: String { "could not \(operation) \(path): \(cause)" }
}
