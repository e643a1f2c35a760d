internal import Trajectories

/// Long texts of an episode that come again with few changes, such as the versions of one script: only the last one is
/// worth its place in a prompt, the others by what is different in them.
struct RepeatedTexts {
    /// The least bytes of a text that is looked at.
    private static let leastBytes = 500
    /// The least share of lines that two versions have in common.
    private static let share = 0.75
    /// How many steps on a later version is looked for.
    private static let reach = 30
    /// The most lines of a difference.
    private static let shownLines = 12

    private struct Text {
        let index: Int
        let call: Int
        let argument: Int
        let lines: [Substring]
        let set: Set<Substring>
    }

    /// The steps by their places, as they are shown: without what a later step has as well.
    private(set) var shortened: [Int: Step] = [:]

    init(_ steps: [Step]) {
        let texts = steps.indices.flatMap { Self.texts(of: steps[$0], at: $0) }
        for (place, text) in texts.enumerated() {
            let later = texts[(place + 1)...].prefix { $0.index <= text.index + Self.reach }
            guard let next = later.last(where: { Self.areVersions(text, $0) }) else { continue }
            var step = shortened[text.index] ?? steps[text.index]
            let own = text.lines.filter { !next.set.contains($0) }
            var value = "[as in step \(steps[next.index].number)"
            value +=
                own.isEmpty ? "]" : ", but for these lines:]\n" + own.prefix(Self.shownLines).joined(separator: "\n")
            if own.count > Self.shownLines { value += "\n…" }
            step.calls[text.call].arguments[text.argument].value = value
            shortened[text.index] = step
        }
    }

    private static func texts(of step: Step, at index: Int) -> [Text] {
        step.calls.enumerated().flatMap { call, action in
            action.arguments.enumerated().compactMap { argument, item -> Text? in
                guard item.value.utf8.count >= leastBytes else { return nil }
                let lines = item.value.split(separator: "\n")
                return lines.count > 5
                    ? Text(index: index, call: call, argument: argument, lines: lines, set: Set(lines)) : nil
            }
        }
    }

    private static func areVersions(_ one: Text, _ other: Text) -> Bool {
        guard one.index != other.index else { return false }
        let common = Double(one.set.intersection(other.set).count)
        return common >= share * Double(max(one.set.count, other.set.count))
    }
}
