package import HTTP
internal import Synchronization

/// A model behind the Chat Completions API: OpenAI, vLLM, llama.cpp, Ollama, OpenRouter and others.
package final class ChatCompletions: LanguageModel {
    /// How a server can enforce a JSON schema.
    package enum SchemaSupport: Sendable {
        /// It enforces the schema.
        case schema
        /// It enforces JSON; the schema becomes part of the prompt.
        case object
        /// It enforces nothing; the schema becomes part of the prompt.
        case none
    }

    /// The optional members of a request that the server is assumed to accept. One that it rejects is not sent again.
    struct ServerCapabilities {
        var schemaSupport: SchemaSupport
        var acceptsStreamOptions = true
        /// Whether the token limit is called `max_completion_tokens`, as OpenAI's reasoning models require and other
        /// servers do not know.
        var usesCompletionTokens: Bool
    }

    /// `openai` and the address of the server.
    package let identity: String
    /// Always `true`.
    package var canCallTools: Bool { true }

    private let address: Address
    private let headers: [Header]
    private let timeouts: Timeouts
    private let exchange: Exchange<ChatReader>
    private let capabilities: Mutex<ServerCapabilities>

    /// Prepares calls; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - base: The address up to `/chat/completions`; it usually ends in `/v1`.
    ///   - key: `nil` for servers that need none.
    ///   - schemaSupport: The first assumption; a server that rejects it is asked for less.
    ///   - answerLimit: The most bytes of an answer.
    /// - Throws: ``ModelError/badRequest(_:)`` if no path can be appended to the address.
    package init(
        base: Address,
        client: Client,
        key: APIKey?,
        schemaSupport: SchemaSupport = .schema,
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
        capabilities = Mutex(
            ServerCapabilities(schemaSupport: schemaSupport, usesCompletionTokens: base.host == "api.openai.com")
        )
    }

    /// Sends one request and reads the answer; again without a member that the server turns out not to accept.
    ///
    /// - Throws: Why there is no usable answer; ``ModelError/cancelled`` if the task is cancelled.
    package func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        while true {
            let assumed = capabilities.withLock { $0 }
            do throws(ModelError) {
                let request = Request(
                    to: address,
                    headers: headers,
                    body: body(of: call, for: assumed),
                    timeouts: timeouts
                )
                return try await exchange.answer(to: request).estimatingPrompt(of: call)
            } catch {
                // Ends: there are four assumptions to correct, each at most once.
                guard case .badRequest(let reason) = error, correct(assumed, rejectedFor: reason) else {
                    throw error
                }
            }
        }
    }

    /// Corrects the capabilities after the server rejected a request; `false` if the reason names no optional member.
    /// A concurrent call may have made the same correction.
    private func correct(_ assumed: ServerCapabilities, rejectedFor reason: String) -> Bool {
        capabilities.withLock { capabilities in
            if reason.contains("response_format") || reason.contains("json_schema") {
                guard assumed.schemaSupport != .none else { return false }
                if capabilities.schemaSupport == assumed.schemaSupport {
                    capabilities.schemaSupport = assumed.schemaSupport == .schema ? .object : .none
                }
                return true
            }
            if reason.contains("stream_options"), assumed.acceptsStreamOptions {
                capabilities.acceptsStreamOptions = false
                return true
            }
            if reason.contains("max_completion_tokens"), !assumed.usesCompletionTokens {
                capabilities.usesCompletionTokens = true
                return true
            }
            return false
        }
    }
}
