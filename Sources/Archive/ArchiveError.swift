internal import Foundations
internal import Glibc

/// Why the archive could not keep or give back a content.
package enum ArchiveError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The archive holds nothing under this digest.
    case missing(ContentDigest, archive: String)
    /// What the archive holds under this digest is not what was stored.
    case damaged(ContentDigest, path: String, reason: String)
    /// The operating system said no, with its error number.
    case failed(operation: String, path: String, errno: Int32)
    /// zstd said no, in its own words.
    case compression(operation: String, path: String, reason: String)

    /// Whether waiting for space, and nothing else, can help.
    package var isFull: Bool {
        guard case .failed(_, _, let number) = self else { return false }
        return number == ENOSPC || number == EDQUOT
    }

    /// What failed and what to do, in lower case without a full stop.
    package var description: String {
        switch self {
        case .missing(let digest, let archive):
            "could not find sha256 \(digest) in the archive \(archive): nothing is stored under it; drop the file again"
        case .damaged(let digest, let path, let reason):
            "could not read sha256 \(digest) back: \(reason); remove \(path) and drop the file again"
        case .failed(let operation, let path, let number):
            "could not \(operation) \(path): \(SystemError(number: number))\(Self.hint(number))"
        case .compression(let operation, let path, let reason):
            "could not \(operation) \(path): \(reason); check the memory and the disk of this machine"
        }
    }

    private static func hint(_ number: Int32) -> String {
        switch number {
        case ENOSPC: "; free space or inodes there"
        case EDQUOT: "; raise the quota or free space there"
        case EACCES, EPERM: "; let uid \(geteuid()) write there"
        case EROFS: "; mount it writable"
        case EIO: "; check the disk"
        default: ""
        }
    }
}
