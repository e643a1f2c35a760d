package import Lessons
package import Prompting
package import SkillRepository

/// What becomes of the lessons that are to be brought into one skill. Every lesson is in one of the plans, held, or in the
/// skill already.
package struct SkillEdit {
    /// The lessons that edits were made for, best first.
    package internal(set) var candidates: [Lesson] = []
    /// The changes that bring them: one, or one for each sample where a model words them.
    package internal(set) var plans: [RevisionPlan] = []
    /// Lessons that wait, each with the reason.
    package internal(set) var held: [(lesson: Lesson, reason: HoldReason)] = []
    /// Lessons that the skill holds although no record says so.
    package internal(set) var present: [Lesson] = []
    /// How many published lessons keep their text, because a person has changed it.
    package internal(set) var locked = 0
    /// What a model said and is not used.
    package internal(set) var discards: [Discard] = []
    /// Why a model proposed no edits at all, so that its lessons wait.
    package internal(set) var failure: AnalystError?
    /// The problems that a change would have caused in the skill, for each sample that is not among the plans for them.
    package internal(set) var problems: [String] = []

    /// Nothing was done yet.
    init() {}

    mutating func hold(_ lesson: Lesson, _ reason: HoldReason) { held.append((lesson, reason)) }
}
