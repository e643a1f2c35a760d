internal import CLibGit2
internal import Foundations
internal import Glibc

/// A failure of a repository operation, reported by libgit2 or found by this module.
///
/// libgit2 keeps the message of the last failure in thread-local storage, so it is read here, in the
/// same synchronous call that saw the failure: after a suspension point it may be another thread's.
package struct GitError: Error, Sendable, Equatable {
    /// What a caller can act on. Everything else is ``Code/other(_:)``.
    package enum Code: Sendable, Equatable {
        /// The repository, object, reference or path is not there.
        case notFound
        /// Something of that name is there and says something else.
        case exists
        /// Two versions cannot be joined.
        case conflict
        /// A reference is locked by another process, or by one that died.
        case locked
        /// The index is locked by another process, or by one that died.
        case indexLocked
        /// The repository belongs to another user.
        case notOwner
        /// An argument cannot be used: a path, a name, an identity.
        case invalid
        /// The repository uses a feature that this module does not support; the reason names it.
        case unsupported
        /// An object that must be there is missing or broken.
        case damaged
        /// The operation needs a working tree and the repository has none.
        case bare
        /// A path leads through or to something other than a regular file.
        case notRegularFile
        /// The operating system refused: the value is `errno`.
        case system(Int32)
        /// libgit2's own code for any other failure.
        case other(Int32)
    }

    /// The kind of the failure, for callers that act on it.
    package let code: Code
    /// What was attempted, in words a person can read: "open the repository at /srv/skills".
    package let operation: String
    /// Why it failed: libgit2's own words, the operating system's, or this module's.
    package let reason: String
    /// What a person can do about it, where that is known.
    package let remedy: String?

    init(_ code: Code, _ operation: String, reason: String, remedy: String? = nil) {
        self.code = code
        self.operation = operation
        self.reason = reason
        self.remedy = remedy
    }

    /// Reads libgit2's account of the failure that just returned `result`.
    init(result: Int32, operation: String) {
        var reason = "libgit2 gave no reason (code \(result))"
        if let last = git_error_last(), let message = last.pointee.message, message.pointee != 0 {
            reason = String(cString: message)
        }
        git_error_clear()
        self.init(Code(result, reason), operation, reason: reason)
    }

    /// A failure of the operating system, by its number.
    init(errno code: Int32, operation: String) {
        self.init(SystemError(number: code), operation: operation)
    }

    /// A failure of the operating system.
    init(_ error: SystemError, operation: String) {
        self.init(.system(error.number), operation, reason: error.description)
    }
}

extension GitError: CustomStringConvertible {
    /// `could not OPERATION: REASON; REMEDY`.
    package var description: String {
        "could not \(operation): \(reason)" + (remedy.map { "; \($0)" } ?? "")
    }
}

extension GitError.Code {
    fileprivate init(_ raw: Int32, _ reason: String) {
        // libgit2 has one general code for an extension it does not know: only the words tell.
        if reason.hasPrefix("unsupported ") {
            self = .unsupported
            return
        }
        switch raw {
        case GIT_ENOTFOUND.rawValue: self = .notFound
        case GIT_EEXISTS.rawValue: self = .exists
        case GIT_ECONFLICT.rawValue, GIT_EMERGECONFLICT.rawValue: self = .conflict
        case GIT_ELOCKED.rawValue: self = .locked
        case GIT_EOWNER.rawValue: self = .notOwner
        case GIT_EINVALIDSPEC.rawValue, GIT_EINVALID.rawValue: self = .invalid
        default: self = .other(raw)
        }
    }
}

/// Throws if `result`, which a libgit2 function returned, is negative.
@discardableResult
func check(_ result: Int32, _ operation: @autoclosure () -> String) throws(GitError) -> Int32 {
    guard result >= 0 else { throw GitError(result: result, operation: operation()) }
    return result
}

/// Names the operation that failed where the system refuses a part of it.
func naming<Value>(
    _ operation: @autoclosure () -> String,
    _ body: () throws(SystemError) -> Value
) throws(GitError) -> Value {
    do throws(SystemError) { return try body() } catch { throw GitError(error, operation: operation()) }
}

/// Throws if `result`, which a system call returned, is negative.
@discardableResult
func checkSystem(_ result: Int32, _ operation: @autoclosure () -> String) throws(GitError) -> Int32 {
    guard result >= 0 else { throw GitError(errno: errno, operation: operation()) }
    return result
}
