internal import JSON

extension Prompt {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.array("shared") { for part in shared { $0.string(part) } }
            writer.array("messages") { for message in messages { message.write(to: &$0) } }
            writer.array("tools") { writer in
                for tool in tools {
                    writer.object { writer in
                        writer.member("name", tool.name)
                        writer.member("description", tool.description)
                        writer.key("parameters")
                        writer.value(tool.parameters)
                    }
                }
            }
            writer.member("toolChoice", "\(toolChoice)")
            guard let schema else { return }
            writer.object("schema") { writer in
                writer.member("name", schema.name)
                writer.key("schema")
                writer.value(schema.schema)
            }
        }
    }
}

extension Message {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            switch self {
            case .user(let text): writer.member("user", text)
            case .assistant(let text, let calls):
                writer.member("assistant", text)
                writer.array("calls") { for call in calls { call.write(to: &$0) } }
            case .results(let results):
                writer.array("results") { writer in
                    for result in results {
                        writer.object { writer in
                            writer.member("id", result.id)
                            writer.member("text", result.text)
                            writer.member("isError", result.isError)
                        }
                    }
                }
            }
        }
    }
}

extension ToolCall {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("name", name)
            writer.member("arguments", arguments)
        }
    }
}
