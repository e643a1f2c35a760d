internal import JSON

/// One run of the published method's own runner: thought, `Action:` with a JSON object, and the observation as the
/// next message of the user.
struct ReferenceRunnerRun {
    private(set) var builder: SessionBuilder
    private(set) var hasAgent = false
    private var awaitsObservation = false
    private var count = 0
    private let file: FileContext

    init(format: String, file: FileContext) {
        self.file = file
        builder = SessionBuilder(format: format)
        let name = FileLabel(file.name)
        builder.taskID = name.instance
        if let label = name.label { builder.outcome = Outcome(label, source: .name, detail: file.name) }
    }

    mutating func start(agent: String?, at time: Double?) {
        builder.agent.name = agent ?? ""
        builder.note(time: time)
    }

    mutating func message(role: String, text: String, at time: Double?) {
        count += 1
        guard builder.begin(record: "\(count) \(Fingerprint(of: text.utf8))", at: time) else { return }
        switch role.lowercased() {
        case "assistant": agent(text, at: time)
        case "user" where text.hasPrefix("Observation:"): observation(text, at: time)
        case "user" where text.hasPrefix("[System Check]"): builder.system(text, at: time)
        case "user": builder.user(text.hasPrefix("Task: ") ? String(text.dropFirst("Task: ".count)) : text, at: time)
        default: builder.system(text, at: time)
        }
    }

    /// The runner's own word: that a file was made is no success, that none was made is a failure.
    mutating func result(success: Bool?, error: String?) {
        guard success == false else { return }
        let crash = Outcome(
            .failure,
            source: .crash,
            detail: error.map { "error: \($0.prefix(200))" } ?? "success: false"
        )
        builder.outcome = builder.outcome.strengthened(by: crash)
    }

    consuming func finish() -> Session? {
        hasAgent ? builder.finish(fallbackID: file.digest) : nil
    }

    private mutating func agent(_ text: String, at time: Double?) {
        hasAgent = true
        let action = ReferenceRunnerAction(in: text)
        builder.agent(action?.thought ?? text, at: time)
        awaitsObservation = action != nil
        if let action { builder.call(id: nil, tool: action.tool, arguments: action.arguments, at: time) }
    }

    private mutating func observation(_ text: String, at time: Double?) {
        let body = Self.unfenced(text.dropFirst("Observation:".count).trimmed)
        if awaitsObservation { builder.result(of: nil, text: body, at: time) } else { builder.system(body, at: time) }
        awaitsObservation = false
    }

    /// The text inside a fence that surrounds all of it.
    static func unfenced(_ text: String) -> String {
        let fence = text.prefix { $0 == "`" }
        guard fence.count >= 3, text.hasSuffix(fence), text.count > fence.count * 2 else { return text }
        guard let line = text.firstIndex(where: \.isNewline) else { return text }
        return text[text.index(after: line)...].dropLast(fence.count).trimmed
    }
}

/// What the runner's file names say: `<agent>_<instance>_SUCCEED.md`.
struct FileLabel: Equatable {
    let label: Outcome.Label?
    let instance: String?

    init(_ name: String) {
        var stem = name[...]
        for ending in [".md", ".jsonl"] where stem.hasSuffix(ending) { stem = stem.dropLast(ending.count) }
        if stem.hasSuffix("_SUCCEED") {
            label = .success
            stem = stem.dropLast("_SUCCEED".count)
        } else if stem.hasSuffix("_FAILED") {
            label = .failure
            stem = stem.dropLast("_FAILED".count)
        } else {
            label = nil
        }
        let parts = stem.split(separator: "_")
        instance = parts.count > 1 ? parts.last.map(String.init) : nil
    }
}

/// The action at the end of an answer: a line `Action:` and a JSON object with `name` and `arguments`.
struct ReferenceRunnerAction {
    let thought: String
    let tool: String
    let arguments: [ToolCall.Argument]

    init?(in text: String) {
        guard let mark = text.ranges(of: "Action:").last else { return nil }
        let rest = Array(text[mark.upperBound...].utf8)
        guard let start = rest.firstIndex(of: UInt8(ascii: "{")), let end = Self.end(of: rest, from: start) else {
            return nil
        }
        // What is no JSON was no action for the runner either.
        guard let json = try? JSON(parsing: rest[start...end]), let name = json["name"]?.string else { return nil }
        tool = name
        arguments = DialogueMessage.arguments(json["arguments"])
        thought = text[..<mark.lowerBound].trimmed
    }

    /// The index of the brace that closes the one at `start`.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var inString = false
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\\") where inString: index += 1
            case UInt8(ascii: "\""): inString.toggle()
            case UInt8(ascii: "{") where !inString: depth += 1
            case UInt8(ascii: "}") where !inString:
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
            index += 1
        }
        return nil
    }
}
