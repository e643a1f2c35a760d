package import Archive
internal import ArtifactProofs
@preconcurrency internal import Dispatch
internal import Foundations
internal import Glibc
package import Ledger
package import Redaction

/// Makes private copies of the artifacts that were submitted with trajectories, for an analyst to work on.
package struct ArtifactCopies: Sendable {
    private let ledger: Ledger
    private let archive: Archive
    private let redactor: Redactor

    /// Puts the value together from its collaborators.
    package init(ledger: Ledger, archive: Archive, redactor: Redactor) {
        self.ledger = ledger
        self.archive = archive
        self.redactor = redactor
    }

    /// The artifacts of a trajectory as an analyst works with them; nil if there are none, or if they came from a shared
    /// inbox, whose commands are not run.
    func forAnalysis(of trajectory: String) throws -> Artifacts? {
        guard let entry = try ledger.artifacts(of: trajectory), !entry.isShared, entry.manifest != nil else {
            return nil
        }
        let digest = ContentDigest(hex: trajectory)
        let record = try digest.flatMap { try ArtifactArchive(in: archive).record(of: $0) }
        return Artifacts(
            check: record?.check,
            redact: { [redactor] text in redactor.redact(text).text },
            open: { [self] in
                let made: Result<ArtifactsCopy?, any Error> = await Self.offPool {
                    Result { try self.copy(of: trajectory) }
                }
                guard let copy = try made.get() else {
                    throw OperationError.notFound("the archive does not hold them any more")
                }
                return Artifacts.Opened(folder: copy.artifacts, checkFolder: copy.checkFiles, keeper: copy)
            }
        )
    }

    /// A copy of the artifacts of a trajectory, with the command that judges them; nil if there are none, or if they came
    /// from a shared inbox.
    ///
    /// Blocks on the disk: not for a thread of Swift's pool.
    ///
    /// - Parameter trajectory: the SHA-256 of its bytes, in hexadecimal digits.
    /// - Throws: `ArchiveError` if the archive cannot give a file back as it was stored; `OperationError` or
    ///   `FileError` if no folder can be made.
    package func copy(of trajectory: String) throws -> ArtifactsCopy? {
        guard let entry = try ledger.artifacts(of: trajectory), !entry.isShared, entry.manifest != nil,
            let digest = ContentDigest(hex: trajectory)
        else { return nil }
        let artifacts = try ArtifactArchive(in: archive)
        // The ledger holds the command redacted; the archive alone holds it as it was submitted.
        guard let record = try artifacts.record(of: digest), !record.isShared, let files = record.artifacts else {
            return nil
        }
        return try ArtifactsCopy(record, files: files, in: artifacts)
    }

    /// Runs blocking work on a thread that does not belong to Swift's pool.
    private static func offPool<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { continuation.resume(returning: work()) }
        }
    }
}

/// A pristine copy of artifacts and of the files of their check, in a folder that this user alone can read. The folder is
/// removed with the object, so users of the paths keep the object.
package final class ArtifactsCopy: Sendable {
    /// The folder with the artifacts: the check runs here, and a fix is tried here.
    package let artifacts: String
    /// The folder with the check's own files, empty if there are none: for the check alone, mounted at `/check`.
    package let checkFiles: String
    /// The command that judges the artifacts, for `sh -c` in ``artifacts``; exit status 0 is a pass. Nil if there is none.
    package let check: String?
    /// The folder of both.
    private let folder: PrivateFolder

    fileprivate init(_ record: ArtifactRecord, files: ContentDigest, in archive: ArtifactArchive) throws {
        let folder = try PrivateFolder(named: "trace2skill-")
        (artifacts, checkFiles) = (folder.path + "/artifacts", folder.path + "/check")
        check = record.check
        for path in [artifacts, checkFiles] where mkdir(path, 0o700) != 0 {
            throw OperationError.system("make the folder \(path)", errno)
        }
        try archive.write(files, into: artifacts)
        if let digest = record.checkFiles { try archive.write(digest, into: checkFiles) }
        self.folder = folder
    }
}
