internal import Archive
internal import Inbox
internal import Ledger
internal import Mining
internal import Redaction
internal import Trajectories

/// A label file that was read.
struct LabelFile: Sendable {
    /// What a label file may label.
    enum Scope: Sendable, Equatable {
        /// The one trajectory that its name names.
        case file
        /// The trajectories in its folder.
        case folder(InboxPath)
        /// The trajectories in a folder and below it.
        case unit(InboxPath)
    }

    /// The largest label file, in bytes.
    static let limit: Int64 = 1 << 20

    let file: InboxFile
    var scope: Scope
    /// As it is archived.
    let bytes: [UInt8]
    let digest: ContentDigest
    let labels: [Sidecar.Label]

    /// Reads the label file at `path`.
    ///
    /// - Parameter redactor: removes secrets from its bytes; nil where they are kept as they are.
    /// - Returns: nil if there is none, it cannot be read, or says nothing: the trajectory counts without it.
    init?(at path: InboxPath, scope: Scope, redactor: Redactor?) {
        guard let file = try? InboxFile(at: path),
            let contents = try? file.contents(within: OpenInboxFile.Limits(size: Self.limit))
        else { return nil }
        let bytes = redactor?.redact(bytes: contents.bytes).bytes ?? contents.bytes
        guard let labels = try? Sidecar.read(name: path.name, bytes: bytes), !labels.isEmpty else { return nil }
        (self.file, self.scope, self.bytes, self.labels) = (file, scope, bytes, labels)
        digest = ContentDigest(of: bytes)
    }

    /// How much it counts against others.
    var strength: Int { Sidecar.strength(ofName: file.path.name) }

    /// Whether it tells an outcome.
    var tellsOutcome: Bool { labels.contains { $0.outcome.source != .none } }

    /// Whether it tells more than an outcome that counts even if a stronger label has told the outcome.
    var tellsTrial: Bool { labels.contains { $0.trial != nil } }

    /// The name of the trial that it is of; nil if it tells none.
    var trialName: String? { labels.lazy.compactMap { $0.trial?.name }.first }

    /// Its path as it is shown with a trajectory of this inbox.
    func path(in root: String) -> String { file.path.root == root ? file.path.relative : file.path.absolute }

    /// The label as the ledger keeps it with a trajectory.
    ///
    /// - Parameters:
    ///   - root: the inbox of the trajectory.
    ///   - time: in seconds since 1970.
    func label(in root: String, at time: Double, redactor: Redactor) -> TrajectoryLabel {
        TrajectoryLabel(
            LabelReference(path: path(in: root), digest: digest.hex, received: time),
            labels: labels.map { $0.redacted(by: redactor) }
        )
    }
}
