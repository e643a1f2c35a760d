package import Git
package import Skills

/// The skills at one commit: frozen while patches are made against it.
package struct Snapshot: Sendable {
    /// The commit that was read.
    package let commit: CommitID
    let tree: ObjectID
    /// The skills by name.
    package fileprivate(set) var skills: [String: Skill] = [:]
    /// Skills that are left alone, each with the reason.
    package fileprivate(set) var unmanaged: [String: String] = [:]
    /// What the folder of each skill was read from.
    fileprivate(set) var folders: [String: ObjectID] = [:]

    fileprivate init(commit: CommitID, tree: ObjectID) {
        self.commit = commit
        self.tree = tree
    }

    /// Why a skill of this name cannot be written: a folder of the name is left alone, or one in another case would be a
    /// second one; nil if it can.
    package func obstacle(to name: String) -> String? {
        if skills[name] != nil { return nil }
        return unmanaged[name] ?? unmanaged.keys.sorted().first { $0.lowercased() == name }.flatMap { unmanaged[$0] }
    }
}

/// Reading skills.
extension SkillRepository {
    /// The commit that the branch points at, or nil before the first one.
    package func tip() throws -> CommitID? { try repository.reference(branch) }

    /// Every skill at the tip. Only those are read that have changed since the last time.
    package func snapshot() throws -> Snapshot {
        guard let tip = try repository.reference(branch) else { throw PublishingError.noBranch(branch, path) }
        return try snapshot(at: tip)
    }

    /// The names of the skills at the tip; none before the first commit. Reads no file.
    package func skillNames() throws -> Set<String> {
        guard let tip = try repository.reference(branch) else { return [] }
        let entries = try repository.entries(of: try repository.tree(of: tip), under: Self.folder)
        return Set(
            entries.compactMap { entry in
                let parts = entry.path.split(separator: "/", maxSplits: 2)
                return parts.count == 3 && parts[2] == Skill.mainPath[...] ? String(parts[1]) : nil
            }
        )
    }

    /// The skills at a commit; nil if it is not in the repository any more, as after a branch was made anew.
    package func snapshot(ifKnown commit: CommitID) throws -> Snapshot? {
        try repository.contains(commit.object) ? snapshot(at: commit) : nil
    }

    /// The skills at a commit.
    package func snapshot(at commit: CommitID) throws -> Snapshot {
        if let knownSnapshot, knownSnapshot.commit == commit { return knownSnapshot }
        var snapshot = Snapshot(commit: commit, tree: try repository.tree(of: commit))
        for folder in try repository.children(of: snapshot.tree, in: Self.folder) {
            let name = folder.path
            snapshot.folders[name] = folder.id
            if let knownSnapshot, knownSnapshot.folders[name] == folder.id, folder.mode == .directory {
                snapshot.skills[name] = knownSnapshot.skills[name]
                snapshot.unmanaged[name] = knownSnapshot.unmanaged[name]
            } else {
                try read(folder, into: &snapshot)
            }
        }
        knownSnapshot = snapshot
        return snapshot
    }

    /// One skill at a commit; nil if there is none, or none that can be managed.
    func skill(_ name: String, at commit: CommitID) throws -> Skill? {
        var snapshot = Snapshot(commit: commit, tree: try repository.tree(of: commit))
        guard let folder = try repository.entry(at: "\(Self.folder)/\(name)", in: snapshot.tree) else { return nil }
        try read(TreeEntry(path: name, mode: folder.mode, id: folder.id), into: &snapshot)
        return snapshot.skills[name]
    }

    /// Forgets what was read, to give its memory back.
    func forgetSnapshot() { knownSnapshot = nil }

    private func read(_ folder: TreeEntry, into snapshot: inout Snapshot) throws {
        let name = folder.path
        guard folder.mode == .directory else {
            // A file that only keeps the folder in the history, such as .gitkeep, is not a skill.
            if name.hasPrefix("."), folder.mode.isRegularFile { return }
            return snapshot.unmanaged[name] = "\(Self.folder)/\(name) is a \(folder.mode), not a folder of a skill"
        }
        var files: [String: [UInt8]] = [:]
        for entry in try repository.entries(of: folder.id) {
            let place = "\(Self.folder)/\(name)/\(entry.path)"
            guard entry.mode.isRegularFile else {
                return snapshot.unmanaged[name] = "\(place) is a \(entry.mode), not a regular file"
            }
            do {
                files[entry.path] = try repository.readBlob(entry.id, limit: 16 << 20)
            } catch {
                // One file that is damaged or too large holds up its own skill.
                return snapshot.unmanaged[name] = "\(place): \(error)"
            }
        }
        guard files[Skill.mainPath] != nil else {
            let other = files.keys.sorted().first { $0.lowercased() == Skill.mainPath.lowercased() }
            let remedy =
                other.map { "rename its \($0)" } ?? "add one, or move the folder out of \(Self.folder)/"
            return snapshot.unmanaged[name] = "\(Self.folder)/\(name) has no \(Skill.mainPath); \(remedy)"
        }
        do {
            snapshot.skills[name] = try Skill(name: Skill.Name(name), files: files)
        } catch {
            snapshot.unmanaged[name] = "\(error)"
        }
    }
}
