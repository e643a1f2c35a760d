internal import Foundations
internal import Glibc

/// Why an inbox or a file in it could not be read.
package enum InboxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The entry is of a kind that is never taken; trying again changes nothing until a person changes the entry.
    case refused(Refusal)
    /// The entry was there when it was listed, but is not there any more.
    case vanished(InboxPath)
    /// The operating system refused, with its error number.
    case failed(operation: String, path: String, errno: Int32)

    /// What could not be done, why, and what to do.
    package var description: String {
        switch self {
        case .refused(let refusal): refusal.sentence
        case .vanished(let path):
            "could not read \(path.absolute): it was moved or removed; drop it again if it is needed"
        case .failed(let operation, let path, let number):
            "could not \(operation) \(path): \(SystemError(number: number))\(Self.hint(number))"
        }
    }

    /// Whether the operating system cannot read this one file, so that others are not concerned.
    package var isOfFile: Bool {
        guard case .failed(let operation, _, let number) = self, ["read", "look at", "open"].contains(operation) else {
            return false
        }
        return [EIO, ESTALE, ENODATA, EBADMSG, EUCLEAN, EACCES, EPERM, EOVERFLOW, EREMOTEIO, ENXIO].contains(number)
    }

    private static func hint(_ number: Int32) -> String {
        switch number {
        case ENOENT: "; create the folder or correct the configuration"
        case EACCES, EPERM: "; let uid \(geteuid()) read it"
        case EMFILE, ENFILE: "; raise the limit of open files"
        case EIO: "; check the disk"
        default: ""
        }
    }
}
