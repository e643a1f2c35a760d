internal import Archive
internal import Configuration
internal import Foundations
internal import Inbox
internal import Trajectories

/// Artifacts whose files are in the archive, and which no record names yet.
struct TakenArtifacts: Sendable, Equatable {
    /// A folder that leaves the inbox with the trajectory.
    struct Folder: Sendable, Equatable {
        let folder: InboxFolder
        /// Why it is put aside, as something in it was not read; nil if it may be removed.
        var asideBecause: String?
    }

    var record: ArtifactRecord
    var folders: [Folder] = []
}

/// Takes in what an agent left behind beside its trajectory, and the files of the check. Nothing is recorded and nothing
/// is removed here.
struct ArtifactCollector: Sendable {
    /// Bytes of a path: with that of a temporary folder before it, it must be one that the system takes.
    private static let pathLength = 2048

    let archive: Archive
    let mode: Configuration.ArchiveMode
    var limits = ArtifactLimits()

    /// Collects the attachments of `file`; nil if it has none.
    ///
    /// - Parameter trajectory: the digest of the file.
    func run(_ file: InboxFile, trajectory: String, labels: [Sidecar.Label], isShared: Bool) throws -> TakenArtifacts? {
        let beside = try AttachmentLookup(file, labels: labels, isShared: isShared)
        guard !beside.isEmpty, let digest = ContentDigest(hex: trajectory) else { return nil }
        var taken = TakenArtifacts(record: ArtifactRecord(trajectory: digest, isShared: isShared))
        var notes = beside.notes
        if mode != .raw {
            notes = ["artifacts are not kept: they need archive: raw"]
            taken.folders = Self.leaving(beside).map { TakenArtifacts.Folder(folder: $0) }
        } else if let folder = beside.artifacts {
            try takeAll(folder, beside, &taken, &notes)
        } else if let folder = beside.checkFiles {
            notes.append("there is a check, and no artifacts that it could judge")
            if beside.ownsCheckFiles { taken.folders = [.init(folder: folder, asideBecause: notes.last)] }
        }
        taken.record.note = notes.joined(separator: "; ")
        return taken
    }

    private static func leaving(_ beside: AttachmentLookup) -> [InboxFolder] {
        [beside.artifacts, beside.ownsCheckFiles ? beside.checkFiles : nil].compactMap(\.self)
    }

    private func takeAll(
        _ folder: InboxFolder,
        _ beside: AttachmentLookup,
        _ taken: inout TakenArtifacts,
        _ notes: inout [String]
    ) throws {
        let store = try ArtifactArchive(in: archive)
        let artifacts = try take(folder, into: store)
        notes += artifacts.notes
        taken.folders.append(.init(folder: folder, asideBecause: artifacts.unread))
        var program: String?
        if let checkFolder = beside.checkFiles {
            let check = try take(checkFolder, into: store)
            notes += check.notes
            if beside.ownsCheckFiles { taken.folders.append(.init(folder: checkFolder, asideBecause: check.unread)) }
            if let manifest = check.manifest {
                taken.record.checkFiles = try store.store(manifest)
                program = manifest.entries.first { $0.path == "run" && $0.isExecutable }.map { _ in "/check/run" }
                if program == nil, beside.check == nil {
                    notes.append(
                        "\(checkFolder.path.name) has no program run, and no command is named: nothing judges them"
                    )
                }
            } else if beside.check != nil {
                notes.append("without its files the check is not kept")
            }
        }
        guard let manifest = artifacts.manifest else { return }
        taken.record.artifacts = try store.store(manifest)
        (taken.record.files, taken.record.size) = (manifest.entries.count, manifest.size)
        let isComplete = beside.checkFiles == nil || taken.record.checkFiles != nil
        taken.record.check = isComplete ? beside.check ?? program : nil
    }

    // MARK: One folder

    private struct Folder {
        /// Nil if nothing was taken.
        var manifest: Manifest?
        var notes: [String] = []
        /// Why something that can be read was not read.
        var unread: String?
    }

    private func take(_ folder: InboxFolder, into store: ArtifactArchive) throws -> Folder {
        func refused(_ why: String) -> Folder {
            let sentence = "\(folder.path.name) is not taken: \(why)"
            return Folder(notes: [sentence], unread: sentence)
        }
        let listing: InboxScanner.Result
        do throws(InboxError) {
            listing = try folder.list(within: limits.entries)
        } catch {
            return refused("\(error)")
        }
        if let why = limits.excess(of: listing, name: folder.relativePath) { return refused(why) }
        var entries: [Manifest.Entry] = []
        var skipped = listing.refusals.map { Skipped($0, folder) }
        var size: Int64 = 0
        for file in listing.files.sorted(by: { $0.path < $1.path }) {
            switch try read(file, folder) {
            case .failure(let why): skipped.append(why)
            case .success(let contents):
                size += Int64(contents.bytes.count)
                if size > limits.size { return refused("its files grow while they are read") }
                entries.append(
                    Manifest.Entry(
                        path: folder.relativePath(of: file.path),
                        digest: try store.store(contents.bytes).digest,
                        size: Int64(contents.bytes.count),
                        isExecutable: contents.isExecutable
                    )
                )
            }
        }
        guard let manifest = Manifest(entries) else { return refused("two of its names are the same") }
        return Folder(
            manifest: manifest,
            notes: Skipped.notes(skipped, in: folder),
            unread: skipped.first { $0.hasContent }.map { "\(folder.path.name): \($0.words) was not taken" }
        )
    }

    private enum Reading {
        case success(InboxFile.Contents)
        case failure(Skipped)
    }

    private func read(_ file: InboxFile, _ folder: InboxFolder) throws -> Reading {
        let path = folder.relativePath(of: file.path)
        guard path.utf8.count <= Self.pathLength else {
            return .failure(Skipped(path: path, why: "its path is too long", hasContent: true))
        }
        do {
            let limit = OpenInboxFile.Limits(size: limits.fileSize)
            if let contents = try file.contents(within: limit) { return .success(contents) }
            return .failure(Skipped(path: path, why: "it changed while it was read", hasContent: true))
        } catch InboxError.refused(let refusal) {
            return .failure(Skipped(refusal, folder))
        } catch InboxError.vanished {
            return .failure(Skipped(path: path, why: "it went while it was read", hasContent: false))
        }
    }
}

/// An entry of a folder that was not taken.
private struct Skipped {
    let path: String
    let why: String
    /// Whether something is lost with it: a link or a pipe holds nothing itself.
    let hasContent: Bool

    init(path: String, why: String, hasContent: Bool) {
        (self.path, self.why, self.hasContent) = (path, why, hasContent)
    }

    init(_ refusal: Refusal, _ folder: InboxFolder) {
        path = folder.relativePath(of: refusal.path)
        why = refusal.fact
        hasContent = ![.symlink, .fifo, .socket, .device].contains(refusal.reason)
    }

    var words: String { "\(SingleLine(path, limit: 80)) (\(why))" }

    static func notes(_ skipped: [Skipped], in folder: InboxFolder) -> [String] {
        guard !skipped.isEmpty else { return [] }
        let shown = skipped.prefix(3).map(\.words).joined(separator: ", ")
        let rest = skipped.count > 3 ? " and \(skipped.count - 3) more" : ""
        return ["not taken of \(folder.path.name): \(shown)\(rest)"]
    }
}
