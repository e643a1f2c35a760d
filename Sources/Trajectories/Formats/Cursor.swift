internal import Foundations
internal import JSON

/// The agent transcripts of Cursor: JSON Lines of roles and messages. Most versions record no results of actions, no
/// times and no identifiers; the session is named by the file.
struct Cursor: TrajectoryFormat {
    static var name: String { "cursor" }

    private let file: FileContext
    private var builder = SessionBuilder(format: Self.name)
    private var failure: String?

    init(file: FileContext) {
        self.file = file
        builder.agent.name = Self.name
        builder.id = Self.identity(in: file.name)
    }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.rootIsArray, sample.any(isMessage) else { return false }
        return sample.records.allSatisfy { isMessage($0) || $0["type"]?.kind == .string && !$0.has("message") }
    }

    /// A message as no other recorder writes it: a role next to the message, and no envelope around both.
    private static func isMessage(_ json: JSON) -> Bool {
        guard let role = json["role"]?.string, ["user", "assistant"].contains(role), let message = json["message"]
        else {
            return false
        }
        return message.has("content") && !json.has("type") && !json.has("sessionId") && !json.has("session_id")
            && !json.has("parentUuid")
    }

    /// The identity of a session whose file has it as its name: `<uuid>.jsonl`.
    static func identity(in name: String) -> String? {
        let stem = name.hasSuffix(".jsonl") ? name.dropLast(6) : name[...]
        let parts = stem.split(separator: "-", omittingEmptySubsequences: false)
        let isUUID = parts.map(\.count) == [8, 4, 4, 4, 12] && parts.joined().allSatisfy(\.isHexDigit)
        return isUUID ? String(stem) : nil
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        let time = (value["timestamp"] ?? value["createdAt"])?.time
        switch value["role"]?.string {
        case "user": user(value, at: time)
        case "assistant": assistant(value, at: time)
        case let role?: output.skipUnknown(role)
        case nil:
            let type = value["type"]?.string ?? ""
            if type == "turn_ended" {
                end(value, at: time)
            } else {
                output.skipUnknown(type.isEmpty ? "no type" : type)
            }
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        if let failure { builder.outcome = Outcome(.failure, source: .crash, detail: failure) }
        output.emit(builder.finish(fallbackID: file.digest))
    }

    /// Reads the end of a turn, which tells whether the user stopped it.
    private mutating func end(_ value: JSON, at time: Double?) {
        switch value["status"]?.string {
        case "aborted", "cancelled": if !builder.isStopped { builder.interruption(at: time) }
        case "error": failure = "turn_ended: " + (value["error"]?.words ?? "error").prefix(200)
        default: break
        }
    }

    // MARK: Messages

    private mutating func user(_ record: JSON, at time: Double?) {
        guard let content = record["message"]?["content"] else { return }
        _ = builder.begin(record: nil, at: time)
        var texts: [String] = []
        for block in content.kind == .array ? Array(content.elements) : [content] {
            let type = block["type"]?.string ?? ""
            if type == "tool_result" || type == "tool-result" {
                result(block, of: record, at: time)
            } else if !block.words.isEmpty {
                texts.append(block.words)
            }
        }
        let prompt = EnvelopedPrompt(texts.joined(separator: "\n"), tag: "user_query")
        if !prompt.context.isEmpty { builder.system(prompt.context, at: time) }
        if let words = prompt.prompt { builder.user(words, at: time) }
    }

    private mutating func result(_ block: JSON, of record: JSON, at time: Double?) {
        var signs = ToolStatus.Signs(failed: (block["is_error"] ?? block["isError"])?.bool)
        switch record["metadata"]?["toolResultStatus"]?.string {
        case "error", "failed": signs.failed = true
        case "success": signs.failed = signs.failed ?? false
        default: break
        }
        builder.result(
            of: (block["tool_use_id"] ?? block["toolCallId"] ?? block["id"])?.string,
            text: (block["content"] ?? block["result"] ?? block["output"])?.words ?? "",
            signs: signs,
            at: time
        )
    }

    private mutating func assistant(_ record: JSON, at time: Double?) {
        _ = builder.begin(record: nil, at: time)
        failure = nil
        guard let content = record["message"]?["content"] else { return }
        let blocks = content.kind == .array ? Array(content.elements) : [content]
        let thoughts = blocks.compactMap { $0["thinking"]?.excerpt() ?? $0["reasoning"]?.excerpt() }
        builder.agent(
            Self.text(of: blocks),
            reasoning: thoughts.isEmpty ? nil : thoughts.joined(separator: "\n"),
            model: (record["model"] ?? record["message"]?["model"])?.string,
            usage: record["message"]?["usage"].flatMap(DialogueMessage.usage),
            at: time
        )
        for block in blocks where Self.isCall(block) {
            builder.call(
                id: (block["id"] ?? block["toolCallId"])?.string,
                tool: (block["name"] ?? block["toolName"])?.string ?? "",
                arguments: DialogueMessage.arguments(block["input"] ?? block["args"] ?? block["arguments"]),
                at: time
            )
        }
    }

    private static func isCall(_ block: JSON) -> Bool {
        ["tool_use", "tool_call", "tool-call"].contains(block["type"]?.string)
    }

    /// The text of a message without the mark that replaces reasoning.
    private static func text(of blocks: [JSON]) -> String {
        let texts = blocks.compactMap { block -> String? in
            if isCall(block) || block["type"]?.string == "thinking" { return nil }
            var text = block.words
            if text.hasSuffix("[REDACTED]") { text.removeLast("[REDACTED]".count) }
            return text[...].trimmed
        }
        return texts.filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
