internal import Foundations

/// Why an operation did not do what it was asked to do.
package enum OperationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Another process is at work; the text names it.
    case busy(String)
    /// A call of the operating system failed: what was tried, and the error number.
    case system(String, Int32)
    /// The state of the repository does not allow it for now.
    case blocked(String)
    /// The request makes no sense as things are.
    case refused(String)
    /// The thing that was named does not exist.
    case notFound(String)

    /// What happened and what to do, in lower case without a full stop.
    package var description: String {
        switch self {
        case .busy(let text), .blocked(let text), .refused(let text), .notFound(let text): text
        case .system(let operation, let code): "could not \(operation): \(SystemError(number: code))"
        }
    }
}
