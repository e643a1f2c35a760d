internal import Configuration
internal import Foundations
internal import Glibc
internal import Inbox
internal import Skills
internal import Trajectories

/// Reads what an inbox says of a file apart from its content: the folder that it is in, its sidecars, and who may write
/// there.
struct FileLabels: Sendable {
    private let repository: String
    /// The shared inboxes, by their own paths and by those that symbolic links lead to.
    private let sharedInboxes: [String]

    init(_ settings: Configuration) {
        repository = settings.repository
        sharedInboxes = settings.inboxes.filter { $0.trust == .shared }.flatMap { [$0.path, RealPath.of($0.path)] }
    }

    /// The skill that a file's folder names, as in `inbox/<skill>/file`, unless the folder is that of a trial.
    func skill(of file: InboxFile, after: Configuration.Inbox.After?) -> String? {
        let parts = file.path.relative.split(separator: "/").map(String.init)
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

    /// The labels of a file's sidecars, the strongest first, up to the first one that tells the outcome.
    func sidecars(of file: InboxFile) -> [Sidecar.Label] {
        var found: [Sidecar.Label] = []
        let folder = file.path.absolute.lastIndex(of: "/").map { String(file.path.absolute[..<$0]) } ?? "."
        for name in Sidecar.names(for: file.path.relative) {
            let path = InboxPath(root: folder, relative: name)
            // A sidecar outside the inbox, or one that cannot be read, labels nothing: the trajectory counts without it.
            guard let bytes = SidecarFile.read("\(path.root)/\(name)"),
                let labels = try? Sidecar.read(name: name, bytes: bytes), !labels.isEmpty
            else { continue }
            found += labels
            if labels.contains(where: { $0.outcome.source != .none }) { break }
        }
        return found
    }

    /// Whether other users than the daemon's own may write to the file's inbox.
    func isShared(_ file: InboxFile) -> Bool { sharedInboxes.contains { Self.isWithin(file.path, $0) } }

    private static func isWithin(_ path: InboxPath, _ folder: String) -> Bool {
        [path.root, RealPath.of(path.root)].contains { root in
            InboxPath(root: "/", relative: "\(root)/\(path.relative)")
                .isWithin(InboxPath(root: "/", relative: InboxPath(root: folder).root))
        }
    }
}

/// Reads small files next to trajectories.
enum SidecarFile {
    /// The largest sidecar, in bytes.
    private static let limit = 1 << 20

    /// The bytes of a regular file; nil for one that is larger than the limit, a link, or cannot be read.
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return count < 0 ? nil : Array(bytes[..<count])
    }
}
