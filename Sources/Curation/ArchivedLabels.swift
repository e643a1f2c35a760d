internal import Archive
internal import Ledger
internal import Mining
internal import Redaction
internal import Trajectories

/// Reads the labels of archived trajectories back.
struct ArchivedLabels {
    private let store: LabelArchive
    private let redactor: Redactor

    init(_ archive: Archive, redactor: Redactor) throws {
        store = try LabelArchive(in: archive)
        self.redactor = redactor
    }

    /// The label files of a trajectory, the strongest first.
    ///
    /// - Parameter unreadable: is told of those that cannot be read back.
    func labels(of trajectory: ContentDigest, _ unreadable: inout [String]) throws -> [TrajectoryLabel] {
        do throws(ArchiveError) {
            return try store.record(of: trajectory)?.entries.compactMap { entry in
                read(entry, &unreadable)
            } ?? []
        } catch {
            switch error {
            case .missing, .damaged: unreadable.append("\(error)")
            case .failed, .compression: throw error
            }
            return []
        }
    }

    private func read(_ entry: LabelRecord.Entry, _ unreadable: inout [String]) -> TrajectoryLabel? {
        do {
            let labels = try Sidecar.read(name: entry.path, bytes: try store.content(entry.digest))
            return TrajectoryLabel(
                LabelReference(path: entry.path, digest: entry.digest.hex, received: entry.received),
                labels: labels.map { $0.redacted(by: redactor) }
            )
        } catch {
            unreadable.append("\(error)")
            return nil
        }
    }
}
