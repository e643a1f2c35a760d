/// One run of the runner of the published method: thought, `Action:` with a JSON object, and the observation as the
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

    /// Reads the result of the runner: a missing file is a failure, a file is not yet a success.
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

    /// Returns the text inside a fence around the whole text.
    static func unfenced(_ text: String) -> String {
        let fence = text.prefix { $0 == "`" }
        guard fence.count >= 3, text.hasSuffix(fence), text.count > fence.count * 2 else { return text }
        guard let line = text.firstIndex(where: \.isNewline) else { return text }
        return text[text.index(after: line)...].dropLast(fence.count).trimmed
    }
}
