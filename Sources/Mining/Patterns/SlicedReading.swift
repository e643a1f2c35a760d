internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// Reading one file in many small pieces, one call after the other.
struct SlicedReading: LessonPattern {
    static let name = "sliced-reading"
    /// Half of the further calls are counted as lost: some of them follow from what the call before has shown.
    private static let weight = 2

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        var chain: [Action] = []
        var longest: [Action] = []
        var further = 0
        var spans: [Int] = []
        func close() {
            if chain.count > 1 {
                further += chain.count - 1
                if chain.count > longest.count { longest = chain }
                if let span = Self.span(of: chain) { spans.append(span) }
            }
            chain = []
        }
        var hasParallel = false
        var hasJoined = false
        for action in sequence.actions {
            if action.isLook, Set(action.reads).count > 1 || action.commands.count(where: { !Self.isAside($0) }) > 1 {
                hasJoined = true
            }
            guard action.isLook, action.reads.count == 1, let file = action.reads.first else {
                close()
                continue
            }
            if let last = chain.last {
                if action.call.isParallel(to: last.call) {
                    hasParallel = true
                    continue
                }
                if last.reads.first != file { close() }
            }
            chain.append(action)
        }
        close()
        var facts = spans.map { "span=\($0)" }
        if hasParallel { facts.append("parallel=1") }
        if hasJoined { facts.append("joined=1") }
        if sequence.actions.contains(where: { !$0.commands.isEmpty }) { facts.append("shell=1") }
        guard further > 0 || hasParallel || hasJoined else { return [] }
        return [
            Occurrence(
                pattern: Self.name,
                tried: further,
                lost: further / Self.weight,
                facts: facts,
                quotes: longest.prefix(2).map(\.quote)
            )
        ]
    }

    private static func isAside(_ command: SimpleCommand) -> Bool {
        command.operatorBefore == .pipe || ["cd", "echo"].contains(command.program)
    }

    /// The number of lines from the first to the last that the calls show; nil if one of them does not name its lines.
    private static func span(of chain: [Action]) -> Int? {
        var (low, high) = (Int.max, 0)
        for action in chain {
            guard let range = lines(of: action) else { return nil }
            (low, high) = (min(low, range.lowerBound), max(high, range.upperBound))
        }
        let span = high - low + 1
        return span < 2_000 ? span : nil
    }

    private static func lines(of action: Action) -> ClosedRange<Int>? {
        if let offset = action.call[argument: "offset"].flatMap({ Int($0) }),
            let limit = action.call[argument: "limit"].flatMap({ Int($0) }), limit > 0
        {
            return offset...(offset + limit - 1)
        }
        for command in action.commands where command.program == "sed" {
            for word in command.arguments.map(\.text) where word.hasSuffix("p") {
                let numbers = word.dropLast().split(separator: ",").compactMap { Int($0) }
                if numbers.count == 2, numbers[0] <= numbers[1] { return numbers[0]...numbers[1] }
            }
        }
        return nil
    }

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        pool.widest(general: "command-line").compactMap { group in
            let met = group.members.filter { $0.occurrence.lost > 0 }
            guard !met.isEmpty else { return nil }
            let worked = group.members.filter { $0.occurrence.lost == 0 }
            let spans = met.flatMap { $0.occurrence.values("span").compactMap { Int($0) } }.sorted()
            // Three of four chains would have been one call of so many lines.
            let size = spans.count >= 8 ? max(100, min(500, (spans[spans.count * 3 / 4] + 49) / 50 * 50)) : 0
            let sends = group.members.count { !$0.occurrence.values("parallel").isEmpty } >= 2
            let joins = group.members.count { !$0.occurrence.values("joined").isEmpty } >= 2
            let ways = [
                joins ? "into one command (joined with `;`)" : nil, sends ? "into one turn with several calls" : nil,
            ].compactMap(\.self)
            let together =
                ways.isEmpty ? "" : "; put look-ups that do not depend on each other \(Phrase.list(ways, last: "or"))"
            return FoundLesson(
                kind: .waste,
                section: "Looking at code",
                title: "read the whole of what you need from a file in one call",
                when: "you look something up in a file",
                action:
                    "read the whole function or class\(size > 0 ? ", or about \(size) lines around it," : "") in one call, "
                    + "not one slice of the same file after the other\(together)",
                trigger: Self.name,
                way: "read-whole",
                met: met,
                worked: worked
            ).lesson(in: group, pool.index)
        }
    }
}
