internal import GRDB

/// What lay beside a trajectory when it was taken in: the files that the agent left behind, and what judges them.
package struct ArtifactsEntry: Sendable, Equatable {
    package var trajectory: String
    /// Hash of the manifest of the files; nil if they were not taken.
    package var manifest: String?
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

extension Ledger {
    /// What lay beside a trajectory; nil if nothing did.
    package func artifacts(of trajectory: String) throws -> ArtifactsEntry? {
        try database.read { db in
            let row = try Row.fetchOne(
                db,
                sql: "SELECT * FROM artifacts WHERE trajectory = ?",
                arguments: [trajectory]
            )
            return row.map { row in
                ArtifactsEntry(
                    trajectory: row["trajectory"],
                    manifest: row["manifest"],
                    files: row["files"],
                    size: row["size"],
                    checkFiles: row["check_files"],
                    check: row["check_command"],
                    isShared: row["shared"],
                    note: row["note"]
                )
            }
        }
    }

    /// Puts an entry in the place of the one that the trajectory has.
    func insert(_ entry: ArtifactsEntry, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO artifacts
                (trajectory, manifest, files, size, check_files, check_command, shared, note)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                entry.trajectory, entry.manifest, entry.files, entry.size, entry.checkFiles, entry.check,
                entry.isShared,
                entry.note,
            ]
        )
    }
}
