internal import Prompting
internal import Trajectories

/// The text of a step for an analyst.
struct StepView {
    /// The most bytes of each text of a step that is shown in part.
    static let clippedBytes = 1_600
    /// The most bytes of each text of a step that only has its gist shown.
    static let briefBytes = 240
    /// The most bytes of each text of a step that shows what came out in the end and is too long to be shown whole.
    static let wideBytes = 6_000

    /// The most bytes of the reasoning of a step.
    private static let reasoningBytes = 600

    private let step: Step

    init(_ step: Step) { self.step = step }

    /// The step in one line: number, source, action and status.
    var line: String {
        var parts: [String] = []
        if !step.text.isEmpty { parts.append(Excerpt.line(of: step.text, limit: step.source == .user ? 200 : 100)) }
        for call in step.calls.prefix(4) { parts.append(Self.line(of: call)) }
        if step.calls.count > 4 { parts.append("… \(step.calls.count - 4) more calls") }
        return "\(head) \(parts.joined(separator: " | "))"
    }

    /// The whole step; each of its texts is shortened to `limit` bytes.
    ///
    /// - Parameter isCondensed: Whether stack traces are shown by their first and last frame.
    func text(limit: Int, isCondensed: Bool = false) -> String {
        var text = head
        if !step.text.isEmpty { text += "\n\(Excerpt.ends(of: step.text, limit: limit))" }
        if let reasoning = step.reasoning, !reasoning.isEmpty {
            text += "\nreasoning: \(Excerpt.ends(of: reasoning, limit: min(limit, Self.reasoningBytes)))"
        }
        for call in step.calls {
            text += "\ncall \(call.tool)"
            for argument in call.arguments {
                text += "\n  \(argument.name): \(Excerpt.ends(of: argument.value, limit: limit))"
            }
            guard let observation = call.observation else {
                text += call.endsRecording ? "\nno result: the recording ends here" : "\nno result"
                continue
            }
            let result = isCondensed ? Condensed.text(observation.text) : observation.text
            text += "\nresult \(Self.status(observation)):\n\(Excerpt.ends(of: result, limit: limit))"
        }
        return text
    }

    private var head: String {
        let signal = step.signal.map { " (\($0.rawValue))" } ?? ""
        return "[\(step.number)] \(step.source.rawValue)\(signal):"
    }

    private static func line(of call: ToolCall) -> String {
        let arguments = call.command ?? call.target ?? call.arguments.map { "\($0.name)=\($0.value)" }.first ?? ""
        var line = "\(call.tool) \(Excerpt.line(of: arguments, limit: 140))"
        if let observation = call.observation {
            line += " → \(status(observation))"
            if call.isTrouble { line += " \(Excerpt.line(of: observation.text, limit: 120))" }
        } else {
            line += call.endsRecording ? " → no result: the recording ends here" : " → no result"
        }
        return line
    }

    private static func status(_ observation: Observation) -> String {
        observation.status.rawValue + (observation.exitCode.map { " (exit \($0))" } ?? "")
    }
}
