internal import Glibc
internal import Inbox
internal import Redaction
internal import Synchronization
internal import Trajectories

/// The label files in one folder of an inbox that are not named after a trajectory.
struct FolderLabels: Sendable {
    /// Label files directly in the folder.
    let common: [LabelFile]
    /// Label files in the verifier's folder below it.
    let verifier: [LabelFile]
    /// The label file next to the folder that is named after it.
    let own: LabelFile?
    /// Whether the folder is that of a trial, by the files of a harness.
    let isTrial: Bool
    /// The name of the trial; nil if it is not known.
    let trialName: String?

    /// Reads the label files.
    ///
    /// - Parameter isRoot: whether the folder is an inbox, so that nothing next to it belongs to it.
    init(in folder: InboxPath, isRoot: Bool, redactor: Redactor?) {
        func read(_ relative: String, _ scope: LabelFile.Scope) -> LabelFile? {
            let path = folder.appending(relative)
            return access(path.absolute, F_OK) == 0 ? LabelFile(at: path, scope: scope, redactor: redactor) : nil
        }
        let common = Sidecar.commonNames.compactMap { read($0, .folder(folder)) }
        let result = common.first(where: \.tellsTrial)
        self.common = common.map { $0.with(scope: result == nil || isRoot ? .folder(folder) : .unit(folder)) }
        verifier = Sidecar.verifierNames.compactMap { read("\(Sidecar.verifierFolder)/\($0)", .unit(folder)) }
        trialName = result?.trialName ?? Self.nameInConfiguration(folder)
        isTrial = result != nil || trialName != nil
        let ownPath = InboxPath(root: folder.root, relative: Sidecar.ownName(for: folder.relative))
        own =
            isRoot || folder.relative.isEmpty || access(ownPath.absolute, F_OK) != 0
            ? nil : LabelFile(at: ownPath, scope: .unit(folder), redactor: redactor)
    }

    private static func nameInConfiguration(_ folder: InboxPath) -> String? {
        let path = folder.appending("config.json")
        guard access(path.absolute, F_OK) == 0, let file = try? InboxFile(at: path),
            let contents = try? file.contents(within: OpenInboxFile.Limits(size: 1 << 20))
        else { return nil }
        return Trial.name(inConfiguration: contents.bytes)
    }
}

extension LabelFile {
    fileprivate func with(scope: Scope) -> LabelFile {
        var label = self
        label.scope = scope
        return label
    }
}

/// The label files of folders, each folder looked at once in a pass.
final class FolderLabelCache: Sendable {
    private let known = Mutex<[InboxPath: FolderLabels]>([:])
    private let redactor: Redactor?

    init(redactor: Redactor?) { self.redactor = redactor }

    func labels(in folder: InboxPath, isRoot: Bool) -> FolderLabels {
        if let labels = known.withLock({ $0[folder] }) { return labels }
        let labels = FolderLabels(in: folder, isRoot: isRoot, redactor: redactor)
        known.withLock { $0[folder] = labels }
        return labels
    }
}
