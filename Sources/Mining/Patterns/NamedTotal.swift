internal import Foundations
internal import JSON
internal import Lessons
internal import Trajectories

/// A refusal that names the number that an argument should have had: "the total is 305, but 255 was paid".
///
/// That the message is about the argument shows in the refused call, whose own number the message names too; that the other
/// number is the right one shows in the next accepted call, which has it.
struct NamedTotal: LessonPattern {
    static let name = "named-total"
    /// More numbers in a message are a list.
    private static let mostNumbers = 4

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        var result: [Occurrence] = []
        var open: [(number: Number, total: Total, tool: String, index: Int)] = []
        for action in sequence.actions where action.script == nil && !action.call.arguments.isEmpty {
            let call = action.call
            guard let observation = call.observation else { continue }
            let totals = Self.totals(call)
            guard observation.status == .error else {
                // The first accepted call decides; later ones are about something else.
                for entry in open where entry.tool == call.tool {
                    if totals.contains(where: { $0.name == entry.total.name && $0.value == entry.number.value }) {
                        result[entry.index].reached = 1
                    }
                }
                open.removeAll { $0.tool == call.tool }
                continue
            }
            let (signature, line) = action.failure()
            guard let (total, number) = Self.correction(of: totals, in: Self.numbers(line)) else { continue }
            open.append((number, total, call.tool, result.count))
            result.append(
                Occurrence(
                    pattern: Self.name,
                    situation: call.tool,
                    way: signature.message,
                    tried: 1,
                    lost: 1,
                    facts: ["argument=\(total.name)", "words=\(number.words)"],
                    quotes: [
                        action.quote,
                        Lesson.Quote(step: action.step.number, text: String(line.prefix(240))),
                    ]
                )
            )
        }
        return result
    }

    // MARK: Numbers

    /// A number of a message, with the words in front of it.
    private struct Number {
        var value: Double
        var words: String
    }

    /// A number that a call has: an argument, or the sum of a field over the entries of a list.
    private struct Total {
        var name: String
        var value: Double
    }

    /// The number of the call that the message names, and the one other number that it names.
    private static func correction(of totals: [Total], in numbers: [Number]) -> (Total, Number)? {
        guard (2...mostNumbers).contains(numbers.count) else { return nil }
        let named = totals.filter { total in numbers.contains { $0.value == total.value } }
        guard let total = named.first, named.count == 1 else { return nil }
        let others = numbers.filter { $0.value != total.value }
        guard let other = others.first, others.count == 1, !other.words.isEmpty else { return nil }
        return (total, other)
    }

    private static func numbers(_ line: some StringProtocol) -> [Number] {
        var result: [Number] = []
        var words: [Substring] = []
        for word in Substring(line).prefix(400).split(whereSeparator: \.isWhitespace) {
            let core = word.filter { $0.isNumber || $0 == "." }
            let edges = word.drop { "$€(".contains($0) }
            if edges.first?.isNumber == true, let value = Double(core.hasSuffix(".") ? String(core.dropLast()) : core) {
                result.append(Number(value: value, words: words.suffix(3).joined(separator: " ")))
                words = []
            } else if word.last.map({ ",;.:".contains($0) }) == true {
                words = []
            } else {
                words.append(word)
            }
        }
        return result
    }

    private static func totals(_ call: ToolCall) -> [Total] {
        call.arguments.prefix(12).flatMap { argument -> [Total] in
            if let value = Double(argument.value) { return [Total(name: argument.name, value: value)] }
            guard argument.value.utf8.first == UInt8(ascii: "["),
                let json = try? JSON(parsing: Array(argument.value.utf8)), let entries = json.array, entries.count <= 50
            else { return [] }
            var sums: [String: Double] = [:]
            for entry in entries { for (key, member) in entry.members { sums[key, default: 0] += member.double ?? 0 } }
            return sums.filter { $0.value != 0 }.map { Total(name: "\(argument.name).\($0.key)", value: $0.value) }
                .sorted { $0.name < $1.name }
        }
    }

    // MARK: Lessons

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        pool.toolkits().flatMap { group -> [Lesson] in
            let kinds = Dictionary(grouping: group.members) {
                ([$0.occurrence.situation] + $0.occurrence.facts).joined(separator: "|")
            }
            return kinds.sorted { $0.key < $1.key }.compactMap { lesson(of: $0.value, in: group, pool.index) }
        }
    }

    private func lesson(of met: [OccurrencePool.Member], in group: OccurrencePool.Group, _ index: PoolIndex) -> Lesson?
    {
        guard let first = met.first?.occurrence, let argument = first.values("argument").first,
            let words = first.values("words").first
        else { return nil }
        let parts = argument.split(separator: ".", maxSplits: 1)
        let isSum = parts.count == 2
        let thing = isSum ? "the `\(parts[1])` values in `\(parts[0])`" : "`\(argument)`"
        let message = Frequency.top(met.map(\.occurrence.way)) ?? ""
        return FoundLesson(
            kind: .constraint,
            section: "Tool calls",
            title: isSum
                ? "make \(parts[1]) of \(parts[0]) add up to what \(first.situation) names"
                : "pass \(first.situation) the \(argument) that it names",
            when: "`\(first.situation)` answers “\(MessageNormalizer.shown(message))”",
            action: "\(thing) \(isSum ? "have to add up to" : "has to be") the number after “\(words)” in the message: "
                + "look for what was left out, say the right number to the user, and do not send the same one again",
            why: "the refused calls had the other number of the message",
            trigger: Self.name + "/" + first.situation + "/" + argument,
            way: "number after \(words)",
            met: met,
            worked: met.filter { $0.occurrence.reached > 0 },
            rate: Double(met.reached) / Double(max(1, met.count))
        ).lesson(in: group, index)
    }
}
