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
    /// Why it is refused, and what to do.
    package let why: String
    /// Why it is refused alone: what there is to do may be another thing for what is no trajectory.
    package var fact: String { why.split(separator: ";").first.map(String.init) ?? why }
    /// A sentence that names the entry, says why it is refused and what to do.
    package var sentence: String { "could not take \(path.absolute): \(why)" }

    package var description: String { sentence }

    init(_ path: InboxPath, _ reason: Reason, _ why: String) {
        self.path = path
        self.reason = reason
        self.why = why
    }
}
