internal import Foundations
internal import JSON

/// The spans of one agent in the order of time, as a session.
///
/// Every call of a model repeats the conversation before it, so a message is added when it occurs more often than before.
struct OpenTelemetryRun {
    private var builder: SessionBuilder
    private var feeder = DialogueFeeder()
    private var occurrences: [String: Int] = [:]
    private var knownCalls: Set<String> = []
    /// Actions that ended and whose result is recorded in a later prompt, if at all.
    private var ended: [String: ToolStatus.Signs] = [:]
    private var hasAnswer = false
    private var hasUsage = false

    /// A session without spans.
    ///
    /// - Parameters:
    ///   - id: the conversation, or the trace.
    ///   - parent: the session whose agent invoked this one.
    init(id: String, parent: String?) {
        builder = SessionBuilder(format: OpenTelemetry.name, id: id)
        builder.parent = parent
    }

    mutating func read(_ span: OpenTelemetrySpan) {
        guard builder.begin(record: span.id, at: span.start) else { return }
        builder.note(time: span.end)
        switch span.kind {
        case .agent: agent(span)
        case .chat: chat(span)
        case .tool: tool(span)
        case nil: break
        }
        skills(of: span)
    }

    /// Returns the session; nil if there is no work of an agent in it.
    consuming func finish(agents: [OpenTelemetrySpan]) -> Session? {
        for (id, signs) in ended.sorted(by: { $0.key < $1.key }) { builder.result(of: id, text: "", signs: signs) }
        for span in agents {
            if !hasAnswer {
                for message in Self.messages("gen_ai.output.messages", of: span) { answer(message, of: span) }
            }
            if !hasUsage, let usage = span.usage { builder.usage += usage }
        }
        guard hasAnswer else { return nil }
        if let failure = agents.last?.failure {
            builder.outcome = Outcome(.failure, source: .crash, detail: failure.isEmpty ? "span status" : failure)
        }
        return builder.finish(fallbackID: OpenTelemetry.name)
    }

    // MARK: Agents and models

    private mutating func agent(_ span: OpenTelemetrySpan) {
        if builder.agent.name.isEmpty {
            builder.agent.name = span.attributes.text("gen_ai.agent.name", "gen_ai.agent.id") ?? span.service ?? ""
        }
        builder.agent.version = builder.agent.version ?? span.attributes.text("gen_ai.agent.version")
        if builder.agent.model == nil { builder.agent.model = span.attributes.text("gen_ai.request.model") }
        prompt(of: span)
    }

    private mutating func chat(_ span: OpenTelemetrySpan) {
        if builder.agent.name.isEmpty {
            builder.agent.name = span.attributes.text("gen_ai.agent.name") ?? span.service ?? ""
        }
        prompt(of: span)
        var answers = Self.messages("gen_ai.output.messages", of: span)
        answers += span.events.filter(\.isAnswer).compactMap(\.message)
        // Without recorded content there is still an answer, to which the actions belong.
        if answers.isEmpty { answers = [DialogueMessage(role: .agent)] }
        answers[0].usage = span.usage
        for message in answers { answer(message, of: span) }
    }

    private mutating func prompt(of span: OpenTelemetrySpan) {
        var messages: [DialogueMessage] = []
        let instructions = Self.text(of: Self.structure("gen_ai.system_instructions", of: span))
        if !instructions.isEmpty {
            var message = DialogueMessage(role: .system)
            message.text = instructions
            messages.append(message)
        }
        messages += Self.messages("gen_ai.input.messages", of: span)
        messages += span.events.filter { !$0.isAnswer }.compactMap(\.message)
        var here: [String: Int] = [:]
        for message in messages {
            let content = message.fingerprint
            here[content, default: 0] += 1
            guard here[content, default: 0] > occurrences[content, default: 0] else { continue }
            occurrences[content] = here[content]
            // An answer may be repeated in other words; its actions tell that it is the same.
            let ids = message.calls.compactMap(\.id)
            if message.role == .agent, !ids.isEmpty, knownCalls.isSuperset(of: ids) { continue }
            feed(message, at: span.start)
        }
    }

    private mutating func answer(_ message: DialogueMessage, of span: OpenTelemetrySpan) {
        occurrences[message.fingerprint, default: 0] += 1
        var message = message
        message.role = .agent
        message.model = message.model ?? span.model
        if message.usage != nil { hasUsage = true }
        feed(message, at: span.end ?? span.start)
    }

    private mutating func feed(_ message: DialogueMessage, at time: Double?) {
        var message = message
        message.time = message.time ?? time
        if message.role == .agent { hasAnswer = true }
        knownCalls.formUnion(message.calls.compactMap(\.id))
        for result in message.results {
            guard let id = result.id, var signs = ended.removeValue(forKey: id) else { continue }
            if signs.failed == nil { signs.failed = result.signs.failed }
            if signs.exitCode == nil { signs.exitCode = result.signs.exitCode }
            builder.result(of: id, text: result.text, signs: signs, at: message.time)
            message.results.removeAll { $0.id == id }
        }
        feeder.feed(message, into: &builder)
    }

    // MARK: Tools

    private mutating func tool(_ span: OpenTelemetrySpan) {
        let attributes = span.attributes
        let id = attributes.text("gen_ai.tool.call.id") ?? span.id
        if knownCalls.insert(id).inserted {
            hasAnswer = true
            builder.call(
                id: id,
                tool: attributes.text("gen_ai.tool.name") ?? span.name.split(separator: " ").last.map(String.init)
                    ?? "",
                arguments: attributes.text("gen_ai.tool.call.arguments").map(DialogueMessage.arguments) ?? [],
                at: span.start
            )
        }
        var signs = ToolStatus.Signs(exitCode: attributes.int("process.exit.code"))
        signs.failed = span.failure != nil ? true : span.isOK ? false : nil
        signs.timedOut = attributes.text("error.type") == "timeout"
        if let result = attributes.text("gen_ai.tool.call.result") {
            builder.result(of: id, text: result, signs: signs, at: span.end)
        } else if let failure = span.failure {
            builder.result(of: id, text: failure, signs: signs, at: span.end)
        } else {
            ended[id] = signs
        }
    }

    private mutating func skills(of span: OpenTelemetrySpan) {
        if let name = span.attributes.text("gen_ai.skill.name") {
            builder.skill(name, .loaded, revision: span.attributes.text("gen_ai.skill.version"))
        }
        let available =
            Self.structure("gen_ai.skill.definitions", of: span) ?? Self.structure("gen_ai.skills", of: span)
        for skill in available?.array ?? [] {
            if let name = skill["name"]?.string ?? skill.string { builder.skill(name, .available) }
        }
    }

    // MARK: Attributes with messages

    /// An attribute of a span, or of the event that has the details of its operation.
    private static func structure(_ name: String, of span: OpenTelemetrySpan) -> JSON? {
        span.attributes.structure(name)
            ?? span.events.lazy.filter { $0.name.hasSuffix(".operation.details") }
            .compactMap { $0.attributes.structure(name) }.first
    }

    private static func messages(_ name: String, of span: OpenTelemetrySpan) -> [DialogueMessage] {
        (structure(name, of: span)?.array ?? []).compactMap { DialogueMessage(parts: $0) }
    }

    private static func text(of instructions: JSON?) -> String {
        guard let list = instructions?.array else { return DialogueMessage.text(of: instructions) }
        return list.map { DialogueMessage.text(of: $0["content"] ?? $0) }.joined(separator: "\n")
    }
}
