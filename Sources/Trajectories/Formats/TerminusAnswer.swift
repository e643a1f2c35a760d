internal import Foundations
internal import JSON

/// One answer of a terminus agent: keystrokes for a terminal, with the thoughts behind them, as JSON or as tagged text.
struct TerminusAnswer {
    /// What the agent sees and means to do.
    private(set) var text = ""
    /// The keystrokes as calls, named as Harbor's conversion names them.
    private(set) var calls: [DialogueMessage.Call] = []

    /// The tool that receives keystrokes.
    static let tool = "bash_command"
    /// The tool with which the agent says that it is done.
    private static let completion = "mark_task_complete"

    /// Reads an answer from a message; nil if the message is not one.
    init?(_ message: String) {
        var text = message[...]
        if let end = text.byteRanges(of: "</think>").last { text = text[end.upperBound...] }
        if text.containsBytes(of: "<tool_call>") {
            self.init(converted: text)
        } else if text.containsBytes(of: "<keystrokes") || text.containsBytes(of: "<commands>") {
            self.init(tagged: text)
        } else {
            guard text.containsBytes(of: "\"commands\""), let start = text.firstByteRange(of: "{"),
                let end = text.byteRanges(of: "}").last, start.lowerBound < end.lowerBound,
                // Text that is not JSON is a message of another kind.
                let json = try? JSON(parsing: Array(text[start.lowerBound..<end.upperBound].utf8))
            else { return nil }
            self.init(json)
        }
    }

    /// Reads an answer from its JSON; nil if it is not one.
    init?(_ json: JSON) {
        guard let commands = json["commands"]?.array else { return nil }
        let thoughts = [
            ("Analysis", json["analysis"] ?? json["state_analysis"]), ("Plan", json["plan"] ?? json["explanation"]),
        ]
        guard thoughts.contains(where: { $0.1?.kind == .string }) else { return nil }
        for command in commands {
            guard let keystrokes = command["keystrokes"]?.excerpt() else { return nil }
            add(keystrokes, duration: (command["duration"] ?? command["timeout_sec"])?.plainText)
        }
        text = Self.joined(thoughts.map { ($0.0, $0.1?.excerpt() ?? "") })
        complete((json["task_complete"] ?? json["is_task_complete"])?.bool == true)
    }

    /// Reads the form that a conversion to conversations gives to calls.
    private init?(converted source: Substring) {
        var tagged = TaggedText(String(source))
        for part in tagged.take("tool_call") {
            // A call that is not JSON cannot be told from text.
            guard let json = try? JSON(parsing: Array(part.utf8)) else { continue }
            calls.append(DialogueMessage.call(json))
        }
        text = tagged.rest
        // Agents with other tools write their calls in the same tags.
        guard !calls.isEmpty, calls.allSatisfy({ $0.tool == Self.tool || $0.tool == Self.completion }) else {
            return nil
        }
    }

    private init?(tagged source: Substring) {
        var tagged = TaggedText(String(source))
        let thoughts = [("Analysis", "analysis"), ("Plan", "plan")].map { ($0.0, tagged.take($0.1).first ?? "") }
        text = Self.joined(thoughts)
        let isComplete = tagged.take("task_complete").first == "true"
        guard !text.isEmpty || isComplete else { return nil }
        var rest = tagged.rest[...]
        while let start = rest.firstByteRange(of: "<keystrokes") {
            let tag = rest[start.upperBound...]
            guard let head = tag.firstByteRange(of: ">"), let end = tag.firstByteRange(of: "</keystrokes>"),
                head.upperBound <= end.lowerBound
            else { break }
            let duration = tag[..<head.lowerBound].split(separator: "\"").dropFirst().first.map(String.init)
            add(String(tag[head.upperBound..<end.lowerBound]), duration: duration)
            rest = tag[end.upperBound...]
        }
        complete(isComplete)
    }

    private mutating func add(_ keystrokes: String, duration: String?) {
        var arguments = [ToolCall.Argument(name: "keystrokes", value: keystrokes)]
        if let duration { arguments.append(ToolCall.Argument(name: "duration", value: duration)) }
        calls.append(DialogueMessage.Call(id: nil, tool: Self.tool, arguments: arguments))
    }

    private mutating func complete(_ isComplete: Bool) {
        if isComplete { calls.append(DialogueMessage.Call(id: nil, tool: Self.completion, arguments: [])) }
    }

    private static func joined(_ parts: [(String, String)]) -> String {
        parts.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" }.joined(separator: "\n")
    }
}
