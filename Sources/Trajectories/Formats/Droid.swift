internal import Foundations
internal import JSON

/// The session files of Factory Droid: JSON Lines under a header `session_start`, with Anthropic messages in an
/// envelope.
struct Droid: TrajectoryFormat {
    static var name: String { "droid" }

    private let file: FileContext
    private var builder = SessionBuilder(format: Self.name)
    private var hasHeader = false
    private var failure: String?

    init(file: FileContext) {
        self.file = file
        builder.agent.name = "droid"
    }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.rootIsArray, let header = sample.records.prefix(3).first(where: isHeader) else { return false }
        // Other recorders begin in this way, but not with a title or with such messages.
        return ["title", "sessionTitle", "owner"].contains { header[$0 as String] != nil }
            || sample.any { $0["type"]?.string == "message" && $0["message"]?["role"]?.kind == .string }
    }

    private static func isHeader(_ record: JSON) -> Bool {
        record["type"]?.string == "session_start" && record["id"]?.kind == .string && !record.has("agent_name")
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        let time = value["timestamp"]?.time
        switch value["type"]?.string ?? "" {
        case "session_start": header(value, at: time)
        case "message": message(value, at: time)
        case "compaction_state":
            let text = (value["summaryText"] ?? value["summary"] ?? value["content"])?.words ?? ""
            if !text.isEmpty { builder.system(text, at: time) }
        case "agent_turn_outcome": end(value["reason"]?.string ?? "", at: time)
        case "todo_state", "session_settings", "session_end", "session_title": break
        case let type: output.skipUnknown(type.isEmpty ? "no type" : type)
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        if let failure { builder.outcome = Outcome(.failure, source: .crash, detail: failure) }
        output.emit(builder.finish(fallbackID: file.digest))
    }

    private mutating func header(_ value: JSON, at time: Double?) {
        guard !hasHeader else { return }
        hasHeader = true
        builder.note(time: time)
        builder.id = value["id"]?.string
        builder.workspace = value["cwd"]?.string
        // A sub-agent has a file of its own.
        builder.parent = value["callingSessionId"]?.string
    }

    /// Reads the end of a turn.
    private mutating func end(_ reason: String, at time: Double?) {
        if reason.hasPrefix("interrupt") || reason.hasPrefix("cancel") || reason.hasPrefix("abort") {
            if !builder.isStopped { builder.interruption(at: time) }
        } else if reason.hasPrefix("error") || reason.hasPrefix("fail") {
            failure = "agent_turn_outcome: " + reason.prefix(200)
        }
    }

    // MARK: Messages

    private mutating func message(_ record: JSON, at time: Double?) {
        guard let message = record["message"], builder.begin(record: record["id"]?.string, at: time) else { return }
        let content = message["content"]
        let blocks = content?.kind == .array ? content?.array ?? [] : content.map { [$0] } ?? []
        switch message["role"]?.string {
        case "assistant": assistant(message, blocks, at: time)
        case "user": user(blocks, isInjected: Self.isInjected(record), at: time)
        default:
            let text = content?.words ?? ""
            if !text.isEmpty { builder.system(text, at: time) }
        }
    }

    private static func isInjected(_ record: JSON) -> Bool {
        let visibility = (record["visibility"] ?? record["message"]?["visibility"])?.string ?? ""
        return visibility.hasPrefix("llm")
    }

    private mutating func assistant(_ message: JSON, _ blocks: [JSON], at time: Double?) {
        failure = nil
        let thoughts = blocks.compactMap { $0["thinking"]?.excerpt() }.filter { !$0.isEmpty }
        builder.agent(
            blocks.map(\.words).filter { !$0.isEmpty }.joined(separator: "\n"),
            reasoning: thoughts.isEmpty ? nil : thoughts.joined(separator: "\n"),
            model: (message["model"] ?? message["modelId"])?.string,
            usage: message["usage"].flatMap(DialogueMessage.usage),
            at: time
        )
        for block in blocks where block["type"]?.string == "tool_use" {
            builder.call(
                id: block["id"]?.string,
                tool: block["name"]?.string ?? "",
                arguments: block["input"]?.arguments ?? [],
                at: time
            )
        }
    }

    private mutating func user(_ blocks: [JSON], isInjected: Bool, at time: Double?) {
        var prompt: [String] = []
        for block in blocks {
            if block["type"]?.string == "tool_result" {
                let result = DroidResult(block["content"], failed: block["is_error"]?.bool)
                builder.result(of: block["tool_use_id"]?.string, text: result.text, signs: result.signs, at: time)
                continue
            }
            let text = block.words
            if text.isEmpty { continue }
            if isInjected {
                builder.system(text, at: time)
                continue
            }
            switch ClaudePrompt(text) {
            case .prompt(let words): prompt.append(words[...].trimmed)
            case .command(let name, let arguments): prompt.append("/\(name) \(arguments)")
            case .interruption: if !builder.isStopped { builder.interruption(text: text, at: time) }
            case .context(let words): builder.system(words, at: time)
            }
        }
        if !prompt.isEmpty { builder.user(prompt.joined(separator: "\n"), at: time) }
    }
}

/// A result of a tool of Droid: a text with a sentence about the exit code, blocks, or streams with the exit code.
struct DroidResult {
    private(set) var text = ""
    private(set) var signs: ToolStatus.Signs

    init(_ value: JSON?, failed: Bool?) {
        signs = ToolStatus.Signs(failed: failed)
        guard let value else { return }
        text = value.words
        if value.kind == .object {
            let parts = ["stdout", "stderr", "output", "error", "message"].compactMap { value[$0 as String]?.words }
            if text.isEmpty { text = parts.filter { !$0.isEmpty }.joined(separator: "\n") }
            if text.isEmpty, value.count > 0, !value.has("exitCode") { text = value.plainText }
            signs.exitCode = (value["exitCode"] ?? value["exit_code"])?.int
            signs.timedOut = value["timedOut"]?.bool ?? false
        }
        signs.exitCode = signs.exitCode ?? StatedExitCode.code(in: text)
    }
}
