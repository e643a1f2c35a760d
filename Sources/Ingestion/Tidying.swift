internal import Configuration
internal import Inbox
internal import Trajectories

/// Clears an inbox of what belonged to trajectories that have left it: labels, and files of agents and harnesses next to
/// them.
struct Tidying {
    let labels: FileLabels
    private let inboxes: Set<InboxPath>
    /// Label files that other trajectories may need as well.
    private var shared: [InboxPath: LabelFile] = [:]
    /// Folders of trials of which a trajectory has left.
    private(set) var trials: Set<InboxPath> = []
    /// Folders that something has left.
    private(set) var left: Set<InboxPath> = []

    init(labels: FileLabels, settings: Configuration) {
        self.labels = labels
        inboxes = Set(settings.inboxes.map { InboxPath(root: $0.path) })
    }

    /// Takes the labels of a trajectory that is about to leave: its own at once, before a crash could leave them to a
    /// later file, and those that it shares once nothing else needs them.
    mutating func leaves(_ trajectory: PassPlan.Trajectory) throws(InboxError) {
        left.insert(trajectory.file.path.parent)
        for label in trajectory.found.files {
            if isOwn(label) { _ = try label.file.remove() } else { shared[label.file.path] = label }
        }
        if let trial = labels.trial(of: trajectory.file) { hasLeft(trial) }
    }

    /// Whether a label is for one trajectory alone. Where trajectories have nothing to do with each other, one that is not
    /// about many tasks is.
    private func isOwn(_ label: LabelFile) -> Bool {
        switch label.scope {
        case .file: true
        case .folder(let folder):
            labels.isSharedFolder(folder) && label.labels.allSatisfy { $0.instance == nil }
        case .unit: false
        }
    }

    /// Notes that a trajectory of a trial has left, in this pass or before.
    mutating func hasLeft(_ trial: InboxPath) {
        if !inboxes.contains(trial) { trials.insert(trial) }
    }

    /// Notes a folder that is to be looked at when nothing is going on in the inbox.
    mutating func lookAgain(at folder: InboxPath) { left.insert(folder) }

    /// Removes a file that belongs to no trajectory any more.
    mutating func remove(_ file: InboxFile) throws(InboxError) {
        if try file.remove() { left.insert(file.path.parent) }
    }

    /// Puts a file aside with the reason, which names its path.
    ///
    /// - Parameter mapping: a mapping to begin with, which is written next to it.
    mutating func reject(_ file: InboxFile, because reason: String, mapping: String? = nil) throws(InboxError) {
        let sentence = "\(file.path.relative): \(reason)"
        if try file.reject(because: sentence, mapping: mapping) != nil { left.insert(file.path.parent) }
    }

    /// Puts a whole trial aside, in which there is nothing but the given files.
    ///
    /// - Returns: false if there is something else, or a file of it has changed; nothing is moved then.
    mutating func reject(_ trial: InboxPath, of files: [InboxFile], because reason: String) throws(InboxError) -> Bool {
        let known = Set(files)
        guard !inboxes.contains(trial), trial.root == files.first?.path.root,
            try Self.files(in: trial).allSatisfy({ known.contains($0) }), let folder = try InboxFolder(at: trial),
            try folder.reject(because: reason) != nil
        else { return false }
        left.insert(trial.parent)
        return true
    }

    /// Removes what nothing needs any more.
    mutating func run() throws(InboxError) {
        for trial in trials.sorted() {
            let files = try Self.files(in: trial)
            guard !files.contains(where: isTrajectory) else { continue }
            for file in files { try remove(file) }
        }
        for (_, label) in shared.sorted(by: { $0.key < $1.key }) where try !isNeeded(label) { try remove(label.file) }
    }

    private func isNeeded(_ label: LabelFile) throws(InboxError) -> Bool {
        switch label.scope {
        case .file: false
        case .folder(let folder): try hasTrajectory(in: folder)
        case .unit(let folder): try Self.files(in: folder).contains(where: isTrajectory)
        }
    }

    /// Whether a trajectory lies directly in a folder.
    func hasTrajectory(in folder: InboxPath) throws(InboxError) -> Bool {
        try Self.files(in: folder).contains { $0.path.parent == folder && isTrajectory($0) }
    }

    private func isTrajectory(_ file: InboxFile) -> Bool {
        !Sidecar.isSidecar(name: file.path.name) && !labels.isCompanion(file)
    }

    private static func files(in folder: InboxPath) throws(InboxError) -> [InboxFile] {
        do throws(InboxError) {
            return try InboxScanner().scan(folder).files
        } catch {
            guard case .vanished = error else { throw error }
            return []
        }
    }
}
