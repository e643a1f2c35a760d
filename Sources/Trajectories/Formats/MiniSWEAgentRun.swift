internal import Foundations
internal import JSON

/// One run of mini-swe-agent, message after message.
struct MiniSWEAgentRun {
    var builder: SessionBuilder
    private(set) var hasAgent = false
    private let template: TaskTemplate?
    private var hasTask = false
    /// Whether a text model's command waits for its result, which comes as a message of the user.
    private var awaitsText = false
    private var index = 0

    /// A run without messages.
    ///
    /// - Parameter template: the template of the first message, if the file has it.
    init(builder: SessionBuilder, template: TaskTemplate? = nil) {
        self.builder = builder
        self.template = template
    }

    mutating func read(_ json: JSON) {
        let extra = json["extra"]
        let time = extra?["timestamp"]?.time
        index += 1
        guard builder.begin(record: index <= 8 ? "\(index) \(Fingerprint(ofSource: json).description)" : nil, at: time)
        else {
            return
        }
        switch json["role"]?.string {
        case "system": builder.system(DialogueMessage.text(of: json["content"]), at: time)
        case "user": user(DialogueMessage.text(of: json["content"]), extra: extra, at: time)
        case "assistant": assistant(json, extra: extra, at: time)
        case "tool":
            result(of: json["tool_call_id"]?.string, DialogueMessage.text(of: json["content"]), extra: extra, at: time)
        case "exit":
            let text = DialogueMessage.text(of: json["content"])
            if !text.isEmpty { builder.system(text, at: time) }
        default:
            if json["object"]?.string == "response" {
                response(json, extra: extra, at: time)
            } else if json["type"]?.string == "function_call_output" {
                result(of: json["call_id"]?.string, DialogueMessage.text(of: json["output"]), extra: extra, at: time)
            }
        }
    }

    // MARK: The user and the harness

    private mutating func user(_ text: String, extra: JSON?, at time: Double?) {
        if let kind = extra?["interrupt_type"]?.string {
            if let answer = extra?["response"], kind == "FormatError" {
                refused(answer, reason: text, extra: extra, at: time)
            } else if kind.hasPrefix("User") {
                builder.interruption(text: text, at: time)
            } else {
                builder.system(text, at: time)
            }
        } else if awaitsText {
            awaitsText = false
            result(of: nil, text, extra: extra, at: time)
        } else if !hasTask {
            hasTask = true
            task(text, at: time)
        } else if ["Tool call error", "Please always provide EXACTLY ONE action", "Format error"].contains(
            where: text.hasPrefix
        ) {
            builder.system(text, at: time)
        } else {
            builder.user(text, at: time)
        }
    }

    /// Returns the request: the description of the problem, without the text of the harness around it, which is the
    /// same in every run.
    private mutating func task(_ text: String, at time: Double?) {
        var tagged = TaggedText(text)
        guard let description = tagged.take("pr_description").first, !description.isEmpty else {
            guard let (task, rest) = template?.split(text) else { return builder.user(text, at: time) }
            builder.system(rest, at: time)
            return builder.user(task, at: time)
        }
        if !tagged.rest.isEmpty { builder.system(tagged.rest, at: time) }
        let opening = "Consider the following PR description:"
        builder.user(
            description.hasPrefix(opening) ? description.dropFirst(opening.count).trimmed : description,
            at: time
        )
    }

    // MARK: The agent

    private mutating func assistant(_ json: JSON, extra: JSON?, at time: Double?) {
        guard let message = DialogueMessage(json) else { return }
        agent(message.text, reasoning: message.reasoning, extra: extra, response: extra?["response"], at: time)
        awaitsText = false
        for call in message.calls { builder.call(id: call.id, tool: call.tool, arguments: call.arguments, at: time) }
        guard message.calls.isEmpty else { return }
        let commands = (extra?["actions"]?.array ?? []).compactMap { $0["command"]?.excerpt() ?? $0.excerpt() }
        for command in commands.isEmpty ? Self.fenced(message.text) : commands {
            builder.call(
                id: nil,
                tool: "bash",
                arguments: [ToolCall.Argument(name: "command", value: command)],
                at: time
            )
            awaitsText = true
        }
    }

