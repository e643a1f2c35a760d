internal import Markdown
package import Skills

/// A skill as edits leave it, and what became of each edit.
///
/// All edits are resolved against the frozen base, so that any of the accepted groups can be applied without the
/// others, in any order, with the same bytes.
package struct Revision: Sendable {
    /// What became of one edit.
    package enum Outcome: Sendable, Equatable {
        /// The edit is in the revision as it says.
        case applied(Change)
        /// The edit is in the revision in another place or form than it says: how, in words.
        case reanchored(Change, how: String)
        /// The edit says the same as another, which stands for both.
        case joined(into: Edit.ID)
        /// The edit is not in the revision.
        case rejected(Rejection)

        /// Whether the revision contains what the edit says.
        package var isApplied: Bool {
            if case .rejected = self { return false }
            return true
        }
    }

    /// One group of edits applied on top of the groups before it. The skill is valid after each step.
    package struct Step: Sendable, Equatable {
        package let group: String
        /// The edits of the group, in the order of their ids.
        package let edits: [Edit.ID]
        /// The lessons that the edits serve, sorted.
        package let lessons: [String]
        /// The skill with this step and all before it. It equals the skill before where other groups said the same.
        package let skill: Skill
    }

    /// The skill that the edits were resolved against.
    package let base: Skill
    /// The skill with every accepted group: that of the last step.
    package let skill: Skill
    /// What became of each edit.
    package let outcomes: [Edit.ID: Outcome]
    /// The lessons that each edit in the revision serves: those of the edits joined into it are among them.
    package let lessons: [Edit.ID: [String]]
    /// The accepted groups in the order in which they can be committed.
    package let steps: [Step]
    /// Pairs of edits that could not both be applied.
    package let conflicts: [Conflict]

    /// The changes of each accepted group.
    let changes: [String: [(id: Edit.ID, change: Change)]]

    /// Applies `edits` to `base`, as far as they go together.
    ///
    /// Groups are tried in the order of `order`, which names groups, then in the order of `edits`: of two groups in
    /// conflict the first one wins. A group that only becomes valid with a later one is tried again after it.
    /// Throws ``PatchError/duplicateID(_:)`` and ``PatchError/missingMain(_:)``; all else is an outcome.
    package init(of base: Skill, applying edits: [Edit], order: [String] = []) throws(PatchError) {
        guard base.files[Skill.mainPath] != nil else { throw .missingMain(base.name) }
        var ids: Set<Edit.ID> = []
        for edit in edits where !ids.insert(edit.id).inserted { throw .duplicateID(edit.id) }
        var selection = Selection(base: base, edits: edits)
        selection.run(order: order)
        self.base = base
        skill = selection.skill
        outcomes = selection.outcomes
        lessons = selection.lessons
        steps = selection.steps
        conflicts = selection.conflicts
        changes = selection.accepted
    }

    /// Lines gained and lost, for each file that differs from the base.
    package var lineCounts: [String: LineCount] { LineCount.all(from: base, to: skill) }

    /// The base with some of the accepted groups applied, whatever the order; groups that were not accepted do nothing.
    /// A group may rest on another, as a link on the file that it leads to: ``Skill/validate(limits:)`` tells.
    package func skill(applying groups: Set<String>) -> Skill {
        Application(base: base, changes: changes.filter { groups.contains($0.key) }.values.flatMap { $0 }).skill
    }
}
