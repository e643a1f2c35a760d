internal import Foundations
internal import Lessons
internal import Trajectories

/// Asking the user for what a tool would have told: the user does not have it either, and then a tool is asked.
struct NeedlessQuestion: LessonPattern {
    static let name = "needless-question"
    static let namesWays = true
    /// The words with which people say that they cannot answer.
    private static let denials = [
        "don't have", "don’t have", "do not have", "dont have", "can't find", "can’t find", "cannot find", "don't know",
        "don’t know",
        "do not know", "don't remember", "don’t remember", "do not remember", "not sure", "look it up", "look that up",
        "look them up",
        "look up", "you check", "you find", "no idea", "isn't available", "unable to find",
    ]

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        let steps = sequence.episode.steps
        var found: [String: Occurrence] = [:]
        for (index, step) in steps.enumerated()
        where step.source == .agent && step.calls.isEmpty && step.text.contains("?") {
            guard let answer = steps[(index + 1)...].first, answer.source == .user, Self.isDenial(answer.text) else {
                continue
            }
            let asked = Self.words(step.text)
            guard let (parameter, tool) = Self.source(of: asked, after: index + 1, in: steps) else { continue }
            let key = parameter + "|" + tool
            guard found[key] == nil else { continue }
            found[key] = Occurrence(
                pattern: Self.name,
                situation: parameter,
                way: tool,
                tried: 1,
                reached: 1,
                lost: 2,
                quotes: [
                    Lesson.Quote(step: step.number, text: Self.sentence(step.text)),
                    Lesson.Quote(
                        step: answer.number,
                        text: String(answer.text.split(separator: "\n").first?.prefix(200) ?? "")
                    ),
                ].filter { !$0.text.isEmpty }
            )
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    private static func isDenial(_ text: String) -> Bool {
        let text = text.prefix(600).lowercased()
        return denials.contains { text.containsBytes(of: $0) }
    }

    private static func words(_ text: String) -> Set<String> {
        Set(
            text.lowercased().split { !$0.isLetter }.map {
                $0.hasSuffix("s") && $0.count > 3 ? String($0.dropLast()) : String($0)
            }
        )
    }

    /// The question, cut out of the text.
    private static func sentence(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first { $0.contains("?") } ?? ""
        return String(line.suffix(240))
    }

    /// The parameter that was asked for, and the tool whose result held the value that was used for it later.
    private static func source(of asked: Set<String>, after start: Int, in steps: [Step]) -> (
        parameter: String, tool: String
    )? {
        // A tool that was given the value did not find it.
        var results: [(tool: String, text: String)] = []
        var said = ""
        for step in steps[start...].prefix(40) {
            if step.source == .user { said += step.text + "\n" }
            for call in step.calls {
                for argument in call.arguments where isAsked(argument.name, asked) && isIdentifier(argument.value) {
                    if said.containsBytes(of: argument.value) { continue }
                    if let result = results.first(where: { $0.text.containsBytes(of: argument.value) }),
                        result.tool != call.tool,
                        !Self.takes(result.tool, argument.name, in: steps)
                    {
                        return (argument.name, result.tool)
                    }
                }
                if let observation = call.observation, observation.status == .ok {
                    results.append((call.tool, observation.text))
                }
            }
        }
        return nil
    }

    /// Whether calls of a tool have an argument of a name.
    private static func takes(_ tool: String, _ name: String, in steps: [Step]) -> Bool {
        steps.contains { $0.calls.contains { $0.tool == tool && $0[argument: name] != nil } }
    }

    /// Whether a question was about a parameter: it has the words of its name, or a word for an identifier.
    private static func isAsked(_ parameter: String, _ asked: Set<String>) -> Bool {
        let words = ToolName.words(parameter).map { $0.hasSuffix("s") && $0.count > 3 ? String($0.dropLast()) : $0 }
        guard let last = words.last, ["id", "number", "code", "key"].contains(last), words.count > 1 else {
            return false
        }
        let nouns = words.dropLast()
        return nouns.allSatisfy(asked.contains)
            && !asked.isDisjoint(with: ["id", "number", "code", "identifier", "reference"])
    }

    private static func isIdentifier(_ value: String) -> Bool {
        (4...80).contains(value.utf8.count) && !value.contains(where: \.isWhitespace) && !value.hasPrefix("[")
            && !value.hasPrefix("{")
    }

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        pool.toolkits().flatMap { group -> [Lesson] in
            Set(group.members.map(\.occurrence.situation)).sorted().compactMap { parameter in
                let members = group.members.filter { $0.occurrence.situation == parameter }
                guard let tool = Frequency.top(members.map(\.occurrence.way)) else { return nil }
                let met = members.filter { $0.occurrence.way == tool }
                let noun = ToolName.words(parameter).dropLast().joined(separator: " ")
                return FoundLesson(
                    kind: .correction,
                    section: "What users ask for",
                    title: "find the \(noun) with \(tool) instead of asking for its id",
                    when: "you need the `\(parameter)` of something that the user has named",
                    action:
                        "do not ask for its id: call `\(tool)`, whose result has it, and ask only which \(noun) is meant if there are several",
                    why: "users who were asked said that they do not have it",
                    trigger: Self.name + "/" + parameter,
                    way: tool,
                    met: met,
                    worked: met
                ).lesson(in: group, pool.index)
            }
        }
    }
}
