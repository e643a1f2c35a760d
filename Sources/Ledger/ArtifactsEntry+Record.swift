package import Archive
package import Redaction

extension ArtifactsEntry {
    /// A record of the archive as the ledger keeps it: its texts are redacted.
    package init(_ record: ArtifactRecord, redactor: Redactor) {
        self.init(
            trajectory: record.trajectory.hex,
            manifest: record.artifacts?.hex,
            files: record.files,
            size: Int(clamping: record.size),
            checkFiles: record.checkFiles?.hex,
            check: record.check.map { redactor.redact($0).text },
            isShared: record.isShared,
            note: redactor.redact(record.note).text
        )
    }
}
