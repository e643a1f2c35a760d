internal import Archive
internal import Configuration
internal import Foundations
internal import Glibc
internal import Inbox
internal import Redaction
internal import Skills
internal import Trajectories

/// Reads what an inbox says of a file apart from its content: the folder that it is in, its labels, and who may write
/// there. A value of one pass: a label that changes during the pass is noticed by the next one.
struct FileLabels: Sendable {
    /// What belongs to one file.
    struct Found: Sendable {
        /// The label files that count, the strongest first.
        var files: [LabelFile] = []
        /// The folder of the trial that the file is of, or another folder that has a label of its own.
        var unit: InboxPath?

        /// What the label files say, the strongest first.
        var labels: [Sidecar.Label] { files.flatMap(\.labels) }

        /// Identifies the labels; empty if there are none.
        var fingerprint: String {
            files.isEmpty ? "" : ContentDigest(of: Array(files.map(\.digest.hex).joined(separator: " ").utf8)).hex
        }
    }

    /// How many folders above a file that is read in place are searched for the result of a trial.
    private static let height = 10

    private let repository: String
    private let inboxes: Set<String>
    /// The shared inboxes, by their own paths and by those that symbolic links lead to.
    private let sharedInboxes: [String]
    private let after: Configuration.Inbox.After?
    private let redactor: Redactor?
    private let cache: FolderLabelCache

    /// - Parameters:
    ///   - after: what happens to files that were read; nil for files that are read in place on request.
    ///   - redactor: removes secrets from label files; nil where these are kept as they are.
    init(_ settings: Configuration, after: Configuration.Inbox.After?, redactor: Redactor? = nil) {
        repository = settings.repository
        inboxes = Set(settings.inboxes.map { InboxPath(root: $0.path).root })
        sharedInboxes = settings.inboxes.filter { $0.trust == .shared }.flatMap { [$0.path, RealPath.of($0.path)] }
        self.after = after
        self.redactor = redactor
        cache = FolderLabelCache(redactor: redactor)
    }

    /// The skill that a file's folder names, as in `inbox/<skill>/file`, unless the folder is that of a trial.
    func skill(of file: InboxFile) -> String? {
        let parts = file.path.components
        guard let first = parts.first, parts.count >= 2, Skill.Name.isName(first) else { return nil }
        if access("\(repository)/skills/\(first)/SKILL.md", F_OK) == 0 { return first }
        guard after == .archive || after == .delete, parts.count == 2, !first.allSatisfy({ $0.isNumber || $0 == "-" })
        else { return nil }
        let folder = "\(file.path.root)/\(first)"
        let isTrial = ["result.json", "reward.txt", "reward.json", "verifier", "agent"].contains {
            access("\(folder)/\($0)", F_OK) == 0
        }
        return isTrial ? nil : first
    }

    /// Whether other users than the daemon's own may write to the file's inbox.
    func isShared(_ file: InboxFile) -> Bool { sharedInboxes.contains { Self.isWithin(file.path, $0) } }

    private static func isWithin(_ path: InboxPath, _ folder: String) -> Bool {
        [path.root, RealPath.of(path.root)].contains { root in
            InboxPath(root: "/", relative: "\(root)/\(path.relative)")
                .isWithin(InboxPath(root: "/", relative: InboxPath(root: folder).root))
        }
    }

    // MARK: Labels

    /// The label files of a file and the unit that it belongs to.
    ///
    /// - Parameter isAlone: whether no other trajectory lies next to it that may need a label there.
    func labels(of file: InboxFile, isAlone: Bool = true) -> Found {
        var found = Found()
        var candidates = ownLabels(of: file)
        for (step, folder) in folders(above: file).enumerated() {
            let isRoot = inboxes.contains(folder.absolute)
            let labels = cache.labels(in: folder, isRoot: isRoot)
            if let own = labels.own {
                candidates.append(own)
                found.unit = found.unit ?? folder
            }
            if step == 0 {
                // Of several trajectories in one inbox, nobody can tell which one a label is for.
                let isClear = !isSharedFolder(folder) || isAlone
                candidates +=
                    isClear ? labels.common : labels.common.filter { $0.labels.contains { $0.instance != nil } }
            }
            if labels.isTrial || (!labels.verifier.isEmpty && !isRoot) {
                guard isPart(file, of: folder, isRoot: isRoot) else { break }
                if step > 0 { candidates += labels.common.filter(\.tellsTrial) }
                candidates += labels.verifier
                found.unit = folder
                break
            }
        }
        if isShared(file) { candidates.removeAll { $0.file.owner != file.owner } }
        found.files = Self.counting(candidates)
        return found
    }

    /// Whether a trajectory has a label of its own, so that it needs none of those for others.
    func hasOwnLabel(_ file: InboxFile) -> Bool { !ownLabels(of: file).isEmpty }

