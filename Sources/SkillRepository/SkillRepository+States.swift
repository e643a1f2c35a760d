package import Git
internal import Skills

/// One state of a skill in the history.
package struct SkillState: Sendable {
    /// The commit that made it.
    package let commit: Commit
    /// Every file of the skill by its path in the skill's folder; empty if there is no skill yet.
    package let files: [String: [UInt8]]
}

extension SkillRepository {
    /// The states that a skill went through, commit by commit, oldest first. Commits that leave it as it is are left out.
    ///
    /// - Parameters:
    ///   - good: the number of the revision to begin with; nil or 0 for the state before the first one.
    ///   - bad: the number of the revision to end with; nil for the tip.
    /// - Throws: ``PublishingError/notFound(_:)`` if there is no such revision.
    package func states(of skill: String, from good: Int?, to bad: Int?) throws -> [SkillState] {
        let revisions = try revisions(of: skill)
        guard let first = revisions.last, let tip = try repository.reference(branch) else {
            throw PublishingError.notFound("there is no revision of a skill \(skill); see trace2skill log")
        }
        func commit(_ number: Int) throws -> CommitID {
            guard let revision = revisions.first(where: { $0.number == number }) else {
                throw PublishingError.notFound(
                    "\(skill) has no revision v\(number); it has "
                        + revisions.map { "v\($0.number)" }.reversed().joined(separator: ", ")
                )
            }
            return revision.commit.id
        }
        let start = try good.flatMap { $0 > 0 ? $0 : nil }.map(commit) ?? first.base
        let end = try bad.map(commit) ?? tip
        let folder = "\(Self.folder)/\(skill)"
        var states = [try state(repository.commit(start), folder)]
        for commit in try repository.history(from: end, hiding: [start]).reversed() where commit.parents.count == 1 {
            let before = try repository.entry(at: folder, in: repository.tree(of: commit.parents[0]))?.id
            guard try repository.entry(at: folder, in: commit.tree)?.id != before else { continue }
            states.append(try state(commit, folder))
        }
        return states
    }

    private func state(_ commit: Commit, _ folder: String) throws -> SkillState {
        var files: [String: [UInt8]] = [:]
        for entry in try repository.entries(of: commit.tree, under: folder) where entry.mode.isRegularFile {
            files[String(entry.path.dropFirst(folder.count + 1))] = try repository.readBlob(entry.id, limit: 16 << 20)
        }
        return SkillState(commit: commit, files: files)
    }
}
