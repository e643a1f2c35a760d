internal import Foundations
internal import Git

/// The references that machines exchange, beside the branch and the knowledge ref.
extension SkillRepository {
    /// Tags of revisions, proposals and rejected candidates.
    func exchangedReferences() throws -> Remote.References {
        var references: Remote.References = [:]
        for glob in ["refs/heads/proposals/*", "refs/tags/*/v*", "\(Self.proposed)/*", "\(Self.rejected)/*"] {
            for reference in try repository.listReferences(glob) where ExchangedReference(reference.name) != nil {
                references[reference.name] = reference.target
            }
        }
        return references
    }

    /// Takes over what a remote has changed. What both have changed becomes what the remote has: a proposal that nobody
    /// else has seen is made anew.
    ///
    /// - Parameters:
    ///   - known: what the remote had when it was last seen.
    /// - Returns: names of proposals of ours that are gone, such as `python/v3`.
    func adopt(_ theirs: Remote.References, known: Remote.References, seconds: Int64) throws -> [String] {
        let ours = try exchangedReferences()
        let checkedOut = try checkedOutBranches()
        var dropped: [String] = []
        for name in Set(ours.keys).union(theirs.keys).union(known.keys).sorted() {
            guard let reference = ExchangedReference(name), reference.kind != .knowledge, !checkedOut.contains(name)
            else { continue }
            let (own, other, before) = (ours[name], theirs[name], known[name])
            // What only we have changed is sent. A tag that is gone here decides nothing: its revision is what it was.
            let isLostTag = own == nil && reference.kind == .tag
            guard own != other, other != before || isLostTag else { continue }
            if let other, try !repository.contains(other) { continue }
            if own != before, own != nil, reference.kind == .rejected, let own { try keepAside(own, name, seconds) }
            try set(name, from: own, to: other, seconds)
            if reference.kind == .proposal, own != nil, own != before, let revision = reference.revision {
                dropped.append(revision)
            }
        }
        return dropped + (try dropSecondProposals(theirs, seconds))
    }

    /// One skill has at most one open proposal: where another machine has one, ours that it has not seen goes.
    private func dropSecondProposals(_ theirs: Remote.References, _ seconds: Int64) throws -> [String] {
        let ours = try exchangedReferences()
        var bySkill: [String: [String]] = [:]
        for name in ours.keys.sorted() {
            guard let reference = ExchangedReference(name), reference.kind == .proposal,
                let revision = reference.revision, let skill = Self.revision(named: revision)?.skill
            else { continue }
            bySkill[skill, default: []].append(revision)
        }
        var dropped: [String] = []
        for revisions in bySkill.values where revisions.count > 1 {
            let shared = revisions.filter { theirs["refs/heads/proposals/\($0)"] != nil }
            guard !shared.isEmpty else { continue }
            for revision in revisions where !shared.contains(revision) {
                for name in ["refs/heads/proposals/\(revision)", "\(Self.proposed)/\(revision)"] {
                    try set(name, from: ours[name], to: nil, seconds)
                }
                dropped.append(revision)
            }
        }
        return dropped
    }

    /// Keeps a rejected candidate of ours under a name that is free.
    private func keepAside(_ target: ObjectID, _ name: String, _ seconds: Int64) throws {
        var number = 2
        while let there = try repository.listReferences("\(name)-\(number)").first {
            if there.target == target { return }
            number += 1
        }
        try set("\(name)-\(number)", from: nil, to: target, seconds)
    }

    private func set(_ name: String, from old: ObjectID?, to new: ObjectID?, _ seconds: Int64) throws {
        switch try repository.moveReference(
            name,
            from: old,
            toObject: new,
            by: Self.signature(seconds),
            log: "trace2skill: exchange"
        ) {
        case .moved, .stale: return
        case .locked: throw PublishingError.locked(name)
        }
    }

    /// The full names of the branches that a worktree of the repository is on.
    func checkedOutBranches() throws -> Set<String> {
        var branches = Set(try repository.otherWorktrees().compactMap(\.branch))
        if let head = try repository.headBranch() { branches.insert(head) }
        return branches
    }

    // MARK: What is missing

    /// The names of references whose objects are not here.
    func missing(_ references: Remote.References) throws -> [String] {
        try references.filter { try !repository.contains($0.value) }.map(\.key).sorted()
    }

    /// The ids of the lessons of the open proposals.
    func proposedLessons() throws -> Set<String> { Set(try proposals().flatMap(\.lessons)) }

    // MARK: What is sent

    /// What the remote has not seen, in two parts: the branch with the tags on it, of which it is to take all or nothing,
    /// and the rest.
    ///
    /// - Parameters:
    ///   - theirs: what the remote has.
    ///   - sendsBranch: whether the branch may be sent.
    func changes(for theirs: Remote.References, sendsBranch: Bool) throws -> (
        together: [Remote.Change], rest: [Remote.Change]
    ) {
        var (together, rest): ([Remote.Change], [Remote.Change]) = ([], [])
        let tip = try repository.reference(branch)
        if sendsBranch, let tip, theirs[branch] != tip.object {
            together.append(Remote.Change(name: branch, new: tip.object))
        }
        let ours = try exchangedReferences()
        let checkedOut = try checkedOutBranches()
        let commits = Dictionary(
            try repository.tags("*/v*").map { ("refs/tags/\($0.name)", $0.commit) }
        ) { first, _ in first }
        for (name, id) in ours.sorted(by: { $0.key < $1.key }) where theirs[name] != id {
            guard let reference = ExchangedReference(name), !checkedOut.contains(name) else { continue }
            guard reference.kind == .tag else {
                rest.append(Remote.Change(name: name, new: id, replaced: theirs[name]))
                continue
            }
            guard sendsBranch, theirs[name] == nil, let commit = commits[name] ?? nil, let tip,
                try repository.isAncestor(commit, of: tip)
            else { continue }
            together.append(Remote.Change(name: name, new: id))
        }
        for (name, id) in theirs.sorted(by: { $0.key < $1.key }) where ours[name] == nil {
            guard let reference = ExchangedReference(name), reference.kind == .proposal || reference.kind == .proposed
            else { continue }
            rest.append(Remote.Change(name: name, new: nil, replaced: id))
        }
        if let knowledge = try repository.reference(Self.knowledge), theirs[Self.knowledge] != knowledge.object {
            rest.append(Remote.Change(name: Self.knowledge, new: knowledge.object))
        }
        return (together, rest)
    }
}
