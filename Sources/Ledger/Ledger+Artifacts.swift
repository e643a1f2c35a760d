internal import GRDB

/// The artifacts that were submitted with a trajectory, and the check that judges them.
package struct ArtifactsEntry: Sendable, Equatable {
    /// SHA-256 of the trajectory.
    package var trajectory: String
    /// Hash of the manifest of the files; nil if they were not taken.
    package var manifest: String?
    /// The number of files.
    package var files: Int
    /// Bytes of these files.
    package var size: Int
    /// Hash of the manifest of the check's own files.
    package var checkFiles: String?
    /// The command that judges the files, redacted: to be shown, not to be run.
    package var check: String?
    /// Whether it came from an inbox that others than the daemon's own user write to: its command is not to be run.
    package var isShared: Bool
    /// What was not taken and why, in words; empty if there is nothing to say.
    package var note: String

    /// Describes the artifacts of a trajectory; by default, none were taken.
    package init(
        trajectory: String,
        manifest: String? = nil,
        files: Int = 0,
        size: Int = 0,
        checkFiles: String? = nil,
        check: String? = nil,
        isShared: Bool = false,
        note: String = ""
    ) {
        self.trajectory = trajectory
        self.manifest = manifest
        self.files = files
        self.size = size
        self.checkFiles = checkFiles
        self.check = check
        self.isShared = isShared
        self.note = note
    }
}

extension ArtifactsEntry: TableValue {
    static let table = "artifacts"

    private enum CodingKeys: String, CodingKey {
        case trajectory, manifest, files, size
        case checkFiles = "check_files"
        case check = "check_command"
        case isShared = "shared"
        case note
    }
}

extension Ledger {
    /// The artifacts of a trajectory; nil if none were submitted.
    package func artifacts(of trajectory: String) throws -> ArtifactsEntry? {
        try database.read { try ArtifactsEntry.all().filter(key: trajectory).fetchValue($0) }
    }
}
