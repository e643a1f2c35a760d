internal import Foundations
internal import Skills

/// Selects the groups of edits that can be applied together, in the order in which they can be committed.
struct GroupSelection {
    private(set) var skill: Skill
    private(set) var outcomes: [Edit.ID: AppliedPatch.Outcome] = [:]
    private(set) var lessons: [Edit.ID: [String]] = [:]
    private(set) var steps: [AppliedPatch.Step] = []
    private(set) var accepted: [String: [(id: Edit.ID, change: Change)]] = [:]
    let conflicts: [Conflict]

    private let base: Skill
    private let groups: [String: [Edit]]
    private let names: [String]
    private let resolutions: [Edit.ID: Resolution]
    private let knownProblems: Set<Problem>

    init(base: Skill, edits: [Edit]) {
        self.base = base
        skill = base
        groups = Dictionary(grouping: edits, by: \.group)
        var seen: Set<String> = []
        names = edits.map(\.group).filter { seen.insert($0).inserted }
        let all = Resolution.all(of: edits, against: base)
        resolutions = Dictionary(firstValues: all.map { ($0.edit, $0) })
        conflicts = Conflict.all(among: all)
        knownProblems = Set(base.validate().map(\.withoutLine))
    }

    /// Tries each group; retries those that failed after others were accepted, until no further group can be accepted.
    mutating func run(order: [String]) {
        var seen: Set<String> = []
        var waiting = (order + names).filter { groups[$0] != nil && seen.insert($0).inserted }
        waiting = waiting.filter { !rejectUnresolved($0) }
        while true {
            var failed: [(group: String, reason: Rejection)] = []
            for group in waiting {
                if let reason = violation(adding: group) { failed.append((group, reason)) } else { accept(group) }
            }
            guard failed.count < waiting.count else {
                for (group, reason) in failed { reject(group, reason) }
                break
            }
            waiting = failed.map(\.group)
        }
        join()
    }

    /// Rejects a group if one of its edits could not be resolved.
    private mutating func rejectUnresolved(_ group: String) -> Bool {
        let edits = (groups[group] ?? []).sorted { $0.id < $1.id }
        guard let culprit = edits.first(where: { resolutions[$0.id]?.change == nil }) else { return false }
        for edit in edits {
            let other = Rejection(.groupFailed, "the edit \(culprit.id) of the same group was rejected")
            outcomes[edit.id] = .rejected(resolutions[edit.id]?.rejection ?? other)
        }
        return true
    }

    private func changes(of group: String) -> [(id: Edit.ID, change: Change)] {
        (groups[group] ?? []).sorted { $0.id < $1.id }
            .compactMap { edit in resolutions[edit.id]?.change.map { (edit.id, $0) } }
    }

    /// The reason why a group cannot be applied with those accepted so far.
    private func violation(adding group: String) -> Rejection? {
        let own = changes(of: group)
        let others = accepted.keys.sorted().flatMap { accepted[$0] ?? [] }
        for (index, change) in own.enumerated() {
            for other in own[..<index] + others {
                guard let kind = Conflict.kind(change.change, other.change) else { continue }
                return Rejection(.conflict, "the edit \(change.id) conflicts with \(other.id): \(kind.rawValue)")
            }
        }
        return Application(base: base, changes: others + own).violation(known: knownProblems)
    }

    private mutating func accept(_ group: String) {
        let own = changes(of: group)
        accepted[group] = own
        skill = Application(base: base, changes: accepted.values.flatMap { $0 }).skill
        for (id, change) in own {
            if case .reanchored(_, let how) = resolutions[id]?.outcome {
                outcomes[id] = .reanchored(change, how: how)
            } else {
                outcomes[id] = .applied(change)
            }
        }
        let edits = (groups[group] ?? []).sorted { $0.id < $1.id }
        for edit in edits { lessons[edit.id] = Array(Set(edit.lessons)).sorted() }
        let served = Set(edits.flatMap(\.lessons)).sorted()
        steps.append(AppliedPatch.Step(group: group, edits: edits.map(\.id), lessons: served, skill: skill))
    }

    private mutating func reject(_ group: String, _ reason: Rejection) {
        for edit in groups[group] ?? [] { outcomes[edit.id] = .rejected(reason) }
    }

    /// Joins equal changes into the first one, which then serves the lessons of all.
    private mutating func join() {
        var first: [Change: Edit.ID] = [:]
        for step in steps {
            for (id, change) in accepted[step.group] ?? [] {
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
