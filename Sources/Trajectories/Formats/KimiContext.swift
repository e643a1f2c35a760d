internal import JSON

/// Reads the messages that Kimi CLI sends to the model, between records of checkpoints and tokens.
struct KimiContext {
    private(set) var builder = Kimi.builder()
    private var identifiers = CallIdentifiers()

    /// Whether a record is one that only this file has. Its messages are those of chat completions.
    static func isOwn(_ json: JSON) -> Bool {
        ["_checkpoint", "_usage", "_system_prompt"].contains(json["role"]?.string)
    }

    mutating func read(_ value: JSON) {
        guard let role = value["role"]?.string, !role.hasPrefix("_") else { return }
        _ = builder.begin(record: nil)
        let text = value["content"]?.words ?? ""
        switch role {
        case "user": Kimi.user(text, at: nil, into: &builder)
        case "assistant":
            builder.agent(text, reasoning: Kimi.reasoning(value["content"]) ?? value["reasoning_content"]?.excerpt())
            for call in value["tool_calls"]?.array ?? [] {
                let call = DialogueMessage.call(call)
                let id = call.id.map { identifiers.unique($0) }
                builder.call(id: id, tool: call.tool, arguments: call.arguments)
            }
        case "tool":
            let id = value["tool_call_id"]?.string.map { identifiers.latest($0) }
            // A tool that fails says so in a sentence of the harness.
            let signs = ToolStatus.Signs(failed: text.hasPrefix("<system>ERROR:") ? true : nil)
            builder.result(of: id, text: text, signs: signs)
        default: if !text.isEmpty { builder.system(text) }
        }
    }
}
