internal import Archive
internal import Configuration
internal import Inbox
internal import JSON
internal import Ledger
internal import Lessons
internal import Mining
internal import Redaction
internal import Skills
internal import Trajectories

/// Takes in one file: bytes into the archive, sessions out. Nothing is recorded and nothing is removed here.
struct FileIngester: Sendable {
    enum Outcome: Sendable {
        /// New, known with labels that are new, or rejected with a reason; then perhaps with a mapping to begin with.
        case record(TrajectoryRecord, beside: TakenArtifacts?, mapping: String? = nil)
        /// These bytes were ingested before.
        case known(digest: String, beside: TakenArtifacts?)
        /// The file cannot be read now, for a reason of the operating system: it stays, and others go on.
        case unreadable(String)
        /// These bytes were forgotten: nothing is taken from them.
        case forgotten(digest: String)
        /// The file changed while it was read, or went away: it is looked at again.
        case again
    }

    let archive: Archive
    let mode: Configuration.ArchiveMode
    let reader: TrajectoryReader
    let analyzer: SessionAnalyzer
    let artifacts: ArtifactCollector
    let redactor: Redactor
    /// What is known of a file of these bytes; nil for one that was not ingested.
    let knownLabels: @Sendable (String) throws -> KnownLabels?
    let now: Double

    /// A file this small is read once, into memory.
    private static let small = 8 << 20

    /// - Parameters:
    ///   - batch: the contents that reach the disk together; the content of a small file is in the archive when the batch
    ///     has been committed.
    ///   - route: the skill that the file's folder names.
    ///   - found: its label files.
    ///   - isShared: whether others than the daemon's own user write to the inbox.
    func run(
        _ file: InboxFile,
        into batch: ArchiveBatch,
        route: String?,
        found: FileLabels.Found,
        isShared: Bool
    ) throws -> Outcome {
        let content: Content
        do {
            let open = try file.open()
            content = try read(open, into: batch)
            guard try open.isUnchanged() else {
                if let digest = content.batched { batch.discard(digest) }
                return .again
            }
        } catch InboxError.vanished {
            return .again
        } catch let error as InboxError where error.isOfFile {
            return .unreadable("\(error)")
        } catch InboxError.refused(let refusal) where refusal.reason == .unreadable {
            // Its owner may change that. Nothing is known of it until then.
            return .unreadable(refusal.sentence)
        } catch InboxError.refused(let refusal) {
            return .record(
                rejected(
                    file,
                    digest: "refused:\(file.path.absolute)",
                    format: "",
                    RejectionReason(rawValue: refusal.reason.rawValue),
                    refusal.sentence
                ),
                beside: nil
            )
        }
        func beside() throws -> TakenArtifacts? {
            try artifacts.run(file, trajectory: content.digest, labels: found.labels, isShared: isShared)
        }
        let labels = found.files.map { $0.label(in: file.path.root, at: now, redactor: redactor) }
        let known = try knownLabels(content.digest)
        if case .forgotten = known {
            try remove(content, from: batch)
            return .forgotten(digest: content.digest)
        }
        if let known, !known.lacks(labels) {
            return .known(digest: content.digest, beside: try beside())
        }
        var mapping: String?
        var record = try sessions(of: file, content, route: route, isShared, found: found, mapping: &mapping)
        if record.state != .rejected { record.labels = labels }
        // What cannot be read stays with the person who dropped it, not in the archive.
        if record.state == .rejected { try remove(content, from: batch) }
        record.isRepeated = known != nil
        return .record(record, beside: record.state == .rejected ? nil : try beside(), mapping: mapping)
    }

    // MARK: Bytes

    private struct Content {
        let digest: String
        /// The whole file if it is small.
        let bytes: [UInt8]?
        /// The content's name in the batch if it is part of that.
        var batched: ContentDigest?
    }

    private func remove(_ content: Content, from batch: ArchiveBatch) throws {
        if let digest = content.batched { batch.discard(digest) }
        if let digest = ContentDigest(hex: content.digest) { _ = try archive.remove(digest) }
    }

