/// Stores the label files that came with trajectories, so that a rebuilt ledger has every outcome again: the contents of
/// the files, and a record for each trajectory, in the part `labels` of the archive.
package struct LabelArchive: Sendable {
    private let records: TrajectoryRecords

    /// Opens the part of `archive`, which is made if it is missing, unless the archive is open for reading alone.
    package init(in archive: Archive) throws(ArchiveError) { records = try TrajectoryRecords("labels", in: archive) }

    /// Stores the content of a label file; on disk on return.
    package func store(_ bytes: [UInt8]) throws(ArchiveError) -> ContentDigest {
        try records.contents.store(bytes).digest
    }

    /// Stores which label files a trajectory has, in place of what was stored for it before; on disk on return.
    ///
    /// - Parameter record: the contents of its files are stored.
    package func keep(_ record: LabelRecord) throws { try records.keep(try record.bytes(), of: record.trajectory) }

    /// The label files of a trajectory; nil if none came with it.
    package func record(of trajectory: ContentDigest) throws(ArchiveError) -> LabelRecord? {
        guard let digest = try records.digest(of: trajectory, kind: "labels") else { return nil }
        guard let record = LabelRecord(reading: try content(digest)), record.trajectory == trajectory else {
            throw records.damaged(digest, "it is not a record of the labels of \(trajectory)")
        }
        return record
    }

    /// The content of a label file. Throws `.missing`, or `.damaged` if it is not what was stored.
    package func content(_ digest: ContentDigest) throws(ArchiveError) -> [UInt8] {
        // A label file has a megabyte at most.
        try records.content(digest, limit: 16 << 20, kind: "a label")
    }

    /// The trajectories that have labels.
    package func trajectories() throws(ArchiveError) -> [ContentDigest] { try records.trajectories() }

    /// Removes the labels of a trajectory, but for contents that another one has too. True if there were any.
    package func remove(_ trajectory: ContentDigest) throws(ArchiveError) -> Bool {
        try records.remove(trajectory) { (trajectory) throws(ArchiveError) in
            do throws(ArchiveError) {
                return Set(try record(of: trajectory)?.entries.map(\.digest) ?? [])
            } catch {
                guard case .missing = error else { throw error }
                return []
            }
        }
    }
}
