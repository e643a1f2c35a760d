/// An entry of an inbox that is not taken in, with the reason for programs and for people.
package struct Refusal: Sendable, Hashable, CustomStringConvertible {
    /// Why; the raw value is stable and is what the ledger and `status --json` show.
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

    package let path: InboxPath
    package let reason: Reason
    /// A sentence that names the entry, says why it is refused and what to do.
    package let sentence: String

    package var description: String { sentence }

    init(_ path: InboxPath, _ reason: Reason, _ why: String) {
        self.path = path
        self.reason = reason
        self.sentence = "could not take \(path.absolute): \(why)"
    }
}
