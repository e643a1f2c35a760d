internal import Prompting
internal import Trajectories

/// A step as an analyst reads it.
struct StepView {
    private let step: Step

    init(_ step: Step) { self.step = step }

    /// The step in one line: number, who, what, and how it went.
    var line: String {
        var parts: [String] = []
        if !step.text.isEmpty { parts.append(Clip.line(step.text, limit: step.source == .user ? 200 : 100)) }
        for call in step.calls.prefix(4) { parts.append(Self.line(of: call)) }
        if step.calls.count > 4 { parts.append("… \(step.calls.count - 4) more calls") }
        return "\(head) \(parts.joined(separator: " | "))"
    }

    /// The step with everything in it; no text of it longer than `limit` bytes.
    func text(limit: Int) -> String {
        var text = head
        if !step.text.isEmpty { text += "\n\(Clip.middle(step.text, limit: limit))" }
        for call in step.calls {
            text += "\ncall \(call.tool)"
            for argument in call.arguments {
                text += "\n  \(argument.name): \(Clip.middle(argument.value, limit: limit))"
            }
            guard let observation = call.observation else {
                text += "\nno result"
                continue
            }
            text += "\nresult \(Self.status(observation)):\n\(Clip.middle(observation.text, limit: limit))"
        }
        return text
    }

    private var head: String {
        let signal = step.signal.map { " (\($0.rawValue))" } ?? ""
        return "[\(step.number)] \(step.source.rawValue)\(signal):"
    }

    private static func line(of call: ToolCall) -> String {
        let arguments = call.command ?? call.target ?? call.arguments.map { "\($0.name)=\($0.value)" }.first ?? ""
        var line = "\(call.tool) \(Clip.line(arguments, limit: 140))"
        if let observation = call.observation {
            line += " → \(status(observation))"
            if observation.status == .error { line += " \(Clip.line(observation.text, limit: 120))" }
        } else {
            line += " → no result"
        }
        return line
    }

    private static func status(_ observation: Observation) -> String {
        observation.status.rawValue + (observation.exitCode.map { " (exit \($0))" } ?? "")
    }
}
