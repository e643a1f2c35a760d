package import Archive

/// Keeps forgotten trajectories out of the archive: a forgotten file may be dropped again, and a run that forgets one may
/// be cut off.
package struct ForgottenContents: Sendable {
    private let ledger: Ledger
    private let archive: Archive

    /// Finds the contents in an archive by the marks of a ledger.
    package init(ledger: Ledger, archive: Archive) {
        self.ledger = ledger
        self.archive = archive
    }

    /// Removes from the archive those of these trajectories that the ledger marks as forgotten.
    ///
    /// - Parameter digests: SHA-256 of trajectories, in hexadecimal digits.
    package func remove(_ digests: [String]) throws {
        let artifacts = try ArtifactArchive(in: archive)
        let labels = try LabelArchive(in: archive)
        for hex in digests {
            guard let digest = ContentDigest(hex: hex), try ledger.isForgotten(trajectory: hex) else { continue }
            _ = try artifacts.remove(digest)
            _ = try labels.remove(digest)
            if archive.contains(digest) { _ = try archive.remove(digest) }
        }
    }

    /// Copies the archive's marks of forgotten sessions and trajectories to a ledger that is being rebuilt.
    ///
    /// - Parameter time: in seconds since 1970.
    package func restoreMarks(at time: Double) throws {
        let marks = try archive.forgotten()
        try ledger.markForgotten(
            sessions: marks.filter { $0.kind == .session }.map(\.id),
            trajectories: marks.filter { $0.kind == .trajectory }.map(\.id),
            at: time
        )
    }
}