    /// Whether trajectories that have nothing to do with each other may lie directly in a folder: an inbox, or a folder
    /// of an inbox that is named after a skill.
    func isSharedFolder(_ folder: InboxPath) -> Bool {
        if inboxes.contains(folder.absolute) { return true }
        guard folder.components.count == 1, inboxes.contains(folder.root), Skill.Name.isName(folder.name) else {
            return false
        }
        return access("\(repository)/skills/\(folder.name)/SKILL.md", F_OK) == 0
    }

    /// The name of the trial whose folder this is; nil if that is not known.
    func trialName(of folder: InboxPath) -> String? {
        cache.labels(in: folder, isRoot: inboxes.contains(folder.absolute)).trialName
    }

    /// The result of the trial whose folder this is; nil if there is none yet.
    func result(of folder: InboxPath) -> LabelFile? {
        cache.labels(in: folder, isRoot: inboxes.contains(folder.absolute)).common.first(where: \.tellsTrial)
    }

    /// Whether a folder is that of a trial, by the files of its harness.
    func isTrial(_ folder: InboxPath) -> Bool {
        cache.labels(in: folder, isRoot: inboxes.contains(folder.absolute)).isTrial
    }

    /// Whether label files lie directly in a folder that say something.
    func hasCommonLabels(_ folder: InboxPath) -> Bool {
        !cache.labels(in: folder, isRoot: inboxes.contains(folder.absolute)).common.isEmpty
    }

    /// Whether a file is one that agents or harnesses leave next to trajectories, by its path.
    func isCompanion(_ file: InboxFile) -> Bool {
        let place = trialPlace(of: file)
        return Companion.isKnown(place.path, trial: place.trial)
    }

    /// Whether a file that no format reads may be one of these, which the other files of its trial decide.
    func mayBeCompanion(_ file: InboxFile) -> Bool {
        trial(of: file) != nil || isLikelyCompanion(file, isRead: true)
    }

    /// Whether a file that no format reads is one of these.
    ///
    /// - Parameter isRead: whether another file of its trial is a trajectory.
    func isLikelyCompanion(_ file: InboxFile, isRead: Bool) -> Bool {
        let place = trialPlace(of: file)
        return Companion.isLikely(place.path, trial: place.trial, isRead: isRead)
    }

    /// The folder of the trial that a file is of; nil if it is of none.
    func trial(of file: InboxFile) -> InboxPath? {
        guard let folder = folders(above: file).first(where: isTrial) else { return nil }
        return isPart(file, of: folder, isRoot: inboxes.contains(folder.absolute)) ? folder : nil
    }

    /// The components of a file's path, and how many of them lead to the folder of its trial.
    private func trialPlace(of file: InboxFile) -> (path: [String], trial: Int?) {
        let path = InboxPath(root: "/", relative: file.path.absolute).components
        guard let trial = trial(of: file) else {
            // What lies above the inbox says nothing.
            return (file.path.components, nil)
        }
        return (path, InboxPath(root: "/", relative: trial.absolute).components.count)
    }

    /// A trial that lies in an inbox without a folder of its own has its files where a harness puts them.
    private func isPart(_ file: InboxFile, of folder: InboxPath, isRoot: Bool) -> Bool {
        guard isRoot, after == .archive || after == .delete else { return true }
        return file.path.components.first == "agent" || file.path.relative == "trajectory.json"
    }

    private func ownLabels(of file: InboxFile) -> [LabelFile] {
        let folder = file.path.parent
        return Sidecar.ownNames(for: file.path.name).compactMap { name in
            let path = folder.appending(name)
            guard access(path.absolute, F_OK) == 0 else { return nil }
            return LabelFile(at: path, scope: .file, redactor: redactor)
        }
    }

    /// The folders above a file, the nearest first: up to its inbox, or further where it is read in place on request.
    private func folders(above file: InboxFile) -> [InboxPath] {
        var folders: [InboxPath] = []
        var folder = file.path.parent
        while true {
            folders.append(folder)
            if folder.relative.isEmpty { break }
            folder = folder.parent
        }
        guard after == nil, !inboxes.contains(folder.root) else { return folders }
        var root = folder.root
        while folders.count < Self.height, root.count > 1, let slash = root.lastIndex(of: "/") {
            root = slash == root.startIndex ? "/" : String(root[..<slash])
            folders.append(InboxPath(root: root))
            if inboxes.contains(root) { break }
        }
        return folders
    }

    /// Of all label files of a trajectory those that count: up to the first one that tells the outcome, and what a
    /// harness tells of the trial.
    private static func counting(_ candidates: [LabelFile]) -> [LabelFile] {
        let ordered = candidates.enumerated().sorted {
            ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset)
        }
        var (isTold, isTrialTold) = (false, false)
        return ordered.map(\.element).filter { label in
            defer {
                isTold = isTold || label.tellsOutcome
                isTrialTold = isTrialTold || label.tellsTrial
            }
            return !isTold || (label.tellsTrial && !isTrialTold)
        }
    }
}
