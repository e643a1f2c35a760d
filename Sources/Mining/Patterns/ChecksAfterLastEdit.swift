internal import Foundations
internal import Lessons
internal import Shell

/// Scripts of the agent's own, one after the other, after the last change of the project: none of them led to a change.
struct ChecksAfterLastEdit: LessonPattern {
    static let name = "checks-after-last-edit"

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        guard let last = sequence.actions.lastIndex(where: { sequence.changesProject($0) && $0.isGood }) else {
            return []
        }
        var scripts: [Action] = []
        for action in sequence.actions[(last + 1)...] where !action.commands.isEmpty {
            let writes = action.writes.contains(where: sequence.ownFiles.contains)
            let isInline = action.commands.contains { EditMethod.code(of: $0) != nil && $0.program.hasPrefix("python") }
            if writes && action.commands.contains(where: { $0.document != nil }) || isInline { scripts.append(action) }
        }
        let ranTests = sequence.actions[(last + 1)...].contains { action in
            action.isGood && action.attempt?.goal.evidence == .testsRan
        }
        guard !scripts.isEmpty || ranTests else { return [] }
        return [
            Occurrence(
                pattern: Self.name,
                tried: scripts.count,
                lost: max(0, scripts.count - 1),
                facts: ranTests ? ["tests=1"] : [],
                quotes: scripts.suffix(2).map(\.quote)
            )
        ]
    }

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        pool.widest(general: "command-line").compactMap { group in
            let met = group.members.filter { $0.occurrence.lost > 0 }
            guard !met.isEmpty else { return nil }
            let worked = group.members.filter { $0.occurrence.lost == 0 }
            return FoundLesson(
                kind: .waste,
                section: "Before you finish",
                title: "write one last script for all remaining cases, then finish",
                when: "the fix works and is to be checked",
                action:
                    "put every open case into a single script, run it together with the tests of the project once, and finish; "
                    + "no further scripts after that, unless one of them fails",
                trigger: Self.name,
                way: "one-script",
                met: met,
                worked: worked
            ).lesson(in: group, pool.index)
        }
    }
}
