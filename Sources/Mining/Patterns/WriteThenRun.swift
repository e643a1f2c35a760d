internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// Writing a script with one command and running it with the next, where one command does both.
struct WriteThenRun: LessonPattern {
    static let name = "write-then-run"

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        var pairs: [(Action, Action)] = []
        var joined: Action?
        for (action, next) in zip(sequence.actions, sequence.actions.dropFirst()) {
            let files = Self.written(by: action)
            guard !files.isEmpty, action.isGood || action.call.status == .unknown,
                action.runs.allSatisfy({ !files.contains($0) }),
                next.runs.contains(where: files.contains), !next.commands.isEmpty,
                Self.written(by: next).isEmpty, !next.call.isParallel(to: action.call)
            else { continue }
            pairs.append((action, next))
        }
        for action in sequence.actions where joined == nil && action.isGood {
            let files = Self.written(by: action)
            if !files.isEmpty, action.runs.contains(where: files.contains) { joined = action }
        }
        var result: [Occurrence] = []
        if let first = pairs.first {
            result.append(
                Occurrence(
                    pattern: Self.name,
                    way: "apart",
                    tried: pairs.count,
                    lost: pairs.count,
                    facts: [Self.runner(of: first.1)].compactMap(\.self),
                    quotes: [first.0.quote, first.1.quote]
                )
            )
        }
        if let joined {
            result.append(
                Occurrence(
                    pattern: Self.name,
                    way: "together",
                    tried: 1,
                    reached: 1,
                    facts: [Self.runner(of: joined)].compactMap(\.self),
                    quotes: [joined.quote]
                )
            )
        }
        return result
    }

    /// The files that a command line writes from a here-document.
    private static func written(by action: Action) -> Set<String> {
        guard action.commands.contains(where: { $0.document != nil }) else { return [] }
        return Set(action.writes)
    }

    /// The interpreter that ran the script, as `runner=python3`.
    private static func runner(of action: Action) -> String? {
        action.commands.first { command in
            command.program.hasPrefix("python") || command.program == "node" || command.program == "bash"
        }
        .map { "runner=\($0.program)" }
    }

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        pool.widest(general: "command-line").compactMap { group in
            let met = group.members.filter { $0.occurrence.way == "apart" }
            guard !met.isEmpty else { return nil }
            let worked = group.members.filter { $0.occurrence.way == "together" }
            let runner =
                Frequency.top(group.members.flatMap { $0.occurrence.values("runner").map(String.init) }) ?? "python"
            let file = runner == "node" ? "check.js" : runner == "bash" ? "check.sh" : "check.py"
            return FoundLesson(
                kind: .waste,
                section: "Writing commands",
                title: "write a script and run it in one command",
                when: "you write a script of your own",
                action:
                    "run it in the same command: `cat > \(file) <<'EOF'` … `EOF`, and `\(runner) \(file)` on the next line",
                trigger: Self.name,
                way: "together",
                met: met,
                worked: worked,
                programs: ["cat", runner]
            ).lesson(in: group, pool.index)
        }
    }
}
