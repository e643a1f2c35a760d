internal import JSON

extension AnthropicMessages {
    /// The body of the request for a call.
    func body(of call: ModelCall) -> [UInt8] {
        let settings = call.settings
        let prompt = call.prompt
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("model", settings.name)
            writer.member("max_tokens", settings.maximumTokens)
            writer.member("stream", true)
            writeTools(of: prompt, to: &writer)
            writeShared(of: prompt, to: &writer)
            writer.array("messages") { writer in
                for (index, message) in prompt.messages.enumerated() {
                    let isMarked = index > 0 && index == prompt.messages.count - 1
                    write(message, isMarked: isMarked, to: &writer)
                }
            }
            writer.member("temperature", settings.temperature)
            writer.member("top_p", settings.topP)
            if !settings.stop.isEmpty {
                writer.array("stop_sequences") { for text in settings.stop { $0.string(text) } }
            }
            if let effort = settings.reasoningEffort {
                writer.object("output_config") { $0.member("effort", effort) }
            }
            for (name, value) in settings.extra.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                writer.value(value)
            }
        }
        return writer.bytes
    }

    private func writeShared(of prompt: Prompt, to writer: inout JSONWriter) {
        var parts = prompt.shared.filter { !$0.isEmpty }
        if let schema = prompt.schema, !prompt.tools.isEmpty { parts.append(schema.instruction) }
        guard !parts.isEmpty else { return }
        writer.array("system") { writer in
            for (index, part) in parts.enumerated() {
                writeText(part, isMarked: index == parts.count - 1, to: &writer)
            }
        }
    }

    private func writeTools(of prompt: Prompt, to writer: inout JSONWriter) {
        var tools = prompt.tools
        var choice = prompt.toolChoice
        if let schema = prompt.schema, tools.isEmpty {
            tools = [Tool(name: schema.name, description: "Takes the answer.", parameters: schema.schema)]
            choice = .named(schema.name)
        }
        guard !tools.isEmpty else { return }
        writer.array("tools") { writer in
            for tool in tools {
                writer.object { writer in
                    writer.member("name", tool.name)
                    writer.member("description", tool.description)
                    writer.key("input_schema")
                    writer.value(tool.parameters)
                }
            }
        }
        writer.object("tool_choice") { writer in
            switch choice {
            case .automatic: writer.member("type", "auto")
            case .none: writer.member("type", "none")
            case .required: writer.member("type", "any")
            case .named(let name):
                writer.member("type", "tool")
                writer.member("name", name)
            }
        }
    }

    private func write(_ message: Message, isMarked: Bool, to writer: inout JSONWriter) {
        writer.object { writer in
            switch message {
            case .user(let text):
                writer.member("role", "user")
                writer.array("content") { writeText(text, isMarked: isMarked, to: &$0) }
            case .assistant(let text, let calls):
                writer.member("role", "assistant")
                writer.array("content") { writer in
                    // The API rejects an empty block.
                    if text.utf8.contains(where: { $0 > 0x20 }) { writeText(text, isMarked: false, to: &writer) }
                    for call in calls { write(call, to: &writer) }
                }
            case .results(let results):
                writer.member("role", "user")
                writer.array("content") { writer in
                    for (index, result) in results.enumerated() {
                        writer.object { writer in
                            writer.member("type", "tool_result")
                            writer.member("tool_use_id", result.id)
                            writer.member("content", result.text)
                            if result.isError { writer.member("is_error", true) }
                            if isMarked, index == results.count - 1 { mark(&writer) }
                        }
                    }
                }
            }
        }
    }

    private func write(_ call: ToolCall, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "tool_use")
            writer.member("id", call.id)
            writer.member("name", call.name)
            writer.key("input")
            // The API accepts only an object, but the model's arguments may be invalid JSON.
            if let input = try? call.parsedArguments(), input.kind == .object {
                writer.value(input)
            } else {
                writer.object { $0.member("unreadable", call.arguments) }
            }
        }
    }

    private func writeText(_ text: String, isMarked: Bool, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "text")
            writer.member("text", text)
            if isMarked { mark(&writer) }
        }
    }

    private func mark(_ writer: inout JSONWriter) {
        writer.object("cache_control") { $0.member("type", "ephemeral") }
    }
}
