internal import Configuration
internal import Inbox
internal import Ledger
internal import Trajectories

/// What is to be done with the files of a pass: which are trajectories to read, with which labels, and which are not.
struct PassPlan: Sendable {
    /// A trajectory, with its labels.
    struct Trajectory: Sendable {
        let file: InboxFile
        let found: FileLabels.Found
    }

    /// In the order in which they are read.
    private(set) var trajectories: [Trajectory] = []
    private(set) var labelFiles: [InboxFile] = []
    /// Files that agents and harnesses leave next to trajectories.
    private(set) var companions: [InboxFile] = []
    /// How many files are as they were when they were read.
    private(set) var unchanged = 0

    /// Sorts the files of a pass.
    ///
    /// - Parameters:
    ///   - reader: the identity of the reader. What another one rejected is read again.
    ///   - after: what happens to files that were read. Files that stay are read again if they, or their labels, have
    ///     changed; a label file that comes later brings the trajectory that it labels back.
    init(
        _ files: [InboxFile],
        labels: FileLabels,
        ledger: Ledger,
        reader: String,
        after: Configuration.Inbox.After?
    ) throws {
        let stays = after == .keep || after == nil
        let numbered = NumberedNames(files)
        var neighbours = Neighbours(labels)
        var candidates: [InboxFile] = []
        for file in files {
            if numbered.isLabel(file) {
                labelFiles.append(file)
            } else if labels.isCompanion(file) {
                companions.append(file)
            } else {
                candidates.append(file)
            }
        }
        for file in candidates {
            let found = labels.labels(of: file, isAlone: try neighbours.isAlone(file))
            let known = try stays ? ledger.unchanged(KeptFile(file, digest: "", labels: "")) : nil
            if let known, known.digest.isEmpty {
                companions.append(file)
            } else if known?.labels == found.fingerprint {
                unchanged += 1
            } else if after != nil, known?.labels == Self.rejected(by: reader, labels: found.fingerprint) {
                // The reason was said when it was rejected. Who names a file is told again.
                unchanged += 1
            } else {
                trajectories.append(Trajectory(file: file, found: found))
            }
        }
        guard stays else { return }
        var seen = Set(candidates.map(\.path))
        for label in labelFiles {
            for file in try neighbours.files(near: label) where seen.insert(file.path).inserted {
                let found = labels.labels(of: file, isAlone: try neighbours.isAlone(file))
                // A file that is not known, or grows, comes on its own.
                guard let known = try ledger.unchanged(KeptFile(file, digest: "", labels: "")), !known.digest.isEmpty,
                    known.labels != found.fingerprint
                else { continue }
                trajectories.append(Trajectory(file: file, found: found))
            }
        }
    }
}

extension PassPlan {
    /// What is noted, in place of the labels, of a file that a reader rejected.
    static func rejected(by reader: String, labels: String) -> String { "rejected \(reader) \(labels)" }
}

/// Tells labels that belong to a numbered file, as `2-result.json` with `2-run.json`, from files that are named so by chance.
private struct NumberedNames {
    private let prefixes: Set<String>

    init(_ files: [InboxFile]) {
        prefixes = Set(
            files.compactMap { file in
                let name = file.path.name
                guard let number = Sidecar.number(of: name), Sidecar.numberedLabel(name) == nil,
                    !Sidecar.isOwn(name: name)
                else { return nil }
                return file.path.parent.appending(number).relative
            }
        )
    }

    func isLabel(_ file: InboxFile) -> Bool {
        let name = file.path.name
        if Sidecar.isSidecar(name: name) { return true }
        guard Sidecar.numberedLabel(name) != nil, let number = Sidecar.number(of: name) else { return false }
        return prefixes.contains(file.path.parent.appending(number).relative)
    }
}

/// The files next to others in folders that were listed in a pass.
private struct Neighbours {
    private let labels: FileLabels
    private var listed: [InboxPath: [InboxFile]] = [:]
    // Each folder is looked through once, however many labels it holds.
    private var byLabel: [InboxPath: [String: [InboxFile]]] = [:]
    private var unlabelled: [InboxPath: [InboxPath]] = [:]

    init(_ labels: FileLabels) { self.labels = labels }

    /// Whether no other trajectory lies next to a file that may need a label there, in a folder where that matters.
    mutating func isAlone(_ file: InboxFile) throws -> Bool {
        let folder = file.path.parent
        guard labels.isSharedFolder(folder), labels.hasCommonLabels(folder) else { return true }
        let others =
            try unlabelled[folder]
            ?? trajectories(in: folder).filter { $0.path.parent == folder && !labels.hasOwnLabel($0) }.map(\.path)
        unlabelled[folder] = others
        return others.count < 2 && others.allSatisfy { $0 == file.path }
    }

    /// The trajectories of a folder by the names of the label files that belong to each of them alone.
    private mutating func owners(in folder: InboxPath) throws -> [String: [InboxFile]] {
        if let known = byLabel[folder] { return known }
        var owners: [String: [InboxFile]] = [:]
        for file in try trajectories(in: folder) {
            for name in Set(Sidecar.ownNames(for: file.path.name)) { owners[name, default: []].append(file) }
        }
        byLabel[folder] = owners
        return owners
    }

    /// The trajectories that a label file may label by its place.
    mutating func files(near label: InboxFile) throws -> [InboxFile] {
        let folder = label.path.parent
        let name = label.path.name
        if Sidecar.isOwn(name: name) || Sidecar.numberedLabel(name) != nil {
            return try owners(in: folder)[name] ?? []
        }
        if folder.name == Sidecar.verifierFolder, !folder.relative.isEmpty {
            return try trajectories(in: folder.parent)
        }
        // Not the tree below the result of a whole job.
        guard labels.hasCommonLabels(folder) else { return [] }
        let near = try trajectories(in: folder)
        return labels.isTrial(folder) ? near : near.filter { $0.path.parent == folder }
    }

    private mutating func trajectories(in folder: InboxPath) throws -> [InboxFile] {
        if let files = listed[folder] { return files }
        let files: [InboxFile]
        do throws(InboxError) {
            files = try InboxScanner().scan(folder).files
        } catch {
            guard case .vanished = error else { throw error }
            files = []
        }
        let trajectories = files.filter { !Sidecar.isSidecar(name: $0.path.name) && !labels.isCompanion($0) }
        listed[folder] = trajectories
        return trajectories
    }
}
