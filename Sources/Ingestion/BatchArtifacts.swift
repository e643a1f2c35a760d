internal import Archive
internal import Inbox
internal import Ledger
internal import Redaction

/// What a batch of files brought beside its trajectories. Of two copies of one trajectory the first one's artifacts
/// count: analyses rest on them.
struct BatchArtifacts {
    private static let others = "other artifacts came with another copy of the same trajectory and were not taken"

    /// What is to be recorded, by trajectory.
    private(set) var records: [ContentDigest: ArtifactRecord] = [:]
    /// Folders that leave with a file.
    private var folders: [InboxPath: [TakenArtifacts.Folder]] = [:]
    /// Files whose bytes were known: an earlier pass may have been cut off while their folders left.
    private var known: Set<InboxPath> = []

    /// Notes what came with `file`.
    ///
    /// - Parameter earlier: what is recorded for the trajectory.
    mutating func add(_ taken: TakenArtifacts, with file: InboxFile, earlier: ArtifactRecord?) {
        let digest = taken.record.trajectory
        folders[file.path] = taken.folders
        // A failed submission may be repeated; this user's artifacts replace those from a shared inbox.
        let isVouchedFor = !taken.record.isShared && taken.record.artifacts != nil
        guard let known = records[digest] ?? earlier, known.artifacts != nil, !(known.isShared && isVouchedFor) else {
            records[digest] = taken.record
            return
        }
        // Less may be left than there was, by a crash while the folders left the inbox.
        let isSame =
            known.artifacts == taken.record.artifacts
            && [nil, known.checkFiles].contains(taken.record.checkFiles)
            && [nil, known.check].contains(taken.record.check)
        guard !isSame, taken.record.artifacts != nil else { return }
        for index in taken.folders.indices { folders[file.path]?[index].asideBecause = Self.others }
        guard !known.note.contains(Self.others) else { return }
        var noted = known
        noted.note += (known.note.isEmpty ? "" : "; ") + Self.others
        records[digest] = noted
    }

    /// Notes that the bytes of `file` were ingested before.
    mutating func wasKnown(_ file: InboxFile) { known.insert(file.path) }

    /// Notes the folders beside a file that was rejected: they go where it goes.
    mutating func turnedDown(_ file: InboxFile, _ beside: AttachmentLookup) {
        folders[file.path] = [beside.artifacts, beside.ownsCheckFiles ? beside.checkFiles : nil].compactMap(\.self).map
        {
            TakenArtifacts.Folder(
                folder: $0,
                asideBecause: "the trajectory \(file.path.name) beside it could not be read"
            )
        }
    }

    /// Takes the folders of a file out of the inbox. To be called once everything is recorded, and before the file
    /// itself leaves: a crash in between leaves the file, by which the rest is found again.
    func leave(with file: InboxFile) throws(InboxError) {
        // The artifacts last: by them a check is known to be a check.
        for item in (folders[file.path] ?? []).reversed() {
            if let reason = item.asideBecause {
                _ = try item.folder.reject(because: reason)
            } else {
                try InboxFolder.remove(at: item.folder.path)
            }
        }
        guard known.contains(file.path) else { return }
        for place in AttachmentLookup.places(of: file) { try InboxFolder.sweep(at: place) }
    }
}
