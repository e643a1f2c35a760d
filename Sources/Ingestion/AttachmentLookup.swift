internal import Inbox
internal import Trajectories

/// The attachments of a trajectory: the folder of artifacts, the folder of the check's own files, and
/// the command of the check, by a sidecar's word or by their names.
struct AttachmentLookup {
    private(set) var artifacts: InboxFolder?
    private(set) var checkFiles: InboxFolder?
    /// The command that a sidecar names.
    let check: String?
    /// What was named and cannot be taken, in words.
    private(set) var notes: [String] = []
    /// Whether the check's files are named after the trajectory; others may serve more than one.
    private(set) var ownsCheckFiles = false

    private let file: InboxFile
    private let isShared: Bool

    /// - Parameters:
    ///   - labels: what sidecars say.
    ///   - isShared: whether others than the daemon's own user write to the inbox.
    init(_ file: InboxFile, labels: [Sidecar.Label], isShared: Bool) throws {
        self.file = file
        self.isShared = isShared
        let label = labels.first { $0.instance == nil && ($0.artifacts ?? $0.checkFiles ?? $0.check) != nil }
        check = label?.check.flatMap { $0.isEmpty || $0.utf8.contains(0) ? nil : $0 }
        if let name = label?.artifacts {
            artifacts = try folder(named: name)
        } else {
            artifacts = try folder(endingIn: AttachedFolder.artifactsEnding)
        }
        if let name = label?.checkFiles {
            checkFiles = try folder(named: name)
            ownsCheckFiles = Sidecar.stems(of: file.path.name).contains { $0 + AttachedFolder.checkEnding == name }
        } else {
            checkFiles = try folder(endingIn: AttachedFolder.checkEnding)
            ownsCheckFiles = checkFiles != nil
        }
    }

    var isEmpty: Bool { artifacts == nil && checkFiles == nil && notes.isEmpty }

    /// Where folders named after a trajectory may lie.
    static func places(of file: InboxFile) -> [InboxPath] {
        let parent = parent(of: file)
        return Sidecar.stems(of: file.path.name).flatMap { stem in
            [AttachedFolder.artifactsEnding, AttachedFolder.checkEnding].map { parent.appending(stem + $0) }
        }
    }

    private static func parent(of file: InboxFile) -> InboxPath {
        InboxPath(root: file.path.root, relative: file.path.components.dropLast().joined(separator: "/"))
    }

    private mutating func folder(endingIn ending: String) throws -> InboxFolder? {
        for place in Self.places(of: file) where place.relative.hasSuffix(ending) {
            if let folder = try look(at: place) { return folder }
        }
        return nil
    }

    private mutating func folder(named name: String) throws -> InboxFolder? {
        let trimmed = name.hasSuffix("/") ? String(name.dropLast()) : name
        if let problem = AttachedFolder.problem(ofPath: trimmed) {
            notes.append("the folder \(name) is not taken: \(problem)")
            return nil
        }
        let place = Self.parent(of: file).appending(trimmed)
        let earlier = notes.count
        if let folder = try look(at: place) { return folder }
        if notes.count == earlier { notes.append("there is no folder \(name)") }
        return nil
    }

    private mutating func look(at place: InboxPath) throws -> InboxFolder? {
        let found: InboxFolder?
        do throws(InboxError) {
            found = try InboxFolder(at: place)
        } catch {
            guard case .refused(let refusal) = error else { throw error }
            notes.append("the folder \(place.name) is not taken: \(refusal.fact)")
            return nil
        }
        // What is ingested leaves the inbox: nobody's trajectory may send away what another user put there.
        if isShared, let found, found.owner != file.owner {
            notes.append("the folder \(place.name) is not taken: it belongs to another user than the trajectory")
            return nil
        }
        return found
    }
}
