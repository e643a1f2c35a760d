package import HTTP
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
    struct Manner {
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
}
