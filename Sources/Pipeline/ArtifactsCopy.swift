internal import Archive
internal import ArtifactProofs
internal import Glibc
internal import Ledger
internal import Redaction

/// A pristine copy of what an agent left behind and of what judges it, in a folder that only this user can look into,
/// removed with the object: whoever works with the paths holds on to it.
package final class ArtifactsCopy: Sendable {
    /// The folder with what the agent left behind: where the check runs, and where a fix is tried.
    package let artifacts: String
    /// The folder with the check's own files, empty if it has none: to be shown to the check alone, as `/check`.
    package let checkFiles: String
    /// The command that judges the artifacts, for `sh -c` in ``artifacts``: 0 is a pass. Nil if none came with them.
    package let check: String?
    /// The folder of both.
    private let folder: PrivateFolder

    fileprivate init(_ record: ArtifactRecord, files: ContentDigest, in archive: ArtifactArchive) throws {
        let folder = try PrivateFolder()
        (artifacts, checkFiles) = (folder.path + "/artifacts", folder.path + "/check")
        check = record.check
        for path in [artifacts, checkFiles] where mkdir(path, 0o700) != 0 {
            throw PipelineError.system("make the folder \(path)", errno)
        }
        try archive.write(files, into: artifacts)
        if let digest = record.checkFiles { try archive.write(digest, into: checkFiles) }
        self.folder = folder
    }
}

extension Pipeline {
    /// What lay beside a trajectory, for an analyst; nil if nothing did, or if it comes from a shared inbox, whose
    /// commands are not run.
    func artifactsToAnalyse(of trajectory: String) throws -> Artifacts? {
        guard let entry = try ledger.artifacts(of: trajectory), !entry.isShared, entry.manifest != nil else {
            return nil
        }
        let digest = ContentDigest(hex: trajectory)
        let record = try digest.flatMap { try ArtifactArchive(in: archive).record(of: $0) }
        return Artifacts(
            check: record?.check,
            redact: { [redactor] text in redactor.redact(text).text },
            open: { [self] in
                let copy = await Self.offPool { Result { try artifacts(of: trajectory) } }
                guard let copy = try copy.get() else {
                    throw PipelineError.notFound("the archive does not hold them any more")
                }
                return Artifacts.Opened(folder: copy.artifacts, checkFolder: copy.checkFiles, keeper: copy)
            }
        )
    }

    /// A copy of what lay beside a trajectory, with the command that judges it; nil if there are no artifacts, or if
    /// they come from a shared inbox, whose commands are not run.
    ///
    /// Blocks on the disk: not for a thread of Swift's pool. Throws `ArchiveError` if the archive cannot give it back
    /// as it was stored, and ``PipelineError`` if no folder can be made.
    ///
    /// - Parameter trajectory: the hash of its bytes, in hexadecimal digits.
    package func artifacts(of trajectory: String) throws -> ArtifactsCopy? {
        guard let entry = try ledger.artifacts(of: trajectory), !entry.isShared, entry.manifest != nil,
            let digest = ContentDigest(hex: trajectory)
        else { return nil }
        let artifacts = try ArtifactArchive(in: archive)
        // The ledger holds the command redacted; the archive alone holds it as it was dropped.
        guard let record = try artifacts.record(of: digest), !record.isShared, let files = record.artifacts else {
            return nil
        }
        return try ArtifactsCopy(record, files: files, in: artifacts)
    }
}
