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

        /// The change; `nil` if the edit makes none of its own.
        var change: Change? {
            switch self {
            case .applied(let change), .reanchored(let change, _): change
            case .joined, .rejected: nil
            }
        }
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
    package private(set) var skill: Skill
    /// The outcome of each edit.
    package private(set) var outcomes: [Edit.ID: Outcome]
    /// The lessons that each applied edit serves, including those of the edits joined into it.
    package private(set) var lessons: [Edit.ID: [String]] = [:]
    /// The accepted groups in the order in which they can be committed.
    package private(set) var steps: [Step] = []
    /// Pairs of edits that cannot both be applied.
    package let conflicts: [Conflict]

    /// The changes of each accepted group.
    private(set) var changes: [String: [(id: Edit.ID, change: Change)]] = [:]
    /// The edits of each group, in the order of their ids.
    private let groups: [String: [Edit]]

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
        self.base = base
        skill = base
        groups = Dictionary(grouping: edits, by: \.group).mapValues { $0.sorted { $0.id < $1.id } }
        outcomes = Resolver.outcomes(of: edits, against: base)
        conflicts = Conflict.all(among: outcomes)
        select(order + edits.map(\.group))
        joinEqualChanges()
    }

    /// The base with some of the accepted groups applied, in whatever order. Groups that were not accepted are ignored.
    /// A group may depend on another, such as a link on the file of its target: ``Skill/validate(limits:)`` finds that.
    package func skill(applying groups: Set<String>) -> Skill {
        Application(base: base, changes: changes.filter { groups.contains($0.key) }.values.flatMap { $0 }).skill
    }
}

// MARK: Selection

extension AppliedPatch {
    /// Accepts the groups that can be applied together, in this order as far as possible: those that failed are tried
    /// again after others were accepted, until no further group can be accepted.
    private mutating func select(_ names: [String]) {
        let knownProblems = Set(base.validate().map(\.withoutLine))
        var seen: Set<String> = []
        var waiting = names.filter { groups[$0] != nil && seen.insert($0).inserted }
        waiting = waiting.filter { !rejectUnresolved($0) }
        while true {
            var failed: [(group: String, reason: Rejection)] = []
            for group in waiting {
                if let reason = violation(adding: group, known: knownProblems) {
                    failed.append((group, reason))
                } else {
                    accept(group)
                }
            }
            guard failed.count < waiting.count else {
                for (group, reason) in failed { reject(group, reason) }
                return
            }
            waiting = failed.map(\.group)
        }
    }

    /// Rejects a group if one of its edits could not be resolved.
    private mutating func rejectUnresolved(_ group: String) -> Bool {
        let edits = groups[group] ?? []
        guard let culprit = edits.first(where: { outcomes[$0.id]?.change == nil }) else { return false }
        for edit in edits where outcomes[edit.id]?.change != nil {
            outcomes[edit.id] = .rejected(
                Rejection(.groupFailed, "the edit \(culprit.id) of the same group was rejected")
            )
        }
        return true
    }

    private func changes(of group: String) -> [(id: Edit.ID, change: Change)] {
        (groups[group] ?? []).compactMap { edit in outcomes[edit.id]?.change.map { (edit.id, $0) } }
    }

    /// The reason why a group cannot be applied with those accepted so far.
    private func violation(adding group: String, known problems: Set<Problem>) -> Rejection? {
        let own = changes(of: group)
        let others = changes.keys.sorted().flatMap { changes[$0] ?? [] }
        for (index, change) in own.enumerated() {
            for other in own[..<index] + others {
                guard let kind = Conflict.kind(change.change, other.change) else { continue }
                return Rejection(.conflict, "the edit \(change.id) conflicts with \(other.id): \(kind.rawValue)")
            }
        }
        return Application(base: base, changes: others + own).violation(known: problems)
    }

    private mutating func accept(_ group: String) {
        changes[group] = changes(of: group)
        skill = Application(base: base, changes: changes.values.flatMap { $0 }).skill
        let edits = groups[group] ?? []
        for edit in edits { lessons[edit.id] = Array(Set(edit.lessons)).sorted() }
        let served = Set(edits.flatMap(\.lessons)).sorted()
        steps.append(Step(group: group, edits: edits.map(\.id), lessons: served, skill: skill))
    }

    private mutating func reject(_ group: String, _ reason: Rejection) {
        for edit in groups[group] ?? [] { outcomes[edit.id] = .rejected(reason) }
    }

    /// Joins equal changes into the first one, which then serves the lessons of all.
    private mutating func joinEqualChanges() {
        var first: [Change: Edit.ID] = [:]
        for step in steps {
            for (id, change) in changes[step.group] ?? [] {
                guard let winner = first[change] else {
                    first[change] = id
                    continue
                }
                outcomes[id] = .joined(into: winner)
                lessons[winner] = Set((lessons[winner] ?? []) + (lessons[id] ?? [])).sorted()
                lessons[id] = nil
            }
        }
    }
}
