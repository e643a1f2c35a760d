internal import Archive
internal import Configuration
internal import Glibc
internal import Inbox
internal import Ledger

extension Pipeline {
    // MARK: Leaving

    /// Takes files out of the inbox, each behind what lies beside it: by the file the rest is found again after a crash.
    func leave(
        _ files: [InboxFile],
        _ rejected: [(InboxFile, String)],
        _ artifacts: BatchArtifacts
    ) throws {
        for (file, reason) in rejected where try file.isUnchanged() {
            try artifacts.leave(with: file)
            _ = try file.reject(because: reason)
        }
        let left = Set(rejected.map(\.0.path))
        for file in files where !left.contains(file.path) {
            // A file that has grown comes again, and so does what lies beside it.
            guard try file.isUnchanged() else { continue }
            try artifacts.leave(with: file)
            removeSidecars(of: file)
            _ = try file.remove()
        }
    }

    /// The label that `drop` wrote beside a file goes with it. Others may serve more than one trajectory and stay.
    private func removeSidecars(of file: InboxFile) {
        unlink(file.path.absolute + ".trace2skill.json")
    }

    // MARK: Artifacts

    /// What is recorded of the artifacts of a trajectory that is known.
    func recorded(_ digest: String) throws -> ArtifactRecord? {
        guard try ledger.artifacts(of: digest) != nil, let digest = ContentDigest(hex: digest) else { return nil }
        // One that cannot be read back is recorded again.
        return try? ArtifactArchive(in: archive).record(of: digest)
    }

    /// Puts into the archive what a rebuilt ledger needs to know. With `archive: none` nothing is kept there.
    func keep(_ artifacts: BatchArtifacts, mode: Configuration.ArchiveMode) throws {
        guard mode != .none, !artifacts.records.isEmpty else { return }
        let store = try ArtifactArchive(in: archive)
        for record in artifacts.records.values { try store.keep(record) }
    }

    /// The shared inboxes, by their own paths and by those that links on the way lead to.
    func sharedInboxes() -> [String] {
        configuration.inboxes.filter { $0.trust == .shared }.flatMap { [$0.path, Self.resolved($0.path)] }
    }

    static func lies(_ path: InboxPath, within folder: String) -> Bool {
        [path.root, resolved(path.root)].contains { root in
            InboxPath(root: "/", relative: "\(root)/\(path.relative)")
                .isWithin(InboxPath(root: "/", relative: InboxPath(root: folder).root))
        }
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
