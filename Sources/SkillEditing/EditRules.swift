internal import Foundations
package import Lessons
internal import Patches
internal import Prompting
internal import Safeguards
internal import Skills
internal import Synchronization

/// The rules for edits that are published without a person: they add, within the limits of one revision, what supporting
/// sessions did. Every objection to an edit or a lesson is raised here.
package struct EditRules: Sendable {
    /// The name of the skill.
    package let skill: String
    /// The lessons that edits serve, by their ids.
    package let lessons: [String: Lesson]
    /// Whether a person reviews the result before it is published: then existing text may be reworded.
    package let isProposal: Bool
    /// The most lines that may change.
    package let limit: Int
    /// What is known about the sources of the lessons.
    private let evidence: EditEvidence
    private let verdicts = VerdictCache()

    /// The reason why scripts and assets are held.
    static let needsPersonReason = "scripts and assets wait for a person"

    /// Whether only a person may accept an edit of this file: scripts and assets.
    static func needsPerson(_ path: String) -> Bool {
        Skill.isPath(path) && (path.hasPrefix("scripts/") || path.hasPrefix("assets/"))
    }

    /// Rules for the edits of one skill that serve these lessons.
    package init(
        skill: String,
        lessons: [Lesson],
        isProposal: Bool,
        limit: Int,
        evidence: EditEvidence = EditEvidence()
    ) {
        self.skill = skill
        self.lessons = Dictionary(firstValues: lessons.map { ($0.id.rawValue, $0) })
        self.isProposal = isProposal
        self.limit = limit
        self.evidence = evidence
    }

    /// The most lines that one revision may change.
    static func lineLimit(isNew: Bool) -> Int { isNew ? 130 : 40 }

    /// The objections to edits: a lower-case sentence for each edit that must not stay.
    func objections(to patch: AppliedPatch) -> [Edit.ID: String] {
        var objections: [Edit.ID: String] = [:]
        var lines = 0
        for step in patch.steps {
            let after = patch.skill(applying: [step.group])
            let all = lines + LineCount.all(from: patch.base, to: after).values.reduce(0) { $0 + $1.changed }
            if let reason = tooLong(all) ?? removal(after, patch)
                ?? verdicts.reason(for: step, after, { unsafe(step, after, patch) })
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

    /// The objection to a removal, which needs evidence that the text did harm; no lesson has such evidence.
    private func removal(_ after: Skill, _ patch: AppliedPatch) -> String? {
        for path in patch.base.paths {
            guard let new = after.files[path] else {
                return "it would remove \(path); removal needs evidence that the text did harm"
            }
            guard new != patch.base.files[path] else { continue }
            let kept = Set(Self.words(new))
            guard let lost = Self.words(patch.base.files[path] ?? []).first(where: { !kept.contains($0) }) else {
                continue
            }
            // A replacement may be proposed to a person; a mere removal may not.
            let isReplaced = LineCount.all(from: patch.base, to: after)[path].map { $0.added > 0 } ?? false
            guard isProposal, isReplaced else {
                // words: allow
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

    private func unsafe(_ step: AppliedPatch.Step, _ after: Skill, _ patch: AppliedPatch) -> String? {
        let own = step.lessons.compactMap { lessons[$0] }
        for path in after.paths where after.files[path] != patch.base.files[path] {
            let violation = Self.violation(
                skill: skill,
                path: path,
                before: patch.base.files[path].map { String(decoding: $0, as: UTF8.self) },
                after: String(decoding: after.files[path] ?? [], as: UTF8.self),
                lessons: own,
                // In the words of code these lessons are safe: a model may use the same commands.
                templates: own.filter { Lesson.isEmbedded($0.analyst) }.flatMap {
                    EnglishTokenizer.code(in: "\($0.title)\n\($0.action)\n\($0.check)")
                },
                evidence: evidence
            )
            guard let violation else { continue }
            return "\(violation.message)\(violation.excerpt.isEmpty ? "" : " (\(violation.excerpt))")"
        }
        return nil
    }
}

/// The objections of the safeguards by step: the safeguards are slow, and the same edits are judged again whenever the set
/// of edits changes.
private final class VerdictCache: Sendable {
    private let state = Mutex<[String: String?]>([:])

    func reason(for step: AppliedPatch.Step, _ after: Skill, _ judge: () -> String?) -> String? {
        let key = "\(after.digest) \(step.lessons.joined(separator: " "))"
        if let known = state.withLock({ $0[key] }) { return known }
        let reason = judge()
        state.withLock { $0[key] = .some(reason) }
        return reason
    }
}
