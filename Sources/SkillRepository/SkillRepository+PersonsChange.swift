internal import Git

/// Changes of people that do not fit as text on what an evolution of another machine made of a skill.
extension SkillRepository {
    /// The tree of `tip` with a person's change of skills: the lines that people wrote are in it, and of the text of
    /// evolutions what `tip` has.
    ///
    /// - Parameter dropped: revisions of ours that are made anew, whose text is not in `tip`.
    /// - Returns: nil where people have to decide: two changed the same line, or something else than the text of a skill.
    func tree(with commit: Commit, on tip: CommitID, without dropped: [PublishedRevision]) throws -> ObjectID? {
        guard let parent = commit.parents.first else { return nil }
        let before = try repository.tree(of: parent)
        let now = try repository.tree(of: tip)
        let lines = try addedLines(of: dropped)
        var changes: [String: TreeChange] = [:]
        for file in try repository.diff(from: before, to: commit.tree, context: 0).files {
            let place = try repository.entry(at: file.path, in: now)
            if place?.id == file.new { continue }
            if place?.id == file.old {
                changes[file.path] =
                    try file.new.map { .write(try repository.readBlob($0, limit: 16 << 20)) } ?? .remove
                continue
            }
            guard file.path.hasPrefix("\(Self.folder)/"), file.path.hasSuffix(".md"), !file.isBinary,
                let old = file.old, let new = file.new, let place, place.mode.isRegularFile
            else { return nil }
            func text(_ id: ObjectID) throws -> [String]? {
                String(validating: try repository.readBlob(id, limit: 16 << 20), as: UTF8.self)?
                    .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            }
            guard let before = try text(old), let after = try text(new), let there = try text(place.id) else {
                return nil
            }
            let authors = try repository.blame(file.path, at: tip)
            var people: [CommitID: Bool] = [:]
            for hunk in authors where people[hunk.commit] == nil {
                people[hunk.commit] = !Self.isOurs(try repository.commit(hunk.commit))
            }
            let change = PersonsChange(before: before, after: after, dropped: lines)
            let united = change.put(on: there) { place in
                authors.contains { $0.lines.contains(place + 1) && people[$0.commit] == true }
            }
            guard let united else { return nil }
            changes[file.path] = .write(Array(united.joined(separator: "\n").utf8))
        }
        return try repository.tree(updating: now, with: changes)
    }

    /// The lines that revisions added.
    private func addedLines(of revisions: [PublishedRevision]) throws -> Set<String> {
        var lines = Set<String>()
        for revision in revisions {
            let diff = try repository.diff(
                from: repository.tree(of: revision.base),
                to: revision.commit.tree,
                paths: ["\(Self.folder)/\(revision.skill)"],
                context: 0
            )
            for line in diff.files.flatMap(\.hunks).flatMap(\.lines) where line.kind == .added {
                lines.insert(line.text.hasSuffix("\n") ? String(line.text.dropLast()) : line.text)
            }
        }
        return lines
    }
}
