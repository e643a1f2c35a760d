internal import Git

/// A candidate that a gate or a person rejected.
package struct RejectedRevision: Sendable, Equatable {
    /// The subjects of its lessons' commits, without the skill's name.
    package let titles: [String]
    /// A sentence without full stop.
    package let reason: String
}

/// What the repository knows of a skill besides its files.
package struct SkillPast: Sendable, Equatable {
    /// The highest number that a revision of the skill has had; 0 for none.
    package let lastNumber: Int
    /// What was rejected for the skill so far.
    package let rejections: [RejectedRevision]
}

extension SkillRepository {
    /// What was published and what was rejected for a skill so far.
    ///
    /// - Parameter evolution: leaves out what this evolution and later ones rejected; nil for no rejections, which takes
    ///   less time.
    package func past(of skill: String, rejectedBefore evolution: String?) throws -> SkillPast {
        SkillPast(
            lastNumber: try lastNumber(of: skill),
            rejections: try evolution.map { try rejections(of: skill, before: $0) } ?? []
        )
    }

    /// What was rejected for a skill so far, by the names of the refs that keep it.
    ///
    /// - Parameter evolution: leaves out what this evolution and later ones rejected.
    package func rejections(of skill: String, before evolution: String) throws -> [RejectedRevision] {
        guard let now = try repository.reference(branch) else { return [] }
        var rejections: [RejectedRevision] = []
        for reference in try repository.listReferences("\(Self.rejected)/*") {
            guard let tip = CommitID(reference.target.description) else { continue }
            let chain = try repository.history(from: tip, hiding: [now]).reversed()
            let lessons = chain.filter { !Self.lessonIDs(in: $0).isEmpty }
            guard let last = lessons.last,
                last.trailers.contains(where: { $0.key == "Skill" && $0.value == skill }),
                let run = last.trailers.first(where: { $0.key == "Evolution" })?.value, run < evolution
            else { continue }
            rejections.append(
                RejectedRevision(titles: lessons.map { Self.title(of: $0, skill) }, reason: Self.reason(in: chain.last))
            )
        }
        return rejections
    }

    private static func title(of commit: Commit, _ skill: String) -> String {
        commit.summary.hasPrefix("\(skill): ") ? String(commit.summary.dropFirst(skill.count + 2)) : commit.summary
    }

    /// A candidate that lost its evaluation ends in a commit that says so; a declined proposal does not.
    private static func reason(in commit: Commit?) -> String {
        guard let commit, commit.trailers.contains(where: { $0.key == "Rejected" }) else {
            return "a person declined it"
        }
        return commit.trailers.first { $0.key == "Gate" }?.value ?? "its evaluation was worse"
    }
}
