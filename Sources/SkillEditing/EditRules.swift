package import Lessons
package import Patches
internal import Prompting
internal import Safeguards
internal import Skills
internal import Synchronization

/// What a model's edits may do without a person: add, within the limits of one revision, what supporting sessions did.
package struct EditRules: Sendable {
    /// The name of the skill.
    package let skill: String
    /// The lessons that edits serve, by their ids.
    package let lessons: [String: Lesson]
    /// Whether a person will look before anything is published: then text that stands may be worded anew.
    package let isProposal: Bool
    /// How many lines may change.
    package let limit: Int
    private let judged = VerdictCache()

    /// - Parameters:
    ///   - lessons: the lessons that edits serve, by their ids.
    ///   - isProposal: whether a person reviews the result before it is published.
    ///   - limit: how many lines may change.
    package init(skill: String, lessons: [String: Lesson], isProposal: Bool, limit: Int) {
        self.skill = skill
        self.lessons = lessons
        self.isProposal = isProposal
        self.limit = limit
    }

    /// The reason against each edit that must not stay.
    package func objections(to revision: Revision) -> [Edit.ID: String] {
        var objections: [Edit.ID: String] = [:]
        var lines = 0
        for step in revision.steps {
            let after = revision.skill(applying: [step.group])
            let all = lines + LineCount.all(from: revision.base, to: after).values.reduce(0) { $0 + $1.changed }
            if let reason = tooLong(all) ?? removal(after, revision)
                ?? judged.reason(for: step, after, { unsafe(step, after, revision) })
            {
                for edit in step.edits { objections[edit] = reason }
            } else {
                lines = all
            }
        }
        return objections
    }

    // MARK: Rules

    private func tooLong(_ lines: Int) -> String? {
        guard lines > limit else { return nil }
        return "with it the revision changes \(lines) lines of at most \(limit); say it in fewer"
    }

    /// Removal needs evidence that the text did harm, which no lesson brings.
    private func removal(_ after: Skill, _ revision: Revision) -> String? {
        for path in revision.base.paths {
            guard let new = after.files[path] else {
                return "it would remove \(path); removal needs evidence that the text did harm"
            }
            guard new != revision.base.files[path] else { continue }
            let kept = Set(Self.words(new))
            guard let lost = Self.words(revision.base.files[path] ?? []).first(where: { !kept.contains($0) }) else {
                continue
            }
            // Words that give way to other words are for a person to judge; words that just go are not proposed at all.
            let isReplaced = LineCount.all(from: revision.base, to: after)[path].map { $0.added > 0 } ?? false
            guard isProposal, isReplaced else {
                return "it would take away the line \"\(Excerpt.line(of: lost, limit: 60))\", which stands; "
                    + "add beside it, or repeat it in the replacement"
            }
        }
        return nil
    }

    private static func words(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }.filter { !$0.isEmpty }
    }

    private func unsafe(_ step: Revision.Step, _ after: Skill, _ revision: Revision) -> String? {
        let own = step.lessons.compactMap { lessons[$0] }
        for path in after.paths where after.files[path] != revision.base.files[path] {
            let violation = SafetyCheck.violation(
                skill: skill,
                path: path,
                before: revision.base.files[path].map { String(decoding: $0, as: UTF8.self) },
                after: String(decoding: after.files[path] ?? [], as: UTF8.self),
                lessons: own
            )
            guard let violation else { continue }
            return "\(violation.message)\(violation.excerpt.isEmpty ? "" : " (\(violation.excerpt))")"
        }
        return nil
    }
}

/// What was found of steps, for the next time that they are asked about: a look at a text takes a while, and the same
/// edits are asked about until all of them may stay.
private final class VerdictCache: Sendable {
    private let state = Mutex<[String: String?]>([:])

    /// The stored verdict on a step; asks `judge` the first time.
    package func reason(for step: Revision.Step, _ after: Skill, _ judge: () -> String?) -> String? {
        let key = "\(after.digest) \(step.lessons.joined(separator: " "))"
        if let known = state.withLock({ $0[key] }) { return known }
        let reason = judge()
        state.withLock { $0[key] = .some(reason) }
        return reason
    }
}
