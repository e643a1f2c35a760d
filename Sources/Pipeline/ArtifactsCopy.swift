internal import Archive
internal import Glibc
internal import Ledger

/// A pristine copy of what an agent left behind and of what judges it, in a folder that only this user can look into,
/// removed with the object: whoever works with the paths holds on to it.
package final class ArtifactsCopy: Sendable {
    /// The folder with what the agent left behind: where the check runs, and where a fix is tried.
    package let artifacts: String
    /// The folder with the check's own files, empty if it has none: to be shown to the check alone, as `/check`.
    package let checkFiles: String
    /// The command that judges the artifacts, for `sh -c` in ``artifacts``: 0 is a pass.
    package let check: String
    /// The folder of both.
    private let folder: PrivateFolder

    fileprivate init(_ record: ArtifactRecord, files: ContentDigest, check: String, in archive: ArtifactArchive) throws
    {
        let folder = try PrivateFolder()
        (artifacts, checkFiles) = (folder.path + "/artifacts", folder.path + "/check")
        self.check = check
        for path in [artifacts, checkFiles] where mkdir(path, 0o700) != 0 {
            throw PipelineError.system("make the folder \(path)", errno)
        }
        try archive.write(files, into: artifacts)
        if let digest = record.checkFiles { try archive.write(digest, into: checkFiles) }
        self.folder = folder
    }
}

extension Pipeline {
    /// A copy of what lay beside a trajectory, with the command that judges it; nil if there are no artifacts or there
    /// is no check, or if they come from a shared inbox, whose commands are not run.
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
        guard let record = try artifacts.record(of: digest), !record.isShared, let files = record.artifacts,
            let check = record.check
        else { return nil }
        return try ArtifactsCopy(record, files: files, check: check, in: artifacts)
    }
}
