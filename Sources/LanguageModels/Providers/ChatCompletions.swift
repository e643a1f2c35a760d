package import HTTP
internal import JSON
internal import Synchronization

/// A server that speaks chat completions: OpenAI, vLLM, llama.cpp, Ollama, OpenRouter and their like.
package final class ChatCompletions: LanguageModel {
    /// How a server can be held to a JSON schema.
    package enum Structure: Sendable {
        /// By the schema itself.
        case schema
        /// To JSON alone; the schema is told to the model.
        case object
        /// Not at all; the schema is told to the model.
        case none
    }

    /// What the server is known to take; what it turns out not to know, it is asked without from then on.
    private struct Manner {
        var structure: Structure
        var hasStreamOptions = true
        /// OpenAI's reasoning models want the limit under another name, other servers do not know that one.
        var usesCompletionTokens: Bool
    }

    package let identity: String
    package var canCallTools: Bool { true }

    private let address: Address
    private let headers: [Header]
    private let timeouts: Timeouts
    private let exchange: Exchange<ChatReader>
    private let manner: Mutex<Manner>

    /// - Parameters:
    ///   - base: the address before `/chat/completions`, as a rule ending in `/v1`.
    ///   - answerLimit: the most bytes of an answer.
    /// Throws ``ModelError/badRequest(_:)`` if the address takes no path.
    package init(
        base: Address,
        client: Client,
        key: APIKey?,
        structure: Structure = .schema,
        timeouts: Timeouts = Timeouts(),
        answerLimit: Int = 1 << 20
    ) throws(ModelError) {
        do {
            address = try base.appending(path: "chat/completions")
        } catch {
            throw ModelError(error)
        }
        identity = "openai \(base.text)"
        self.timeouts = timeouts
        let content = [
            Header("Content-Type", "application/json"), Header("Accept", "text/event-stream, application/json"),
        ]
        headers = content + (key.map { [$0.header("Authorization", prefix: "Bearer ")] } ?? [])
        exchange = Exchange(client: client, key: key, answerLimit: answerLimit)
        manner = Mutex(Manner(structure: structure, usesCompletionTokens: base.host == "api.openai.com"))
    }

    package func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        while true {
            let manner = manner.withLock { $0 }
            do throws(ModelError) {
                let request = Request(
                    to: address,
                    headers: headers,
                    body: body(of: call, manner),
                    timeouts: timeouts
                )
                return try await exchange.answer(request).estimating(call)
            } catch {
                // Ends: there are four things to learn, and each is learned once.
                guard case .badRequest(let complaint) = error, learn(from: complaint, about: manner) else {
                    throw error
                }
            }
        }
    }

    /// Whether the complaint about a request of that manner is about a member that can be left out without changing what
    /// is asked. Another call may have learned the same meanwhile.
    private func learn(from complaint: String, about tried: Manner) -> Bool {
        manner.withLock { manner in
            if complaint.contains("response_format") || complaint.contains("json_schema") {
                guard tried.structure != .none else { return false }
                if manner.structure == tried.structure {
                    manner.structure = tried.structure == .schema ? .object : .none
                }
                return true
            }
            if complaint.contains("stream_options"), tried.hasStreamOptions {
                manner.hasStreamOptions = false
                return true
            }
            if complaint.contains("max_completion_tokens"), !tried.usesCompletionTokens {
                manner.usesCompletionTokens = true
                return true
            }
            return false
        }
    }

    // MARK: The request

    private func body(of call: ModelCall, _ manner: Manner) -> [UInt8] {
        let settings = call.settings
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("model", settings.name)
            write(call.prompt, manner.structure, to: &writer)
            writer.member("stream", true)
            if manner.hasStreamOptions { writer.object("stream_options") { $0.member("include_usage", true) } }
            writer.member(manner.usesCompletionTokens ? "max_completion_tokens" : "max_tokens", settings.maximumTokens)
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

    private func write(_ prompt: Prompt, _ structure: Structure, to writer: inout JSONWriter) {
        var shared = prompt.shared
        if let schema = prompt.schema, structure != .schema { shared.append(schema.instruction) }
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
        guard let schema = prompt.schema, structure != .none else { return }
        writer.object("response_format") { writer in
            guard structure == .schema else { return writer.member("type", "json_object") }
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

extension Answer {
    /// With an estimate of the prompt's tokens where the provider said nothing.
    func estimating(_ call: ModelCall) -> Answer {
        guard usage.isEstimated, usage.prompt == 0 else { return self }
        var answer = self
        answer.usage.prompt = TokenEstimate(call).prompt
        return answer
    }
}
