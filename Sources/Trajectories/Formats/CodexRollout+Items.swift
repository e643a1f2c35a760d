internal import JSON

extension CodexRollout {
    /// Reads an item: input or output of the model.
    mutating func item(_ payload: JSON, at time: Double?, into output: inout SessionOutput) {
        let type = payload["type"]?.string ?? "message"
        guard builder.begin(record: identity(of: payload, type: type, at: time), at: time) else { return }
        let id = payload["call_id"]?.string
        switch type {
        case "message": message(payload, at: time)
        case "reasoning":
            let thought = [payload["summary"]?.words ?? "", payload["content"]?.words ?? ""].filter { !$0.isEmpty }
            agent("", reasoning: thought.isEmpty ? nil : thought.joined(separator: "\n"), at: time)
        case "function_call", "tool_call", "tool_search_call":
            let name = (payload["name"] ?? payload["function"]?["name"])?.string ?? "tool_search"
            call(
                id,
                tool: name,
                CodexOutput.arguments(payload["arguments"] ?? payload["function"]?["arguments"]),
                at: time
            )
        case "custom_tool_call":
            call(id, tool: payload["name"]?.string ?? "", CodexOutput.arguments(payload["input"]), at: time)
        case "local_shell_call":
            call(id ?? payload["id"]?.string, tool: "local_shell", CodexOutput.arguments(payload["action"]), at: time)
        case "web_search_call", "image_generation_call": hosted(payload, type: type, at: time)
        case "function_call_output", "custom_tool_call_output", "local_shell_call_output", "mcp_tool_call_output":
            result(of: id, CodexOutput(payload["output"]), at: time)
        case "tool_search_output": result(of: id, CodexOutput(payload["tools"]), at: time)
        case "tool_result": result(of: id, CodexOutput(payload["result"]), at: time)
        case "agent_message", "error":
            let text = (payload["content"] ?? payload["text"] ?? payload["message"])?.words ?? ""
            if !text.isEmpty { builder.system(text, at: time) }
        case "ghost_snapshot", "compaction", "compaction_summary", "context_compaction", "other": break
        default: output.skipUnknown(type)
        }
    }

    private mutating func message(_ payload: JSON, at time: Double?) {
        let text = payload["content"]?.words ?? ""
        guard !text.isEmpty else { return }
        switch payload["role"]?.string {
        case "assistant": agent(text, at: time)
        case "user": userItem(text, at: time)
        default:
            noteSkills(in: text)
            builder.system(text, at: time)
        }
    }

    private mutating func call(_ id: String?, tool: String, _ arguments: [ToolCall.Argument], at time: Double?) {
        agent("", at: time)
        builder.call(id: id, tool: tool, arguments: arguments, at: time)
    }

    /// Adds a call of a tool that the provider runs, which has no result of its own.
    private mutating func hosted(_ payload: JSON, type: String, at time: Double?) {
        let id = payload["id"]?.string ?? payload["call_id"]?.string
        let arguments =
            payload["action"]?.arguments
            ?? payload["revised_prompt"].map { [ToolCall.Argument(name: "prompt", value: $0.plainText)] }
        call(id, tool: String(type.dropLast("_call".count)), arguments ?? [], at: time)
        guard let id else { return }
        switch payload["status"]?.string {
        case "completed": builder.result(of: id, text: "", signs: ToolStatus.Signs(failed: false), at: time)
        case "failed": builder.result(of: id, text: "", signs: ToolStatus.Signs(failed: true), at: time)
        default: break
        }
    }

    /// Returns the identity of a record. Records with the same text and the same time are one record.
    func identity(of payload: JSON, type: String, at time: Double?) -> String? {
        if let call = payload["call_id"]?.string { return "\(type) \(call)" }
        guard let time else { return nil }
        return "\(type) \(time) \(Fingerprint(ofSource: payload).description)"
    }
}
