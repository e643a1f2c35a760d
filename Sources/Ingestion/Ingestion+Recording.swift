internal import Archive
internal import Configuration
internal import Foundations
internal import Glibc
internal import Inbox
internal import Ledger
internal import Redaction

/// The second half of a pass: a batch of files is recorded, and only then do the files leave their inbox.
extension Ingestion {
    /// Records a batch in one transaction of the ledger.
    ///
    /// - Parameter outcomes: of the files, in their order.
    func record(
        _ files: [InboxFile],
        _ outcomes: [Result<FileIngester.Outcome, any Error>],
        _ labels: FileLabels,
        after: Configuration.Inbox.After?,
        _ report: inout IngestReport
    ) throws {
        var batch = Batch()
        for (file, outcome) in zip(files, outcomes) {
            switch try outcome.get() {
            case .again: report.waiting += 1
            case .known(let digest, let submitted):
                report.repeated += 1
                batch.digests.append((file, digest))
                batch.artifacts.wasKnown(file)
                if let submitted { batch.artifacts.add(submitted, with: file, earlier: try recorded(digest)) }
            case .record(var record, let submitted, let mapping):
                if let mapping {
                    record.detail += try keep(mapping, of: file, digest: record.digest, after: after)
                }
                if let submitted { batch.artifacts.add(submitted, with: file, earlier: nil) }
                batch.digests.append((file, record.digest))
                // The same bytes twice in one batch: neither was known when they were read.
                guard record.state == .rejected || batch.taken.insert(record.digest).inserted else {
                    report.repeated += 1
                    continue
                }
                batch.records.append(record)
                guard record.state == .rejected else { continue }
                batch.rejected.append((file, record.detail, mapping))
                let lookup = try AttachmentLookup(file, labels: labels.sidecars(of: file), isShared: false)
                batch.artifacts.turnedDown(file, lookup)
                report.rejections.append("\(file.path.relative): \(record.detail)")
            }
        }
        try keep(batch.artifacts, mode: archiveMode(after: after))
        report.counts += try ledger.record(
            batch.records,
            artifacts: batch.artifacts.records.values.map { ArtifactsEntry($0, redactor: redactor) }
        )
        try ForgottenContents(ledger: ledger, archive: archive).remove(batch.digests.map(\.digest))
        if after == .archive || after == .delete {
            try remove(batch)
        } else {
            try ledger.note(batch.digests.map { KeptFile($0.file, digest: $0.digest) })
        }
    }

    /// The files of a batch by what becomes of them.
    struct Batch {
        var records: [TrajectoryRecord] = []
        var digests: [(file: InboxFile, digest: String)] = []
        var rejected: [(file: InboxFile, reason: String, mapping: String?)] = []
        /// Digests of the files that the batch has records of.
        var taken: Set<String> = []
        var artifacts = BatchArtifacts()
    }

    // MARK: Artifacts

    /// The recorded artifacts of a trajectory that was ingested before.
    private func recorded(_ digest: String) throws -> ArtifactRecord? {
        guard try ledger.artifacts(of: digest) != nil, let digest = ContentDigest(hex: digest) else { return nil }
        // A record that cannot be read back is written again.
        return try? ArtifactArchive(in: archive).record(of: digest)
    }

    /// Writes to the archive what a rebuilt ledger needs to know. With `archive: none` nothing is kept there.
    private func keep(_ artifacts: BatchArtifacts, mode: Configuration.ArchiveMode) throws {
        guard mode != .none, !artifacts.records.isEmpty else { return }
        let store = try ArtifactArchive(in: archive)
        for record in artifacts.records.values { try store.keep(record) }
    }

    // MARK: Mappings

    /// Returns where the mapping to begin with is, as the end of a sentence. That of a file which stays in place is
    /// written to the state folder; otherwise it goes where the file goes.
    private func keep(
        _ mapping: String,
        of file: InboxFile,
        digest: String,
        after: Configuration.Inbox.After?
    ) throws -> String {
        if after == .archive || after == .delete {
            return "; a mapping to begin with is next to the file, in \(file.path.name).mapping.yaml"
        }
        let folder = settings.state + "/mappings"
        let path = "\(folder)/\(digest.prefix(16)).yaml"
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw OperationError.system("make the folder \(folder)", errno)
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw OperationError.system("write \(path)", errno) }
        defer { close(descriptor) }
        do throws(SystemError) { try FileBytes.write(mapping.utf8, to: descriptor) } catch {
            throw OperationError.system("write \(path)", error.number)
        }
        return "; a mapping to begin with is in \(path)"
    }

    // MARK: Removal

    /// Removes files from the inbox, each after its attachments: by the file, the rest is found again after a crash.
    private func remove(_ batch: Batch) throws {
        for (file, reason, mapping) in batch.rejected where try file.isUnchanged() {
            try batch.artifacts.leave(with: file)
            _ = try file.reject(because: reason, mapping: mapping)
        }
        let rejected = Set(batch.rejected.map(\.file.path))
        for (file, _) in batch.digests where !rejected.contains(file.path) {
            // A file that has grown is read again, with its attachments.
            guard try file.isUnchanged() else { continue }
            try batch.artifacts.leave(with: file)
            // The sidecar that `drop` wrote belongs to this file alone. Others may label several trajectories.
            unlink(file.path.absolute + ".trace2skill.json")
            _ = try file.remove()
        }
    }
}

extension KeptFile {
    /// A file as the inbox lists it.
    init(_ file: InboxFile, digest: String) {
        self.init(
            path: file.path.absolute,
            size: Int(file.size),
            modified: Int(file.modified),
            inode: Int(bitPattern: UInt(file.stamp.inode)),
            digest: digest
        )
    }
}
