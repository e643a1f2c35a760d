package import Archive
package import Configuration
internal import Foundations
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
    /// Files that are left for the next pass, since this one had a limit.
    package var remaining = 0
    /// Label files, which belong to the trajectory next to them.
    package var sidecars = 0
    /// Paths of label files that wait for a trajectory in an inbox in which nothing is going on.
    package var waitingLabels: [String] = []
    /// Paths of files that agents and harnesses leave next to trajectories, which were passed over.
    package var companions: [String] = []
    /// Entries that are not regular files.
    package var refused = 0
    /// Folders of the inbox that something has left.
    package var left: Set<InboxPath> = []
    /// A sentence for each rejected file, with its path and the reason.
    package var rejections: [String] = []

    /// An empty report.
    package init() {}

    /// Notes why a file was rejected, in one line whatever the name of the file is.
    mutating func noteRejection(_ sentence: String) { rejections.append(SingleLine(sentence).description) }
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

    /// Ingests files in the order given, and applies labels to the trajectories that they came with, also to those that
    /// were ingested before.
    /// A file leaves its inbox only when archive and ledger are on disk.
    ///
    /// - Parameters:
    ///   - after: what happens to a file that was ingested; nil leaves it in place.
    ///   - limit: the most files that are read in this pass; the others stay in their inbox for the next one. Nil for all.
    ///   - isQuiet: whether no other process writes to the inbox now, so that what is left over can be tidied up.
    ///   - progress: is told how many files are done, of how many, and the name of the next.
    package func run(
        _ files: [InboxFile],
        after: Configuration.Inbox.After?,
        limit: Int? = nil,
        isQuiet: Bool = true,
        permit: borrowing WorkPermit,
        progress: @escaping @Sendable (_ done: Int, _ total: Int, _ name: String) -> Void = { _, _, _ in }
    ) async throws -> IngestReport {
        var report = IngestReport()
        let mode = archiveMode(after: after)
        let labels = FileLabels(settings, after: after, redactor: mode == .redacted ? redactor : nil)
        let plan = try PassPlan(files, labels: labels, ledger: ledger, reader: reader.identity, after: after)
        report.repeated = plan.unchanged
        report.sidecars = plan.labelFiles.count
        report.companions = plan.companions.map(\.path.relative)
        let fresh = limit.map { Array(plan.trajectories.prefix($0)) } ?? plan.trajectories
        report.remaining = plan.trajectories.count - fresh.count
        var tidying = Tidying(labels: labels, settings: settings)
        let ingester = FileIngester(
            archive: archive,
            mode: mode,
            reader: reader,
            analyzer: SessionAnalyzer(
                redactor: redactor,
                skills: try await skillNames(),
                goals: GoalTable(settings)
            ),
            artifacts: ArtifactCollector(archive: archive, mode: mode),
            redactor: redactor,
            knownLabels: { [ledger] in
                switch try ledger.state(of: $0) {
                // What could not be read may be readable now, with another mapping or another version.
                case nil, .rejected: return nil
                case .forgotten: return .forgotten
                case .archived, .superseded: return .ingested(try ledger.labels(of: $0) ?? [])
                }
            },
            now: clock.now()
        )
        var undecided: [Undecided] = []
        // While one batch reaches the disk and the ledger, the next one is read.
        let batches = Self.batches(of: fresh)
        let reading = { @Sendable (number: Int) async throws -> ReadBatch? in
            guard number < batches.count else { return nil }
            try Task.checkCancellation()
            let batch = batches[number]
            let contents = archive.batch()
            let outcomes = await Parallel.map(Array(batch)) { index, planned in
                let file = planned.file
                progress(batch.startIndex + index, fresh.count, file.path.name)
                return Result {
                    try ingester.run(
                        file,
                        into: contents,
                        route: labels.skill(of: file),
                        found: planned.found,
                        isShared: labels.isShared(file)
                    )
                }
            }
            return ReadBatch(files: batch, contents: contents, outcomes: outcomes)
        }
        var next = try await reading(0)
        var recorded: Set<String> = []
        for number in batches.indices {
            guard let batch = next else { break }
            async let following = reading(number + 1)
            try batch.contents.commit()
            recorded = try record(batch, earlier: recorded, after: after, &tidying, &undecided, &report)
            next = try await following
        }
        try finish(plan, undecided, after: after, isQuiet: isQuiet && report.remaining == 0, &tidying, &report)
        report.left = tidying.left
        if isQuiet, report.remaining == 0, after == .archive || after == .delete {
            try tidy(report.left, labels: labels, &report)
            report.waitingLabels = plan.labelFiles.map(\.path).filter { access($0.absolute, F_OK) == 0 }
                .map(\.relative)
        }
        return report
    }

    /// The files of a batch as they were read; nothing of them is on disk yet.
    struct ReadBatch: Sendable {
        let files: ArraySlice<PassPlan.Trajectory>
        let contents: ArchiveBatch
        /// What became of the files, in their order.
        let outcomes: [Result<FileIngester.Outcome, any Error>]
    }

    /// The files in their order, divided into those that reach the disk together.
    private static func batches(of files: [PassPlan.Trajectory]) -> [ArraySlice<PassPlan.Trajectory>] {
        var batches: [ArraySlice<PassPlan.Trajectory>] = []
        var start = 0
        while start < files.count {
            var end = start
            var bytes: Int64 = 0
            while end < files.count, end - start < batchSize, bytes < batchBytes {
                bytes += files[end].file.size
                end += 1
            }
            batches.append(files[start..<end])
            start = end
        }
        return batches
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
}
