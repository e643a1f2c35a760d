internal import Archive
internal import Configuration
internal import Foundations
internal import Glibc
internal import Inbox
internal import Ledger
internal import Redaction
internal import Trajectories

/// The second half of a pass: a batch of files is recorded, and only then do the files leave their inbox.
extension Ingestion {
    /// Records a batch in one transaction of the ledger.
    ///
    /// - Parameter earlier: digests of the files of the batch before, which was recorded while this one was read.
    /// - Returns: digests of the files that the batch has records of.
    func record(
        _ read: ReadBatch,
        earlier: Set<String>,
        after: Configuration.Inbox.After?,
        _ tidying: inout Tidying,
        _ undecided: inout [Undecided],
        _ report: inout IngestReport
    ) throws -> Set<String> {
        var batch = Batch()
        for (planned, outcome) in zip(read.files, read.outcomes) {
            let file = planned.file
            switch try outcome.get() {
            case .again: report.waiting += 1
            case .unreadable(let sentence):
                report.refused += 1
                report.noteRejection(sentence)
            case .forgotten(let digest):
                batch.digests.append((planned, digest))
                report.refused += 1
            case .known(let digest, let submitted):
                report.repeated += 1
                batch.digests.append((planned, digest))
                batch.artifacts.wasKnown(file)
                if let submitted { batch.artifacts.add(submitted, with: file, earlier: try recorded(digest)) }
            case .record(var record, let submitted, let mapping):
                // Known meanwhile, from the batch before.
                record.isRepeated = record.isRepeated || earlier.contains(record.digest)
                if record.state == .rejected, tidying.labels.mayBeCompanion(file) {
                    batch.undecided.append((planned, record, mapping))
                    continue
                }
                if let mapping {
                    record.detail += try keep(mapping, of: file, digest: record.digest, after: after)
                }
                if let submitted {
                    let earlier = try record.isRepeated ? recorded(record.digest) : nil
                    batch.artifacts.add(submitted, with: file, earlier: earlier)
                }
                batch.digests.append((planned, record.digest))
                if record.isRepeated { report.repeated += 1 }
                // The same bytes twice in one batch: neither was known when they were read.
                guard record.state == .rejected || batch.taken.insert(record.digest).inserted else {
                    if !record.isRepeated { report.repeated += 1 }
                    batch.labelAgain(record)
                    continue
                }
                batch.records.append(record)
                batch.contents += planned.found.files
                guard record.state == .rejected else { continue }
                try batch.reject(planned, record, mapping)
                report.noteRejection("\(file.path.relative): \(record.detail)")
            }
        }
        try write(batch, after: after, &tidying, &report)
        undecided += batch.undecided
        return batch.taken
    }

    /// Writes a batch to archive and ledger, and takes its files out of their inbox.
    func write(
        _ batch: Batch,
        after: Configuration.Inbox.After?,
        _ tidying: inout Tidying,
        _ report: inout IngestReport
    ) throws {
        let mode = archiveMode(after: after)
        try keep(batch.artifacts, mode: mode)
        try keep(labelsOf: batch, mode: mode)
        report.counts += try ledger.record(
            batch.records,
            artifacts: batch.artifacts.records.values.map { ArtifactsEntry($0, redactor: redactor) }
        )
        try ForgottenContents(ledger: ledger, archive: archive).remove(batch.digests.map(\.digest))
        if after == .archive || after == .delete {
            try remove(withoutForgotten(batch, &report), &tidying)
        } else {
            let rejected = Set(batch.rejected.map(\.file.file.path))
            try ledger.note(
                batch.digests.map { planned, digest in
                    let labels = planned.found.fingerprint
                    let isRejected = rejected.contains(planned.file.path)
                    return KeptFile(
                        planned.file,
                        digest: digest,
                        labels: isRejected ? PassPlan.rejected(by: reader.identity, labels: labels) : labels
                    )
                }
            )
        }
    }

    /// The batch with files that have nothing but forgotten sessions among those that are put aside: the person who
    /// dropped one may have no other copy.
    private func withoutForgotten(_ batch: Batch, _ report: inout IngestReport) throws -> Batch {
        var batch = batch
        let rejected = Set(batch.rejected.map(\.file.file.path))
        for (planned, digest) in batch.digests where !rejected.contains(planned.file.path) {
            guard try ledger.state(of: digest) == .forgotten else { continue }
            batch.rejected.append((planned, Self.forgotten, nil))
            report.noteRejection("\(planned.file.path.relative): \(Self.forgotten)")
        }
        return batch
    }

    private static let forgotten =
        "its sessions were forgotten, so that nothing is taken from it; delete it if that is still wanted"

