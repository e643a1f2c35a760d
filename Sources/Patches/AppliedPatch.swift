internal import Markdown
package import Skills

/// The result of applying a patch to a skill: the new skill, and the outcome of each edit.
///
/// All edits are resolved against the base, so that any subset of the accepted groups can be applied in any order with the
/// same bytes.
package struct AppliedPatch: Sendable {
    /// The outcome of one edit.
    package enum Outcome: Sendable, Equatable {
        /// The edit is applied exactly as it says.
        case applied(Change)
        /// The edit is applied at another position or in another form than it says; `how` describes the difference.
        case reanchored(Change, how: String)
        /// The edit makes the same change as another one, which serves the lessons of both.
        case joined(into: Edit.ID)
        /// The edit is not applied.
        case rejected(Rejection)
    }

    /// One group of edits, applied after the groups before it. The skill is valid after each step.
    package struct Step: Sendable, Equatable {
        /// The group.
        package let group: String
        /// The edits of the group, in the order of their ids.
        package let edits: [Edit.ID]
        /// The lessons that the edits serve, sorted.
        package let lessons: [String]
        /// The skill after this step. It equals the skill before if earlier groups made the same changes.
        package let skill: Skill
    }

    /// The skill against which the edits were resolved.
    package let base: Skill
    /// The skill with all accepted groups, which is that of the last step.
    package let skill: Skill
    /// The outcome of each edit.
    package let outcomes: [Edit.ID: Outcome]
    /// The lessons that each applied edit serves, including those of the edits joined into it.
    package let lessons: [Edit.ID: [String]]
    /// The accepted groups in the order in which they can be committed.
    package let steps: [Step]
    /// Pairs of edits that cannot both be applied.
    package let conflicts: [Conflict]

    /// The changes of each accepted group.
    let changes: [String: [(id: Edit.ID, change: Change)]]

    /// Applies `edits` to `base`, as far as they are compatible.
    ///
    /// Groups are tried in the order of `order`, then in the order of `edits`: of two groups in conflict, the first one
    /// wins. A group that only becomes valid after a later one is tried again.
    ///
    /// - Parameter order: Names of groups that are tried first.
    /// - Throws: ``PatchError/duplicateID(_:)`` or ``PatchError/missingMain(_:)``; everything else is an outcome.
    package init(to base: Skill, applying edits: [Edit], order: [String] = []) throws(PatchError) {
        guard base.files[Skill.mainPath] != nil else { throw .missingMain(base.name) }
        var ids: Set<Edit.ID> = []
        for edit in edits where !ids.insert(edit.id).inserted { throw .duplicateID(edit.id) }
        var selection = GroupSelection(base: base, edits: edits)
        selection.run(order: order)
        self.base = base
        skill = selection.skill
        outcomes = selection.outcomes
        lessons = selection.lessons
        steps = selection.steps
        conflicts = selection.conflicts
        changes = selection.accepted
    }

    /// The base with some of the accepted groups applied, in whatever order. Groups that were not accepted are ignored.
    /// A group may depend on another, such as a link on the file of its target: ``Skill/validate(limits:)`` finds that.
    package func skill(applying groups: Set<String>) -> Skill {
        Application(base: base, changes: changes.filter { groups.contains($0.key) }.values.flatMap { $0 }).skill
    }
}
