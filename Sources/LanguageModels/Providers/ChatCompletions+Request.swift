internal import JSON

extension ChatCompletions {
    /// The body of the request for a call, with the optional members that the server accepts.
    func body(of call: ModelCall, for capabilities: ServerCapabilities) -> [UInt8] {
        let settings = call.settings
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("model", settings.name)
            write(call.prompt, capabilities.schemaSupport, to: &writer)
            writer.member("stream", true)
            if capabilities.acceptsStreamOptions {
                writer.object("stream_options") { $0.member("include_usage", true) }
            }
            writer.member(
                capabilities.usesCompletionTokens ? "max_completion_tokens" : "max_tokens",
                settings.maximumTokens
            )
            writer.member("temperature", settings.temperature)
            writer.member("top_p", settings.topP)
            writer.member("seed", settings.seed)
            if !settings.stop.isEmpty { writer.array("stop") { for text in settings.stop { $0.string(text) } } }
            if let effort = settings.reasoningEffort { writer.member("reasoning_effort", effort) }
            for (name, value) in settings.extra.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                writer.value(value)
            }
        }
        return writer.bytes
    }

    private func write(_ prompt: Prompt, _ schemaSupport: SchemaSupport, to writer: inout JSONWriter) {
        var shared = prompt.shared
        if let schema = prompt.schema, schemaSupport != .schema { shared.append(schema.instruction) }
        writer.array("messages") { writer in
            if !shared.isEmpty {
                writer.object {
                    $0.member("role", "system")
                    $0.member("content", shared.joined(separator: "\n\n"))
                }
            }
            for message in prompt.messages { write(message, to: &writer) }
        }
        write(prompt.tools, prompt.toolChoice, to: &writer)
        guard let schema = prompt.schema, schemaSupport != .none else { return }
        writer.object("response_format") { writer in
            guard schemaSupport == .schema else { return writer.member("type", "json_object") }
            writer.member("type", "json_schema")
            writer.object("json_schema") { writer in
                writer.member("name", schema.name)
                writer.member("strict", true)
                writer.key("schema")
                writer.value(schema.schema)
            }
        }
    }

    private func write(_ tools: [Tool], _ choice: ToolChoice, to writer: inout JSONWriter) {
        guard !tools.isEmpty else { return }
        writer.array("tools") { writer in
            for tool in tools {
                writer.object { writer in
                    writer.member("type", "function")
                    writer.object("function") { writer in
                        writer.member("name", tool.name)
                        writer.member("description", tool.description)
                        writer.key("parameters")
                        writer.value(tool.parameters)
                    }
                }
            }
        }
        switch choice {
        case .automatic: break
        case .none: writer.member("tool_choice", "none")
        case .required: writer.member("tool_choice", "required")
        case .named(let name):
            writer.object("tool_choice") { writer in
                writer.member("type", "function")
                writer.object("function") { $0.member("name", name) }
            }
        }
    }

    private func write(_ message: Message, to writer: inout JSONWriter) {
        switch message {
        case .user(let text):
            writer.object {
                $0.member("role", "user")
                $0.member("content", text)
            }
        case .assistant(let text, let calls):
            writer.object { writer in
                writer.member("role", "assistant")
                writer.member("content", text)
                guard !calls.isEmpty else { return }
                writer.array("tool_calls") { writer in
                    for call in calls {
                        writer.object { writer in
                            writer.member("id", call.id)
                            writer.member("type", "function")
                            writer.object("function") {
                                $0.member("name", call.name)
                                $0.member("arguments", call.arguments)
                            }
                        }
                    }
                }
            }
        case .results(let results):
            for result in results {
                writer.object {
                    $0.member("role", "tool")
                    $0.member("tool_call_id", result.id)
                    $0.member("content", result.isError ? "Error: \(result.text)" : result.text)
                }
            }
        }
    }
}
