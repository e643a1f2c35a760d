internal import FoundationEssentials

/// What was ingested beside a trajectory: the files that the agent left behind, and what judges them.
package struct ArtifactRecord: Sendable, Hashable {
    /// The trajectory that the artifacts were submitted with.
    package let trajectory: ContentDigest
    /// The manifest of the files that the agent left behind; nil if they were not taken.
    package var artifacts: ContentDigest?
    /// The number of files.
    package var files: Int
    /// Bytes of these files.
    package var size: Int64
    /// The manifest of the check's own files.
    package var checkFiles: ContentDigest?
    /// A command for a shell, as the drop has it.
    package var check: String?
    /// Whether writers other than the daemon's own user may have put it there.
    package var isShared: Bool
    /// What was not taken and why, in words; empty if there is nothing to say.
    package var note: String

    /// Describes the artifacts of a trajectory; by default, none were taken.
    package init(
        trajectory: ContentDigest,
        artifacts: ContentDigest? = nil,
        files: Int = 0,
        size: Int64 = 0,
        checkFiles: ContentDigest? = nil,
        check: String? = nil,
        isShared: Bool,
        note: String = ""
    ) {
        self.trajectory = trajectory
        self.artifacts = artifacts
        self.files = files
        self.size = size
        self.checkFiles = checkFiles
        self.check = check
        self.isShared = isShared
        self.note = note
    }
}

extension ArtifactRecord {
    /// The record as it is stored.
    private struct Stored: Codable {
        var trajectory: String
        var artifacts: String?
        var files: Int
        var size: Int64
        var checkFiles: String?
        var check: String?
        var shared: Bool
        var note: String
    }

    func bytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(
            try encoder.encode(
                Stored(
                    trajectory: trajectory.hex,
                    artifacts: artifacts?.hex,
                    files: files,
                    size: size,
                    checkFiles: checkFiles?.hex,
                    check: check,
                    shared: isShared,
                    note: note
                )
            )
        )
    }

    /// Reads a record; nil if the bytes are not one.
    init?(reading bytes: [UInt8]) {
        // The caller reports damage; why the bytes are not a record does not matter.
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(bytes)),
            let trajectory = ContentDigest(hex: stored.trajectory)
        else { return nil }
        let (artifacts, checkFiles) = (
            stored.artifacts.map(ContentDigest.init), stored.checkFiles.map(ContentDigest.init)
        )
        // A digest that is there and cannot be read is damage, not absence.
        if case .some(.none) = artifacts { return nil }
        if case .some(.none) = checkFiles { return nil }
        self.init(
            trajectory: trajectory,
            artifacts: artifacts ?? nil,
            files: stored.files,
            size: stored.size,
            checkFiles: checkFiles ?? nil,
            check: stored.check,
            isShared: stored.shared,
            note: stored.note
        )
    }
}
