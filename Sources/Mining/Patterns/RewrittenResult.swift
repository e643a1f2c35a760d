internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// Writing the same file of results again and again, where the last time counts.
struct RewrittenResult: LessonPattern {
    static let name = "rewritten-result"

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        var times: [String: [(action: Action, command: SimpleCommand)]] = [:]
        for action in sequence.actions where action.isGood || action.call.status == .unknown {
            for command in action.commands where command.document == nil && command.program == "git" {
                guard let target = command.outputs.first, !target.hasPrefix("/dev/"), !target.hasPrefix("&") else {
                    continue
                }
                times[FileName.short(target, in: command.directory.path), default: []].append((action, command))
            }
        }
        return times.sorted { $0.key < $1.key }.compactMap { file, writes in
            guard let last = writes.last else { return nil }
            let words = last.command.texts.prefix(2).joined(separator: " ")
            return Occurrence(
                pattern: Self.name,
                situation: words,
                way: file.lastPathPart,
                tried: writes.count,
                reached: 1,
                lost: writes.count - 1,
                facts: last.command.texts.contains("--") ? ["names=1"] : [],
                quotes: writes.suffix(2).map(\.action.quote)
            )
        }
    }

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        pool.widest(general: "command-line").flatMap { group -> [Lesson] in
            let commands = Set(group.members.map(\.occurrence.situation)).sorted()
            return commands.compactMap { words in
                let members = group.members.filter { $0.occurrence.situation == words }
                let met = members.filter { $0.occurrence.lost > 0 }
                guard !met.isEmpty else { return nil }
                let worked = members.filter { $0.occurrence.lost == 0 }
                let file = Frequency.top(met.map(\.occurrence.way)) ?? "FILE"
                let named = worked.count { !$0.occurrence.values("names").isEmpty }
                let command =
                    named * 2 >= worked.count && named > 0
                    ? "\(words) -- path/of/changed_file > \(file)" : "\(words) > \(file)"
                return FoundLesson(
                    kind: .waste,
                    section: "Before you finish",
                    title: "write the \(words == "git diff" ? "patch" : file) once, after the last change",
                    when: "the result is to be handed in as \(file)",
                    action: "finish all changes and remove your own scripts first, then write it once: `\(command)`",
                    trigger: Self.name + "/" + words,
                    way: "once",
                    met: met,
                    worked: worked,
                    programs: ["git"]
                ).lesson(in: group, pool.index)
            }
        }
    }
}
