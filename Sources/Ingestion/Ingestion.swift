package import Archive
package import Configuration
internal import Glibc
package import Inbox
package import Ledger
internal import Mining
package import Redaction
package import Trajectories

/// What one pass over files did. Every file is in exactly one of the counts.
package struct IngestReport: Sendable, Equatable {
    /// What the ledger recorded.
    package var counts = IngestCounts()
    /// Files whose bytes were ingested before.
    package var repeated = 0
    /// Files that are still being written, or that changed while they were read.
    package var waiting = 0
    /// Sidecars, which belong to the trajectory next to them.
    package var sidecars = 0
    /// Entries that are not regular files.
    package var refused = 0
    /// A sentence for each rejected file, with its path and the reason.
    package var rejections: [String] = []

    /// An empty report.
    package init() {}
}

/// The use case "ingest": files of an inbox into archive and ledger.
package struct Ingestion: Sendable {
    let settings: Configuration
    let ledger: Ledger
    let archive: Archive
    let reader: TrajectoryReader
    let redactor: Redactor
    let clock: WallClock
    /// Names of the skills that exist now, for telling the skills that a session used from those that it only names.
    let skillNames: @Sendable () async throws -> Set<String>

    /// The most files that reach the disk together, in one transaction of the ledger.
    private static let batchSize = 128
    /// The size in bytes at which a batch takes no further file: a larger batch saves no time, and more of it would have
    /// to be read again after a crash.
    private static let batchBytes: Int64 = 32 << 20

    /// - Parameters:
    ///   - reader: with the configured mappings.
    ///   - skillNames: the names of the skills that exist now.
    package init(
        settings: Configuration,
        ledger: Ledger,
        archive: Archive,
        reader: TrajectoryReader,
        redactor: Redactor,
        clock: WallClock,
        skillNames: @escaping @Sendable () async throws -> Set<String>
    ) {
        self.settings = settings
        self.ledger = ledger
        self.archive = archive
        self.reader = reader
        self.redactor = redactor
        self.clock = clock
        self.skillNames = skillNames
    }

    /// Ingests files in the order given. A file leaves its inbox only when archive and ledger are on disk.
    ///
    /// - Parameters:
    ///   - after: what happens to a file that was ingested; nil leaves it in place.
    ///   - progress: is told how many files are done, of how many, and the name of the next.
    package func run(
        _ files: [InboxFile],
        after: Configuration.Inbox.After?,
        permit: borrowing WorkPermit,
        progress: @escaping @Sendable (_ done: Int, _ total: Int, _ name: String) -> Void = { _, _, _ in }
    ) async throws -> IngestReport {
        var report = IngestReport()
        let fresh = try filesToRead(of: files, after: after, &report)
        let ingester = FileIngester(
            archive: archive,
            mode: archiveMode(after: after),
            reader: reader,
            analyzer: SessionAnalyzer(redactor: redactor, skills: try await skillNames()),
            artifacts: ArtifactCollector(archive: archive, mode: archiveMode(after: after)),
            redactor: redactor,
            isKnown: { [ledger] in try ledger.state(of: $0) != nil },
            now: clock.now()
        )
        let labels = FileLabels(settings)
        var start = 0
        while start < fresh.count {
            try Task.checkCancellation()
            let batch = Self.batch(of: fresh[start...])
            let done = start
            let contents = archive.batch()
            let outcomes = await Parallel.map(batch) { index, file in
                progress(done + index, fresh.count, file.path.name)
                return Result {
                    try ingester.run(
                        file,
                        into: contents,
                        route: labels.skill(of: file, after: after),
                        labels: labels.sidecars(of: file),
                        isShared: labels.isShared(file)
                    )
                }
            }
            try contents.commit()
            try record(batch, outcomes, labels, after: after, &report)
            start += batch.count
        }
        return report
    }

    /// The files that reach the disk together: the first ones of those that are left, at least one.
    private static func batch(of files: ArraySlice<InboxFile>) -> [InboxFile] {
        var batch: [InboxFile] = []
        var bytes: Int64 = 0
        for file in files.prefix(batchSize) {
            if bytes >= batchBytes { break }
            bytes += file.size
            batch.append(file)
        }
        return batch
    }

    /// Every file of a folder, or one file.
    ///
    /// - Throws: ``OperationError/system(_:_:)`` if there is nothing at the path.
    package static func scan(_ root: String) throws -> (files: [InboxFile], refusals: [Refusal]) {
        var status = stat()
        guard stat(root, &status) == 0 else { throw OperationError.system("look at \(root)", errno) }
        if status.st_mode & S_IFMT == S_IFDIR {
            let found = try InboxScanner().scan(InboxPath(root: root))
            return (found.files, found.refusals)
        }
        let folder = root.lastIndex(of: "/").map { String(root[..<$0]) } ?? "."
        let name = root.split(separator: "/").last.map(String.init) ?? root
        return ([try InboxFile(at: InboxPath(root: folder.isEmpty ? "/" : folder, relative: name))], [])
    }

    /// What the archive keeps of a file: nothing of one that is deleted.
    func archiveMode(after: Configuration.Inbox.After?) -> Configuration.ArchiveMode {
        after == .delete ? .none : settings.archive
    }

    /// The files that are not sidecars, without those that are kept in place and have not changed since they were read.
    private func filesToRead(
        of files: [InboxFile],
        after: Configuration.Inbox.After?,
        _ report: inout IngestReport
    ) throws -> [InboxFile] {
        try files.filter { file in
            if Sidecar.isSidecar(name: file.path.name) {
                report.sidecars += 1
                return false
            }
            guard after == .keep || after == nil else { return true }
            let isUnchanged = try ledger.isUnchanged(KeptFile(file, digest: ""))
            if isUnchanged { report.repeated += 1 }
            return !isUnchanged
        }
    }
}
