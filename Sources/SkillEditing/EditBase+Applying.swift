internal import Foundations
internal import Lessons
internal import Patches
internal import SkillRepository
internal import Skills

extension EditBase {
    /// Applies edits, without those that conflict with others or that leave the skill with a new problem.
    ///
    /// A problem is not the fault of one edit as a rule. So the steps are left out one after the other, the least supported
    /// one first, until the skill has no problem that it did not have before.
    ///
    /// - Parameters:
    ///   - lessons: the lessons that the edits may bring.
    ///   - refined: those that replace the text of an adopted lesson.
    ///   - sample: the sample of the wording.
    /// - Returns: the change, or nil if no edit is left; the lessons whose edits were left out, with the reason; and the
    ///   problems that every step would cause in the skill, if no edit is left because of them.
    /// - Throws: what ``AppliedPatch`` and ``without(_:for:)`` throw.
    func applying(
        _ edits: [Edit],
        of lessons: [Lesson],
        refined: Set<Lesson.ID>,
        sample: Int
    ) throws -> (plan: RevisionPlan?, leftOut: [Lesson.ID: HoldReason], problems: [String]) {
        var edits = edits
        var base = self
        var left: [String: HoldReason] = [:]
        var plan: RevisionPlan?
        var problems: [String] = []
        while !edits.isEmpty {
            let patch = try AppliedPatch(to: base.skill, applying: edits)
            for edit in edits {
                guard case .rejected(let rejection) = patch.outcomes[edit.id] else { continue }
                for lesson in edit.lessons { left[lesson] = rejection.code == .conflict ? .editConflict : .gate }
            }
            let unused = base.unused(in: patch.skill)
            if !unused.isEmpty {
                base = try base.without(unused, for: lessons)
                continue
            }
            let found = EditRules.newProblems(of: patch.skill, comparedWith: base.base)
            guard !found.isEmpty else {
                plan = RevisionPlan(patch, of: base, lessons: lessons, refined: refined, sample: sample)
                break
            }
            // The last step is the least supported one.
            guard let last = patch.steps.last else { break }
            for lesson in last.lessons { left[lesson] = .gate }
            edits.removeAll { last.edits.contains($0.id) }
            if edits.isEmpty { problems = found }
        }
        let placed = Set(plan?.lessons.map(\.id) ?? [])
        let leftOut = lessons.filter { !placed.contains($0.id) }.compactMap { lesson in
            left[lesson.id.rawValue].map { (lesson.id, $0) }
        }
        return (plan.flatMap { $0.steps.isEmpty ? nil : $0 }, Dictionary(firstValues: leftOut), problems)
    }
}