    /// Reads a file to its end, into the archive unless there is none.
    private func read(_ open: borrowing OpenInboxFile, into batch: ArchiveBatch) throws -> Content {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        if open.file.size <= Self.small {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(Int(open.file.size))
            while case let count = try open.read(into: buffer), count > 0 { bytes.append(contentsOf: buffer[..<count]) }
            if mode == .redacted { bytes = redactor.redact(bytes: bytes).bytes }
            if mode == .none { return Content(digest: ContentDigest(of: bytes).hex, bytes: bytes) }
            let digest = try batch.store(bytes, name: name(of: open.file))
            return Content(digest: digest.hex, bytes: bytes, batched: digest)
        }
        var writer = try archive.writer(name: name(of: open.file))
        var lines = LineCutter()
        while case let count = try open.read(into: buffer), count > 0 {
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            if mode == .redacted {
                for line in lines.cut(piece) {
                    try redactor.redact(bytes: line).bytes.withUnsafeBytes { try writer.append($0) }
                }
            } else {
                try writer.append(piece)
            }
        }
        if mode == .redacted { try redactor.redact(bytes: lines.rest).bytes.withUnsafeBytes { try writer.append($0) } }
        return Content(digest: try writer.finish().digest.hex, bytes: nil)
    }

    /// The name that the archive keeps with the bytes.
    private func name(of file: InboxFile) -> String {
        mode == .redacted ? redactor.redact(file.path.name).text : file.path.name
    }

    // MARK: Sessions

    /// - Parameter mapping: is set to a mapping to begin with, if the format could be guessed in part.
    private func sessions(
        of file: InboxFile,
        _ content: Content,
        route: String?,
        _ isShared: Bool,
        found: FileLabels.Found,
        mapping: inout String?
    ) throws -> TrajectoryRecord {
        var records: [SessionRecord] = []
        let named = FileContext(name: file.path.name, digest: String(content.digest.prefix(16)))
        do {
            // A sidecar is a dropped file like any other: only a name that a folder can have is taken from it.
            let skill = route ?? found.labels.lazy.compactMap(\.skill).first(where: Skill.Name.isName)
            func take(_ session: Session) throws {
                var record = analyzer.record(
                    session,
                    trajectory: content.digest,
                    owner: file.owner,
                    isShared: isShared,
                    route: skill
                )
                // Many files are recorded at once, and none of their steps.
                for episode in record.session.episodes.indices { record.session.episodes[episode].steps = [] }
                records.append(record)
            }
            let report =
                if let bytes = content.bytes {
                    try reader.read(named, bytes: bytes, each: take)
                } else {
                    try reader.read(named, open: { try source(of: content) }, each: take)
                }
            for index in records.indices where !report.skipped.isEmpty {
                records[index].session.notes += report.skipped
            }
            if mode == .none, content.bytes == nil, let digest = ContentDigest(hex: content.digest) {
                _ = try archive.remove(digest)
            }
            return TrajectoryRecord(
                digest: content.digest,
                name: file.path.name,
                inbox: file.path.root,
                path: file.path.relative,
                size: Int(file.size),
                format: report.format,
                state: .archived,
                detail: report.skipped.joined(separator: "; "),
                received: now,
                sessions: records
            )
        } catch let error as ReadingError {
            mapping = error.draft.map { redactor.redact($0.text).text }
            return rejected(file, digest: content.digest, format: "", RejectionReason(rawValue: error.code), "\(error)")
        }
    }

    private func rejected(
        _ file: InboxFile,
        digest: String,
        format: String,
        _ reason: RejectionReason,
        _ sentence: String
    ) -> TrajectoryRecord {
        TrajectoryRecord(
            digest: digest,
            name: file.path.name,
            inbox: file.path.root,
            path: file.path.relative,
            size: Int(file.size),
            format: format,
            state: .rejected,
            reason: reason,
            detail: sentence,
            received: now
        )
    }

    private func source(of content: Content) throws -> ByteSource {
        guard let digest = ContentDigest(hex: content.digest) else {
            throw OperationError.notFound("there is no content \(content.digest)")
        }
        return try ArchivedSource(archive: archive, digest: digest).byteSource
    }
}

/// The labels of a file that was read before.
enum KnownLabels: Sendable {
    /// It was ingested, with these.
    case ingested([LabelReference])
    /// It was forgotten, and takes none.
    case forgotten

    /// Whether one of these labels is new, so that the file is read again.
    func lacks(_ labels: [TrajectoryLabel]) -> Bool {
        guard case .ingested(let known) = self else { return false }
        let digests = Set(known.map(\.digest))
        return labels.contains { !digests.contains($0.reference.digest) }
    }
}

/// Cuts pieces of a file into whole lines, long lines into parts of 8 MB.
struct LineCutter {
    private(set) var rest: [UInt8] = []

    mutating func cut(_ piece: UnsafeRawBufferPointer) -> [[UInt8]] {
        guard let end = piece.lastIndex(of: UInt8(ascii: "\n")) else {
            rest.append(contentsOf: piece)
            guard rest.count > 8 << 20 else { return [] }
            defer { rest = [] }
            return [rest]
        }
        let whole = rest + piece[...end]
        rest = Array(piece[(end + 1)...])
        return [whole]
    }
}
