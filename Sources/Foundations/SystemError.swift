internal import Glibc

/// A failure that the operating system reported, with its number and its words.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The `errno` of the call that failed.
    package let number: Int32

    /// A failure with a number that is known: of a call that returns it, say.
    package init(number: Int32) { self.number = number }

    /// The failure of the call that was made last on this thread. Read it before any other call.
    package static var last: SystemError { SystemError(number: errno) }

    /// The system's words: `No such file or directory`.
    package var description: String {
        // strerror shares a buffer only for numbers that the C library does not know.
        String(cString: strerror(number))
    }

    /// Throws if `result`, which a system call returned, is negative; returns it otherwise.
    @discardableResult
    package static func check<Result: SignedInteger>(_ result: Result) throws(SystemError) -> Result {
        guard result >= 0 else { throw .last }
        return result
    }
}
