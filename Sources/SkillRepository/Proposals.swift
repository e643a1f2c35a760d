internal import Foundations
package import Git

/// Revisions that wait on branches of their own.
package enum Proposals {
    /// One branch `proposals/<skill>/vN` that is not merged yet.
    package struct Open: Sendable, Equatable {
        /// `<skill>/vN`
        package let name: String
        /// The last commit of the branch.
        package let tip: CommitID
        /// What it was made on.
        package let base: CommitID?
        /// The ids of its lessons.
        package let lessons: [String]
        /// The ids of the lessons that it takes back.
        package let removals: [String]
        /// Whether the branch has moved since it was made.
        package let isStale: Bool
        /// Whether a person has changed it.
        package let isEdited: Bool
        /// Whether a worktree is on the branch: somebody looks at it.
        package let isCheckedOut: Bool
        /// The number that its revision will have.
        package var number: Int { SkillRepository.revision(named: name)?.number ?? 0 }
        /// The lessons that it adds and removes, such as `2 lessons` or `1 lesson removed`.
        package var content: String {
            let parts = [
                lessons.isEmpty && !removals.isEmpty ? nil : lessons.count.of("lesson"),
                removals.isEmpty ? nil : "\(removals.count.of("lesson")) removed",
            ]
            return parts.compactMap(\.self).joined(separator: ", ")
        }
        /// The name of the skill.
        package var skill: String { String(name.prefix { $0 != "/" }) }
        var branch: String { "refs/heads/proposals/\(name)" }
    }
}

extension SkillRepository {
    /// The proposals that are not merged yet, by name.
    package func proposals() throws -> [Proposals.Open] {
        guard let now = try repository.reference(branch) else { return [] }
        var open: [Proposals.Open] = []
        let checkedOut = try checkedOutBranches()
        for reference in try repository.listReferences("refs/heads/proposals/*/*") {
            let name = String(reference.name.dropFirst("refs/heads/proposals/".count))
            guard let tip = CommitID(reference.target.description), !(try repository.isAncestor(tip, of: now)),
                // A person may have merged it into other commits, and kept the branch.
                !(try history().revisions.contains { "\($0.skill)/v\($0.number)" == name })
            else { continue }
            let chain = try repository.history(from: tip, hiding: [now])
            let base = try repository.mergeBase(tip, now)
            let record = try repository.reference("\(Self.proposed)/\(name)")
            let added = chain.reversed().flatMap(Self.lessonIDs)
            let removed = chain.reversed().flatMap { commit in
                commit.trailers.filter { ["Lesson-Reverted", "Lesson-Withdrawn"].contains($0.key) }.map(\.value)
            }
            open.append(
                Proposals.Open(
                    name: name,
                    tip: tip,
                    base: base,
                    // What it takes back of its own is in neither list.
                    lessons: added.filter { !removed.contains($0) },
                    removals: removed.filter { !added.contains($0) },
                    isStale: base != now,
                    isEdited: record.map { $0 != tip } ?? !chain.allSatisfy(Self.isOurs),
                    isCheckedOut: checkedOut.contains(reference.name)
                )
            )
        }
        return open
    }

    /// Merges a proposal. One that was made on an earlier tip is merged as git would, as long as nothing conflicts.
    func accept(_ proposal: Proposals.Open, by person: Identity?, seconds: Int64) throws -> PublishResult {
        guard let now = try repository.reference(branch) else { throw PublishingError.noBranch(branch, path) }
        let before = try repository.tree(of: now)
        let tree: ObjectID
        if proposal.base == now {
            tree = try repository.tree(of: proposal.tip)
        } else {
            guard case .tree(let merged) = try repository.merge(proposal.tip, into: now) else {
                throw PublishingError.blocked(
                    "the branch has moved since the proposal \(proposal.name) was made, and both changed the same lines; "
                        + "the next evolution makes the proposal anew (trace2skill evolve), or merge it with git: "
                        + "git merge proposals/\(proposal.name)"
                )
            }
            tree = merged
        }
        let paths = try repository.diff(from: before, to: tree).files.map(\.path)
        try requireFree(paths)
        let signature = Self.signature(seconds)
        let message = CommitMessage.joined(
            [
                "\(proposal.skill): accept proposal \(proposal.name)", "",
                "A person accepted the proposal: \(proposal.content).",
            ],
            [Trailer(key: "Skill", value: proposal.skill), Trailer(key: "Revision", value: proposal.name)]
        )
        let draft = CommitDraft(
            tree: tree,
            parents: [now, proposal.tip],
            author: person.map { Git.Signature(name: $0.name, email: $0.email, seconds: seconds) } ?? signature,
            committer: signature,
            message: message
        )
        let commit = try Self.write(draft, in: repository, signing)
        let result = try swap(
            to: commit,
            from: now,
            paths: paths,
            signature,
            log: "trace2skill: accept \(proposal.name)"
        )
        let problem = tag(
            skill: proposal.skill,
            number: proposal.number,
            tip: commit.description,
            seconds: seconds,
            message: "\(proposal.name), accepted\n"
        )
        _ = try repository.deleteReference(proposal.branch, expected: proposal.tip)
        if problem == nil, let record = try repository.reference("\(Self.proposed)/\(proposal.name)") {
            _ = try repository.deleteReference("\(Self.proposed)/\(proposal.name)", expected: record)
        }
        return problem.map { result == .published ? .untagged(reason: $0) : result } ?? result
    }

    /// Moves a proposal's branch to the ones that were rejected.
    ///
    /// - Returns: the full name of the ref.
    func decline(_ proposal: Proposals.Open, seconds: Int64) throws -> String {
        let name = try keepRejected(proposal.name, proposal.tip, seconds: seconds)
        if let record = try repository.reference("\(Self.proposed)/\(proposal.name)") {
            _ = try repository.deleteReference("\(Self.proposed)/\(proposal.name)", expected: record)
        }
        _ = try repository.deleteReference(proposal.branch, expected: proposal.tip)
        return name
    }
}