    /// Reads an answer in the form of the responses interface: a list of messages, calls and thoughts.
    private mutating func response(_ json: JSON, extra: JSON?, at time: Double?) {
        let items = json["output"]?.array ?? []
        func texts(_ type: String, _ member: String) -> String {
            items.filter { $0["type"]?.string == type }.map { DialogueMessage.text(of: $0[member]) }
                .filter { !$0.isEmpty }.joined(separator: "\n")
        }
        let thought = texts("reasoning", "summary")
        agent(
            texts("message", "content"),
            reasoning: thought.isEmpty ? nil : thought,
            extra: extra,
            response: json,
            at: time
        )
        for item in items where item["type"]?.string == "function_call" {
            let id = (item["call_id"] ?? item["id"])?.string
            let arguments = DialogueMessage.arguments(item["arguments"])
            builder.call(id: id, tool: item["name"]?.string ?? "", arguments: arguments, at: time)
        }
    }

    private mutating func agent(_ text: String, reasoning: String?, extra: JSON?, response: JSON?, at time: Double?) {
        hasAgent = true
        var usage = response?["usage"].flatMap(DialogueMessage.usage) ?? Usage()
        usage.costUSD = extra?["cost"]?.amount ?? 0
        builder.agent(text, reasoning: reasoning, model: response?["model"]?.string, usage: usage, at: time)
    }

    /// Returns the command of a text model; the harness refuses an answer with more than one.
    static func fenced(_ text: String) -> [String] {
        for fence in ["```mswea_bash_command\n", "```bash\n"] {
            let parts = text.byteRanges(of: fence)
            guard parts.count == 1, let start = parts.first?.upperBound else { continue }
            guard let end = text[start...].firstByteRange(of: "\n```") else { continue }
            return [text[start..<end.lowerBound].trimmed]
        }
        return []
    }

    /// Reads an answer that the harness refused: only its complaint is a message, the answer is beside it.
    private mutating func refused(_ answer: JSON, reason: String, extra: JSON?, at time: Double?) {
        if answer["object"]?.string == "response" {
            response(answer, extra: extra, at: time)
        } else if let json = answer["choices"]?[0]?["message"], let message = DialogueMessage(json) {
            agent(message.text, reasoning: message.reasoning, extra: extra, response: answer, at: time)
            for call in message.calls {
                builder.call(id: call.id, tool: call.tool, arguments: call.arguments, at: time)
                builder.result(of: call.id, text: reason, signs: .init(failed: true), at: time)
            }
        }
        builder.system(reason, at: time)
    }

    // MARK: Results

    private mutating func result(
        of id: String?,
        _ text: @autoclosure () -> String,
        extra: JSON?,
        at time: Double?
    ) {
        var signs = ToolStatus.Signs(exitCode: extra?["returncode"]?.int)
        let exception = extra?["exception_info"]?.string ?? ""
        signs.timedOut =
            extra?["exception_type"]?.string == "TimeoutExpired" || exception.containsBytes(of: "timed out")
        signs.wasNotRun = exception.hasPrefix("action was not executed")
        // Newer versions keep the output as it was, apart from the message with it.
        let output = extra?["raw_output"]?.excerpt()
        builder.result(of: id, text: output.flatMap { $0.isEmpty ? nil : $0 } ?? text(), signs: signs, at: time)
    }

    /// Returns the text between the tags, if its ends can be found byte by byte: nearly always.
    static func output(in text: UnsafeBufferPointer<UInt8>) -> String? {
        let end = "</returncode>"
        guard text.begins(with: "<returncode>"), let place = text.firstOffset(of: end) else { return nil }
        var rest = text[(place + end.utf8.count)...]
        if rest.first == UInt8(ascii: "\n") { rest = rest.dropFirst() }
        guard UnsafeBufferPointer(rebasing: rest).begins(with: "<output>"),
            let output = UnsafeBufferPointer(rebasing: rest.dropFirst("<output>".utf8.count)).trimmed,
            output.ends(with: "</output>"),
            let inner = UnsafeBufferPointer(rebasing: output.dropLast("</output>".utf8.count)).trimmed
        else { return nil }
        return String(decoding: inner, as: UTF8.self)
    }

    /// Returns the output without the tags that a harness puts around it.
    static func unwrapped(_ text: String) -> String {
        if let output = text.withBytes(output) { return output }
        guard text.hasPrefix("<returncode>"), let end = text.firstByteRange(of: "</returncode>") else { return text }
        var rest = text[end.upperBound...]
        if rest.hasPrefix("\n") { rest = rest.dropFirst() }
        guard rest.hasPrefix("<output>") else { return String(rest) }
        let output = rest.dropFirst("<output>".count).trimmed
        return output.hasSuffix("</output>") ? output.dropLast("</output>".count).trimmed : output
    }
}
