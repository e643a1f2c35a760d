package import Configuration
package import Inbox
package import Trajectories

/// What lies around a file before it is dropped into an inbox.
package struct DroppedFile: Sendable {
    /// A label file that counts for the file.
    package struct Label: Sendable, Equatable {
        /// The whole path of the label file.
        package let path: String
        /// Its content.
        package let bytes: [UInt8]
        /// What it says.
        package let labels: [Sidecar.Label]
        /// Whether it belongs to the file without doubt: by its name, or as a file of the same trial.
        package let isCertain: Bool
        /// A label file that was named together with the file that it is for.
        package init(path: String, bytes: [UInt8], labels: [Sidecar.Label], isCertain: Bool = true) {
            self.path = path
            self.bytes = bytes
            self.labels = labels
            self.isCertain = isCertain
        }

        /// Whether it tells an outcome.
        package var tellsOutcome: Bool { labels.contains { $0.outcome.source != .none } }
        /// Whether it tells of a trial.
        package var tellsTrial: Bool { labels.contains { $0.trial != nil } }
    }

    /// The whole path of the file.
    package let path: String
    /// The label files that count for it, the strongest first.
    package let labels: [Label]
    /// The folder of the trial that it is of; nil if it is of none.
    package let trial: String?
    /// Whether it is a label file itself.
    package let isLabel: Bool
    /// Whether it is a file that agents or harnesses leave next to trajectories.
    package let isCompanion: Bool

    /// Looks at a regular file.
    ///
    /// - Parameter path: the whole path.
    package init(at path: String, settings: Configuration) throws(InboxError) {
        let parts = InboxPath(root: "/", relative: path)
        let folder = "/" + parts.parent.components.joined(separator: "/")
        let file = try InboxFile(at: InboxPath(root: folder, relative: parts.name))
        let lookup = FileLabels(settings, after: nil)
        self.path = path
        labels = lookup.labels(of: file).files.map { label in
            let isCertain =
                switch label.scope {
                case .file, .unit: true
                case .folder: false
                }
            return Label(path: label.file.path.absolute, bytes: label.bytes, labels: label.labels, isCertain: isCertain)
        }
        trial = lookup.trial(of: file)?.absolute
        isLabel = Sidecar.isSidecar(name: parts.name)
        isCompanion = lookup.isCompanion(file)
    }

    /// The folder of the trial that a folder is, or is a part of; nil if it is of none.
    ///
    /// - Parameter path: the whole path.
    package static func trial(ofFolder path: String, settings: Configuration) -> String? {
        let lookup = FileLabels(settings, after: nil)
        var folder = path
        for _ in 0..<10 {
            if lookup.isTrial(InboxPath(root: folder)) { return folder }
            guard folder.count > 1, let slash = folder.lastIndex(of: "/"), slash > folder.startIndex else { return nil }
            folder = String(folder[..<slash])
        }
        return nil
    }
}
