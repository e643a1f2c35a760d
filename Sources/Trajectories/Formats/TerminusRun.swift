internal import Foundations
internal import JSON

/// One run of a terminus agent, message after message.
struct TerminusRun {
    var builder = SessionBuilder(format: Terminus2.name)
    private var hasAgent = false
    private var hasTask = false
    /// Keystrokes whose result is the next message of the user.
    private var typed: [(id: String, keystrokes: String)] = []
    private var identity = Fingerprint()
    private var index = 0

    init() {}

    /// The session of one answer without its conversation.
    static func session(of answer: TerminusAnswer, file: FileContext) -> Session? {
        var run = TerminusRun()
        run.builder.agent.name = Terminus2.name
        run.builder.notes.append(
            "this is one answer without what the terminal showed; the conversation is in debug.json of the same episode"
        )
        run.agent(answer, nil)
        return run.builder.finish(fallbackID: file.digest)
    }

    /// Reads a message.
    mutating func read(_ json: JSON) {
        guard let message = DialogueMessage(json) else { return }
        switch message.role {
        case .user:
            note(message)
            user(message.text, at: message.time)
        case .agent: agent(message)
        case .system:
            note(message)
            if !message.text.isEmpty { builder.system(message.text, at: message.time) }
        case .tool, .other: break
        }
    }

    /// Reads the answer that a log of a call has beside its messages.
    mutating func answer(of response: JSON?) {
        guard let response else { return }
        // A response that is not JSON is the text of an error page.
        let json = response.kind == .string ? try? JSON(parsing: Array((response.string ?? "").utf8)) : response
        guard let json, let said = json["choices"]?[0]?["message"] ?? (json.has("role") ? json : nil),
            var message = DialogueMessage(said)
        else { return }
        message.usage = json["usage"].flatMap(DialogueMessage.usage)
        message.model = json["model"]?.string
        agent(message)
    }

    /// Returns the session; nil if the agent never answered.
    consuming func finish(fallbackID: String) -> Session? {
        guard hasAgent else { return nil }
        return builder.finish(fallbackID: fallbackID)
    }

    private mutating func note(_ message: DialogueMessage) {
        index += 1
        _ = builder.begin(record: "\(index):\(message.fingerprint)", at: message.time)
    }

    // MARK: The user and the terminal

    private mutating func user(_ text: String, at time: Double?) {
        if !typed.isEmpty {
            screen(TerminalScreen(text), at: time)
        } else if !hasTask {
            hasTask = true
            identity.add(text.utf8)
            guard let (task, rest) = TerminusPrompt.request(in: text) else { return builder.user(text, at: time) }
            builder.system(rest, at: time)
            builder.user(task, at: time)
        } else {
            // The harness answers as the user: complaints, screens after a wait, summaries.
            builder.system(text, at: time)
        }
    }

    private mutating func screen(_ screen: TerminalScreen, at time: Double?) {
        let calls = typed
        typed = []
        guard !screen.isRefusal else {
            for call in calls { builder.result(of: call.id, text: screen.text, signs: .init(failed: true), at: time) }
            return
        }
        for (place, text) in screen.results(of: calls.map(\.keystrokes)).enumerated() {
            guard let text else { continue }
            let isLast = place == calls.count - 1
            let signs = ToolStatus.Signs(timedOut: screen.timedOut && isLast)
            builder.result(of: calls[place].id, text: text, signs: signs, at: time)
        }
    }

    // MARK: The agent

    private mutating func agent(_ message: DialogueMessage) {
        note(message)
        if !hasAgent, builder.id == nil {
            identity.add(message.text.utf8)
            builder.id = "\(Terminus2.name)@\(identity)"
        }
        guard let answer = TerminusAnswer(message.text) else {
            hasAgent = true
            builder.agent(
                message.text,
                reasoning: message.reasoning,
                model: message.model,
                usage: message.usage,
                at: message.time
            )
            return
        }
        agent(answer, message)
    }

    private mutating func agent(_ answer: TerminusAnswer, _ message: DialogueMessage?) {
        hasAgent = true
        typed = []
        builder.agent(
            answer.text,
            reasoning: message?.reasoning,
            model: message?.model,
            usage: message?.usage,
            at: message?.time
        )
        for (place, call) in answer.calls.enumerated() {
            let id = "\(index) \(place)"
            builder.call(id: id, tool: call.tool, arguments: call.arguments, at: message?.time)
            let keystrokes = call.arguments.first { $0.name == "keystrokes" }?.value
            if call.tool == TerminusAnswer.tool, let keystrokes {
                typed.append((id, keystrokes))
            }
        }
    }
}
