import Trajectories

/// Long texts of an episode that come again with few changes, such as the versions of one script, a list of things to do,
/// or the output of a service that grows: only the last one is worth its place in a prompt, the others by what is
/// different in them.
struct RepeatedTexts {
    /// The least bytes of a text that is looked at, and of a result that comes again letter for letter.
    private static let least = (text: 500, equal: 100)
    /// The least share of lines that two versions have in common.
    private static let share = 0.75
    /// How many steps on a later version is looked for.
    private static let reach = 30
    /// The most lines of a difference, and of those that only the later one of two results has.
    private static let shownLines = (own: 12, missing: 3)

    /// The place of a text in a call.
    private enum Place: Equatable {
        case argument(Int)
        case result
    }

    private struct Text {
        let index: Int
        let call: Int
        let place: Place
        /// The tool with its arguments, for a result.
        let action: String
        let value: String
        let lines: [Substring]
        let set: Set<Substring>
    }

    /// The steps by their places, as they are shown: without what a later step has as well.
    private(set) var shortened: [Int: Step] = [:]

    init(_ steps: [Step]) {
        let texts = steps.indices.flatMap { Self.texts(of: steps[$0], at: $0) }
        for (place, text) in texts.enumerated() {
            let later = texts[(place + 1)...].prefix { $0.index <= text.index + Self.reach }
            guard let next = later.last(where: { Self.isVersion(text, of: $0) }) else { continue }
            let value = Self.difference(text, from: next, of: steps[next.index].number)
            var step = shortened[text.index] ?? steps[text.index]
            switch text.place {
            case .argument(let number): step.calls[text.call].arguments[number].value = value
            case .result: step.calls[text.call].observation?.text = value
            }
            shortened[text.index] = step
        }
    }

    /// A text as what differs from a later one. Of results the lines that are missing matter as well: they may be what
    /// was looked for.
    private static func difference(_ text: Text, from later: Text, of number: Int) -> String {
        let missing = text.place == .result ? later.lines.filter { !text.set.contains($0) } : []
        let own = text.lines.filter { !later.set.contains($0) }
        var value = "[as in step \(number)"
        if missing.count > shownLines.missing { value += ", before it had \(missing.count) of its lines" }
        value += own.isEmpty ? "]" : ", but for these lines:]\n" + own.prefix(shownLines.own).joined(separator: "\n")
        if own.count > shownLines.own { value += "\n…" }
        if (1...shownLines.missing).contains(missing.count) {
            value += "\n[step \(number) has these lines as well:]\n" + missing.joined(separator: "\n")
        }
        return value
    }

    private static func texts(of step: Step, at index: Int) -> [Text] {
        step.calls.enumerated().flatMap { call, action -> [Text] in
            var texts = action.arguments.enumerated().compactMap { number, item in
                text(item.value, least.text, at: index, call, .argument(number), of: "")
            }
            let name = ([action.tool] + action.arguments.map(\.value)).joined(separator: " ")
            // What went wrong is shown where it went wrong.
            if !action.isTrouble, let result = action.observation?.text,
                let text = text(result, least.equal, at: index, call, .result, of: name)
            {
                texts.append(text)
            }
            return texts
        }
    }

    private static func text(
        _ value: String,
        _ least: Int,
        at index: Int,
        _ call: Int,
        _ place: Place,
        of action: String
    ) -> Text? {
        guard value.utf8.count >= least else { return nil }
        var lines = value.split(separator: "\n")
        // A value of JSON is one line; its objects are its lines.
        if lines.count < 6 { lines = value.split(separator: "}") }
        return Text(
            index: index,
            call: call,
            place: place,
            action: action,
            value: value,
            lines: lines,
            set: Set(lines)
        )
    }

    /// Whether a text has little that a later one of its kind has not, and the later one little more. The result of the same
    /// call may have grown.
    private static func isVersion(_ text: Text, of later: Text) -> Bool {
        guard text.index != later.index, (text.place == .result) == (later.place == .result) else { return false }
        if text.place == .result, text.value == later.value { return true }
        guard text.value.utf8.count >= least.text, text.lines.count > 5 else { return false }
        let common = Double(text.set.intersection(later.set).count)
        if text.place == .result {
            let isSame = text.action == later.action
            guard isSame || later.set.subtracting(text.set).count <= shownLines.missing else { return false }
            return common >= share * Double(text.set.count)
        }
        return common >= share * Double(max(text.set.count, later.set.count))
    }
}