    /// The files of a batch by what becomes of them.
    struct Batch {
        var records: [TrajectoryRecord] = []
        var digests: [(file: PassPlan.Trajectory, digest: String)] = []
        var rejected: [(file: PassPlan.Trajectory, reason: String, mapping: String?)] = []
        /// Digests of the files that the batch has records of.
        var taken: Set<String> = []
        var artifacts = BatchArtifacts()
        /// The label files of the records.
        var contents: [LabelFile] = []
        /// Files that no format reads, and that may be no trajectories.
        var undecided: [Undecided] = []

        /// Notes that a file is rejected, and what lies next to it.
        mutating func reject(_ planned: PassPlan.Trajectory, _ record: TrajectoryRecord, _ mapping: String?) throws {
            rejected.append((planned, record.detail, mapping))
            artifacts.turnedDown(
                planned.file,
                try AttachmentLookup(planned.file, labels: planned.found.labels, isShared: false)
            )
        }

        /// Adds the labels of another file with the same bytes.
        mutating func labelAgain(_ record: TrajectoryRecord) {
            guard !record.labels.isEmpty else { return }
            var again = record
            again.isRepeated = true
            records.append(again)
        }
    }

    /// A file that no format reads, and that may be one that agents or harnesses leave next to trajectories.
    typealias Undecided = (file: PassPlan.Trajectory, record: TrajectoryRecord, mapping: String?)

    // MARK: Labels

    /// Writes the labels of a batch to the archive, for a ledger that is rebuilt. With `archive: none` nothing is kept
    /// there.
    private func keep(labelsOf batch: Batch, mode: Configuration.ArchiveMode) throws {
        let labelled = batch.records.filter { !$0.labels.isEmpty }
        guard mode != .none, !labelled.isEmpty else { return }
        var merged: [String: [LabelReference]] = [:]
        for record in labelled {
            let earlier = try merged[record.digest] ?? ledger.labels(of: record.digest) ?? []
            merged[record.digest] = LabelReference.merge(record.labels.map(\.reference), into: earlier)
        }
        try keep(merged, contents: batch.contents)
    }

    /// Writes labels that come after their trajectory to the archive.
    func keep(
        _ labels: [TrajectoryLabel],
        of digest: String,
        contents: [LabelFile],
        mode: Configuration.ArchiveMode
    ) throws {
        guard mode != .none else { return }
        let earlier = try ledger.labels(of: digest) ?? []
        try keep([digest: LabelReference.merge(labels.map(\.reference), into: earlier)], contents: contents)
    }

    private func keep(_ labels: [String: [LabelReference]], contents: [LabelFile]) throws {
        let store = try LabelArchive(in: archive)
        var stored: Set<ContentDigest> = []
        for label in contents where stored.insert(label.digest).inserted { _ = try store.store(label.bytes) }
        for (digest, references) in labels {
            guard let digest = ContentDigest(hex: digest) else { continue }
            try store.keep(LabelRecord(of: digest, references))
        }
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
    func keep(
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

    /// Removes files from the inbox, each after its attachments and its own labels: by the file, the rest is found
    /// again after a crash.
    private func remove(_ batch: Batch, _ tidying: inout Tidying) throws {
        for (planned, reason, mapping) in batch.rejected where try planned.file.isUnchanged() {
            try batch.artifacts.leave(with: planned.file)
            try tidying.reject(planned.file, because: reason, mapping: mapping)
            // A label of what could not be read labels nothing else.
            for label in planned.found.files where label.scope == .file {
                try tidying.reject(
                    label.file,
                    because: "the trajectory \(planned.file.path.relative) could not be read"
                )
            }
        }
        let rejected = Set(batch.rejected.map(\.file.file.path))
        for (planned, _) in batch.digests where !rejected.contains(planned.file.path) {
            // A file that has grown is read again, with its attachments.
            guard try planned.file.isUnchanged() else { continue }
            try batch.artifacts.leave(with: planned.file)
            try tidying.leaves(planned)
            _ = try planned.file.remove()
        }
    }
}

extension LabelRecord {
    init(of trajectory: ContentDigest, _ references: [LabelReference]) {
        self.init(
            trajectory: trajectory,
            entries: references.compactMap { reference in
                ContentDigest(hex: reference.digest).map {
                    Entry(path: reference.path, digest: $0, received: reference.received)
                }
            }
        )
    }
}

extension KeptFile {
    /// A file as the inbox lists it.
    init(_ file: InboxFile, digest: String, labels: String) {
        self.init(
            path: file.path.absolute,
            size: Int(file.size),
            modified: Int(file.modified),
            inode: Int(bitPattern: UInt(file.stamp.inode)),
            digest: digest,
            labels: labels
        )
    }
}
