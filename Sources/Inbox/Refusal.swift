internal import Foundations
internal import Glibc

/// An entry of an inbox that is not ingested, with the reason for programs and for people.
package struct Refusal: Sendable, Hashable, CustomStringConvertible {
    /// The kind of refusal. The raw value is stable: ledger and `status --json` show it.
    package enum Reason: String, Sendable, CaseIterable {
        case device
        case fifo
        case hardLink = "hard-link"
        case nameNotUTF8 = "name-not-utf8"
        case notAFile = "not-a-file"
        case socket
        case sparse
        case symlink
        case tooDeep = "too-deep"
        case tooLarge = "too-large"
        case unreadable
    }

    /// The entry.
    package let path: InboxPath
    /// The kind of refusal.
    package let reason: Reason
    /// Why the entry is refused, and the remedy.
    package let why: String
    /// Why the entry is refused, without the remedy, which is another one for an entry that is not a trajectory.
    package var fact: String { why.split(separator: ";").first.map(String.init) ?? why }
    /// A sentence with the entry, the reason and the remedy.
    package var sentence: String { "could not take \(SingleLine(path.absolute)): \(why)" }

    /// The sentence.
    package var description: String { sentence }

    init(_ path: InboxPath, _ reason: Reason, _ why: String) {
        self.path = path
        self.reason = reason
        self.why = why
    }
}

extension Refusal {
    /// The refusal of an entry that this user may not read. It names the owner and the mode, because one of them has to
    /// change.
    static func unreadable(_ path: InboxPath, _ status: stat) -> Refusal {
        let mode = String(status.st_mode & 0o7777, radix: 8)
        let padded = String(repeating: "0", count: max(0, 4 - mode.count)) + mode
        return Refusal(
            path,
            .unreadable,
            "unreadable (uid \(status.st_uid), mode \(padded)) for uid \(geteuid()); "
                + "give it a mode that lets this user read"
        )
    }

    /// Returns the refusal of an entry of this kind; nil for a regular file and for a folder.
    static func ofKind(_ mode: mode_t, _ path: InboxPath) -> Refusal? {
        switch mode & S_IFMT {
        case S_IFREG, S_IFDIR: nil
        case S_IFLNK: Refusal(path, .symlink, "it is a symbolic link; drop the file itself")
        case S_IFIFO: Refusal(path, .fifo, "it is a named pipe; drop a finished file")
        case S_IFSOCK: Refusal(path, .socket, "it is a socket; drop a finished file")
        case S_IFCHR, S_IFBLK: Refusal(path, .device, "it is a device; drop a finished file")
        default: Refusal(path, .notAFile, "it is not a regular file; drop a finished file")
        }
    }
}
