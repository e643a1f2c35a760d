internal import Foundations
package import Inbox

/// What is ingested at most from one folder beside a trajectory.
package struct ArtifactLimits: Sendable {
    /// The most files.
    package var files = 5_000
    /// Bytes of all files together.
    package var size: Int64 = 64 << 20
    /// Bytes of one file.
    package var fileSize: Int64 = 16 << 20

    /// The limits that apply where none are given.
    package init() {}

    /// Entries that are listed at most: folders count too, so that a tree of empty ones has an end.
    package var entries: Int { 2 * files }

    /// Why a folder holds too much, in words; nil if it does not.
    ///
    /// - Parameters:
    ///   - listing: what lies in the folder, listed within ``entries``.
    ///   - name: what to call a file of it.
    package func excess(of listing: InboxScanner.Result, name: (InboxPath) -> String) -> String? {
        if listing.isCutShort || listing.files.count > files { return "it has more than \(files.of("file"))" }
        if let file = listing.files.first(where: { $0.size > fileSize }) {
            return "\(name(file.path)) has \(file.size) bytes, more than the \(fileSize) of one file"
        }
        // None is above the limit of one file here, and there are few: the sum has room.
        let sum = listing.files.reduce(Int64(0)) { $0 + $1.size }
        return sum > size ? "its files have \(sum) bytes, more than the \(size) of all" : nil
    }
}
