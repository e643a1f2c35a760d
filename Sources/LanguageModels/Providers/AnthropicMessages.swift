package import HTTP

/// A model behind the Anthropic Messages API.
///
/// The shared part of the prompt has a cache marker, and so does the end of a longer conversation, which the next request
/// repeats. A schema is sent as a tool that the model must call.
package struct AnthropicMessages: LanguageModel {
    private static let version = "2023-06-01"

    /// `anthropic` and the address of the server.
    package let identity: String
    /// Always `true`.
    package var canCallTools: Bool { true }

    private let address: Address
    private let headers: [Header]
    private let timeouts: Timeouts
    private let exchange: Exchange<AnthropicReader>

    /// Prepares calls; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - base: The address up to `/v1/messages`, with or without `/v1`.
    ///   - key: `nil` for servers that need none.
    ///   - answerLimit: The most bytes of an answer.
    /// - Throws: ``ModelError/badRequest(_:)`` if no path can be appended to the address.
    package init(
        base: Address,
        client: Client,
        key: APIKey?,
        timeouts: Timeouts = Timeouts(),
        answerLimit: Int = 1 << 20
    ) throws(ModelError) {
        do {
            address = try base.appending(path: base.text.hasSuffix("/v1") ? "messages" : "v1/messages")
        } catch {
            throw ModelError(error)
        }
        identity = "anthropic \(base.text)"
        self.timeouts = timeouts
        let fixed = [
            Header("Content-Type", "application/json"), Header("Accept", "text/event-stream, application/json"),
            Header("anthropic-version", Self.version),
        ]
        headers = fixed + (key.map { [$0.header("x-api-key")] } ?? [])
        exchange = Exchange(client: client, key: key, answerLimit: answerLimit)
    }

    /// Sends one request and reads the answer.
    ///
    /// - Throws: Why there is no usable answer; ``ModelError/cancelled`` if the task is cancelled.
    package func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        let request = Request(to: address, headers: headers, body: body(of: call), timeouts: timeouts)
        var answer = try await exchange.answer(to: request).estimatingPrompt(of: call)
        guard let schema = call.prompt.schema, call.prompt.tools.isEmpty else { return answer }
        let calls = answer.toolCalls.filter { $0.name == schema.name }
        // A model may write its answer as text instead of calling the tool; the reader of the text decides.
        guard !calls.isEmpty else { return answer }
        answer.text = calls.map(\.arguments).joined(separator: "\n")
        answer.toolCalls = []
        if answer.stopReason == .toolCalls { answer.stopReason = .end }
        return answer
    }
}
