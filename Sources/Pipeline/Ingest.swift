internal import Archive
package import Configuration
@preconcurrency internal import Dispatch
internal import Glibc
package import Inbox
package import Ledger
internal import SkillRepository
internal import Skills
internal import Synchronization
internal import Trajectories

/// What one pass over files did. Every file is in exactly one of the counts.
package struct IngestReport: Sendable, Equatable {
    package var counts = IngestCounts()
    /// Files whose bytes were taken in before.
    package var repeated = 0
    /// Files that are still being written, or that changed while they were read.
    package var waiting = 0
    /// Sidecars, which belong to the trajectory beside them.
    package var sidecars = 0
    /// Entries that are no plain file.
    package var refused = 0
    package var rejections: [String] = []
    package init() {}
}

extension Pipeline {
    /// How many files go into one transaction of the ledger.
    private static let batch = 64

    /// Takes in files, in the order given: archive and ledger first, both on disk, only then does a file leave its inbox.
    ///
    /// - Parameter after: what becomes of a file that was taken in; nil leaves it in place.
    package func ingest(
        _ files: [InboxFile],
        after: Configuration.Inbox.After?,
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) async throws -> IngestReport {
        var report = IngestReport()
        let fresh = try files.filter { file in
            if Sidecar.isSidecar(name: file.path.name) {
                report.sidecars += 1
                return false
            }
            guard after == .keep || after == nil else { return true }
            let isUnchanged = try ledger.isUnchanged(
                path: file.path.absolute,
                size: Int(file.size),
                modified: Int(file.modified),
                inode: Int(bitPattern: UInt(file.signature.inode))
            )
            if isUnchanged { report.repeated += 1 }
            return !isUnchanged
        }
        let one = FileIngester(
            archive: archive,
            mode: after == .delete ? .none : configuration.archive,
            reader: TrajectoryReader(mappings: configuration.mappings),
            analyse: SessionAnalyzer(redactor: redactor, skills: try await existingSkills()),
            artifacts: ArtifactCollector(archive: archive, mode: after == .delete ? .none : configuration.archive),
            redactor: redactor,
            isKnown: { try ledger.state(of: $0) != nil },
            now: clock.now()
        )
        let shared = sharedInboxes()
        var start = 0
        while start < fresh.count {
            try Task.checkCancellation()
            let slice = Array(fresh[start..<min(start + Self.batch, fresh.count)])
            let done = start
            let outcomes = await Self.offPool {
                Self.inParallel(slice) { index, file in
                    progress(.ingesting(done: done + index, total: fresh.count, name: file.path.name))
                    return Result {
                        try one.run(
                            file,
                            route: route(of: file, after: after),
                            labels: labels(of: file),
                            isShared: shared.contains { Self.lies(file.path, within: $0) }
                        )
                    }
                }
            }
            try settle(slice, outcomes, after: after, &report)
            start += slice.count
        }
        return report
    }

    /// Every file of a folder, or one file.
    package static func scan(_ root: String) throws -> (files: [InboxFile], refusals: [Refusal]) {
        var status = stat()
        guard stat(root, &status) == 0 else { throw PipelineError.system("look at \(root)", errno) }
        if status.st_mode & S_IFMT == S_IFDIR {
            let found = try InboxScanner().scan(InboxPath(root: root))
            return (found.files, found.refusals)
        }
        let folder = root.lastIndex(of: "/").map { String(root[..<$0]) } ?? "."
        let name = root.split(separator: "/").last.map(String.init) ?? root
        return ([try InboxFile(at: InboxPath(root: folder.isEmpty ? "/" : folder, relative: name))], [])
    }

    // MARK: Settling a batch

