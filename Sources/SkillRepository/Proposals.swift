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
        for reference in try repository.listReferences("refs/heads/proposals/*/*") {
            guard let tip = CommitID(reference.target.description), !(try repository.isAncestor(tip, of: now)) else {
                continue
            }
            let chain = try repository.history(from: tip, hiding: [now])
            open.append(
                Proposals.Open(
                    name: String(reference.name.dropFirst("refs/heads/proposals/".count)),
                    tip: tip,
                    base: try repository.mergeBase(tip, now),
                    lessons: chain.reversed().flatMap(Self.lessonIDs),
                    removals: chain.reversed().flatMap { commit in
                        commit.trailers.filter { ["Lesson-Reverted", "Lesson-Withdrawn"].contains($0.key) }.map(\.value)
                    }
                )
            )
        }
        return open
    }

    /// Merges a proposal that was made on the present tip; one that is behind is merged with git, where a person can
    /// settle what differs.
    func accept(_ proposal: Proposals.Open, seconds: Int64) throws -> PublishResult {
        guard let now = try repository.reference(branch) else { throw PublishingError.noBranch(branch, path) }
        guard proposal.base == now else {
            throw PublishingError.blocked(
                "the branch has moved since the proposal \(proposal.name) was made; merge it with git: git merge proposals/\(proposal.name)"
            )
        }
        let before = try repository.tree(of: now)
        let tree = try repository.tree(of: proposal.tip)
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
            author: signature,
            committer: signature,
            message: message
        )
        let commit = try repository.createCommit(draft)
        let result = try swap(
            to: commit,
            from: now,
            paths: paths,
            signature,
            log: "trace2skill: accept \(proposal.name)"
        )
        _ = try repository.annotatedTag(
            name: proposal.name,
            target: commit,
            tagger: signature,
            message: "\(proposal.name), accepted\n"
        )
        _ = try repository.deleteReference(proposal.branch, expected: proposal.tip)
        return result
    }

    /// Moves a proposal's branch to the ones that were rejected.
    ///
    /// A later proposal can have the number of one that was rejected, so a number follows the name where it is in use.
    ///
    /// - Returns: the full name of the ref.
    func decline(_ proposal: Proposals.Open, seconds: Int64) throws -> String {
        let first = "\(Self.rejected)/\(proposal.name.replacing("/", with: "-"))"
        var (name, number) = (first, 1)
        while let tip = try repository.reference(name), tip != proposal.tip {
            number += 1
            name = "\(first)-\(number)"
        }
        try move(
            name,
            from: try repository.reference(name),
            to: proposal.tip,
            Self.signature(seconds),
            log: "trace2skill: declined"
        )
        _ = try repository.deleteReference(proposal.branch, expected: proposal.tip)
        return name
    }
}