    private func settle(
        _ files: [InboxFile],
        _ outcomes: [Result<FileIngester.Outcome, any Error>],
        after: Configuration.Inbox.After?,
        _ report: inout IngestReport
    ) throws {
        var records: [TrajectoryRecord] = []
        var digests: [(InboxFile, String)] = []
        var rejected: [(InboxFile, String)] = []
        var taken: Set<String> = []
        var artifacts = BatchArtifacts()
        for (file, outcome) in zip(files, outcomes) {
            switch try outcome.get() {
            case .again: report.waiting += 1
            case .known(let digest, let beside):
                report.repeated += 1
                digests.append((file, digest))
                artifacts.wasKnown(file)
                if let beside { artifacts.add(beside, with: file, earlier: try recorded(digest)) }
            case .record(let record, let beside):
                if let beside { artifacts.add(beside, with: file, earlier: nil) }
                // The same bytes twice in one batch: neither was known when they were read.
                guard record.state == .rejected || taken.insert(record.digest).inserted else {
                    report.repeated += 1
                    digests.append((file, record.digest))
                    continue
                }
                records.append(record)
                if record.state == .rejected {
                    rejected.append((file, record.detail))
                    let beside = try AttachmentLookup(file, labels: labels(of: file), isShared: false)
                    artifacts.turnedDown(file, beside)
                    report.rejections.append("\(file.path.relative): \(record.detail)")
                }
                digests.append((file, record.digest))
            }
        }
        // One commit of the ledger for the batch; only behind it does a file leave its inbox.
        try keep(artifacts, mode: after == .delete ? .none : configuration.archive)
        report.counts += try ledger.record(
            records,
            artifacts: artifacts.records.values.map { ArtifactsEntry($0, redactor: redactor) }
        )
        try dropForgotten(digests.map(\.1))
        if after == .archive || after == .delete {
            try leave(digests.map(\.0), rejected, artifacts)
        } else {
            try ledger.note(
                places: digests.map { file, digest in
                    (
                        file.path.absolute, Int(file.size), Int(file.modified),
                        Int(bitPattern: UInt(file.signature.inode)), digest
                    )
                }
            )
        }
    }

    // MARK: What stands beside a file

    /// The skill that a file's folder names: `inbox/<skill>/file`, unless the folder is a trial's.
    private func route(of file: InboxFile, after: Configuration.Inbox.After?) -> String? {
        let parts = file.path.relative.split(separator: "/").map(String.init)
        guard let first = parts.first, parts.count >= 2, Skill.Name.isName(first) else { return nil }
        if access("\(configuration.repository)/skills/\(first)/SKILL.md", F_OK) == 0 { return first }
        guard after == .archive || after == .delete, parts.count == 2, !first.allSatisfy({ $0.isNumber || $0 == "-" })
        else { return nil }
        let folder = "\(file.path.root)/\(first)"
        let isTrial = ["result.json", "reward.txt", "reward.json", "verifier", "agent"].contains {
            access("\(folder)/\($0)", F_OK) == 0
        }
        return isTrial ? nil : first
    }

    /// What sidecars say of a file, the strongest first, up to the first that tells the outcome.
    private func labels(of file: InboxFile) -> [Sidecar.Label] {
        var found: [Sidecar.Label] = []
        let folder = file.path.absolute.lastIndex(of: "/").map { String(file.path.absolute[..<$0]) } ?? "."
        for name in Sidecar.names(for: file.path.relative) {
            let path = InboxPath(root: folder, relative: name)
            // A sidecar outside the inbox, or one that cannot be read, says nothing: the trajectory counts without it.
            guard let bytes = SidecarFile.read("\(path.root)/\(name)"),
                let labels = try? Sidecar.read(name: name, bytes: bytes), !labels.isEmpty
            else { continue }
            found += labels
            if labels.contains(where: { $0.outcome.source != .none }) { break }
        }
        return found
    }

    func existingSkills() async throws -> Set<String> {
        guard try await repository.tip() != nil else { return [] }
        return Set(try await repository.snapshot().skills.keys)
    }

    // MARK: Threads

    /// Runs blocking work on a thread that is not one of Swift's pool.
    static func offPool<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { continuation.resume(returning: work()) }
        }
    }

    private static func inParallel<Item: Sendable, Value>(_ items: [Item], _ work: @Sendable (Int, Item) -> Value)
        -> [Value]
    {
        let results = Mutex<[Int: Kept<Value>]>([:])
        DispatchQueue.concurrentPerform(iterations: items.count) { index in
            let value = Kept(value: work(index, items[index]))
            results.withLock { $0[index] = value }
        }
        let all = results.withLock { $0 }
        return items.indices.compactMap { all[$0]?.value }
    }

    /// Carries a value out of a worker. @unchecked: each is written by one thread, and read after all have ended.
    private struct Kept<Value>: @unchecked Sendable { let value: Value }
}

/// Small files beside others.
enum SidecarFile {
    /// The bytes of a regular file of at most 1 MB, or nil.
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= 1 << 20 else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return count < 0 ? nil : Array(bytes[..<count])
    }
}
